/**
 * A run in steps, as one would walk through it on a blackboard: a step is one thing that a machine
 * is told, with all that follows from it at that moment.
 *
 *      step 7   receive  ack 2        what comes in
 *               timer-start           what the machine orders, and becomes
 *               state  base 3
 *      step 8   submit                the window has room: the next one
 *               send  data 7
 *               drop  data 7          what the channel does with it
 */
import type { Micros } from '../../kernel/time.js'
import type { TraceEvent } from '../../trace/event.js'

export interface Step {
  /** From 1. */
  readonly number: number
  readonly t: Micros
  /** What came in; at the very start of a connection, the first thing that goes out. */
  readonly input: TraceEvent
  /** The places of its events in the trace: from `first` to before `end`. */
  readonly first: number
  readonly end: number
}

const INPUTS: ReadonlySet<TraceEvent['event']> = new Set(['submit', 'receive', 'timeout'])

export class StepCutter {
  readonly steps: Step[] = []
  readonly #hasOutbox: boolean
  #input: TraceEvent | undefined
  #first = 0
  #count = 0
  /** The sender has said what it has become since the input. */
  #isSettled = false

  /** @param hasOutbox whether an endpoint hands down more before it tells what its machine became */
  constructor(hasOutbox: boolean) {
    this.#hasOutbox = hasOutbox
  }

  take(event: TraceEvent): void {
    if (this.#begins(event)) {
      this.close()
      this.#input = event
      this.#first = this.#count
      this.#isSettled = false
    }
    if (event.event === 'state' && event.half === 'sender') this.#isSettled = true
    this.#count++
  }

  /** Nothing more will come. */
  close(): void {
    const input = this.#input
    if (input === undefined) return
    const number = this.steps.length + 1
    this.steps.push({ number, t: input.t, input, first: this.#first, end: this.#count })
    this.#input = undefined
  }

  #begins(event: TraceEvent): boolean {
    const input = this.#input
    if (input === undefined || event.t !== input.t) return true
    if (!INPUTS.has(event.event)) return false
    const isMore = event.event === 'submit' && event.at === input.at && !this.#isSettled
    return !(this.#hasOutbox && isMore && INPUTS.has(input.event))
  }
}

/**
 * The last step that happened at `t` or before it; 0 where that is before the first.
 * @param steps in the order of their times
 */
export function stepAt(steps: readonly Step[], t: Micros): number {
  let [low, high] = [0, steps.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle]?.t ?? 0) <= t) low = middle + 1
    else high = middle
  }
  return low
}
