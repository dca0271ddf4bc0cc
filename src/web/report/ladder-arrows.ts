/**
 * The arrows of the ladder, told apart by their form: a lost one ends in the channel with a cross, a
 * damaged one is dashed, a copy begins in the channel, one that is sent again is thick, and dotted
 * where it was spurious.
 */
import { rounded, svg } from './elements.js'
import { has, type Segment } from './run.js'
import { nameOf } from './words.js'

export interface Line {
  readonly segment: Segment
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** How far across the channel a lost one comes, and where a copy begins. */
export const LOST_AT = 0.56
export const COPY_AT = 0.42

function lineClass(segment: Segment): string {
  const classes = ['arrow', segment.kind === 'data' ? 'data' : isAnswer(segment) ? 'ack' : 'other']
  if (has(segment, 'lost')) classes.push('lost')
  else if (has(segment, 'damaged') || has(segment, 'broken')) classes.push('damaged')
  else if (has(segment, 'spurious')) classes.push('spurious')
  if (segment.attempt > 1) classes.push('again')
  if (has(segment, 'copy')) classes.push('copied')
  if (has(segment, 'moved')) classes.push('moved')
  return classes.join(' ')
}

const isAnswer = ({ kind }: Segment): boolean => kind === 'ack' || kind === 'nak'

/** The lines alone, a path for each sort: for so many that words find no room. */
export function drawLines(lines: readonly Line[]): SVGElement[] {
  const paths = new Map<string, string>()
  const seen = new Set<string>()
  for (const { segment, x1, y1, x2, y2 } of lines) {
    const name = lineClass(segment)
    // On the same pixels one is enough.
    const key = `${name} ${Math.round(y1)} ${Math.round(y2)}`
    if (seen.has(key)) continue
    seen.add(key)
    const path = `M${rounded(x1)} ${rounded(y1)}L${rounded(x2)} ${rounded(y2)}`
    const cross = has(segment, 'lost') ? crossAt(x2, y2, 2.5) : ''
    paths.set(name, (paths.get(name) ?? '') + path + cross)
  }
  return [...paths].map(([name, d]) => svg('path', { class: `${name} thin`, d }))
}

/** One with its ends and, where there is room, its label. */
export function drawArrow(line: Line, hasLabel: boolean): SVGElement {
  const { segment, x1, y1, x2, y2 } = line
  const group = svg('g', { class: lineClass(segment) })
  group.append(svg('line', { x1, y1, x2, y2 }))
  if (has(segment, 'lost')) group.append(svg('path', { class: 'cross', d: crossAt(x2, y2, 5.5) }))
  else if (has(segment, 'discarded')) {
    const d = `M${rounded(x2 - 5)} ${rounded(y2 - 5)}l10 10`
    group.append(svg('circle', { class: 'refused', cx: x2, cy: y2, r: 5 }), svg('path', { d }))
  } else group.append(headOf(line))
  if (has(segment, 'copy')) group.append(svg('circle', { class: 'born', cx: x1, cy: y1, r: 3.5 }))
  if (has(segment, 'damaged')) group.append(flash(line))
  if (hasLabel) group.append(label(line))
  return group
}

const crossAt = (x: number, y: number, r: number): string =>
  `M${rounded(x - r)} ${rounded(y - r)}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`

/** Hollow, where nobody needed it. */
function headOf({ segment, x1, y1, x2, y2 }: Line): SVGElement {
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const corner = (turn: number): string =>
    `${rounded(x2 - 9 * Math.cos(angle + turn))} ${rounded(y2 - 9 * Math.sin(angle + turn))}`
  const d = `M${rounded(x2)} ${rounded(y2)}L${corner(0.42)}L${corner(-0.42)}Z`
  return svg('path', { class: has(segment, 'spurious') ? 'head hollow' : 'head', d })
}

/** The mark of damage, in the middle of the channel. */
function flash({ x1, y1, x2, y2 }: Line): SVGElement {
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2]
  return svg('path', {
    class: 'flash',
    d: `M${rounded(x - 6)} ${rounded(y)}l3 -5l3 10l3 -10l3 5`
  })
}

/** On the arrow, near its beginning. */
function label({ segment, x1, y1, x2, y2 }: Line): SVGElement {
  const isRight = x2 > x1
  const slope = (Math.atan2(y2 - y1, Math.abs(x2 - x1)) * 180) / Math.PI
  const turn = isRight ? slope : -slope
  const { attempt } = segment
  const again = attempt > 1 ? ` ×${attempt}${has(segment, 'spurious') ? ' △' : ''}` : ''
  const words = `${nameOf(segment)}${again}${has(segment, 'copy') ? ' copy' : ''}`
  const [x, y] = [x1 + (isRight ? 12 : -12), y1 - 3 + 12 * Math.tan((slope * Math.PI) / 180)]
  return svg(
    'text',
    {
      class: 'label',
      x,
      y,
      'text-anchor': isRight ? 'start' : 'end',
      transform: `rotate(${rounded(turn)} ${rounded(x)} ${rounded(y)})`
    },
    words
  )
}

/** What the forms mean, of those that occur. */
export function legendOf(segments: readonly Segment[]): [SVGElement, string][] {
  const found = new Set<string>()
  for (const segment of segments) for (const name of lineClass(segment).split(' ')) found.add(name)
  if (segments.some((one) => has(one, 'discarded'))) found.add('discarded')
  const sample = (name: string, ...more: SVGElement[]): SVGElement =>
    svg('g', { class: `arrow ${name}` }, svg('line', { x1: 1, y1: 6, x2: 21, y2: 6 }), ...more)
  const all: [string, SVGElement, string][] = [
    ['data', sample('data'), 'data'],
    ['ack', sample('ack'), 'ACK'],
    ['other', sample('other'), 'the connection’s own'],
    ['again', sample('data again'), 'sent again'],
    ['spurious', sample('data again spurious'), 'again, spurious △'],
    ['lost', sample('data lost', svg('path', { class: 'cross', d: crossAt(16, 6, 4) })), 'lost'],
    ['damaged', sample('data damaged'), 'corrupted'],
    ['copied', sample('data copied', svg('circle', { class: 'born', cx: 4, cy: 6, r: 3 })), 'copy'],
    [
      'discarded',
      sample('data', svg('circle', { class: 'refused', cx: 16, cy: 6, r: 4 })),
      'thrown away'
    ]
  ]
  return all.filter(([name]) => found.has(name)).map(([, form, words]) => [form, words])
}
