/**
 * The ladder: a lifeline for each of the two nodes, time running down, an arrow for each segment
 * (Kurose & Ross, figures 3.16, 3.22). Only what is in view is drawn; where it is too much for words,
 * lines alone.
 */
import type { Choice } from './choice.js'
import { html, pane, rounded, svg } from './elements.js'
import { watch } from './gestures.js'
import { drawArrow, drawLines, type Line, legendOf } from './ladder-arrows.js'
import { drawNotes } from './ladder-notes.js'
import { LadderScale, mostInteresting } from './ladder-scale.js'
import { distance, linesOf, type Seat, seatOf, TOP } from './ladder-seat.js'
import type { Pair, Segment } from './run.js'
import type { Tooltip } from './tooltip.js'
import { View } from './view.js'
import { describe, plural } from './words.js'

const LEAST_HEIGHT = 240
/** Rows as they are best read, px, and the least that bears words. */
const ROW = 17
const LEAST_FOR_WORDS = 8
const LEAST_FOR_ARROWS = 2.2
const NEAR = 12
const PRINT_WIDTH = 720
/** A ladder of no more rows than these is printed as a whole, of others so many. */
const MOST_PRINTED = 60
const PRINTED = 50
const PRINT_ROW = 11

export class Ladder {
  readonly element: HTMLElement
  /** In rows and the room between them. */
  readonly view = new View()
  /** What is drawn is being printed, and stays until it is. */
  isOnPaper = false
  readonly #choice: Choice
  readonly #tooltip: Tooltip
  readonly #svg: SVGSVGElement
  readonly #note = html('p', { class: 'note' })
  readonly #legend = html('div', { class: 'legend' })
  #pair: Pair | undefined
  #scale: LadderScale | undefined
  #lines: Line[] = []
  #height = 600

