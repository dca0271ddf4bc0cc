/**
 * Selective Repeat (Kurose & Ross, section 3.4.4, figures 3.23 to 3.25; 3.27: why N ≤ 2^(k−1)).
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
 * Each segment has a timer and an ACK of its own, and is sent again alone. The receiver
 * keeps what comes out of order until the gap is filled. Data is numbered from 1.
 */
import { Fifo } from '../kernel/fifo.js'
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender } from './protocol.js'
import { isAck, isData, makeAck, makeData, type Segment } from './segment.js'
import { SequenceSpace } from './sequence.js'

export class SrSender implements RdtSender {
  protected base = 1
  protected nextseqnum = 1
  /** Segments base … nextseqnum − 1, oldest first, and which of them are acknowledged. */
  protected readonly sndpkt = new Fifo<Segment>()
  protected readonly acked = new Set<number>()
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
    return { base: this.base, nextseqnum: this.nextseqnum, acked: [...this.acked] }
  }

  rdtSend(data: Uint8Array) {
    if (!this.isReady) throw new Error('rdtSend: the window is full (refuse_data)')
    const segment = makeData(this.nextseqnum, data)
    this.host.udtSend(segment)
    this.host.startTimer(this.options.rto, segment.seqnum)
    this.sndpkt.push(segment)
    this.nextseqnum = this.numbers.next(this.nextseqnum)
  }

  rdtRcv(segment: Segment) {
    if (!isAck(segment)) return // Λ: corrupt or not for us; the timers repair it
    const acknum = this.numbers.wrap(segment.acknum)
    const isInFlight = this.numbers.distance(this.base, acknum) < this.sndpkt.length
    if (!isInFlight || this.acked.has(acknum)) return // Λ: says nothing new
    this.acked.add(acknum)
    this.host.stopTimer(acknum)
    while (this.acked.delete(this.base)) {
      this.sndpkt.shift()
      this.base = this.numbers.next(this.base)
    }
  }

  timeout(seqnum: number) {
    const overdue = this.sndpkt.at(this.numbers.distance(this.base, seqnum))
    if (overdue === undefined || this.acked.has(seqnum)) return // Λ: its timer was stopped
    this.host.udtSend(overdue)
    this.host.startTimer(this.options.rto, seqnum)
  }
}

export class SrReceiver implements RdtReceiver {
  protected rcvBase = 1
  /** What came out of order, by number: within rcv_base … rcv_base + N − 1. */
  protected readonly rcvpkt = new Map<number, Uint8Array>()
  protected readonly numbers: SequenceSpace
  protected readonly windowSize: number
  protected readonly host: RdtHost

  constructor(host: RdtHost, { seqBits, windowSize }: ProtocolOptions) {
    this.host = host
    this.windowSize = windowSize
    this.numbers = new SequenceSpace(seqBits)
  }

  get state() {
    return { rcv_base: this.rcvBase, buffered: [...this.rcvpkt.keys()] }
  }

  rdtRcv(segment: Segment) {
    if (!isData(segment)) return // Λ: corrupt; its timer will send it again
    const seqnum = this.numbers.wrap(segment.seqnum)
    const isInWindow = this.numbers.distance(this.rcvBase, seqnum) < this.windowSize
    const isBehind = this.numbers.distance(seqnum, this.rcvBase) <= this.windowSize
    // Those behind are delivered, but their ACKs may be lost; others no sender would send.
    if (isInWindow || isBehind) this.host.udtSend(makeAck(seqnum))
    if (isInWindow && !this.rcvpkt.has(seqnum)) this.rcvpkt.set(seqnum, segment.data)
    for (let n = this.rcvBase; this.rcvpkt.has(n); n = this.rcvBase) {
      this.host.deliverData(this.rcvpkt.get(n) as Uint8Array)
      this.rcvpkt.delete(n)
      this.rcvBase = this.numbers.next(n)
    }
  }
}

export const sr: Protocol = {
  name: 'sr',
  title: 'Selective Repeat',
  acks: 'each',
  maxWindow: (seqBits) => 2 ** (seqBits - 1),
  windowRule: 'Selective Repeat needs N ≤ 2^(k−1): with more, old segments look like new ones',
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new SrSender(host, options),
  createReceiver: (host, options) => new SrReceiver(host, options)
}
