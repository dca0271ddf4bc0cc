/**
 * From a run that fails by chance to the shortest fate string that still fails, in the manner
 * of delta debugging (Zeller and Hildebrandt, 2002): the dice are put away, what they did is
 * written down, and whatever can be left out is left out: messages, then faults, by halves
 * and one by one; each fault moves as far to the front as it can; and what is unusual gives
 * way to what is usual.
 *
 * "Still fails" means: by the same rule. Another bug would be another story.
 */
import type { FateRun } from '../../lossy-channel/weather/fate-string.js'
import type { TraceEvent } from '../trace/event.js'
import type { SimConfig } from './config.js'
import { failureOf, firstFailureOf } from './failure.js'
import type { Fault } from './faults.js'
import { fewFaults, MOST_FEW } from './few-faults.js'
import type { Violation } from './invariants.js'
import type { Outcome } from './outcome.js'
import { hasValues, plainerFaults, shiftedFor, usualValues } from './plain-run.js'
import { type CalmRun, calmRun, timedRun } from './recorded-faults.js'
import { ShrinkTrials } from './shrink-trials.js'
import { runSimulation, Simulation } from './simulation.js'

/** A failure comes sooner than that, or it is one that never ends. */
const MOST_RECORDED = 60_000
/** An avalanche has no short story: it takes all of its snow. */
const MOST_FAULTS = 1_024
const LONGEST_STORY = 100

export interface Shrunk {
  /** The run without dice, with the fates. */
  readonly config: SimConfig
  readonly outcome: Outcome
  /** The violation that makes it fail. */
  readonly violation: Violation
}

/**
 * The shortest run without dice that fails by the rule by which `config` does.
 * @param outcome what came of `config`, where that is known
 * @returns undefined where `config` does not fail, or no run without dice was found that does
 */
export function shrink(
  config: SimConfig,
  outcome: Outcome = runSimulation(config, { checks: true })
): Shrunk | undefined {
  const rule = failureOf(outcome)?.rule
  if (rule === undefined) return undefined
  const { runs, messages } = recorded(config)
  for (const run of runs) {
    // What takes long is taken for endless at first; where that is wrong, all is tried again.
    for (const isQuick of [true, false]) {
      const shrunk = shrinkRun(run, new ShrinkTrials(run.config, rule, isQuick), messages)
      if (shrunk?.violation.rule === rule) return shrunk
    }
  }
  return undefined
}

function shrinkRun(
  { faults }: CalmRun,
  trials: ShrinkTrials,
  messages: number
): Shrunk | undefined {
  const shrinker = new Shrinker(trials)
  if (!shrinker.begin(faults, messages) || !trials.isConfirmed()) return undefined
  do while (shrinker.reduce());
  while (shrinker.simplify() || shrinker.startAnew())
  return trials.faults.length > LONGEST_STORY ? undefined : confirmed(trials.best)
}

function confirmed(config: SimConfig): Shrunk | undefined {
  const outcome = runSimulation(config, { checks: true })
  const violation = failureOf(outcome)
  return violation && { config, outcome, violation }
}

/** What happened up to the failure, told without dice, and how many messages it took, at most. */
function recorded(config: SimConfig) {
  const events: TraceEvent[] = []
  const simulation = new Simulation(config, {
    checks: true,
    sink: (event) => events.push(event)
  })
  firstFailureOf(simulation, () => events.length >= MOST_RECORDED)
  const messages = Math.min(config.messages, simulation.delivered + 2 * config.windowSize + 2)
  const timed = timedRun(events, config)
  return { runs: [calmRun(events, config), ...(timed ? [timed] : [])], messages }
}

class Shrinker {
  readonly #trials: ShrinkTrials

  constructor(trials: ShrinkTrials) {
    this.#trials = trials
  }

