/**
 * How the clocks of several traces differ. The same datagram is seen first at one place, by one
 * clock, and then at a later one, by another; no way takes less than no time. So each datagram bounds
 * the difference of two clocks, from one side on its way there, from the other on the way back, and
 * the quickest datagrams bound it best. The middle is what NTP takes (RFC 5905, section 8): it is
 * right if the quickest ways there and back take the same time.
 *
 *     A  ──t1────────────────t4──     there:  t2 − t1 ≥ difference
 *            ╲              ╱         back:   t4 − t3 ≥ −difference
 *     B  ─────t2──────────t3─────
 */
import type { Micros } from '../kernel/time.js'
import { PLACES, type Place, type Sightings } from './merge-sightings.js'

/** By how much one clock is ahead of another. */
export interface Difference {
  readonly by: Micros
  /** It may be wrong by so much; without end where nothing came back. */
  readonly within: number
  /** Datagrams that both traces saw. */
  readonly shared: number
  /** What was seen contradicts itself by so much: the clocks drift, or it is not one run. */
  readonly contradiction: Micros
}

/** When something with this key was first seen at each place. */
type FirstSeen = ReadonlyMap<string, Partial<Record<Place, Micros>>>

/**
 * What bounds clocks: of datagrams that say the same, the first at each place, since the first that
 * arrives is no earlier than the first that was sent.
 * @param places where this trace sees whatever passes, not only what something befalls
 */
export function firstSeen({ all }: Sightings, places: readonly Place[]): FirstSeen {
  const first = new Map<string, Partial<Record<Place, Micros>>>()
  for (const { key, times } of all) {
    if (key === undefined) continue
    const known = first.get(key) ?? {}
    for (const place of places) {
      const time = times[place]
      if (time !== undefined) known[place] = Math.min(time, known[place] ?? time)
    }
    first.set(key, known)
  }
  return first
}

/** By how much the clock of `b` is ahead of that of `a`; undefined where they share nothing. */
export function difference(a: FirstSeen, b: FirstSeen): Difference | undefined {
  let most = Number.POSITIVE_INFINITY
  let least = Number.NEGATIVE_INFINITY
  let shared = 0
  for (const [key, atA] of a) {
    const atB = b.get(key)
    if (atB === undefined) continue
    const there = quickest(atA, atB)
    const back = quickest(atB, atA)
    if (there !== undefined || back !== undefined) shared++
    if (there !== undefined) most = Math.min(most, there)
    if (back !== undefined) least = Math.max(least, -back)
  }
  if (shared === 0) return undefined
  const contradiction = Math.max(0, Math.round(least - most))
  if (!Number.isFinite(least))
    return { by: most, within: Number.POSITIVE_INFINITY, shared, contradiction: 0 }
  if (!Number.isFinite(most))
    return { by: least, within: Number.POSITIVE_INFINITY, shared, contradiction: 0 }
  const within = Math.ceil(Math.abs(most - least) / 2)
  return { by: Math.round((most + least) / 2), within, shared, contradiction }
}

/** The least time from a place of `before` to a later one of `after`, by their two clocks. */
function quickest(
  before: Partial<Record<Place, Micros>>,
  after: Partial<Record<Place, Micros>>
): Micros | undefined {
  let least: Micros | undefined
  for (const from of PLACES) {
    for (const to of PLACES) {
      const [start, end] = [before[from], after[to]]
      if (to <= from || start === undefined || end === undefined) continue
      least = Math.min(least ?? end - start, end - start)
    }
  }
  return least
}

/** How far a trace's clock is ahead of the first one's. */
export interface Alignment {
  readonly offset: Micros
  readonly within: number
  readonly shared: number
  /** Through which trace it is known; undefined for the first. */
  readonly through?: number
  readonly contradiction: Micros
}

/** An alignment for each trace, over the surest differences; undefined where there is no way. */
export function align(seen: readonly FirstSeen[]): (Alignment | undefined)[] {
  const found: (Alignment | undefined)[] = seen.map(() => undefined)
  found[0] = { offset: 0, within: 0, shared: 0, contradiction: 0 }
  for (let round = 1; round < seen.length; round++) {
    const [first, ...others] = nextSteps(seen, found)
    if (first === undefined) break
    const best = others.reduce((one, other) => (isSurer(other, one) ? other : one), first)
    found[best.index] = best.alignment
  }
  return found
}

/** A trace whose clock is not known yet, and what one that is known says of it. */
interface Step {
  readonly index: number
  readonly alignment: Alignment
}

function nextSteps(seen: readonly FirstSeen[], found: readonly (Alignment | undefined)[]): Step[] {
  return found.flatMap((known, through) =>
    seen.flatMap((other, index) => {
      const base = seen[through]
      if (known === undefined || base === undefined || found[index] !== undefined) return []
      const step = difference(base, other)
      if (step === undefined) return []
      const { by, shared, contradiction } = step
      const within = known.within + step.within
      const alignment = { offset: known.offset + by, within, shared, through, contradiction }
      return [{ index, alignment }]
    })
  )
}

function isSurer({ alignment: a }: Step, { alignment: b }: Step): boolean {
  return a.within === b.within ? a.shared > b.shared : a.within < b.within
}
