/**
 * Where things stand on the picture of a ladder, in px:
 *
 *     time  window   notes  │             channel             │  notes
 *
 * A row is a line of its own; what lies between two times is wider the longer it takes.
 */
import type { Crossing } from './ladder-crossing.js'
import type { Shown } from './ladder-cut.js'
import type { Row } from './ladder-row.js'

const LINE = 20
const HEAD = 34
/** Between two times: so much, and more by the share of the time in the whole. */
const LEAST_GAP = 8
const MOST_GAP = 90
const SHARE = 400
/** From one lifeline to the next, and where there are many. */
const CHANNEL = 380
const NARROW_CHANNEL = 240
const FEW_NODES = 3
/** Of a letter at the size of the notes. */
const LETTER = 6.3
const MARGIN = 24
const TIME = 70
const USUAL_SLOPE = 46
const STEEPEST = 160

export interface SvgLayout {
  readonly width: number
  /** Where the rows begin and end. */
  readonly top: number
  readonly bottom: number
  readonly timeAt: number
  readonly stateAt: number
  readonly lifelines: readonly number[]
  readonly notesAt: number
  readonly yOf: (place: number) => number
}

/** How long the longest texts are, in letters. */
export interface Lengths {
  readonly state: number
  readonly leftNotes: number
  readonly rightNotes: number
}

/** @param top what stands above, in px */
export function layOutSvg(
  shown: readonly Shown[],
  nodes: readonly string[],
  lengths: Lengths,
  top: number
): SvgLayout {
  const state = lengths.state === 0 ? 0 : lengths.state * LETTER + 16
  const left = lengths.leftNotes === 0 ? 0 : lengths.leftNotes * LETTER + 16
  const first = MARGIN + TIME + state + left + 20
  const channel = nodes.length <= FEW_NODES ? CHANNEL : NARROW_CHANNEL
  const lifelines = nodes.map((_, index) => first + index * channel)
  const last = lifelines.at(-1) ?? first
  const ys = placesOf(shown, top + HEAD)
  return {
    width: last + 16 + Math.max(60, lengths.rightNotes * LETTER) + MARGIN,
    top: top + HEAD - LINE,
    bottom: (ys.at(-1) ?? top + HEAD) + LINE,
    timeAt: MARGIN + TIME - 10,
    stateAt: MARGIN + TIME,
    lifelines,
    notesAt: last + 16,
    yOf: (place) => ys[place] ?? 0
  }
}

function placesOf(shown: readonly Shown[], top: number): number[] {
  const times = shown.filter((row) => typeof row !== 'number').map(({ t }) => t)
  const span = Math.max(1, (times.at(-1) ?? 0) - (times[0] ?? 0))
  const ys: number[] = []
  let y = top
  let before: number | undefined
  for (const row of shown) {
    if (typeof row !== 'number') {
      const passed = row.t - (before ?? row.t)
      if (passed > 0) y += Math.min(MOST_GAP, LEAST_GAP + (passed / span) * SHARE)
      before = row.t
    } else before = undefined
    ys.push(y)
    y += LINE
  }
  return ys
}

/** Where the two ends of a crossing are, as far as they are shown. */
export interface Ends {
  start?: number
  end?: number
}

/** The places of the rows in which each crossing begins and ends. */
export function endsOfCrossings(shown: readonly Shown[]): Map<Crossing, Ends> {
  const found = new Map<Crossing, Ends>()
  shown.forEach((row: Row | number, place) => {
    if (typeof row === 'number' || row.crossing === undefined) return
    const ends = found.get(row.crossing) ?? {}
    if (row.what === 'receive') ends.end ??= place
    else ends.start ??= place
    found.set(row.crossing, ends)
  })
  return found
}

/** How far down the arrows lead as a rule, in px: for those of which only one end is known. */
export function slopeOf(crossings: ReadonlyMap<Crossing, Ends>, layout: SvgLayout): number {
  const slopes = [...crossings.values()].flatMap(({ start, end }) =>
    start === undefined || end === undefined ? [] : [layout.yOf(end) - layout.yOf(start)]
  )
  const sorted = slopes.sort((a, b) => a - b)
  return Math.min(STEEPEST, sorted[sorted.length >> 1] ?? USUAL_SLOPE)
}
