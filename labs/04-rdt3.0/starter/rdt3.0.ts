/**
 * Lab 4: rdt3.0, the alternating-bit protocol (Kurose & Ross, section 3.4.1). README.md has the
 * task and both machines.
 *
 *    wait for call 0 ──▶ wait for ACK 0 ──▶ wait for call 1 ──▶ wait for ACK 1 ──▶ …
 *
 *   rdt lab check 4   judges this file        rdt lab hint 4   helps a little
 */

import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData } from 'rdt-chat'

class Rdt30Sender implements RdtSender {
  /** The bubble of the figure is this and the number behind it. */
  bubble: 'wait for call' | 'wait for ACK' = 'wait for call'
  seqnum = 0
  /** What was sent last: a timeout sends it again. */
  sndpkt: Segment | undefined

  host: RdtHost
  /** `options.rto` is how long the timer runs. */
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  /** May the application call `rdtSend` now? */
  get isReady(): boolean {
    return false // TODO: in which bubbles is there an arrow for a call from above?
  }

  /** For those who watch: the stepper and the ladder show it. */
  get state() {
    return { state: `${this.bubble} ${this.seqnum}` }
  }

  /** The application has data; it asks only while `isReady`. */
  rdtSend(data: Uint8Array) {
    // TODO: make the segment, keep it, send it, start the timer; into the next bubble.
  }

  /** Something came from below: an ACK perhaps, of this segment or an older, or a corrupt one. */
  rdtRcv(segment: Segment) {
    // TODO: for which ACK do you go on, and what becomes of the timer? What of all the rest?
  }

  /** The timer has run out. */
  timeout() {
    // TODO: once more.
  }
}

class Rdt30Receiver implements RdtReceiver {
  expectedseqnum = 0
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum}` }
  }

  /** Something came from below: the expected segment, the one before it again, a corrupt one. */
  rdtRcv(segment: Segment) {
    // TODO: deliver the expected one. Whatever it was: an ACK of the last one that you have.
  }
}

export default {
  name: 'my-rdt3.0',
  title: 'My rdt3.0',
  // Numbers of one bit, and one segment under way.
  seqBits: 1,
  maxWindow: () => 1,
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'delay'],
  createSender: (host, options) => new Rdt30Sender(host, options),
  createReceiver: (host) => new Rdt30Receiver(host)
} satisfies Protocol
