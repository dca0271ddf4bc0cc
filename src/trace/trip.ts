/**
 * One transmission, and the life of what it carries, as they are known when a trace has been read
 * to its end.
 *
 *      life of data 2    submit ─▶ trip 1 ─▶ ╳            lost
 *                                  trip 2 ─▶ arrives ─▶   taken ─▶ delivered
 *      its ACK                               trip ─▶ arrives, or is lost
 */
import type { Micros } from '../kernel/time.js'

/** When something happened, and at which place in the trace: times alone do not order events. */
export interface Moment {
  readonly order: number
  readonly t: Micros
}

/** What made a sender send something again. */
export type Trigger =
  /** Its retransmission timer ran out; `isFirst`: for this one, the others go with it. */
  | {
      readonly cause: 'timeout'
      readonly isFirst: boolean
      readonly timer: number
      /** For how long the timer had been set. */
      readonly delay: Micros | undefined
      /** For how long nothing had been sent or heard. */
      readonly silence: Micros
      /** The number of the first that went. */
      readonly first: number | undefined
    }
  /** Another of its timers. */
  | { readonly cause: 'timer'; readonly timer: number }
  | { readonly cause: 'garbled' | 'nak' }
  /** An ACK, which had come `repeats` times in a row. */
  | { readonly cause: 'ack'; readonly number: number | undefined; readonly repeats: number }
  | { readonly cause: 'unknown' }

/** One transmission, with the copies that the channel made of it. */
export interface Trip extends Moment {
  readonly id: number | undefined
  readonly kind: string
  /** Its sequence or acknowledgement number. */
  readonly number: number | undefined
  readonly attempt: number
  /** Which journal has it: the how-many-th, from 0. */
  readonly owner: number
  /** Of data: what it carries, and the how-many-th transmission of it this is, from 0. */
  readonly life?: Life
  readonly index?: number
  /** Of a retransmission. */
  readonly trigger?: Trigger
  /** Of an ACK: up to which piece it goes; `each`: that one alone. */
  readonly reach?: number
  /** What the channel did to it, and why. */
  lost?: Moment & { readonly why: string }
  damage?: string
  late?: Micros
  /** The first arrival with a checksum that held, and the first with one that did not. */
  intact?: Moment
  broken?: Moment
  /** Why it was thrown away before any machine saw it. */
  discarded?: string
  /** Which number the receiver expected after it. */
  expected?: number
}

/** What `rdtSend` was given once, and all that became of it. */
export interface Life {
  /** The how-many-th piece it is that the sender was given, from 1. */
  readonly piece: { readonly ordinal: number }
  readonly submitted: Micros | undefined
  /** In their order; where memory is bounded, and they are very many, those in the middle lack. */
  readonly trips: Trip[]
  /** How many there were. */
  sent: number
  /** The first arrival with a checksum that held, and the first of the trips that arrived so. */
  intact?: Moment
  firstIntactTrip?: number
  /** The arrival at which the receiver kept it or handed it up. */
  taken?: Moment
  delivered?: Micros
}

/** Where the first of `trips` stands that was sent after `order`. */
export function firstAfter(trips: readonly Trip[], order: number): number {
  let low = 0
  let high = trips.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((trips[middle]?.order ?? 0) < order) low = middle + 1
    else high = middle
  }
  return low
}
