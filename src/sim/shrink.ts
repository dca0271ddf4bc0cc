/**
 * From a run that fails by chance to the shortest fate string that still fails, in the manner
 * of delta debugging (Zeller and Hildebrandt, 2002): the dice are put away, what they did is
 * written down, and whatever can be left out is left out: messages, then faults, by halves
 * and one by one; at last each fault moves as far to the front as it can.
 *
 * "Still fails" means: by the same rule. Another bug would be another story.
 */
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../kernel/time.js'
import { MAX_MSS } from '../rdt/transport.js'
import type { TraceEvent } from '../trace/event.js'
import type { SimConfig } from './config.js'
import { type Fault, fatesOf } from './faults.js'
import type { Rule, Violation } from './invariants.js'
import type { Outcome } from './outcome.js'
import { recordedFaults } from './recorded-faults.js'
import { USUAL } from './replay-command.js'
import { runSimulation } from './simulation.js'

/** So many events are spent on it at most; what is found by then is the answer. */
const MOST_EVENTS = 1_500_000
const MOST_RUNS = 5_000
/** A failure comes sooner than that, or it is one that never ends. */
const MOST_RECORDED = 50_000
/** A run without dice that is not over after so many has no end. */
const EVENTS_FOR_RUN = 20_000

/** A command with nothing but these is a short one. */
const USUAL_VALUES: readonly Partial<SimConfig>[] = [
  { encodeAll: false },
  { handshake: false },
  { size: USUAL.size, mss: MAX_MSS },
  { interval: 0 },
  { rto: { fixed: ms(150) } }
]

export interface Shrunk {
  /** The run without dice, with the fates. */
  readonly config: SimConfig
  readonly outcome: Outcome
  /** The violation that makes it fail. */
  readonly violation: Violation
}

/** The first violation that is more than weak. */
export const failureOf = ({ violations }: Outcome): Violation | undefined =>
  violations.find(({ verdict }) => verdict === 'fail')

/** @returns undefined where `config` does not fail, or not without its dice */
export function shrink(config: SimConfig): Shrunk | undefined {
  const events: TraceEvent[] = []
  const outcome = runSimulation(config, {
    checks: true,
    sink: (event) => events.push(event),
    mostEvents: MOST_RECORDED
  })
  const rule = failureOf(outcome)?.rule
  // An avalanche has no short story: it takes all of its snow.
  if (rule === undefined || outcome.events >= MOST_RECORDED) return undefined
  const shrinker = new Shrinker(calmed(config), rule)
  if (!shrinker.fails(recordedFaults(events, config), config.messages)) return undefined
  shrinker.reduceToBeginning()
  while (shrinker.reduce());
  shrinker.simplify()
  return shrinker.result
}

/** The same run with nothing left to chance. */
function calmed(config: SimConfig): SimConfig {
  const calm = ({ delay, rate, limit }: Weather): Weather => ({ ...PERFECT, delay, rate, limit })
  return { ...config, up: calm(config.up), down: calm(config.down), fateBy: 'order' }
}

class Shrinker {
  #faults: readonly Fault[] = []
  #messages = 0
  #best: Shrunk | undefined
  #runs = 0
  #events = 0
  #config: SimConfig
  readonly #rule: Rule

  constructor(config: SimConfig, rule: Rule) {
    this.#config = config
    this.#rule = rule
  }

  get result(): Shrunk | undefined {
    return this.#best
  }

