/**
 * Where everything of a ladder stands, in columns:
 *
 *      time  state  │ label ─ tracks of segments under way ─ label │ notes
 *
 * A segment that is under way has a track of its own in the gap between two lifelines,
 * a column that leads from the row in which it is sent down to that in which it arrives.
 */

export interface Layout {
  readonly width: number
  readonly timeWidth: number
  readonly stateAt: number
  readonly stateWidth: number
  readonly lifelines: readonly number[]
  readonly gaps: readonly Gap[]
  readonly notesAt: number
  readonly notesWidth: number
}

/** Between two lifelines. */
export interface Gap {
  /** The columns in which tracks may be; left and right of them are labels. */
  readonly left: number
  readonly right: number
  /** The columns of the tracks. */
  readonly tracks: readonly number[]
}

/** What there is to show, in cells. */
export interface Needs {
  readonly time: number
  /** Of each state and each note, its forms, the longest first. */
  readonly states: readonly (readonly number[])[]
  readonly notes: readonly (readonly number[])[]
  /** The longest label, where all are in their shortest forms. */
  readonly label: number
  readonly gaps: readonly GapNeeds[]
}

export interface GapNeeds {
  /** The longest label at its left lifeline, and at its right. */
  left: number
  right: number
  /** Segments that are under way at once, at most. */
  busiest: number
}

/** A label with its line: `── data 3 ─`. */
const AROUND_LABEL = 5
/** `data 12345`: to this labels are cut before other things go without room. */
const LEAST_LABEL = 10
/** Between tracks, at most. */
const WIDEST_PITCH = 12
/** A gap's tracks get so much in any case, and so much for what is under way before notes grow. */
const LEAST_TRACKS = 6
const FAIR_TRACKS = 12
/** Notes may grow so far before tracks are spread out. */
const FAIR_NOTES = 24
const LEAST_STATE = 13
const MOST_STATE = 28

export function layOut(width: number, needs: Needs): Layout {
  const { time, states, notes } = needs
  const count = needs.gaps.length
  const room = width - time - count - 3
  const wanted = needs.gaps.reduce((sum, gap) => sum + Math.min(2 * gap.busiest, FAIR_TRACKS), 0)
  const leastTracks = Math.min(wanted, LEAST_TRACKS * count)
  const leastNotes = widthFor(lastOf(notes), Math.floor(width / 3))
  const leastState = withBlank(widthFor(lastOf(states), LEAST_STATE))
  const gaps = needs.gaps.map(({ left, right, busiest }) => ({
    left: left + AROUND_LABEL,
    right: right + AROUND_LABEL,
    busiest
  }))
  shrink(
    gaps,
    room - leastTracks - leastNotes - leastState,
    Math.min(needs.label, LEAST_LABEL) + AROUND_LABEL
  )
  shrink(gaps, room - leastState - 2 * count, 1)
  const labels = gaps.reduce((sum, { left, right }) => sum + left + right, 0)
  const fair = Math.min(MOST_STATE, Math.floor((4 * width) / 15))
  const mostState = Math.min(room - labels - wanted - leastNotes - 1, fair)
  const stateWidth = withBlank(widthFor(states, Math.max(leastState - 1, mostState)))
  const free = Math.max(0, room - labels - stateWidth)
  const spare = free - wanted
  const mostNotes = Math.max(
    Math.min(leastNotes, free - leastTracks),
    Math.min(spare, Math.max(FAIR_NOTES, Math.floor((2 * spare) / 3)))
  )
  const notesWidth = widthFor(notes, Math.max(0, mostNotes))
  return place(gaps, free - notesWidth, { width, timeWidth: time, stateAt: time + 1, stateWidth })
}

/** Where labels are wider than `room` together, the widest are cut, to no less than `least`. */
function shrink(gaps: GapNeeds[], room: number, least: number): void {
  const sum = () => gaps.reduce((total, { left, right }) => total + left + right, 0)
  let limit = Math.max(...gaps.flatMap(({ left, right }) => [left, right]))
  while (sum() > room && limit > least) {
    limit--
    for (const gap of gaps) {
      gap.left = Math.min(gap.left, limit)
      gap.right = Math.min(gap.right, limit)
    }
  }
}

/** What stands there ends in a blank. */
const withBlank = (width: number): number => (width === 0 ? 0 : width + 1)

/** Each in its shortest form. */
const lastOf = (texts: readonly (readonly number[])[]): number[][] =>
  texts.map((forms) => forms.slice(-1))

/** The cells that texts take, each in its longest form that has at most `limit`. */
function widthFor(texts: readonly (readonly number[])[], limit: number): number {
  let width = 0
  for (const forms of texts) {
    width = Math.max(width, forms.find((form) => form <= limit) ?? limit)
  }
  return width
}

/** @param tracks columns for all tracks */
function place(
  needs: readonly GapNeeds[],
  tracks: number,
  margin: Pick<Layout, 'width' | 'timeWidth' | 'stateAt' | 'stateWidth'>
): Layout {
  const start = margin.stateAt + margin.stateWidth
  const lifelines = [start]
  const gaps: Gap[] = []
  let at = start
  needs.forEach(({ left, right, busiest }, index) => {
    const share =
      Math.floor(((index + 1) * tracks) / needs.length) -
      Math.floor((index * tracks) / needs.length)
    const from = at + 1 + left
    const to = from + share - 1
    gaps.push({ left: from, right: to, tracks: tracksIn(from, to, busiest) })
    at = to + 1 + right
    lifelines.push(at)
  })
  const notesAt = at + 2
  return { ...margin, lifelines, gaps, notesAt, notesWidth: Math.max(0, margin.width - notesAt) }
}

/** As many tracks as are needed, or as there is room for, evenly and in the middle. */
function tracksIn(left: number, right: number, busiest: number): number[] {
  const room = Math.max(1, right - left + 1)
  const count = Math.max(1, Math.min(busiest, room))
  const pitch = count === 1 ? 0 : Math.min(WIDEST_PITCH, Math.floor((room - 1) / (count - 1)))
  const first = left + Math.floor((room - 1 - pitch * (count - 1)) / 2)
  return Array.from({ length: count }, (_, index) => first + index * pitch)
}