  constructor(choice: Choice, tooltip: Tooltip) {
    this.#choice = choice
    this.#tooltip = tooltip
    this.#svg = svg('svg', {
      class: 'ladder',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'ladder diagram',
      'aria-label':
        'Ladder: time runs down, each arrow is a segment. Up and down move, plus and minus zoom, 0 shows all, n and p go to the next and previous retransmission, comma and full stop to any.',
      'aria-describedby': 'now'
    })
    this.element = html(
      'figure',
      { class: 'chart ladder-box' },
      html('figcaption', {}, html('h3', {}, 'Ladder'), this.#legend),
      this.#svg,
      this.#note
    )
    watch({
      element: this.#svg,
      view: this.view,
      along: 'y',
      span: () => [TOP, this.#height - TOP],
      hover: (x, y) => this.#hover(x, y),
      leave: () => tooltip.hide(),
      pick: (x, y) => {
        const line = this.#nearest(x, y)
        if (line !== undefined) choice.pick(line.segment)
      }
    })
    this.view.onChange(() => this.draw())
  }

  get isFocused(): boolean {
    return document.activeElement === this.#svg
  }

  /** Turns to another pair of nodes. */
  open(pair: Pair | undefined): void {
    this.#pair = pair
    if (pair === undefined) return
    this.#scale = new LadderScale(pair)
    this.#legend.replaceChildren(
      ...legendOf(pair.segments).map(([form, words]) =>
        html(
          'span',
          { class: 'key' },
          svg('svg', { class: 'sample', viewBox: '0 0 22 12' }, form),
          words
        )
      )
    )
    this.view.open(this.#scale.length, 6)
    this.showBest()
  }

  /** As many rows as are read well, where most happens. */
  showBest(): void {
    const [pair, scale] = [this.#pair, this.#scale]
    if (pair === undefined || scale === undefined) return
    this.#height = Math.max(LEAST_HEIGHT, this.#svg.clientHeight)
    const room = (this.#height - TOP) / ROW
    if (scale.length <= room * 1.3) return this.view.reset()
    const rows = Math.floor((room * scale.rows) / scale.length)
    const start = scale.at(mostInteresting(pair, rows, scale.rows)) - 1
    this.view.show(start, start + room)
  }

  /** Brings the chosen segment into view. */
  reveal(segment: Segment): void {
    const scale = this.#scale
    if (scale === undefined) return
    this.view.focus = scale.at(segment.row)
    if (this.view.length > ((this.#height - TOP) / ROW) * 2.5) {
      const half = (this.#height - TOP) / ROW / 2
      const at = scale.at(segment.row)
      this.view.show(at - half, at + half)
    } else this.view.reveal(scale.at(segment.row))
    this.draw()
  }

  /** The part of the run that is in view, µs. */
  get times(): readonly [number, number] {
    const scale = this.#scale
    if (scale === undefined) return [0, 0]
    const first = scale.rowAt(this.view.from)
    const last = Math.max(first, scale.rowAt(this.view.to) - 1)
    return [scale.timeAt(first), scale.timeAt(last)]
  }

  draw(): void {
    if (this.isOnPaper) return
    const width = Math.max(300, this.#svg.clientWidth)
    const height = Math.max(LEAST_HEIGHT, this.#svg.clientHeight)
    if (height !== this.#height) {
      // With less room there is less to see, and not the same in smaller letters.
      const share = (height - TOP) / (this.#height - TOP)
      this.#height = height
      if (this.view.length < this.view.end) {
        this.view.show(this.view.from, this.view.from + this.view.length * share)
      }
    }
    this.#paint(width, this.#height, this.view.from, this.view.to)
  }

  /** The whole, where it is short; else the most interesting part, and a word about it. */
  drawForPaper(): void {
    this.isOnPaper = true
    const [pair, scale] = [this.#pair, this.#scale]
    if (pair === undefined || scale === undefined) return
    const isShort = scale.rows <= MOST_PRINTED
    const start = isShort ? 0 : mostInteresting(pair, PRINTED, scale.rows)
    const from = isShort ? 0 : scale.at(start) - 1
    const to = isShort ? scale.length : scale.at(start + PRINTED)
    this.#paint(PRINT_WIDTH, TOP + (to - from) * PRINT_ROW, from, to)
    if (!isShort) {
      this.#note.textContent = `Rows ${start + 1} to ${start + PRINTED} of ${scale.rows}, where most of the different things happen.`
    }
  }

  /** Where on the window the chosen segment stands. */
  tell(segment: Segment): void {
    const [pair, line] = [this.#pair, this.#lines.find((one) => one.segment === segment)]
    if (pair === undefined || line === undefined) return
    const { left, top } = this.#svg.getBoundingClientRect()
    this.#tooltip.show(left + (line.x1 + line.x2) / 2, top + line.y2, describe(segment, pair))
  }

  #paint(width: number, height: number, from: number, to: number): void {
    const [pair, scale] = [this.#pair, this.#scale]
    if (pair === undefined || scale === undefined) return
    this.#svg.setAttribute('viewBox', `0 0 ${rounded(width)} ${rounded(height)}`)
    const isFlipped = this.#choice.run.connection(this.#choice.connection)?.node === 1
    const seat = seatOf(pair, scale, { width, height, from, to, isFlipped })
    const { row } = seat
    this.#lines = linesOf(seat)
    const hasWords = row >= LEAST_FOR_WORDS
    const isFine = row >= LEAST_FOR_ARROWS
    const ink = pane(0, TOP - 8, width, height - TOP + 8)
    ink.append(...this.#accents(seat))
    if (isFine) ink.append(...this.#lines.map((line) => drawArrow(line, hasWords)))
    else ink.append(...drawLines(this.#lines))
    const notes = drawNotes(seat, hasWords, this.#lines)
    ink.append(...notes.within)
    this.#svg.replaceChildren(...notes.around, ink)
    const words = isFine ? '' : ' Arrows without their heads: zoom in to tell more of them.'
    this.#note.textContent = `${plural(this.#lines.length, 'transmission')} in view, of ${pair.segments.length}.${words}`
  }

  /** The chosen one and its kin shine through. */
  #accents({ pair }: Seat): SVGElement[] {
    const { segment, run } = this.#choice
    if (segment === undefined || pair !== this.#choice.pair) return []
    const kin = new Set(run.siblingsOf(segment))
    return this.#lines
      .filter((line) => line.segment === segment || kin.has(line.segment))
      .map(({ segment: one, x1, y1, x2, y2 }) =>
        svg('line', { class: one === segment ? 'chosen' : 'kin', x1, y1, x2, y2 })
      )
  }

  #hover(x: number, y: number): void {
    const [pair, line] = [this.#pair, this.#nearest(x, y)]
    if (pair === undefined || line === undefined) return this.#tooltip.hide()
    const { left, top } = this.#svg.getBoundingClientRect()
    this.#tooltip.show(left + x, top + y, describe(line.segment, pair))
  }

  #nearest(x: number, y: number): Line | undefined {
    let best: Line | undefined
    let least = NEAR
    for (const line of this.#lines) {
      const far = distance(line, x, y)
      if (far < least) {
        least = far
        best = line
      }
    }
    return best
  }
}
