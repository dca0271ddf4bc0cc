/**
 * The arrows of a picture of a ladder. Whatever becomes of a segment shows in its form: a lost one
 * ends in the channel with a cross, a damaged one is dashed, a copy begins in the channel.
 */
import type { Crossing } from './ladder-crossing.js'
import type { Ends, SvgLayout } from './ladder-svg-layout.js'
import { element, textElement } from './svg-text.js'

export const INK = '#1b1b1b'
export const RED = '#a4161a'
export const GREY = '#6b6b6b'
const BLUE = '#1d4e89'

/** How far across the channel a lost segment comes, and where a copy begins. */
const LOST_AT = 0.55
const COPY_AT = 0.4
const LABEL_AT = 0.22
/** Words in the channel stand before the lines that cross them. */
const HALO = {
  stroke: '#ffffff',
  'stroke-width': 3,
  'paint-order': 'stroke',
  'stroke-linejoin': 'round'
} as const

export interface ArrowScene {
  readonly layout: SvgLayout
  readonly nodes: readonly string[]
  /** In px for the whole way, of an arrow with one end. */
  readonly slope: number
}

interface Point {
  readonly x: number
  readonly y: number
}

/** The arrow of `crossing`, its label on it, and why it was lost. */
export function drawArrow(
  { layout, nodes, slope }: ArrowScene,
  crossing: Crossing,
  ends: Ends,
  label: string,
  reason: string
): string[] {
  const fromX = layout.lifelines[nodes.indexOf(crossing.from)] ?? 0
  const toX = layout.lifelines[nodes.indexOf(crossing.to)] ?? 0
  const isCopy = crossing.original !== undefined
  const begin: Point = {
    x: isCopy ? fromX + (toX - fromX) * COPY_AT : fromX,
    y: ends.start === undefined ? layout.yOf(ends.end ?? 0) - slope : layout.yOf(ends.start)
  }
  const isLost = crossing.lost !== undefined
  const end: Point =
    isLost || ends.end === undefined
      ? { x: fromX + (toX - fromX) * LOST_AT, y: begin.y + slope * LOST_AT }
      : { x: toX, y: layout.yOf(ends.end) }
  const colour =
    isLost || crossing.damage !== undefined ? RED : crossing.kind === 'data' ? INK : BLUE
  const line = element('line', {
    x1: begin.x,
    y1: begin.y,
    x2: end.x,
    y2: end.y,
    stroke: colour,
    'stroke-width': crossing.attempt > 1 ? 2 : 1.2,
    ...dashes(crossing, ends)
  })
  const drawn = [line, labelOn(begin, end, label, colour)]
  if (isCopy) drawn.push(element('circle', { cx: begin.x, cy: begin.y, r: 3, fill: colour }))
  if (isLost) drawn.push(...cross(end, reason, toX > fromX))
  else if (ends.end !== undefined) drawn.push(head(begin, end, colour))
  return drawn
}

function dashes({ damage, original }: Crossing, { start, end }: Ends): Record<string, string> {
  if (damage !== undefined) return { 'stroke-dasharray': '7 4' }
  const isPart = start === undefined || end === undefined
  return original !== undefined || isPart ? { 'stroke-dasharray': '2 3' } : {}
}

/** In the direction of the line, above it, and never upside down. */
function labelOn(begin: Point, end: Point, label: string, colour: string): string {
  const x = begin.x + (end.x - begin.x) * LABEL_AT
  const y = begin.y + (end.y - begin.y) * LABEL_AT
  const slope = (end.y - begin.y) / (end.x - begin.x || 1)
  const angle = (Math.atan(slope) * 180) / Math.PI
  return textElement(
    {
      x,
      y: y - 4,
      fill: colour,
      ...HALO,
      'text-anchor': end.x > begin.x ? 'start' : 'end',
      transform: `rotate(${angle.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})`
    },
    label
  )
}

function head(begin: Point, end: Point, colour: string): string {
  const length = Math.hypot(end.x - begin.x, end.y - begin.y) || 1
  const [dx, dy] = [(end.x - begin.x) / length, (end.y - begin.y) / length]
  const corner = (side: number): string =>
    `${(end.x - dx * 9 - dy * 3.5 * side).toFixed(1)},${(end.y - dy * 9 + dx * 3.5 * side).toFixed(1)}`
  const points = `${end.x.toFixed(1)},${end.y.toFixed(1)} ${corner(1)} ${corner(-1)}`
  return element('polygon', { points, fill: colour })
}

function cross({ x, y }: Point, reason: string, isToRight: boolean): string[] {
  return [
    textElement(
      { x, y: y + 5, fill: RED, 'text-anchor': 'middle', 'font-size': 16, 'font-weight': 'bold' },
      '✗'
    ),
    textElement(
      {
        x: x + (isToRight ? 11 : -11),
        y: y + 4,
        fill: RED,
        ...HALO,
        'text-anchor': isToRight ? 'start' : 'end'
      },
      reason
    )
  ]
}
