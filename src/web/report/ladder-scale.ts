/**
 * How far down a ladder things stand. Each thing that happens has a row of its own, so that eight
 * segments sent at one time are eight arrows; time that passes adds room, a long silence not more
 * than three rows.
 */
import { begins, has, type Pair } from './run.js'

/** Room for the time of one usual crossing, and at most, in rows. */
const CROSSING = 1.6
const MOST = 3

export class LadderScale {
  /** Down to the row, by row. */
  readonly #at: number[] = []
  readonly #times: number[] = []
  /** All of it. */
  readonly length: number
  /** How far a lost one comes down, in rows. */
  readonly slope: number

  constructor(pair: Pair) {
    const times = timesOf(pair)
    const usual = usualCrossing(pair)
    let down = 1
    let before = times[0] ?? 0
    for (const t of times) {
      if (this.#at.length > 0) down += 1 + Math.min(MOST, ((t - before) / usual) * CROSSING)
      this.#at.push(down)
      this.#times.push(t)
      before = t
    }
    this.length = down + 2
    this.slope = 1 + CROSSING
  }

  get rows(): number {
    return this.#at.length
  }

  /** Where `row` is. */
  at(row: number): number {
    return this.#at[row] ?? this.length
  }

  timeAt(row: number): number {
    return this.#times[row] ?? this.#times.at(-1) ?? 0
  }

  /** The first row that is not above a place. */
  rowAt(down: number): number {
    let low = 0
    let high = this.#at.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#at[middle] ?? 0) < down) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** When each row is. */
function timesOf({ segments, timeouts, says }: Pair): number[] {
  const times: number[] = []
  for (const one of segments) {
    times[one.row] = begins(one)
    if (one.endRow >= 0) times[one.endRow] = one.ended
  }
  timeouts.row.forEach((row, place) => {
    times[row] = timeouts.t[place] ?? 0
  })
  says.row.forEach((row, place) => {
    times[row] = says.t[place] ?? 0
  })
  let before = 0
  return Array.from(times, (t) => {
    // A copy has a row of its own, but was sent when its original was.
    before = Math.max(before, t ?? before)
    return before
  })
}

/** The middle one of the times from one node to the other. */
function usualCrossing({ segments }: Pair): number {
  const times = segments
    .filter((one) => one.sent >= 0 && has(one, 'arrived'))
    .map(({ sent, ended }) => ended - sent)
    .sort((a, b) => a - b)
  return Math.max(1, times[times.length >> 1] ?? 1)
}

/** The window of so many rows in which most of the different things happen, the first of the best. */
export function mostInteresting(pair: Pair, rows: number, all: number): number {
  if (all <= rows) return 0
  const kinds: [row: number, kind: string][] = pair.timeouts.row.map((row) => [row, 'timeout'])
  for (const one of pair.segments) {
    for (const fate of ['lost', 'damaged', 'copy', 'moved', 'discarded', 'spurious'] as const) {
      if (has(one, fate)) kinds.push([one.row, `${fate} ${one.kind}`])
    }
    if (one.attempt > 1 && !has(one, 'spurious')) kinds.push([one.row, 'again'])
  }
  kinds.sort(([a], [b]) => a - b)
  let best = 0
  let most = 0
  let end = 0
  const counts = new Map<string, number>()
  kinds.forEach(([row, kind], start) => {
    for (; end < kinds.length && (kinds[end]?.[0] ?? 0) < row + rows - 4; end++) {
      const name = kinds[end]?.[1] ?? ''
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    if (counts.size > most) {
      most = counts.size
      best = row
    }
    const left = (counts.get(kind) ?? 1) - 1
    if (left === 0) counts.delete(kind)
    else counts.set(kind, left)
    if (start === end) end++
  })
  return Math.max(0, Math.min(best - 3, all - rows))
}
