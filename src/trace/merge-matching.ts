/** Which sightings of several traces, their clocks aligned, are of the same transmission. */
import type { Micros } from '../kernel/time.js'
import { ARRIVED, ENTERED, LEFT, type Place, SENT, type Sighting } from './merge-sightings.js'

export interface Transmission {
  /** What each trace saw of it. */
  readonly sightings: Sighting[]
}

export interface MatchOptions {
  /** A time of a sighting by the clock that all share. */
  readonly timeOf: (sighting: Sighting, place: Place) => Micros | undefined
  /** Clocks are that sure. */
  readonly slack: Micros
  /** The least time that a datagram takes from the node of one trace to that of another. */
  readonly leastDelay: (from: number, to: number) => Micros
}

/** Groups those of `sightings` that say what they are; each of them is in one transmission. */
export function matchSightings(
  sightings: readonly Sighting[],
  options: MatchOptions
): Map<Sighting, Transmission> {
  const groups = new Map<string, Sighting[]>()
  for (const sighting of sightings) {
    if (sighting.key === undefined) continue
    const group = groups.get(sighting.key)
    if (group === undefined) groups.set(sighting.key, [sighting])
    else group.push(sighting)
  }
  const found = new Map<Sighting, Transmission>()
  for (const group of groups.values()) new Matcher(options, found).match(group)
  return found
}

/** A transmission that was somewhere, and when. */
interface Passed {
  readonly one: Transmission
  readonly time: Micros
}

