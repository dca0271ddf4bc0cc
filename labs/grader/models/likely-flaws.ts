/** Which flaws a congestion control has, by what it makes of a series of events. */
import { distance, type Played, play, type Step } from '../window-script.js'
import { FlawedReno } from './flawed-reno.js'
import { FLAW_NAMES, type FlawName } from './reno-flaws.js'

/** What somebody's control made of a script. */
export interface Performance {
  readonly steps: readonly Step[]
  readonly mss: number
  readonly played: Played
}

/** RFC 6928. */
const LARGEST_FIRST = 10

/** One flaw that explains all of it, or two; the nearest, where there are several. */
export function flawsLike(all: readonly Performance[]): readonly FlawName[] {
  if (explains([], all)) return []
  const far = (flaws: readonly FlawName[]) => distanceOf(flaws, all)
  const singles = FLAW_NAMES.map((name) => [name])
  return nearest(singles, far) ?? nearest(pairs(), far) ?? []
}

/** Does somebody with `flaws` do just that? */
export const explains = (flaws: readonly FlawName[], all: readonly Performance[]): boolean =>
  distanceOf(flaws, all) < Number.POSITIVE_INFINITY

const distanceOf = (flaws: readonly FlawName[], all: readonly Performance[]): number =>
  all.reduce((sum, one) => sum + distanceFrom(one, flaws), 0)

const pairs = (): FlawName[][] =>
  FLAW_NAMES.flatMap((a, i) => FLAW_NAMES.slice(i + 1).map((b) => [a, b]))

function distanceFrom({ steps, mss, played }: Performance, flaws: readonly FlawName[]): number {
  const first = Math.min(played.first.cwnd, LARGEST_FIRST)
  return distance(played, play(steps, new FlawedReno(mss, flaws, first), mss))
}

function nearest(
  candidates: readonly FlawName[][],
  far: (flaws: readonly FlawName[]) => number
): FlawName[] | undefined {
  let best: FlawName[] | undefined
  let least = Number.POSITIVE_INFINITY
  for (const one of candidates) {
    const distance = far(one)
    if (distance >= least) continue
    best = one
    least = distance
  }
  return best
}

const step = (event: 'newAck' | 'dupAck' | 'timeout', amount: number, times = 1): Step => ({
  [event]: amount,
  times
})

/** A script in which no two flaws make the same of it. */
export const TELLTALE: Omit<Performance, 'played'> = {
  mss: 1000,
  steps: [
    ...[step('newAck', 1, 7), step('dupAck', 5, 2), step('newAck', 1), step('dupAck', 5, 2)],
    ...[step('newAck', 1, 3), step('dupAck', 10, 6), step('newAck', 8), step('newAck', 1, 12)],
    ...[step('dupAck', 6, 2), step('timeout', 12), step('dupAck', 1), step('newAck', 2, 2)],
    ...[step('newAck', 0.25, 2), step('newAck', 1, 8), step('dupAck', 3, 4), step('timeout', 3)],
    ...[step('newAck', 1, 5), step('dupAck', 2, 3), step('newAck', 2), step('newAck', 1, 3)]
  ]
}
