/**
 * Every fate, up to a bound: a run is repeated with all fates of its first K transmissions,
 * both directions together, of which at most F are faults; the channel is clean afterwards.
 * Runs with no fault come first, then those with one, and so on, so that the first failure is
 * a smallest one.
 *
 *     no fault    . . . .
 *     one         x . . .    . x . .    …    c . . .    …
 *     two         x x . .    x . x .    …
 *
 * What a fault changes decides which transmissions follow, so a run with n faults is made from
 * one with n − 1 that did not fail, by one more fault behind its last.
 */
import type { FateSource } from '../../lossy-channel/weather/fate-source.js'
import type { FateRun, FatesByDirection } from '../../lossy-channel/weather/fate-string.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import type { SimConfig } from './config.js'
import { DELIVERED, type Fault, fatesOf } from './faults.js'
import type { Violation } from './invariants.js'
import type { Outcome } from './outcome.js'
import { failureOf } from './shrink.js'
import { runSimulation } from './simulation.js'

export interface ExploreLimits {
  /** K: the transmissions that may meet a fault. */
  readonly depth: number
  /** F: how many of them at most. */
  readonly maxFaults: number
  /** What may befall one. */
  readonly marks: readonly FateRun[]
}

/** Which transmissions, counted over both directions from 0, meet which of the marks. */
export interface Plan {
  readonly faults: readonly (readonly [at: number, mark: number])[]
  /** How many transmissions of the run there were, at most the depth. */
  readonly transmissions: number
}

export interface Counterexample {
  readonly fates: FatesByDirection
  readonly faults: number
  readonly violation: Violation
}

/** What came of all runs that add one fault to some plans. */
export interface Level {
  readonly runs: number
  /** The first that fails; then there are no further plans. */
  readonly counterexample?: Counterexample
  /** Those that passed, to add another fault to. */
  readonly plans: readonly Plan[]
}

/** A run with a handful of faults on a clean channel is short; one that is not never ends. */
const EVENTS_FOR_RUN = 3_000
const EVENTS_FOR_MESSAGE = 500

export class Explorer {
  readonly #config: SimConfig
  readonly #limits: ExploreLimits
  readonly #mostEvents: number

  constructor(config: SimConfig, limits: ExploreLimits) {
    this.#config = config
    this.#limits = limits
    this.#mostEvents =
      EVENTS_FOR_RUN + EVENTS_FOR_MESSAGE * config.messages * Math.max(1, config.windowSize / 8)
  }

  /** The one run without faults. */
  start(): Level {
    return this.#level([{ faults: [], transmissions: 0 }])
  }

  /**
   * All runs with one fault more than `plans`, in their order. With `isLast` the answer keeps no
   * plans: nobody will extend them.
   */
  extend(plans: readonly Plan[], isLast = false): Level {
    return this.#level(this.#children(plans), isLast)
  }

  /** How many runs `extend` makes of `plans`. */
  count(plans: readonly Plan[]): number {
    const { marks } = this.#limits
    const places = (plan: Plan) => Math.max(0, plan.transmissions - nextPlace(plan))
    return plans.reduce((sum, plan) => sum + places(plan) * marks.length, 0)
  }

  *#children(plans: readonly Plan[]): Generator<Plan> {
    const { marks } = this.#limits
    for (const plan of plans) {
      for (let at = nextPlace(plan); at < plan.transmissions; at++) {
        for (let mark = 0; mark < marks.length; mark++) {
          yield { faults: [...plan.faults, [at, mark]], transmissions: 0 }
        }
      }
    }
  }

  #level(wanted: Iterable<Plan>, isLast = false): Level {
    const plans: Plan[] = []
    let runs = 0
    for (const { faults } of wanted) {
      runs++
      const { counterexample, transmissions } = this.#run(faults)
      if (counterexample !== undefined) return { runs, counterexample, plans: [] }
      if (!isLast) plans.push({ faults, transmissions })
    }
    return { runs, plans }
  }

  /** One that is only slow, and not endless, has met our bound and not its end. */
  #isReal(outcome: Outcome, director: Director): boolean {
    if (outcome.events < this.#mostEvents) return true
    const config = { ...this.#config, fates: fatesOf(director.happened) }
    return failureOf(runSimulation(config, { checks: true })) !== undefined
  }

  #run(faults: Plan['faults']): { counterexample?: Counterexample; transmissions: number } {
    const { depth, marks } = this.#limits
    const fated = new Map(faults.map(([at, mark]) => [at, marks[mark] ?? DELIVERED]))
    const director = new Director(fated)
    const fates = { up: director.source('up'), down: director.source('down') }
    const outcome = runSimulation(this.#config, {
      checks: true,
      fates,
      mostEvents: this.#mostEvents
    })
    const transmissions = Math.min(depth, director.taken)
    const violation = failureOf(outcome)
    if (violation === undefined || !this.#isReal(outcome, director)) return { transmissions }
    const counterexample = {
      fates: fatesOf(director.happened),
      faults: director.happened.length,
      violation
    }
    return { transmissions, counterexample }
  }
}

/** Behind its last fault. */
const nextPlace = ({ faults }: Plan): number => (faults.at(-1)?.[0] ?? -1) + 1

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
