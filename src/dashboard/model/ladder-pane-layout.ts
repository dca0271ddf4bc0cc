/**
 * Where everything of a live ladder stands. Unlike that of a whole trace it depends on nothing but
 * the width, so that lines stay where they are from one frame to the next.
 *
 *      time  state  │ label ─ tracks of segments under way ─ label │ notes
 */
import type { Layout } from '../../trace/ladder-layout.js'

/** Below this width a picture cannot be read. */
export const LEAST_WIDTH = 24

const TIME_FROM = 40
const NOTES_FROM = 56
const STATE_FROM = 76
const STATE_WIDTH = 15
const MOST_LABEL = 16
/** `data 1234`: to this labels are cut before tracks go without room. */
const SHORT_LABEL = 9
const MOST_NOTES = 64
/** A label with its line: `── data 3 ─`. */
const AROUND_LABEL = 5
const MOST_TRACKS = 12
/** What the tracks get of the room between the lifelines. */
const TRACKS_SHARE = 0.25
const PITCH = 2

/** @param time columns that the time takes */
export function ladderLayout(width: number, time: number): Layout {
  const timeWidth = width >= TIME_FROM ? time : 0
  const stateAt = timeWidth === 0 ? 0 : timeWidth + 1
  const stateWidth = width >= STATE_FROM ? STATE_WIDTH : 0
  const start = stateAt + stateWidth
  const room = width - start
  const notesWidth = width >= NOTES_FROM ? Math.min(MOST_NOTES, Math.floor(room * 0.42)) : 0
  const end = width - 1 - (notesWidth === 0 ? 0 : notesWidth + 1)
  const gap = end - start - 1
  const tracks = Math.min(MOST_TRACKS * PITCH, Math.floor(gap * TRACKS_SHARE))
  const labelBeside = (columns: number) => Math.floor((gap - columns) / 2) - AROUND_LABEL
  const short = Math.min(SHORT_LABEL, labelBeside(PITCH))
  const label = Math.max(1, short, Math.min(MOST_LABEL, labelBeside(tracks)))
  // Where it is narrow, the side on which most is sent again gets a column more.
  const more = label < SHORT_LABEL && label > 1 ? 1 : 0
  const left = start + 1 + label + more + AROUND_LABEL
  const right = end - 1 - label + more - AROUND_LABEL
  return {
    width,
    timeWidth,
    stateAt,
    stateWidth,
    lifelines: [start, end],
    gaps: [{ left, right, tracks: tracksIn(left, right) }],
    notesAt: end + 2,
    notesWidth: Math.max(0, width - end - 2)
  }
}

/** In the middle, two columns apart. */
function tracksIn(left: number, right: number): number[] {
  const room = Math.max(1, right - left + 1)
  const count = Math.min(MOST_TRACKS, Math.ceil(room / PITCH))
  const first = left + Math.floor((room - 1 - PITCH * (count - 1)) / 2)
  return Array.from({ length: count }, (_, index) => first + index * PITCH)
}
