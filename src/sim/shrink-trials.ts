/** The trials of shrinking: does a run still fail by the same rule? The last that did is the best. */

import type { SimConfig } from './config.js'
import { firstFailureOf, mostEventsOf } from './failure.js'
import { type Fault, fatesOf } from './faults.js'
import type { Rule } from './invariants.js'
import { Simulation } from './simulation.js'

/** So many events and segments are spent on it at most; what is found by then is the answer. */
const MOST_STEPS = 2_500_000
const MOST_RUNS = 5_000

export class ShrinkTrials {
  /** What is tried next has these, where it does not say otherwise. */
  faults: readonly Fault[] = []
  messages: number
  #config: SimConfig
  #runs = 0
  #steps = 0
  readonly #rule: Rule
  readonly #isQuick: boolean

  /** @param isQuick whether a run that takes long is believed to have no end */
  constructor(config: SimConfig, rule: Rule, isQuick: boolean) {
    this.#config = config
    this.messages = config.messages
    this.#rule = rule
    this.#isQuick = isQuick
  }

  /** The run that failed last. */
  get best(): SimConfig {
    return { ...this.#config, messages: this.messages, fates: fatesOf(this.faults) }
  }

  /** Nothing more is tried. */
  get isSpent(): boolean {
    return this.#runs >= MOST_RUNS || this.#steps >= MOST_STEPS
  }

  /** Does it fail with these? Then they are the best so far. */
  fails(
    faults: readonly Fault[],
    messages = this.messages,
    changes: Partial<SimConfig> = {}
  ): boolean {
    if (this.isSpent) return false
    const config = { ...this.#config, ...changes, messages, fates: fatesOf(faults) }
    if (!this.#fails(config)) return false
    this.faults = faults
    this.messages = messages
    this.#config = config
    return true
  }

  /** Does the best fail so, too, where it is given as long as it takes? */
  isConfirmed(): boolean {
    return this.#fails(this.best, false)
  }

  #fails(config: SimConfig, isQuick = this.#isQuick): boolean {
    const simulation = new Simulation(config, {
      checks: true,
      ...(isQuick && { mostEvents: mostEventsOf(config) })
    })
    const failure = firstFailureOf(simulation)
    this.#runs++
    const { events, segments } = simulation.outcome
    this.#steps += events + segments.data + segments.acks
    return failure?.rule === this.#rule
  }
}
