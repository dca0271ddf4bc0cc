/** A step with all that is known of it: what came in, what the machine did, how things stood. */
import { SequenceSpace } from '../../rdt/sequence.js'
import type { TraceEvent } from '../../trace/event.js'
import type { State } from '../../trace/ladder-row.js'
import { isBroken } from '../../trace/trigger.js'
import { RECEIVER, SENDER, type SimConfig } from '../config.js'
import type { RunState } from './run-state.js'
import type { Step } from './step.js'
import { type SteppedRun, stateAfter } from './stepped-run.js'

export interface StepReading {
  readonly config: SimConfig
  readonly step: Step
  readonly events: readonly TraceEvent[]
  readonly before: RunState
  readonly after: RunState
  /** What the machine put on the channel, in order. */
  readonly sends: readonly TraceEvent[]
  /** What the channel did to that at once. */
  readonly channel: readonly TraceEvent[]
  /** Its timers that were started and stopped, in order. */
  readonly timers: readonly TraceEvent[]
  readonly deliveries: number
  /** The checksum of what came does not hold. */
  readonly isBroken: boolean
}

const OF_CHANNEL: ReadonlySet<TraceEvent['event']> = new Set([
  'drop',
  'corrupt',
  'duplicate',
  'delay'
])

/** Step `number`, from 1. @throws RangeError where there is no such step */
export function readStep(run: SteppedRun, number: number): StepReading {
  const step = run.steps[number - 1]
  if (step === undefined) throw new RangeError(`there is no step ${number}`)
  return reading(run, step, stateAfter(run, number - 1), stateAfter(run, number))
}

/** All steps, one after the other, each state carried on to the next. */
export function* readSteps(run: SteppedRun): Generator<StepReading> {
  let before = run.states.after(0)
  for (const step of run.steps) {
    const after = run.states.copy(before)
    for (let place = step.first; place < step.end; place++) {
      const event = run.events[place]
      if (event !== undefined) after.take(event)
    }
    yield reading(run, step, before, after)
    before = after
  }
}

function reading(run: SteppedRun, step: Step, before: RunState, after: RunState): StepReading {
  const events = run.events.slice(step.first, step.end)
  const { input } = step
  return {
    config: run.config,
    step,
    events,
    before,
    after,
    sends: events.filter(({ event, at }) => event === 'send' && at === input.at),
    channel: events.filter(({ event }) => OF_CHANNEL.has(event)),
    timers: events.filter(({ event }) => event === 'timer-start' || event === 'timer-stop'),
    deliveries: events.filter(({ event }) => event === 'deliver').length,
    isBroken: input.event === 'receive' && isBroken(input)
  }
}

/** Does the sender's machine digest it, or the receiver's? */
export const isAtSender = ({ step }: StepReading): boolean => step.input.at.startsWith(SENDER)
export const isAtReceiver = ({ step }: StepReading): boolean => step.input.at.startsWith(RECEIVER)

/** What `state` says that the receiver waits for: a number of its own, or that in its bubble. */
export function expectedIn(state: State | undefined): number | undefined {
  const value = state?.['expectedseqnum'] ?? state?.['rcv_base']
  if (typeof value === 'number') return value
  const bubble = bubbleIn(state)
  const told = bubble === undefined ? undefined : /^wait for (\d+) from below$/.exec(bubble)?.[1]
  return told === undefined ? undefined : Number(told)
}

export function bubbleIn(state: State | undefined): string | undefined {
  const bubble = state?.['state']
  return typeof bubble === 'string' ? bubble : undefined
}

export function numberIn(state: State | undefined, name: string): number | undefined {
  const value = state?.[name]
  return typeof value === 'number' ? value : undefined
}

/** Is `number` one of those before `expected`? */
export function isBehind(
  { protocol, seqBits }: SimConfig,
  number: number,
  expected: number
): boolean {
  const numbers = new SequenceSpace(protocol.seqBits ?? seqBits)
  const distance = numbers.distance(number, expected)
  return distance > 0 && distance <= numbers.size / 2
}

/** The number of the segment that `timer` of the sender guards; undefined where nobody can tell. */
export function guardedBy(
  { protocol }: SimConfig,
  { sender, lastSeq }: RunState,
  timer: number
): number | undefined {
  if (protocol.acks === 'each') return timer
  return numberIn(sender, 'base') ?? lastSeq
}
