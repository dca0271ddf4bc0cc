/**
 * Lab 5: Go-Back-N (Kurose & Ross, section 3.4.3). README.md has the task and both machines.
 *
 *            base        nextseqnum
 *              ▼               ▼
 *    ■ ■ ■ ■ ■ ▣ ▣ ▣ ▣ ▣ ▣ ▣ ▣ □ □ □ · · · ·      ■ acknowledged   ▣ sent, in flight
 *              └──── window N ─────┘              □ usable         · not usable
 *
 *   rdt lab check 5   judges this file        rdt lab hint 5   helps a little
 */

import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData } from 'rdt-chat'

class GbnSender implements RdtSender {
  /** The oldest number in flight, and the next one to be given out. */
  base = 1
  nextseqnum = 1
  /** What was sent, by number: a timeout sends it again. */
  sndpkt = new Map<number, Segment>()

  host: RdtHost
  /** `options.windowSize` is N, `options.rto` is how long the timer runs. */
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  /** May the application call `rdtSend` now? False where the book says refuse_data. */
  get isReady(): boolean {
    return false // TODO: is there room in the window?
  }

  /** For those who watch: the stepper draws the window from it, the checks look at it. */
  get state() {
    return { base: this.base, nextseqnum: this.nextseqnum }
  }

  /** The application has data; it asks only while `isReady`. */
  rdtSend(data: Uint8Array) {
    // TODO: make the segment, keep it, send it; start the timer if nothing else is in flight.
  }

  /** Something came from below: an ACK perhaps, a corrupt one perhaps. */
  rdtRcv(segment: Segment) {
    // TODO: which ACKs say something new? What moves, and what becomes of the timer?
  }

  /** The timer has run out. */
  timeout() {
    // TODO: start it again, and send again all that is in flight, the oldest first.
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

  /** Something came from below: the expected segment, an old one, an early one, a corrupt one. */
  rdtRcv(segment: Segment) {
    // TODO: deliver the expected one. Whatever it was: say how far you are.
  }
}

export default {
  name: 'my-gbn',
  title: 'My Go-Back-N',
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new GbnSender(host, options),
  createReceiver: (host) => new GbnReceiver(host)
} satisfies Protocol
