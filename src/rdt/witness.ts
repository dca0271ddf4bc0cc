/**
 * Somebody who watches a node and is told what happens there. A witness changes
 * nothing; the trace is one, an invariant checker another.
 */
import type { Micros } from '../kernel/time.js'
import type { MachineState } from './protocol.js'
import type { Segment } from './segment.js'

/** Which of the two machines of an endpoint. */
export type Half = 'sender' | 'receiver'

/** Watches one endpoint. */
export interface EndpointWitness {
  /** The application's data goes into the sender: one `rdtSend` of `length` bytes. */
  submitted(length: number, at: Micros): void
  /** The receiver gave `length` bytes of data to the application's side. */
  delivered(length: number, at: Micros): void
  /** A segment was thrown away before any machine saw it. */
  discarded(segment: Segment, why: string, at: Micros): void
  timerStarted(half: Half, timer: number, delay: Micros, at: Micros): void
  timerStopped(half: Half, timer: number, at: Micros): void
  timedOut(half: Half, timer: number, at: Micros): void
  /** After each event that a machine has digested. */
  stateIs(half: Half, state: MachineState | undefined, at: Micros): void
}

/** Watches one node: its connections, and what reaches none of them. */
export interface NodeWitness {
  /** A connection comes to life (its endpoint is about to exist). */
  endpoint(conn: string, peer: string): EndpointWitness | undefined
  opened(conn: string, peer: string, at: Micros): void
  closed(conn: string, peer: string, why: string, at: Micros): void
  /** A datagram that no connection took, and why. */
  ignored(peer: string, why: string, at: Micros): void
  /** An opening that was refused, by us or by the peer. */
  refused(peer: string, why: string, at: Micros): void
}
