/**
 * Go-Back-N (Kurose & Ross, section 3.4.3, figures 3.19 to 3.21).
 *
 *            base        nextseqnum
 *              ▼               ▼
 *    ■ ■ ■ ■ ■ ▣ ▣ ▣ ▣ ▣ ▣ ▣ ▣ □ □ □ · · · ·      ■ acknowledged   ▣ sent, in flight
 *              └──── window N ─────┘              □ usable         · not usable
 *
 * One timer, for the oldest segment in flight; when it runs out, all in flight are
 * sent again. An ACK n is cumulative: everything up to and including n has arrived.
 * The receiver keeps nothing that is out of order. Data is numbered from 1.
 */
import { Fifo } from '../kernel/fifo.js'
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender } from './protocol.js'
import { isAck, isData, makeAck, makeData, type Segment } from './segment.js'
import { SequenceSpace } from './sequence.js'

export class GbnSender implements RdtSender {
  protected base = 1
  protected nextseqnum = 1
  /** Segments base … nextseqnum − 1, oldest first. */
  protected readonly sndpkt = new Fifo<Segment>()
  protected readonly numbers: SequenceSpace
  protected readonly host: RdtHost
  protected readonly options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
    this.numbers = new SequenceSpace(options.seqBits)
  }

  get isReady() {
    return this.sndpkt.length < this.options.windowSize
  }

  get state() {
    return { base: this.base, nextseqnum: this.nextseqnum }
  }

  rdtSend(data: Uint8Array) {
    if (!this.isReady) throw new Error('rdtSend: the window is full (refuse_data)')
    const segment = makeData(this.nextseqnum, data)
    this.host.udtSend(segment)
    if (this.sndpkt.length === 0) this.host.startTimer(this.options.rto)
    this.sndpkt.push(segment)
    this.nextseqnum = this.numbers.next(this.nextseqnum)
  }

  rdtRcv(segment: Segment) {
    if (!isAck(segment)) return // Λ: corrupt or not for us; the timer repairs it
    const acknowledged = this.numbers.distance(this.base, segment.acknum) + 1
    if (acknowledged > this.sndpkt.length) return // Λ: names nothing in flight; the timer runs on
    for (let n = 0; n < acknowledged; n++) this.sndpkt.shift()
    this.base = this.numbers.next(segment.acknum)
    if (this.sndpkt.length === 0) this.host.stopTimer()
    else this.host.startTimer(this.options.rto)
  }

  timeout() {
    this.host.startTimer(this.options.rto)
    this.sndpkt.each((segment) => this.host.udtSend(segment))
  }
}

export class GbnReceiver implements RdtReceiver {
  protected expectedseqnum = 1
  /** ACK of the last segment that came in order; 0 before the first. */
  protected sndpkt = makeAck(0)
  protected readonly numbers: SequenceSpace
  protected readonly host: RdtHost

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.numbers = new SequenceSpace(options.seqBits)
  }

  get state() {
    return { expectedseqnum: this.expectedseqnum }
  }

  rdtRcv(segment: Segment) {
    if (isData(segment) && segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.sndpkt = makeAck(this.expectedseqnum)
      this.expectedseqnum = this.numbers.next(this.expectedseqnum)
    }
    this.host.udtSend(this.sndpkt) // in order or not: say again how far we are
  }
}

export const gbn: Protocol = {
  name: 'gbn',
  title: 'Go-Back-N',
  maxWindow: (seqBits) => 2 ** seqBits - 1,
  windowRule: 'Go-Back-N needs N ≤ 2^k − 1: with N = 2^k a window sent again looks like a new one',
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new GbnSender(host, options),
  createReceiver: (host, options) => new GbnReceiver(host, options)
}
