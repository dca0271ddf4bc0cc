/**
 * A run that is simulated once and can then be looked at from any step: its trace is kept, cut
 * into steps, with the state of its machines every so many events. Of a run that is too long its
 * beginning is kept.
 */
import type { Micros } from '../../kernel/time.js'
import { RecordingHost } from '../../rdt/recording-host.js'
import { RtoEstimator } from '../../rdt/rto.js'
import type { TraceEvent } from '../../trace/event.js'
import type { State } from '../../trace/ladder-row.js'
import { type SimConfig, segmentsOfMessage } from '../config.js'
import type { Outcome } from '../outcome.js'
import { Simulation } from '../simulation.js'
import { Checkpoints } from './checkpoints.js'
import { foldedFrom, type RunState } from './run-state.js'
import { type Step, StepCutter } from './step.js'

/** Events of a trace that are kept: some hundred megabytes at most. */
const MOST_EVENTS = 250_000

export interface SteppedRun {
  readonly config: SimConfig
  readonly events: readonly TraceEvent[]
  readonly steps: readonly Step[]
  readonly outcome: Outcome
  /** What was thrown, if that ended the run: by the last step, as a rule. */
  readonly crash: unknown
  /** False where only the beginning was kept: then nobody knows the end, nor `outcome`. */
  readonly isWhole: boolean
  /** When the transmission `id` arrives, if it does. */
  readonly arrivals: ReadonlyMap<number, Micros>
  readonly states: Checkpoints<RunState>
}

/** The state after the first `steps` steps; it is the caller's own. */
export function stateAfter({ steps, states }: SteppedRun, count: number): RunState {
  const step = count === 0 ? undefined : steps[count - 1]
  return states.after(step?.end ?? 0)
}

/** Runs `config` to its end, or to where its trace becomes too long. */
export function recordSteps(config: SimConfig, most = MOST_EVENTS): SteppedRun {
  const recorder = new StepRecorder(config, most)
  while (!recorder.advance(EVENTS_AT_ONCE));
  return recorder.run()
}

const EVENTS_AT_ONCE = 1_000

/** A run that is being recorded, in slices for those who want to look up in between. */
export class StepRecorder {
  readonly #config: SimConfig
  readonly #most: number
  readonly #simulation: Simulation
  readonly #events: TraceEvent[] = []
  readonly #cutter: StepCutter
  readonly #arrivals = new Map<number, Micros>()
  readonly #initial: Pick<RunState, 'sender' | 'receiver'>
  #isOver = false

  constructor(config: SimConfig, most = MOST_EVENTS) {
    this.#config = config
    this.#most = most
    this.#cutter = new StepCutter(config.handshake || segmentsOfMessage(config) > 1)
    this.#initial = initialStates(config)
    this.#simulation = new Simulation(config, { checks: true, sink: (event) => this.#take(event) })
  }

  /** Messages that have arrived so far. */
  get delivered(): number {
    return this.#simulation.delivered
  }

  /** Lets at most `events` more happen. @returns true when the run is over, or long enough */
  advance(events: number): boolean {
    this.#isOver = this.#simulation.advance(events)
    return this.#isOver || this.#events.length >= this.#most
  }

  /** What there is now; nothing more may happen after that. */
  run(): SteppedRun {
    this.#cutter.close()
    return {
      config: this.#config,
      events: this.#events,
      steps: this.#cutter.steps,
      outcome: this.#simulation.outcome,
      crash: this.#simulation.crash,
      isWhole: this.#isOver,
      arrivals: this.#arrivals,
      states: new Checkpoints(this.#events, foldedFrom(this.#initial))
    }
  }

  #take(event: TraceEvent): void {
    this.#events.push(event)
    this.#cutter.take(event)
    if (event.event === 'receive' && event.id !== undefined) this.#arrivals.set(event.id, event.t)
  }
}

/** How the machines are before anything happened, which no trace tells. */
function initialStates(config: SimConfig): {
  sender: State | undefined
  receiver: State | undefined
} {
  const { protocol, windowSize, seqBits, congestion, rto } = config
  const options = { windowSize, seqBits, congestion, rto: new RtoEstimator(rto).rto }
  return {
    sender: stateOf(() => protocol.createSender(new RecordingHost(), options)),
    receiver: stateOf(() => protocol.createReceiver(new RecordingHost(), options))
  }
}

/** Nothing where it throws: the run will tell that. */
function stateOf(make: () => { readonly state?: object }): State | undefined {
  try {
    const { state } = make()
    return state === undefined ? undefined : (JSON.parse(JSON.stringify(state)) as State)
  } catch {
    return undefined
  }
}
