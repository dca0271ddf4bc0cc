/** What stands beside the arrows of the ladder: names, times, timeouts, reasons, what was said. */
import { toMs } from '../../kernel/time.js'
import { svg } from './elements.js'
import type { Line } from './ladder-arrows.js'
import { type Seat, TOP } from './ladder-seat.js'
import { has, type Segment } from './run.js'

/** Letters that find room beside a lifeline. */
const LONGEST = 19
const LONGEST_NAME = 22
const MOVED = 'out of order'

interface Notes {
  /** Names, lifelines and times. */
  readonly around: readonly SVGElement[]
  /** What scrolls with the arrows. */
  readonly within: readonly SVGElement[]
}

export function drawNotes(seat: Seat, hasWords: boolean, lines: readonly Line[]): Notes {
  const { pair, lifelines, height } = seat
  const around = lifelines.flatMap((x, node) => {
    const name = short(pair.nodes[node] ?? '', LONGEST_NAME)
    return [
      svg('line', { class: 'lifeline', x1: x, x2: x, y1: TOP - 6, y2: height }),
      svg('text', { class: 'node', x, y: TOP - 13, 'text-anchor': 'middle' }, name)
    ]
  })
  const words = hasWords ? [...drawReasons(seat, lines), ...drawSaid(seat)] : []
  return {
    around: [...around, ...drawTimes(seat)],
    within: [...drawTimeouts(seat, hasWords), ...words]
  }
}

/** The time of each row that has another, where there is room. */
function drawTimes({ scale, time, from, to, y }: Seat): SVGElement[] {
  const drawn: SVGElement[] = [
    svg('text', { class: 'unit', x: time - 8, y: TOP - 13, 'text-anchor': 'end' }, 'ms')
  ]
  let below = Number.NEGATIVE_INFINITY
  let before: number | undefined
  for (let row = scale.rowAt(from); row < scale.rows && scale.at(row) <= to; row++) {
    const t = scale.timeAt(row)
    const at = y(scale.at(row))
    if (t === before || at < below + 13) continue
    drawn.push(
      svg('text', { class: 'tick', x: time - 8, y: at + 4, 'text-anchor': 'end' }, `${toMs(t)}`)
    )
    before = t
    below = at
  }
  return drawn
}

function drawTimeouts(seat: Seat, hasWords: boolean): SVGElement[] {
  const { pair, scale, from, to, y, lifelines } = seat
  return pair.timeouts.row.flatMap((row, place) => {
    const down = scale.at(row)
    if (down < from || down > to) return []
    const node = pair.timeouts.node[place] ?? 0
    const timer = pair.timeouts.timer[place] ?? 0
    const x = lifelines[node === 1 ? 1 : 0]
    const clock = svg('g', { class: 'timeout' })
    clock.append(
      svg('circle', { cx: x, cy: y(down), r: 6 }),
      svg('path', { d: `M${x} ${y(down) - 3.5}v3.5h3` })
    )
    if (hasWords) {
      const words = timer === 0 ? 'timeout' : `timeout ${timer}`
      clock.append(beside(seat, node, down, words, 'said'))
    }
    return [clock]
  })
}

/** What the channel says of itself, and why something was thrown away. */
function drawReasons(seat: Seat, lines: readonly Line[]): SVGElement[] {
  const drawn: SVGElement[] = []
  for (const { segment, x2, y2 } of lines) {
    const words = reasonOf(segment)
    if (words === '') continue
    if (has(segment, 'lost')) {
      const isRight = seat.lifelines[0] < seat.lifelines[1] === (segment.node === 0)
      const place = { x: x2 + (isRight ? 10 : -10), y: y2 + 4 }
      const anchor = isRight ? 'start' : 'end'
      drawn.push(svg('text', { class: 'reason', ...place, 'text-anchor': anchor }, words))
    } else {
      const down = seat.scale.at(segment.endRow)
      const isBad = words !== MOVED
      drawn.push(beside(seat, 1 - segment.node, down, words, isBad ? 'reason' : 'remark'))
    }
  }
  return drawn
}

function reasonOf(segment: Segment): string {
  const [rule = ''] = segment.why.split(': ')
  if (has(segment, 'lost')) return short(rule === '' ? 'lost' : `lost: ${rule}`, 26)
  if (has(segment, 'discarded')) return 'thrown away'
  if (has(segment, 'broken')) return 'wrong checksum'
  if (has(segment, 'damaged')) return 'damage not noticed'
  return has(segment, 'moved') ? MOVED : ''
}

function drawSaid(seat: Seat): SVGElement[] {
  const { pair, scale, from, to } = seat
  return pair.says.row.flatMap((row, place) => {
    const down = scale.at(row)
    if (down < from || down > to) return []
    const words = `“${pair.says.text[place] ?? ''}”`
    return [beside(seat, pair.says.node[place] ?? 0, down, words, 'said')]
  })
}

/** Outside of the lifeline of a node. */
function beside(seat: Seat, node: number, down: number, words: string, sort: string): SVGElement {
  const { lifelines, y } = seat
  const [own, other] = node === 0 ? lifelines : [lifelines[1], lifelines[0]]
  const isLeft = own < other
  const x = own + (isLeft ? -10 : 10)
  const anchor = isLeft ? 'end' : 'start'
  const text = short(words, isLeft ? 14 : LONGEST)
  return svg('text', { class: sort, x, y: y(down) + 4, 'text-anchor': anchor }, text)
}

/** No longer than `most` letters. */
function short(text: string, most: number): string {
  const letters = [...text]
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`
}
