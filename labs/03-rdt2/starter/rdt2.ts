/**
 * Lab 3: rdt2.0, rdt2.1, rdt2.2 (Kurose & Ross, section 3.4.1). README.md has the task and the
 * figures. Three protocols, from top to bottom; each repairs what the one above it cannot:
 *
 *   rdt20   bits are flipped in data        the receiver answers: ACK, or NAK
 *   rdt21   … and in ACKs and NAKs          data has a number, 0 or 1
 *   rdt22   … and in ACKs                   the ACK has the number, and there is no NAK
 *
 *   rdt lab check 3   judges this file        rdt lab hint 3   helps a little
 */

import type { Protocol, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isCorrupt, isData, isNak, makeAck, makeData, makeNak } from 'rdt-chat'

// ─── rdt2.0 ──────────────────────────────────────────────────────────────────────────────────

class Rdt20Sender implements RdtSender {
  /** The bubble of the figure in which the machine is. */
  bubble: 'wait for call from above' | 'wait for ACK or NAK' = 'wait for call from above'
  /** What was sent last: perhaps it has to be sent again. */
  sndpkt: Segment | undefined
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  /** May the application call `rdtSend` now? Only in the bubble that waits for it. */
  get isReady(): boolean {
    return false // TODO 1
  }

  /** For those who watch: the stepper and the ladder show it. */
  get state() {
    return { state: this.bubble }
  }

  /** The application has data; it asks only while `isReady`. */
  rdtSend(data: Uint8Array) {
    // TODO 2: make the segment (its number is 0), keep it, send it; then the other bubble.
  }

  /** An answer came: a NAK, an ACK, or something garbled that was one of the two. */
  rdtRcv(segment: Segment) {
    // TODO 3: which of them has the data sent again, and which leads back to the first bubble?
  }

  timeout() {} // rdt2.x has no timer
}

class Rdt20Receiver implements RdtReceiver {
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  /** Data came, garbled or whole. */
  rdtRcv(segment: Segment) {
    // TODO 4: is it garbled? What is delivered, and what is the answer? An ACK is makeAck(0).
  }
}

// ─── rdt2.1 ──────────────────────────────────────────────────────────────────────────────────

class Rdt21Sender implements RdtSender {
  bubble: 'wait for call' | 'wait for ACK or NAK' = 'wait for call'
  /** The number of the next data, or of the data under way: the figure's 0 and 1. */
  seqnum = 0
  sndpkt: Segment | undefined
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get isReady(): boolean {
    return false // TODO 5: begin with a copy of what you have written for rdt2.0.
  }

  get state() {
    return { state: `${this.bubble} ${this.seqnum}` }
  }

  rdtSend(data: Uint8Array) {
    // TODO 6: as in rdt2.0, but the data has a number.
  }

  rdtRcv(segment: Segment) {
    // TODO 7: as in rdt2.0, and where it waits for the next call, the number is the other one.
  }

  timeout() {}
}

class Rdt21Receiver implements RdtReceiver {
  /** The number that the next new data has. */
  expectedseqnum = 0
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum} from below` }
  }

  rdtRcv(segment: Segment) {
    // TODO 8: three cases: garbled, new, come again. What is the answer to each? (makeAck(0))
  }
}

// ─── rdt2.2 ──────────────────────────────────────────────────────────────────────────────────

class Rdt22Sender implements RdtSender {
  bubble: 'wait for call' | 'wait for ACK' = 'wait for call'
  seqnum = 0
  sndpkt: Segment | undefined
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get isReady(): boolean {
    return false // TODO 9: begin with a copy of rdt2.1.
  }

  get state() {
    return { state: `${this.bubble} ${this.seqnum}` }
  }

  rdtSend(data: Uint8Array) {
    // TODO 10
  }

  rdtRcv(segment: Segment) {
    // TODO 11: there are no NAKs. Which ACK says what a NAK said?
  }

  timeout() {}
}

class Rdt22Receiver implements RdtReceiver {
  expectedseqnum = 0
  /** The last ACK that was sent. Which one is it before the first? */
  sndpkt = makeAck(0) // TODO 12
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum} from below` }
  }

  rdtRcv(segment: Segment) {
    // TODO 13: new data makes a new ACK; everything else is answered with the last one.
  }
}

// ─── what is handed in ───────────────────────────────────────────────────────────────────────

/** Numbers of one bit, and one segment under way at a time. */
const STOP_AND_WAIT = { seqBits: 1, maxWindow: () => 1 }

export const rdt20: Protocol = {
  name: 'my-rdt2.0',
  title: 'My rdt2.0',
  ...STOP_AND_WAIT,
  survives: ['corrupt-data'],
  createSender: (host) => new Rdt20Sender(host),
  createReceiver: (host) => new Rdt20Receiver(host)
}

export const rdt21: Protocol = {
  name: 'my-rdt2.1',
  title: 'My rdt2.1',
  ...STOP_AND_WAIT,
  survives: ['corrupt-data', 'corrupt-ack'],
  createSender: (host) => new Rdt21Sender(host),
  createReceiver: (host) => new Rdt21Receiver(host)
}

export const rdt22: Protocol = {
  name: 'my-rdt2.2',
  title: 'My rdt2.2',
  ...STOP_AND_WAIT,
  survives: ['corrupt-data', 'corrupt-ack'],
  createSender: (host) => new Rdt22Sender(host),
  createReceiver: (host) => new Rdt22Receiver(host)
}
