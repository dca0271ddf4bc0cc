/**
 * What has become of the datagrams of one lane, as a fate string that does it again.
 *
 * A mark says one thing: of a drop, damage, a copy and a change of place the gravest is kept.
 * Order is kept, times are not: what waited for a person and was not overtaken is `.`, as if it had
 * gone at once. One that the next ones overtook is `>` where that says it all (`>>.` arrives as
 * 3, 2, 1), else `(+…)`, late enough to come behind those that overtook it: exact where the datagrams
 * come at the same times again, else roughly right. A flipped bit may be another one where dice
 * chose it, and three flipped bits become one.
 */
import type { Micros } from '../../src/kernel/time.js'
import type { Fate } from './fate.js'
import { type FateRun, type Fates, joinFates } from './fate-string.js'
import type { Changes } from './lane-host.js'
import { type Passed, placeInOrder } from './order-marks.js'

const GRAVITY: Readonly<Record<Fate['mark'], number>> = {
  '.': 0,
  '?': 0,
  late: 0,
  '>': 0,
  '2': 1,
  c: 2,
  w: 2,
  t: 3,
  x: 4
}

/** So many are kept one by one before those that are settled are written down as runs. */
const OPEN_AT_FIRST = 1024
/** Beyond this the oldest are written down, settled or not. */
const MOST_OPEN = 16_384

export class LaneRecord<T extends object> {
  readonly #open: Passed[] = []
  readonly #runs: FateRun[] = []
  #threshold = OPEN_AT_FIRST
  /** Where the order stands behind what is written down. */
  #end: Micros = 0
  #orders = 0
  /** The one that came last: what becomes of it is mostly decided at once. */
  #latest: { readonly item: T; readonly passed: Passed } | undefined
  /** Those about which somebody still thinks. */
  readonly #waiting = new WeakMap<T, Passed>()

  /** How much room it takes, in marks and runs. */
  get size(): number {
    return this.#open.length + this.#runs.length
  }

  submitted(item: T, at: Micros): void {
    if (this.#open.length >= this.#threshold) this.#settle(at)
    const passed: Passed = {
      since: at,
      mark: '.',
      arrival: undefined,
      natural: at,
      asked: 0,
      order: 0,
      isDecided: false
    }
    this.#open.push(passed)
    const before = this.#latest
    if (before?.passed.isDecided === false) this.#waiting.set(before.item, before.passed)
    this.#latest = { item, passed }
  }

  dropped(item: T): void {
    const passed = this.#passedOf(item)
    if (passed === undefined) return
    passed.isDecided = true
    passed.mark = 'x'
    passed.arrival = undefined
  }

  carried(item: T, delay: Micros, changes: Changes | undefined, at: Micros): void {
    const passed = this.#passedOf(item)
    if (passed === undefined) return
    const mark = markOf(changes)
    if (GRAVITY[mark] > GRAVITY[passed.mark]) passed.mark = mark
    if (changes?.copy !== undefined) return
    passed.isDecided = true
    passed.arrival = at + delay
    passed.natural = at + delay - (changes?.late?.by ?? 0)
    passed.asked = changes?.late?.asked ?? 0
    passed.order = this.#orders++
  }

  /** The fates so far. Those at the end that are not decided are left out; others count as `.`. */
  get fates(): Fates {
    const last = this.#open.findLastIndex(({ isDecided }) => isDecided)
    return joinFates([
      ...this.#runs,
      ...placeInOrder(this.#open.slice(0, last + 1), this.#end).fates
    ])
  }

  #passedOf(item: T): Passed | undefined {
    return this.#latest?.item === item ? this.#latest.passed : this.#waiting.get(item)
  }

  /** Writes down those at the front that nothing that comes can change any more. */
  #settle(now: Micros): void {
    const count = settledCount(this.#open, now)
    if (count > 0) this.#write(count)
    if (this.#open.length >= MOST_OPEN) this.#write(MOST_OPEN / 2)
    this.#threshold = Math.min(MOST_OPEN, Math.max(OPEN_AT_FIRST, 2 * this.#open.length))
  }

  #write(count: number): void {
    const { fates, end } = placeInOrder(this.#open.splice(0, count), this.#end)
    const last = this.#runs.pop()
    this.#runs.push(...joinFates(last === undefined ? fates : [last, ...fates]))
    this.#end = end
  }
}

function markOf({ damage, copy }: Changes = {}): Fate['mark'] {
  if (damage?.kind === 'truncate') return 't'
  if (damage !== undefined) return damage.kind === 'swap' ? 'w' : 'c'
  return copy === undefined ? '.' : '2'
}

/** How many at the front have all arrived before any that is behind them arrives. */
function settledCount(open: readonly Passed[], now: Micros): number {
  const soonest: Micros[] = []
  let least = now
  for (let i = open.length - 1; i >= 0; i--) {
    soonest[i] = least
    least = Math.min(least, open[i]?.arrival ?? least)
  }
  let count = 0
  let latest = 0
  for (const [i, passed] of open.entries()) {
    if (!passed.isDecided) break
    latest = Math.max(latest, passed.arrival ?? 0)
    if (latest < (soonest[i] ?? now)) count = i + 1
  }
  return count
}
