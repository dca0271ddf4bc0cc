/**
 * What two nodes said to each other of late: the events of both directions, for the ladder, for the
 * lives of segments, and for what their senders believed. The oldest are forgotten a block at a
 * time, so what is drawn from a fixed place in it stays where it is from one frame to the next.
 */
import type { TraceEvent } from '../../trace/event.js'
import type { Delivery } from '../../trace/ladder-row.js'

/** At least so many are kept, once there are as many; forgotten are so many at once. */
const KEPT = 1024
const BLOCK = 256

export class RecentEvents {
  /** The two nodes, the one that spoke first to the left. */
  readonly nodes: readonly [string, string]
  /** How many were forgotten: the number of the first that is kept. */
  forgotten = 0
  /** The oldest first. */
  readonly events: TraceEvent[]
  /** Of those that hand something up: which piece it is. */
  readonly deliveries: (Delivery | undefined)[]
  /** Where the datagrams that they are about are kept (bytes-of-late.ts). */
  readonly bytes: number[]

  constructor(
    nodes: readonly [string, string],
    events: TraceEvent[] = [],
    deliveries: (Delivery | undefined)[] = [],
    bytes: number[] = []
  ) {
    this.nodes = nodes
    this.events = events
    this.deliveries = deliveries
    this.bytes = bytes
  }

  /** How many there have been: it changes with each. */
  get count(): number {
    return this.forgotten + this.events.length
  }

  take(event: TraceEvent, delivery: Delivery | undefined, bytes: number): void {
    this.events.push(event)
    this.deliveries.push(delivery)
    this.bytes.push(bytes)
    if (this.events.length < KEPT + BLOCK) return
    this.events.splice(0, BLOCK)
    this.deliveries.splice(0, BLOCK)
    this.bytes.splice(0, BLOCK)
    this.forgotten += BLOCK
  }

  /** The same, which does not go on. */
  copy(): RecentEvents {
    const copy = new RecentEvents(
      this.nodes,
      [...this.events],
      [...this.deliveries],
      [...this.bytes]
    )
    copy.forgotten = this.forgotten
    return copy
  }
}
