/**
 * Lab 6: Selective Repeat (Kurose & Ross, section 3.4.4). README.md has the task and both machines.
 *
 *      sender  base        nextseqnum
 *                ▼               ▼
 *      ■ ■ ■ ■ ■ ▣ ▣ ■ ■ ▣ ■ ▣ ▣ □ □ · · · · ·    ■ acknowledged   ▣ sent, in flight
 *                └──── window N ───┘              □ usable         · not usable
 *
 *      receiver       rcv_base
 *                        ▼
 *      ■ ■ ■ ■ ■ ■ ■ ■ ■ ○ ■ ○ ■ □ □ □ □ □ □ ·    ■ received       ○ expected, not here yet
 *                        └──── window N ───┘      □ acceptable     · not usable
 *
 *   rdt lab check 6   judges this file        rdt lab hint 6   helps a little
 */

import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData, SequenceSpace } from 'rdt-chat'

class SrSender implements RdtSender {
  /** The oldest number that is not acknowledged, and the next one to be given out. */
  base = 1
  nextseqnum = 1
  /** What was sent, by number: its timer sends it again. */
  sndpkt = new Map<number, Segment>()
  /** Those of base … nextseqnum − 1 that are acknowledged. */
  acked = new Set<number>()

  host: RdtHost
  /** `options.windowSize` is N, `options.rto` is how long a timer runs. */
  options: ProtocolOptions
  /** Task 5: how to count where the numbers come again. */
  numbers: SequenceSpace

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
    this.numbers = new SequenceSpace(options.seqBits)
  }

  /** May the application call `rdtSend` now? False where the book says refuse_data. */
  get isReady(): boolean {
    return false // TODO: is there room in the window?
  }

  /** For those who watch: the stepper draws the window from it, the checks look at it. */
  get state() {
    return { base: this.base, nextseqnum: this.nextseqnum, acked: [...this.acked] }
  }

  /** The application has data; it asks only while `isReady`. */
  rdtSend(data: Uint8Array) {
    // TODO: make the segment, keep it, send it, and start its own timer, which has its number.
  }

  /** Something came from below: an ACK perhaps, a corrupt one perhaps. */
  rdtRcv(segment: Segment) {
    // TODO: which ACKs say something new? Whose timer stops? How far does base move?
  }

  /** The timer of segment `seqnum` has run out. */
  timeout(seqnum: number) {
    // TODO: start it again, and send that segment again, and no other.
  }
}

class SrReceiver implements RdtReceiver {
  /** The oldest number that has not come. */
  rcv_base = 1
  /** What came out of order, by number, until the gap before it is filled. */
  rcvpkt = new Map<number, Uint8Array>()

  host: RdtHost
  options: ProtocolOptions
  /** Task 5. */
  numbers: SequenceSpace

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
    this.numbers = new SequenceSpace(options.seqBits)
  }

  get state() {
    return { rcv_base: this.rcv_base, buffered: [...this.rcvpkt.keys()] }
  }

  /** Something came from below: one of the window, an old one, a corrupt one. */
  rdtRcv(segment: Segment) {
    // TODO: acknowledge what came, keep it, and deliver all that is in order now.
  }
}

export default {
  name: 'my-sr',
  title: 'My Selective Repeat',
  acks: 'each',
  // TODO (task 5): the widest window that 2 ** seqBits numbers can carry.
  maxWindow: (seqBits) => 2 ** seqBits - 1,
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new SrSender(host, options),
  createReceiver: (host, options) => new SrReceiver(host, options)
} satisfies Protocol
