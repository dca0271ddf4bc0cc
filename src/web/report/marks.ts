/**
 * The marks of the time–sequence plot, told apart by their form, not by their colour alone: many of
 * a sort are one path, and of those on the same pixel one is drawn.
 */
import { rounded, svg } from './elements.js'

export type MarkName = 'data' | 'again' | 'spurious' | 'lost' | 'damaged' | 'ack' | 'sample'

/** Drawn from the middle on, in steps of `s` px. */
const FORMS: Readonly<Record<MarkName, (s: number) => string>> = {
  data: () => 'h0',
  sample: () => 'h0',
  ack: (s) => `m${-s} 0h${s}m0 ${-s}v${2 * s}`,
  again: (s) => `m0 ${-s}l${s} ${s}l${-s} ${s}l${-s} ${-s}z`,
  spurious: (s) => `m0 ${-s}l${s} ${1.75 * s}h${-2 * s}z`,
  lost: (s) => `m${-s} ${-s}l${2 * s} ${2 * s}m0 ${-2 * s}l${-2 * s} ${2 * s}`,
  damaged: (s) =>
    `m${-s} 0l${0.5 * s} ${-0.8 * s}l${0.5 * s} ${1.6 * s}l${0.5 * s} ${-1.6 * s}l${0.5 * s} ${0.8 * s}`
}

const SIZE = 4.6
const LEAST_SIZE = 2.2

/** How large marks may be, px, where so many share the width. */
export const markSize = (count: number, width: number): number =>
  Math.max(LEAST_SIZE, Math.min(SIZE, SIZE * Math.sqrt((0.35 * width) / Math.max(1, count))))

export interface Point {
  readonly x: number
  readonly y: number
}

export function marks(name: MarkName, points: Iterable<Point>, size = SIZE): SVGPathElement {
  const form = FORMS[name](Math.round(10 * size) / 10)
  const seen = new Set<number>()
  let path = ''
  for (const { x, y } of points) {
    const cell = Math.round(x) * 65_536 + Math.round(y)
    if (seen.has(cell)) continue
    seen.add(cell)
    path += `M${rounded(x)} ${rounded(y)}${form}`
  }
  const isDense = size < 0.7 * SIZE
  return svg('path', { class: `mark ${name}${isDense ? ' dense' : ''}`, d: path })
}

/** A line of steps: each value holds until the next. */
export function steps(points: readonly Point[], until: number): string {
  let path = ''
  let last: Point | undefined
  for (const point of points) {
    if (last === undefined) path = `M${rounded(point.x)} ${rounded(point.y)}`
    else if (Math.abs(point.x - last.x) < 0.3 && Math.abs(point.y - last.y) < 0.3) continue
    else path += `H${rounded(point.x)}V${rounded(point.y)}`
    last = point
  }
  return path === '' ? '' : `${path}H${rounded(until)}`
}