  get #faults(): readonly Fault[] {
    return this.#trials.faults
  }

  /**
   * Finds a beginning of `faults` that fails: what comes after a failure says nothing, and a run
   * that turns in a circle has faults in every round. @returns false where there is none
   */
  begin(faults: readonly Fault[], messages: number): boolean {
    const most = Math.min(faults.length, MOST_FAULTS)
    for (let count = 0; count < most; count = 2 * count || 1) {
      if (this.#trials.fails(faults.slice(0, count), messages)) return true
    }
    const all = faults.slice(0, most)
    return this.#trials.fails(all, messages) || this.#trials.fails(all)
  }

  /** Puts usual things in the place of unusual ones. @returns whether there were any */
  simplify(): boolean {
    let isChanged = false
    for (const usual of usualValues(this.#trials.best)) {
      if (hasValues(this.#trials.best, usual)) continue
      const isFound = shiftedFor(usual, this.#faults).some((faults) =>
        this.#trials.fails(faults, this.#trials.messages, usual)
      )
      if (isFound) isChanged = true
    }
    for (const [i, fault] of this.#faults.entries()) {
      const isSimpler = plainerFaults(fault).some((plain) =>
        this.#trials.fails(this.#faults.map((other, k) => (k === i ? plain : other)))
      )
      if (isSimpler) isChanged = true
    }
    return isChanged
  }

  /** Is there something quite different that is smaller still? @returns whether there was */
  startAnew(): boolean {
    const { messages } = this.#trials
    const now = this.#faults.length
    const marks = distinct(this.#faults.map(({ fate }) => fate))
    for (let count = 1; count <= Math.min(now, MOST_FEW); count++) {
      const most = count < now ? messages : messages - 1
      for (let few = 1; few <= most; few++) {
        for (const faults of fewFaults(marks, count))
          if (this.#trials.fails(faults, few)) return true
      }
    }
    return false
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
    return (this.#faults.length * 1e6 + this.#trials.messages) * 1e6 + reach
  }

  /** The fewest messages of 1, 2, 3, 5, 8, …, and then of those below. */
  #reduceMessages(): void {
    const before = this.#trials.messages
    for (let few = 1, next = 2; few < before; [few, next] = [next, few + next]) {
      if (this.#trials.fails(this.#faults, few)) break
    }
    const hasFewer = () => this.#trials.fails(this.#faults, this.#trials.messages - 1)
    while (this.#trials.messages > 1 && hasFewer());
  }

  /** Leaves out as much as can be left out, halves first. */
  #reduceFaults(): void {
    if (this.#faults.length === 0 || this.#trials.fails([])) return
    let size = Math.ceil(this.#faults.length / 2)
    while (size >= 1) {
      const isSmaller = this.#leaveOut(size)
      if (!isSmaller && size === 1) return
      size = isSmaller ? Math.min(size, Math.ceil(this.#faults.length / 2)) : Math.floor(size / 2)
    }
  }

  #leaveOut(size: number): boolean {
    const before = this.#faults.length
    for (let at = 0; at < this.#faults.length && !this.#trials.isSpent; ) {
      const rest = this.#faults.filter((_, i) => i < at || i >= at + size)
      const isLess = this.#trials.fails(rest) || this.#trials.fails(this.#closeUp(rest, at, size))
      if (!isLess) at += size
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
      for (let by = gap; by > 0 && !this.#trials.isSpent; by--) {
        const moved = this.#faults.map((fault) =>
          fault.index < start ? fault : { ...fault, index: fault.index - by }
        )
        const fewer = Math.max(1, this.#trials.messages - by)
        if (this.#trials.fails(moved) || this.#trials.fails(moved, fewer)) return
      }
    }
  }

  /** The shorter the string, the sooner the failure. */
  #advanceEach(): void {
    for (const [i, fault] of this.#faults.entries()) {
      for (let index = 0; index < fault.index && !this.#trials.isSpent; index++) {
        if (this.#isTaken(fault, index)) continue
        const moved = this.#faults.map((other, k) => (k === i ? { ...fault, index } : other))
        if (this.#trials.fails(moved)) break
      }
    }
  }

  #isTaken({ direction }: Fault, index: number): boolean {
    return this.#faults.some((other) => other.direction === direction && other.index === index)
  }
}

const distinct = (fates: readonly FateRun[]): FateRun[] => [
  ...new Map(fates.map((fate) => [`${fate.mark}${fate.by}`, fate])).values()
]