/** How many of `passed`, which are in order, are no later than `time`. */
function countUpTo(passed: readonly Passed[], time: Micros): number {
  let [low, high] = [0, passed.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((passed[middle]?.time ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** Transmissions of datagrams that say the same. */
class Matcher {
  readonly #options: MatchOptions
  readonly #found: Map<Sighting, Transmission>
  readonly #all: Transmission[] = []
  readonly #round = new Map<Place, readonly Passed[]>()

  constructor(options: MatchOptions, found: Map<Sighting, Transmission>) {
    this.#options = options
    this.#found = found
  }

  match(group: readonly Sighting[]): void {
    for (const place of [SENT, ENTERED, LEFT, ARRIVED] as const) {
      const begun = group
        .filter((sighting) => firstPlace(sighting) === place)
        .map((sighting) => ({ sighting, t: this.#options.timeOf(sighting, place) ?? 0 }))
        .sort((a, b) => a.t - b.t)
      this.#round.clear()
      for (const { sighting, t } of begun) this.#place(sighting, place, t)
    }
  }

  #place(sighting: Sighting, place: Place, t: Micros): void {
    const known =
      place === SENT || sighting.copyOf !== undefined
        ? undefined
        : place === ARRIVED
          ? this.#arrived(sighting, t)
          : this.#latest(t, SENT, (one) => !has(one, ENTERED) && !has(one, LEFT))
    const transmission = known ?? { sightings: [] }
    if (known === undefined) this.#all.push(transmission)
    transmission.sightings.push(sighting)
    this.#found.set(sighting, transmission)
  }

  #arrived(sighting: Sighting, t: Micros): Transmission | undefined {
    const isFree = (one: Transmission) => !has(one, ARRIVED) && !isDropped(one)
    const isWhole = (one: Transmission) => isFree(one) && !isDamaged(one)
    const left = this.#latest(t, LEFT, isWhole) ?? this.#latest(t, LEFT, isFree)
    if (left !== undefined) return left
    // Nobody saw it leave: one that was sent long enough ago, or what has arrived before, again.
    const sentBefore = (one: Transmission) => {
      const sent = one.sightings.find(({ times }) => times[SENT] !== undefined)
      const delay = sent === undefined ? 0 : this.#options.leastDelay(sent.trace, sighting.trace)
      return this.#timeOf(one, SENT) <= t - delay * 0.9 + this.#options.slack
    }
    return (
      this.#latest(t, SENT, (one) => !has(one, LEFT) && isFree(one) && sentBefore(one)) ??
      this.#latest(t, ENTERED, isFree) ??
      this.#latest(t, SENT, (one) => !has(one, ENTERED) && sentBefore(one))
    )
  }

  /**
   * The last one that was at `place` before `t`, of those that will do; of several that were there
   * at once, as far as clocks can tell, the first.
   */
  #latest(t: Micros, place: Place, willDo: (one: Transmission) => boolean) {
    const { slack } = this.#options
    const passed = this.#passed(place)
    let best: Passed | undefined
    let latest = Number.NEGATIVE_INFINITY
    for (let i = countUpTo(passed, t + slack) - 1; i >= 0; i--) {
      const candidate = passed[i]
      if (candidate === undefined || candidate.time < latest - 2 * slack) break
      if (!willDo(candidate.one)) continue
      if (best === undefined) latest = candidate.time
      if (best === undefined || candidate.time <= best.time) best = candidate
    }
    return best?.one
  }

  /** All that was seen at `place` when this round began, in order. */
  #passed(place: Place): readonly Passed[] {
    const known = this.#round.get(place)
    if (known !== undefined) return known
    const passed = this.#all
      .map((one) => ({ one, time: this.#timeOf(one, place) }))
      .filter(({ time }) => !Number.isNaN(time))
      .sort((a, b) => a.time - b.time)
    this.#round.set(place, passed)
    return passed
  }

  /** Not a number where nobody saw it there. */
  #timeOf(one: Transmission, place: Place): Micros {
    return timeAt(one, place, this.#options) ?? Number.NaN
  }
}

/**
 * A damaged datagram says nothing of itself, but its way and its time do: adds the others of
 * `sightings` to `found`.
 * @param linkOf the way of a sighting, in names that all share
 */
export function matchUnreadable(
  sightings: readonly Sighting[],
  found: Map<Sighting, Transmission>,
  linkOf: (sighting: Sighting) => string,
  options: MatchOptions
): void {
  const damaged = [...new Set(found.values())].filter((one) => isDamaged(one) && !has(one, ARRIVED))
  for (const sighting of sightings) {
    if (sighting.key !== undefined) continue
    const link = linkOf(sighting)
    const isOfLink = ({ sightings: [first] }: Transmission) =>
      first !== undefined && linkOf(first) === link
    const transmission = leftBefore(damaged.filter(isOfLink), sighting, options) ?? {
      sightings: []
    }
    transmission.sightings.push(sighting)
    found.set(sighting, transmission)
  }
}

/** The one that left the channel, or entered it, last before `sighting` arrived. */
function leftBefore(damaged: readonly Transmission[], sighting: Sighting, options: MatchOptions) {
  const t = options.timeOf(sighting, ARRIVED)
  let best: { readonly one: Transmission; readonly time: Micros } | undefined
  for (const one of damaged) {
    const time = timeAt(one, has(one, LEFT) ? LEFT : ENTERED, options)
    if (t === undefined || time === undefined || time > t + options.slack) continue
    if (!has(one, ARRIVED) && (best === undefined || time > best.time)) best = { one, time }
  }
  return best?.one
}

function timeAt(one: Transmission, place: Place, { timeOf }: MatchOptions): Micros | undefined {
  for (const sighting of one.sightings) {
    const time = timeOf(sighting, place)
    if (time !== undefined) return time
  }
  return undefined
}

/** Did anybody see it there? */
export const has = ({ sightings }: Transmission, place: Place): boolean =>
  sightings.some(({ times }) => times[place] !== undefined)

const isDropped = ({ sightings }: Transmission): boolean =>
  sightings.some((sighting) => sighting.isDropped)

const isDamaged = ({ sightings }: Transmission): boolean =>
  sightings.some((sighting) => sighting.isDamaged)

const firstPlace = ({ times }: Sighting): Place | undefined =>
  ([SENT, ENTERED, LEFT, ARRIVED] as const).find((place) => times[place] !== undefined)
