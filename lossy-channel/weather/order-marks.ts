/**
 * Datagrams that have arrived in whatever order, and the marks that bring them into it again.
 *
 *   sent      1 2 3 4 5      arrived   2 1 5 3 4
 *   marks     > . (+…) (+…) .          1 behind 2; 3, then 4, just behind 5
 */
import type { Micros } from '../../src/kernel/time.js'
import type { Fate } from './fate.js'
import type { FateRun } from './fate-string.js'
import { FATE_PATIENCE } from './lane-options.js'
import { MAX_DURATION } from './weather.js'

/** One datagram. */
export interface Passed {
  readonly since: Micros
  mark: Fate['mark']
  /** Undefined until something is decided, and for one that never arrives. */
  arrival: Micros | undefined
  /** When it would have arrived, had nothing held it up. */
  natural: Micros
  /** How late a fate or a person wanted it. */
  asked: Micros
  /** Which of the lane's orders it was: of those that arrive at one instant, the first is first. */
  order: number
  isDecided: boolean
}

/** One that arrives, with its place among them as they were sent. */
interface Arriving {
  readonly passed: Passed
  readonly rank: number
  readonly arrival: Micros
}

/**
 * The fates of `passed`, in the order of sending, such that they arrive in the order in which they
 * have arrived, and after `end`.
 * @returns also when the last of them arrives then
 */
export function placeInOrder(
  passed: readonly Passed[],
  end: Micros
): { readonly fates: FateRun[]; readonly end: Micros } {
  const sent = arrivingOf(passed)
  const arrived = [...sent].sort((a, b) => a.arrival - b.arrival || a.passed.order - b.passed.order)
  const placing = new Placing(sent, end)
  for (let i = 0; i < arrived.length; ) i += placing.place(arrived, i)
  const fates = passed.map((one): FateRun => placing.fates.get(one) ?? fate(one.mark))
  return { fates, end: placing.end }
}

function arrivingOf(passed: readonly Passed[]): Arriving[] {
  const sent: Arriving[] = []
  for (const one of passed) {
    if (one.arrival === undefined) continue
    sent.push({ passed: one, rank: sent.length, arrival: one.arrival })
  }
  return sent
}

class Placing {
  readonly fates = new Map<Passed, FateRun>()
  /** When the last one that was placed arrives, as the marks have it. */
  end: Micros
  /** With whose sending that one was put on its way: of two at one instant, the earlier is first. */
  #sentWith = -1
  /** The first, as they were sent, that has no place yet. */
  #next = 0
  readonly #sent: readonly Arriving[]

  constructor(sent: readonly Arriving[], end: Micros) {
    this.#sent = sent
    this.end = end
  }

  /** @returns how many it has placed, from number `i` of `arrived` on */
  place(arrived: readonly Arriving[], i: number): number {
    const first = arrived[i]
    if (first === undefined) return 1
    const overtaken = this.#overtakenBy(arrived, i, first)
    this.#put(first)
    let passed = this.end - first.passed.since
    for (const { passed: held } of overtaken) {
      this.fates.set(held, fate('>'))
      passed = Math.max(passed, held.natural - held.since)
      this.end = Math.max(this.end, first.passed.since + passed)
    }
    while (this.fates.has(this.#sent[this.#next]?.passed as Passed)) this.#next++
    return 1 + overtaken.length
  }

  /**
   * Those that `>` lets follow `first`: sent just before it, and arrived just behind it, the last
   * one first.
   */
  #overtakenBy(arrived: readonly Arriving[], i: number, first: Arriving): readonly Arriving[] {
    const count = first.rank - this.#next
    if (count <= 0 || count >= arrived.length - i) return []
    const behind = arrived.slice(i + 1, i + 1 + count)
    const isReversed = behind.every(
      ({ rank, passed }, k) =>
        rank === first.rank - 1 - k &&
        passed.mark === '.' &&
        first.passed.since - passed.since < FATE_PATIENCE
    )
    return isReversed ? behind : []
  }

  /** At its own time, or as much later as it must be to come behind those that are placed. */
  #put({ passed, rank }: Arriving): void {
    const own = passed.natural + passed.asked
    const isPlain = passed.mark === '.'
    const isBehind = own > this.end || (own === this.end && rank > this.#sentWith)
    const at = isBehind || !isPlain ? own : this.end + 1
    const by = Math.min(MAX_DURATION, at - passed.natural)
    this.fates.set(passed, isPlain && by > 0 ? { mark: 'late', by, count: 1 } : fate(passed.mark))
    if (at >= this.end) this.#sentWith = rank
    this.end = Math.max(this.end, at)
  }
}

const fate = (mark: FateRun['mark']): FateRun => ({ mark, by: 0, count: 1 })
