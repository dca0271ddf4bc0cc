/**
 * Every fate, up to a bound: a run is repeated with all fates of its first K transmissions,
 * both directions together, of which at most F are faults; the channel is clean afterwards.
 * Runs with no fault come first, then those with one, and so on, so that the first failure is
 * a smallest one.
 *
 *     no fault    . . . .
 *     one         x . . .    c . . .    …    . x . .    …
 *     two         x x . .    x c . .    …    x . x .    …
 *
 * What a fault changes decides which transmissions follow, so a run with n faults is made from
 * one with n − 1 that did not fail, by one more fault behind its last. No other run is left out
 * but those that would repeat one: with a fault for a transmission that there is not.
 */
import type { FateSource } from '../../lossy-channel/weather/fate-source.js'
import type { FateRun, FatesByDirection } from '../../lossy-channel/weather/fate-string.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import type { SimConfig } from './config.js'
import { failureOf, mostEventsOf } from './failure.js'
import { DELIVERED, type Fault, fatesOf } from './faults.js'
import type { Violation } from './invariants.js'
import { runSimulation } from './simulation.js'

export interface ExploreLimits {
  /** K: the transmissions that may meet a fault. */
  readonly depth: number
  /** F: how many of them at most. */
  readonly maxFaults: number
  /** What may befall one. */
  readonly marks: readonly FateRun[]
}

/** The faults of a run, and where one more may go. */
export interface Plan {
  /** Which transmissions, counted over both directions from 0, meet which of the marks. */
  readonly faults: readonly (readonly [at: number, mark: number])[]
  /** Behind the last fault, and while there are transmissions: `from` ≤ at < `to`. */
  readonly from: number
  readonly to: number
}

export interface Counterexample {
  readonly fates: FatesByDirection
  readonly faults: number
  readonly violation: Violation
}

/** A run, and what came of it. */
export interface Explored {
  readonly plan: Plan
  readonly counterexample?: Counterexample
}

export class Explorer {
  readonly #config: SimConfig
  readonly #limits: ExploreLimits
  readonly #mostEvents: number
  #director = new Director(new Map())

  constructor(config: SimConfig, limits: ExploreLimits) {
    this.#config = config
    this.#limits = limits
    this.#mostEvents = mostEventsOf(config)
  }

  /** The run that was made last, or that has not come back. */
  get current(): SimConfig {
    return { ...this.#config, fates: fatesOf(this.#director.happened) }
  }

  /** The one run without faults. */
  start(): Explored {
    return this.#run([])
  }

  /** The runs with one fault more than `plans`, in their order. */
  *extend(plans: Iterable<Plan>): Generator<Explored> {
    for (const plan of plans) {
      for (const faults of this.#extensions(plan)) yield this.#run(faults)
    }
  }

  /** How many runs `extend` makes of `plan`. */
  count({ from, to }: Plan): number {
    return Math.max(0, to - from) * this.#limits.marks.length
  }

  /** `plan` in parts, in order, of which `extend` makes `runs` runs each; not fewer than one place has. */
  *parts(plan: Plan, runs: number): Generator<Plan> {
    const places = Math.max(1, Math.floor(runs / this.#limits.marks.length))
    for (let from = plan.from; from < plan.to; from += places) {
      yield { ...plan, from, to: Math.min(plan.to, from + places) }
    }
  }

  /**
   * The plans with `more` faults than `plans`, in their order. None is kept: those in between
   * are run again, which takes some time but no room.
   */
  *below(plans: Iterable<Plan>, more: number): Generator<Plan> {
    for (const plan of plans) {
      if (more === 0) yield plan
      else for (const { plan: child } of this.extend([plan])) yield* this.below([child], more - 1)
    }
  }

  *#extensions(plan: Plan): Generator<Plan['faults']> {
    for (let at = plan.from; at < plan.to; at++) {
      for (const mark of this.#limits.marks.keys()) yield [...plan.faults, [at, mark]]
    }
  }

  #run(faults: Plan['faults']): Explored {
    const { depth, marks } = this.#limits
    const fated = new Map(faults.map(([at, mark]) => [at, marks[mark] ?? DELIVERED]))
    const director = new Director(fated)
    this.#director = director
    const fates = { up: director.source('up'), down: director.source('down') }
    const mostEvents = this.#mostEvents
    const outcome = runSimulation(this.#config, { checks: true, fates, mostEvents })
    const from = (faults.at(-1)?.[0] ?? -1) + 1
    const plan = { faults, from, to: Math.min(depth, director.taken) }
    if (failureOf(outcome) === undefined) return { plan }
    const violation = outcome.events < mostEvents ? failureOf(outcome) : this.#confirmed()
    if (violation === undefined) return { plan }
    const counterexample = {
      fates: fatesOf(director.happened),
      faults: director.happened.length,
      violation
    }
    return { plan, counterexample }
  }

  /** One that is only slow, and not endless, has met our bound and not its end. */
  #confirmed(): Violation | undefined {
    return failureOf(runSimulation(this.current, { checks: true }))
  }
}

/** Hands out fates by the order of both directions together, and writes down who got which. */
class Director {
  /** Transmissions so far. */
  taken = 0
  readonly happened: Fault[] = []
  readonly #fated: ReadonlyMap<number, FateRun>

  constructor(fated: ReadonlyMap<number, FateRun>) {
    this.#fated = fated
  }

  source(direction: Direction): FateSource {
    let taken = 0
    return {
      isOver: false,
      get taken() {
        return taken
      },
      next: () => {
        const fate = this.#fated.get(this.taken++)
        const index = taken++
        if (fate !== undefined) this.happened.push({ direction, index, fate })
        return fate ?? DELIVERED
      }
    }
  }
}
