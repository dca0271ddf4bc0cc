/**
 * The RTO timer of a submission, driven by the grader: what it throws, and an RTO that is no time,
 * come as a sentence; and a segment's clock runs by it.
 */
import * as v from 'valibot'
import type { Micros } from '../../src/kernel/time.js'
import { ms } from '../../src/kernel/time.js'
import { type Judged, milliseconds } from './check-kind.js'
import type { Accusation, Exports } from './module-model.js'
import type { Call } from './vector.js'
import { describeValue } from './written-value.js'

/** The bounds that the timer is made with. */
export const boundsSchema = v.strictObject({
  initial: milliseconds(),
  min: milliseconds(),
  max: milliseconds(),
  granularity: milliseconds()
})

export type BoundsInMs = v.InferOutput<typeof boundsSchema>

/** The submission cannot go on; the message is for whoever wrote it. */
export class TimerFault extends Error {}

/** How a timer is other than it should be, a sentence each, and whose it looks like. */
export interface TimerFaults extends Accusation {
  readonly faults: readonly string[]
}

/** @param find what is wrong; it may throw a TimerFault instead */
export function judgeTimer(runs: number, find: () => TimerFaults): Judged {
  const { faults, words, bug } = found(find)
  const findings = [...words, ...faults].map(
    (what) => ({ rule: 'timer', verdict: 'fail', what }) as const
  )
  return { verdict: faults.length === 0 ? 'pass' : 'fail', findings, runs, ...(bug && { bug }) }
}

function found(find: () => TimerFaults): TimerFaults {
  try {
    return find()
  } catch (error) {
    if (error instanceof TimerFault) return { faults: [error.message], words: [] }
    throw error
  }
}

export class TimerUnderTest {
  /** Why it could not go on: whoever drives it through a simulator is not told by a throw. */
  fault: TimerFault | undefined
  readonly #made: Exports
  readonly #call: Call

  /** @throws TimerFault where `exports` has no such factory, or it makes none */
  constructor(make: string, bounds: BoundsInMs, exports: Exports, call: Call) {
    this.#call = call
    const factory = this.#do(make, () => exports[make])
    if (factory === undefined) {
      throw new TimerFault(`${make} is not exported; write export function ${make}(bounds)`)
    }
    const { initial, min, max, granularity } = bounds
    const inMicros = {
      initial: ms(initial),
      min: ms(min),
      max: ms(max),
      granularity: ms(granularity)
    }
    const made = this.#do(make, factory, undefined, inMicros)
    if (typeof made !== 'object' || made === null) {
      throw new TimerFault(`${make} returns ${describeValue(made)}; an object is due`)
    }
    this.#made = made as Exports
  }

  /** How long a timer that starts now is to run: whole µs. */
  get rto(): Micros {
    const rto = this.#do('rto', () => this.#made['rto'])
    if (typeof rto === 'number' && rto > 0 && rto < Number.POSITIVE_INFINITY) return Math.ceil(rto)
    throw this.#failed(`rto is ${describeValue(rto)}; a time in µs is due, greater than 0`)
  }

  sent(seqnum: number, at: Micros): void {
    this.#run('sent', seqnum, at)
  }

  acked(seqnum: number, at: Micros): void {
    this.#run('acked', seqnum, at)
  }

  timeout(): void {
    this.#run('timeout')
  }

  #run(name: string, ...args: readonly unknown[]): void {
    const method = this.#do(name, () => this.#made[name])
    if (method === undefined) throw this.#failed(`${name} is missing; the starter has it`)
    this.#do(name, method, this.#made, ...args)
  }

  #do(name: string, fn: unknown, self?: unknown, ...args: readonly unknown[]): unknown {
    const called = this.#call(fn, self, ...args)
    if ('value' in called) return called.value
    const place = called.place === undefined ? '' : `${called.place}: `
    throw this.#failed(`${place}${name}: ${called.thrown}`)
  }

  #failed(what: string): TimerFault {
    this.fault ??= new TimerFault(what)
    return this.fault
  }
}
