/** What makes a sender send something again: whatever its node is digesting. */
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import { endsOf } from './ladder-crossing.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import type { Moment, Trigger, Trip } from './trip.js'

/** What a node is digesting. */
export interface Input extends Moment {
  readonly event: TraceEvent
  readonly trip: Trip | undefined
  /** Pieces handed up so far. */
  delivered: number
  /** Of a timeout: for how long its timer had been set, and nothing had been heard. */
  readonly delay?: Micros | undefined
  readonly silence?: Micros
  /** Which was the first segment that it had sent again. */
  resent?: Trip
}

/**
 * Why `event` sends something again.
 * @param input what its node is digesting @param repeats how often the last ACK came in a row
 */
export function triggerOf(
  { link = '' }: TraceEvent,
  input: Input | undefined,
  { otherTimers }: SpokenProtocol,
  repeats: number
): Trigger {
  if (input === undefined) return { cause: 'unknown' }
  const { event } = input
  if (event.event === 'timeout') return ringing(link, input, otherTimers)
  if (event.link !== reverse(link)) return { cause: 'unknown' }
  if (isBroken(event)) return { cause: 'garbled' }
  if (event.kind === 'nak') return { cause: 'nak' }
  return event.kind === 'ack' ? { cause: 'ack', number: event.ack, repeats } : { cause: 'unknown' }
}

function ringing(link: string, input: Input, otherTimers: readonly number[]): Trigger {
  const { event, delay, silence = 0, resent } = input
  const { timer = 0, half } = event
  if (half !== 'sender' || event.link !== link) return { cause: 'unknown' }
  if (otherTimers.includes(timer)) return { cause: 'timer', timer }
  const isFirst = resent === undefined
  return { cause: 'timeout', isFirst, timer, delay, silence, first: resent?.number }
}

/** The way back. */
export function reverse(link: string): string {
  const { from, to } = endsOf(link)
  return `${to}>${from}`
}

/** Its checksum does not hold, or nobody can read what it is. */
export const isBroken = ({ why, kind }: TraceEvent): boolean =>
  why !== undefined || kind === undefined
