/** A row of a ladder: what happens at one lifeline at one time. */
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import type { Crossing, Order } from './ladder-crossing.js'

/** A machine's state, with the book's names. */
export type State = NonNullable<TraceEvent['state']>

export interface Row {
  readonly t: Micros
  /** At whose lifeline; empty for a copy, which is made between them. */
  readonly node: string
  readonly what: 'send' | 'receive' | 'copy' | 'timeout' | 'say'
  readonly crossing?: Crossing
  readonly arrival?: Arrival
  /** Of a timeout: which timer, and for how long it ran, in µs. */
  readonly timer?: number
  readonly delay?: Micros | undefined
  /** Of a copy: why; of `say`: what is said. */
  readonly text?: string
  /** To whom the node speaks. */
  readonly peer: string
  /** The state of the node's sender after it. */
  state?: State | undefined
  /** This row changed that state. */
  isChange: boolean
  /** A timer of the node's sender runs after it. */
  isArmed: boolean
}

/** What came of a segment that arrived. */
export interface Arrival {
  /** What it says of itself; not known of a broken one. */
  readonly kind?: string | undefined
  readonly number?: number | undefined
  /** The checksum told that it is damaged. */
  readonly isBroken: boolean
  /** The receiver had what it carries. */
  readonly isKnown: boolean
  /** … and buffers it all the same: it takes an old one for a new one. */
  isMistaken?: boolean
  /** An ACK with the number of the one before. */
  readonly isRepeated: boolean
  /** One that was sent later and came earlier. */
  readonly overtaker: Crossing | undefined
  readonly delivered: Delivery[]
  /** The number of what went up last. */
  through?: number | undefined
  discarded?: string
  /** The receiver's state after it. */
  receiver?: State | undefined
}

export interface Delivery {
  /** The how-many-th it is that the sender was given, from 1; undefined where nobody knows. */
  readonly ordinal: number | undefined
  readonly order: Order
  /** Which was to come. */
  readonly awaited: number
}

/** The state names `number` among those that came out of order. */
export const isKept = (state: State, number: number | undefined): boolean =>
  number !== undefined &&
  Object.values(state).some((value) => Array.isArray(value) && value.includes(number))
