/**
 * Lab 5x: Go-Back-N with fast retransmit (Kurose & Ross, section 3.5.4; RFC 5681, section 3.2).
 * README.md has the task. Receiver and window are those of lab 5: begin with your own gbn.ts.
 *
 *            base        nextseqnum                     ACK base−1, ACK base−1, ACK base−1:
 *              ▼               ▼                        three repeated ones, and base is lost
 *    ■ ■ ■ ■ ■ ✗ ▣ ▣ ▣ ▣ ▣ ▣ ▣ □ □ □ · · · ·      ■ acknowledged   ▣ sent, in flight
 *              └──── window N ─────┘              □ usable         · not usable
 *
 *   rdt lab check 5x   judges this file        rdt lab hint 5x   helps a little
 */

import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData } from 'rdt-chat'

class FastGbnSender implements RdtSender {
  base = 1
  nextseqnum = 1
  /** Repeated ACKs since base last moved, or since the window was last sent again. */
  dupacks = 0
  /** What nextseqnum was when the window was last sent again; ACKs below it do not count. */
  recover = 0
  sndpkt = new Map<number, Segment>()

  host: RdtHost
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  get isReady(): boolean {
    return false // TODO: as in lab 5
  }

  get state() {
    const { base, nextseqnum, dupacks, recover } = this
    return { base, nextseqnum, dupacks, recover }
  }

  rdtSend(data: Uint8Array) {
    // TODO: as in lab 5
  }

  rdtRcv(segment: Segment) {
    // TODO: a new ACK, as in lab 5, and the count begins anew. A repeated ACK: does it count?
  }

  timeout() {
    // TODO: go back.
  }

  /** Sends the whole window again: the timer has rung, or three repeated ACKs came. */
  goBack() {
    // TODO: count, guard, timer, and all that is in flight, the oldest first.
  }
}

class GbnReceiver implements RdtReceiver {
  expectedseqnum = 1

  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get state() {
    return { expectedseqnum: this.expectedseqnum }
  }

  rdtRcv(segment: Segment) {
    // TODO: as in lab 5
  }
}

export default {
  name: 'my-fast-gbn',
  title: 'My Go-Back-N with fast retransmit',
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new FastGbnSender(host, options),
  createReceiver: (host) => new GbnReceiver(host)
} satisfies Protocol
