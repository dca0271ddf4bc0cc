/**
 * A protocol is a pair of machines that speak the textbook's verbs (Kurose &
 * Ross, section 3.4, figure 3.8):
 *
 *      rdtSend(data)                                   deliverData(data)
 *           │                                                 ▲
 *     ┌─────▼──────┐                                   ┌──────┴─────┐
 *     │   sender   │                                   │  receiver  │
 *     └─────┬──▲───┘                                   └──▲────┬────┘
 *  udtSend()│  │rdtRcv(ack)                  rdtRcv(data) │    │udtSend(ack)
 *     ══════▼══╧═════════ the unreliable channel ═════════╧════▼══════
 *
 * Three laws keep the same machine at home on UDP, in virtual time and in a page:
 *  1. Orders, not questions: every method of the host returns nothing.
 *  2. Run to completion: a host notes or enqueues; it never calls a machine back
 *     from inside a call.
 *  3. No other inputs: no clock, no dice, no globals. `at` is an argument.
 */
import type { Micros } from '../kernel/time.js'
import type { CongestionAlgorithm } from './congestion-control.js'
import type { Segment } from './segment.js'

/** What the layers around a machine do for it. */
export interface RdtHost {
  /** To the unreliable channel below. */
  udtSend(segment: Segment): void
  /** To the application above, in the order of the calls. */
  deliverData(data: Uint8Array): void
  /** Starts timer `timer` (0 if left out), or restarts it if it runs; it rings in `delay` µs. */
  startTimer(delay: Micros, timer?: number): void
  stopTimer(timer?: number): void
  /**
   * A round trip of `rtt` µs: for a machine that learns more of ACKs than the layers above can see,
   * such as which of its segments came out of order. Not everybody listens.
   */
  measured?(rtt: Micros): void
}

/** Names and values of a machine's state, with the book's names: `base`, `nextseqnum`, … */
export type MachineState = Readonly<Record<string, number | string | readonly number[]>>

export interface RdtSender {
  /** May the application call `rdtSend` now? False where the book says refuse_data. */
  readonly isReady: boolean
  readonly state?: MachineState
  /** The application has data to send. @throws Error while not ready */
  rdtSend(data: Uint8Array, at: Micros): void
  /** A segment came from below; perhaps a corrupt one, perhaps not for a sender at all. */
  rdtRcv(segment: Segment, at: Micros): void
  /** A timer that this machine started has run out. */
  timeout(timer: number, at: Micros): void
}

export interface RdtReceiver {
  readonly state?: MachineState
  rdtRcv(segment: Segment, at: Micros): void
  /** For delayed ACKs. */
  timeout?(timer: number, at: Micros): void
}

/** What a protocol can be asked to withstand. `delay`: longer than the timeout, in order. */
export const FAULTS = [
  'corrupt-data',
  'corrupt-ack',
  'loss',
  'duplicate',
  'reorder',
  'delay'
] as const
export type Fault = (typeof FAULTS)[number]

export interface ProtocolOptions {
  /** Segments that may be outstanding; 1 for stop-and-wait. */
  readonly windowSize: number
  /** Bits of a sequence number, 1 … 32; machines that count 0, 1 ignore it. */
  readonly seqBits: number
  /** Retransmission timeout now, in µs. The endpoint keeps it up to date: read it at each use. */
  readonly rto: Micros
  /** Smoothed round-trip time in µs, once there is one; it changes too. */
  readonly srtt?: Micros | undefined
  /** Of a receiver: segments for which there is room above, now. Left out: any number. */
  readonly room?: number
  /** What a sender with congestion control makes of a loss; the others ignore it. */
  readonly congestion?: Congestion
  /** Payload bytes of a segment, at most. */
  readonly mss?: number
}

/** `none`: losses are not congestion, and only the window limits what is in flight. */
export const CONGESTION = ['none', 'newreno', 'cubic'] as const
/** One of ours by its name, or one that somebody wrote. */
export type Congestion = (typeof CONGESTION)[number] | CongestionAlgorithm

/** As a command and a trace call it. */
export const nameOfCongestion = (congestion: Congestion): string =>
  typeof congestion === 'string' ? congestion : congestion.name

export interface Protocol {
  /** As the command line calls it, `gbn`. */
  readonly name: string
  /** As the book calls it, `Go-Back-N`. */
  readonly title: string
  /**
   * What an ACK names: the last in order (default), the next expected, this segment alone. With
   * `none` nothing is ever acknowledged: what was sent is believed to arrive.
   */
  readonly acks?: 'last' | 'next' | 'each' | 'none'
  /** The bits of its numbers, where they are part of the protocol: 1 for those that count 0, 1. */
  readonly seqBits?: number
  /** The widest window that 2^k numbers can carry; 1 for stop-and-wait; left out: unlimited. */
  maxWindow?(seqBits: number): number
  /** The rule behind `maxWindow`, for people: 'N ≤ 2^k − 1'. */
  readonly windowRule?: string
  /** Timers of the sender that ring for other reasons than a retransmission: that is no timeout. */
  readonly otherTimers?: readonly number[]
  /** What it must withstand; the rest it must be seen to fail. */
  readonly survives: readonly Fault[]
  createSender(host: RdtHost, options: ProtocolOptions): RdtSender
  createReceiver(host: RdtHost, options: ProtocolOptions): RdtReceiver
}
