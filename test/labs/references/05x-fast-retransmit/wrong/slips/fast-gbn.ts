/** Go-Back-N with fast retransmit, and the slips that people make in it. */
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isCorrupt, isData, makeAck, makeData } from 'rdt-chat'

export interface Slips {
  /** So many repeated ACKs instead of three. */
  readonly threshold?: number
  /** An answer to what was sent again counts, too. */
  readonly isWithoutGuard?: boolean
  /** A new ACK does not begin the count anew. */
  readonly isNeverReset?: boolean
  /** Whatever says nothing new counts as a repeated ACK. */
  readonly countsOld?: boolean
  readonly countsCorrupt?: boolean
  /** Three repeated ACKs leave the timer as it is. */
  readonly leavesTimer?: boolean
  /** Three repeated ACKs send base alone. */
  readonly sendsOnlyBase?: boolean
}

class SloppySender implements RdtSender {
  base = 1
  nextseqnum = 1
  dupacks = 0
  recover = 0
  sent: Segment[] = []
  host: RdtHost
  options: ProtocolOptions
  slips: Slips

  constructor(host: RdtHost, options: ProtocolOptions, slips: Slips) {
    this.host = host
    this.options = options
    this.slips = slips
  }

  get isReady() {
    return this.nextseqnum - this.base < this.options.windowSize
  }

  get state() {
    return { base: this.base, nextseqnum: this.nextseqnum }
  }

  rdtSend(data: Uint8Array) {
    if (this.base === this.nextseqnum) this.startTimer()
    const segment = makeData(this.nextseqnum++, data)
    this.sent.push(segment)
    this.host.udtSend(segment)
  }

  rdtRcv(segment: Segment) {
    if (isCorrupt(segment)) {
      if (this.slips.countsCorrupt) this.repeated()
    } else if (isAck(segment)) this.acknowledged(segment.acknum)
  }

  acknowledged(n: number) {
    const isNew = n >= this.base && n < this.nextseqnum
    if (isNew) {
      this.sent.splice(0, n + 1 - this.base)
      this.base = n + 1
      if (!this.slips.isNeverReset) this.dupacks = 0
      if (this.sent.length === 0) this.host.stopTimer()
      else this.startTimer()
      return
    }
    const isRepeated = this.slips.countsOld ? n < this.base : n === this.base - 1
    if (isRepeated && (this.slips.isWithoutGuard || n >= this.recover)) this.repeated()
  }

  repeated() {
    const { threshold = 3, leavesTimer, sendsOnlyBase } = this.slips
    if (this.sent.length === 0 || ++this.dupacks !== threshold) return
    if (!leavesTimer) this.startTimer()
    this.again(sendsOnlyBase ? 1 : this.sent.length)
  }

  timeout() {
    this.startTimer()
    this.again(this.sent.length)
  }

  again(many: number) {
    this.dupacks = 0
    this.recover = this.nextseqnum
    for (const segment of this.sent.slice(0, many)) this.host.udtSend(segment)
  }

  startTimer() {
    this.host.startTimer(this.options.rto)
  }
}

class GbnReceiver implements RdtReceiver {
  expectedseqnum = 1
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  rdtRcv(segment: Segment) {
    const isExpected = isData(segment) && segment.seqnum === this.expectedseqnum
    if (isExpected) this.host.deliverData(segment.data)
    if (isExpected) this.expectedseqnum++
    this.host.udtSend(makeAck(this.expectedseqnum - 1))
  }
}

export const fastGbnWith = (slips: Slips): Protocol => ({
  name: 'sloppy',
  title: 'Go-Back-N with fast retransmit, and a slip',
  survives: ['loss'],
  createSender: (host, options) => new SloppySender(host, options, slips),
  createReceiver: (host) => new GbnReceiver(host)
})
