/** Where everything of a ladder stands in its picture. */
import { toMs } from '../../kernel/time.js'
import { COPY_AT, type Line, LOST_AT } from './ladder-arrows.js'
import type { LadderScale } from './ladder-scale.js'
import { begins, has, type Pair } from './run.js'

export interface Seat {
  readonly pair: Pair
  readonly scale: LadderScale
  readonly height: number
  /** The width of the column of times. */
  readonly time: number
  /** The height of a row, px. */
  readonly row: number
  /** The part in view, in rows. */
  readonly from: number
  readonly to: number
  /** By node. */
  readonly lifelines: readonly [number, number]
  y(down: number): number
}

/** Above the first row, px. */
export const TOP = 30
/** Beside the lifelines, for notes. */
const LEFT = 86
const RIGHT = 112
const DIGIT = 6.6

interface Frame {
  readonly width: number
  readonly height: number
  readonly from: number
  readonly to: number
  /** The second node stands on the left: it sends the data. */
  readonly isFlipped: boolean
}

export function seatOf(
  pair: Pair,
  scale: LadderScale,
  { width, height, from, to, isFlipped }: Frame
): Seat {
  const row = (height - TOP) / (to - from)
  let longest = 4
  for (let one = scale.rowAt(from); one < scale.rows && scale.at(one) <= to; one++) {
    longest = Math.max(longest, String(toMs(scale.timeAt(one))).length)
  }
  const time = 8 + longest * DIGIT
  const left = time + LEFT
  const right = Math.max(left + 80, width - RIGHT)
  return {
    ...{ pair, scale, height, time, row, from, to },
    lifelines: isFlipped ? [right, left] : [left, right],
    y: (down) => TOP + (down - from) * row
  }
}

/** All that are at least partly in view. */
export function linesOf({ pair, scale, lifelines, y, from, to }: Seat): Line[] {
  const [xa, xb] = lifelines
  const lines: Line[] = []
  for (const segment of pair.segments) {
    const start = scale.at(segment.row)
    const end =
      segment.endRow < 0 || has(segment, 'lost') ? start + scale.slope : scale.at(segment.endRow)
    if (end < from || start > to) continue
    const [near, far] = segment.node === 0 ? [xa, xb] : [xb, xa]
    const across = far - near
    const isLost = has(segment, 'lost') || segment.endRow < 0
    const isCopy = has(segment, 'copy')
    const hasStart = begins(segment) === segment.sent
    lines.push({
      segment,
      x1: isCopy ? near + across * COPY_AT : near,
      y1: hasStart ? y(start) : y(Math.max(start - 1, end - scale.slope)),
      x2: isLost ? near + across * LOST_AT : far,
      y2: isLost ? y(start + scale.slope * LOST_AT) : y(end)
    })
  }
  return lines
}

export function distance({ x1, y1, x2, y2 }: Line, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const share = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)
  const at = Math.min(1, Math.max(0, share))
  return Math.hypot(x1 + at * dx - x, y1 + at * dy - y)
}
