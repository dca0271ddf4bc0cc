/**
 * When a run has failed. Most failures show at once, in the middle of the run; that something
 * never arrives, or that there is no end, only its end shows, or patience that is over.
 */
import { type SimConfig, segmentsOfMessage } from './config.js'
import type { Rule, Violation } from './invariants.js'
import type { Outcome } from './outcome.js'
import type { Simulation } from './simulation.js'

/** Of a run that goes on they say nothing. */
const SHOWN_AT_END: readonly Rule[] = ['progress', 'delivered']

/** So often a run is asked whether it has failed. */
const LOOK_EVERY = 500

/** With a handful of faults on a channel that is calm otherwise, a run is short or never ends. */
const EVENTS_FOR_RUN = 2_000
const EVENTS_FOR_SEGMENT = 150
const USUAL_WINDOW = 8

/** The first violation that is more than weak. */
export const failureOf = ({ violations }: Outcome): Violation | undefined =>
  violations.find(({ verdict }) => verdict === 'fail')

/**
 * Takes `simulation` to its end, or to soon after its first failure, or until it `isEnough`.
 * @returns that failure; of a run that is not over, that it is not
 */
export function firstFailureOf(
  simulation: Simulation,
  isEnough = () => false
): Violation | undefined {
  for (;;) {
    const isOver = simulation.advance(LOOK_EVERY) || isEnough()
    const failure = failureOf(simulation.outcome)
    if (isOver || (failure !== undefined && !SHOWN_AT_END.includes(failure.rule))) return failure
  }
}

/**
 * After so many events, a run of `config` without dice turns in a circle: that is far sooner than
 * `runSimulation` gives up by itself, so what hangs on it is to be confirmed by a run to that end.
 */
export function mostEventsOf(config: SimConfig): number {
  const { messages, windowSize, flows = 1 } = config
  const segments = messages * flows * segmentsOfMessage(config)
  return EVENTS_FOR_RUN + EVENTS_FOR_SEGMENT * segments * Math.max(1, windowSize / USUAL_WINDOW)
}