  /** Does it still fail so? Then this is the best so far. */
  fails(faults: readonly Fault[], messages = this.#messages): boolean {
    if (this.#runs >= MOST_RUNS || this.#events >= MOST_EVENTS) return false
    const config = { ...this.#config, messages, fates: fatesOf(faults) }
    const outcome = this.#run(config)
    const violation = failureOf(outcome)
    if (violation?.rule !== this.#rule) return false
    this.#faults = faults
    this.#messages = messages
    this.#best = { config, outcome, violation }
    return true
  }

  /** What seems to have no end is run again, to the bound that counts. */
  #run(config: SimConfig): Outcome {
    let outcome = runSimulation(config, { checks: true, mostEvents: EVENTS_FOR_RUN })
    this.#runs++
    this.#events += outcome.events
    if (outcome.events < EVENTS_FOR_RUN) return outcome
    outcome = runSimulation(config, { checks: true })
    this.#events += outcome.events
    return outcome
  }

  /** Puts usual values in the place of unusual ones. */
  simplify(): void {
    for (const usual of USUAL_VALUES) {
      const before = this.#config
      this.#config = { ...before, ...usual }
      if (!this.fails(this.#faults)) this.#config = before
    }
  }

  /** Leaves out the later half as long as that will do: what comes after a failure says nothing. */
  reduceToBeginning(): void {
    for (let keep = this.#faults.length >> 1; keep > 0; keep >>= 1) {
      if (!this.fails(this.#faults.slice(0, keep))) return
    }
  }

  /** One round of everything. @returns whether it made something smaller */
  reduce(): boolean {
    const before = this.#size
    this.#reduceMessages()
    this.#reduceFaults()
    this.#advanceTogether()
    this.#advanceEach()
    return this.#size < before
  }

  /** Faults weigh most, then messages, then how far the faults reach. */
  get #size(): number {
    const reach = this.#faults.reduce((sum, { index }) => sum + index, 0)
    return (this.#faults.length * 1e6 + this.#messages) * 1e6 + reach
  }

  /** The fewest messages of 1, 2, 3, 5, 8, …, and then of those below. */
  #reduceMessages(): void {
    const before = this.#messages
    for (let few = 1, next = 2; few < before; [few, next] = [next, few + next]) {
      if (this.fails(this.#faults, few)) break
    }
    while (this.#messages > 1 && this.fails(this.#faults, this.#messages - 1));
  }

  /** Leaves out as much as can be left out, halves first. */
  #reduceFaults(): void {
    if (this.fails([])) return
    let size = Math.ceil(this.#faults.length / 2)
    while (size >= 1) {
      const isSmaller = this.#leaveOut(size)
      if (!isSmaller && size === 1) return
      size = isSmaller ? Math.min(size, Math.ceil(this.#faults.length / 2)) : Math.floor(size / 2)
    }
  }

  #leaveOut(size: number): boolean {
    const before = this.#faults.length
    for (let at = 0; at < this.#faults.length; ) {
      const rest = this.#faults.filter((_, i) => i < at || i >= at + size)
      if (!this.fails(rest) && !this.fails(this.#closeUp(rest, at, size))) at += size
    }
    return this.#faults.length < before
  }

  /** The transmissions of the faults that were left out are left out too. */
  #closeUp(rest: readonly Fault[], at: number, size: number): Fault[] {
    const gone = this.#faults.slice(at, at + size)
    return rest.map((fault) => {
      const before = gone.filter(
        ({ direction, index }) => direction === fault.direction && index < fault.index
      )
      return { ...fault, index: fault.index - before.length }
    })
  }

  /** Everything from some fault on comes earlier, both directions alike. */
  #advanceTogether(): void {
    const starts = [...new Set(this.#faults.map(({ index }) => index))].sort((a, b) => a - b)
    for (const [i, start] of starts.entries()) {
      const gap = start - ((starts[i - 1] ?? -1) + 1)
      for (let by = gap; by > 0; by--) {
        const moved = this.#faults.map((fault) =>
          fault.index < start ? fault : { ...fault, index: fault.index - by }
        )
        if (this.fails(moved) || this.fails(moved, Math.max(1, this.#messages - by))) return
      }
    }
  }

  /** The shorter the string, the sooner the failure. */
  #advanceEach(): void {
    for (let i = 0; i < this.#faults.length; i++) {
      const fault = this.#faults[i] as Fault
      for (let index = 0; index < fault.index; index++) {
        if (this.#isTaken(fault, index)) continue
        const moved = this.#faults.map((other, k) => (k === i ? { ...fault, index } : other))
        if (this.fails(moved)) break
      }
    }
  }

  #isTaken({ direction }: Fault, index: number): boolean {
    return this.#faults.some((other) => other.direction === direction && other.index === index)
  }
}
