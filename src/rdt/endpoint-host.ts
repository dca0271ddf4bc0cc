/** What an endpoint has from the layers around it, and how it is made. */
import type { Timers } from '../kernel/world.js'
import type { Congestion, Protocol } from './protocol.js'
import type { RtoPolicy } from './rto.js'
import type { Segment } from './segment.js'
import type { Half } from './witness.js'

/** What the layers around an endpoint do for it; the laws of `RdtHost` hold here too. */
export interface EndpointHost {
  /** Puts `segment` on the network; of data it is the `attempt`-th transmission, else 1. */
  transmit(segment: Segment, attempt: number): void
  /** Alarms; those of the sender have even numbers, the receiver's odd ones. */
  readonly timers: Pick<Timers, 'start' | 'stop'>
  /** The inbox holds a message: somebody should `take` it. */
  messageReady(): void
}

export interface EndpointOptions {
  readonly protocol: Protocol
  readonly windowSize: number
  readonly seqBits: number
  readonly rto: RtoPolicy
  readonly congestion: Congestion
  /** Payload bytes of a segment, at most. */
  readonly mss: number
  /**
   * `bare`: a message is a segment. `marked`: a message of any length, cut into fragments.
   * `shared`: the same, and short messages that had to wait share a segment.
   */
  readonly framing: 'bare' | 'marked' | 'shared'
  /** Which machines it has; both in a connection, one each in the book's figures. */
  readonly halves: 'both' | Half
  /** Bytes that `send` holds for a sender that is not ready; what it takes at once needs no room. */
  readonly outboxLimit: number
  /** Bytes of whole messages that wait to be taken before data is discarded. */
  readonly inboxLimit: number
}
