/** Go-Back-N with fast retransmit, as the README of lab 5x has it. */
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData } from 'rdt-chat'

class FastSender implements RdtSender {
  base = 1
  nextseqnum = 1
  dupacks = 0
  recover = 0
  sndpkt = new Map<number, Segment>()
  host: RdtHost
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  get isReady() {
    return this.nextseqnum < this.base + this.options.windowSize
  }

  get state() {
    const { base, nextseqnum, dupacks, recover } = this
    return { base, nextseqnum, dupacks, recover }
  }

  rdtSend(data: Uint8Array) {
    const segment = makeData(this.nextseqnum, data)
    this.sndpkt.set(this.nextseqnum, segment)
    this.host.udtSend(segment)
    if (this.base === this.nextseqnum) this.host.startTimer(this.options.rto)
    this.nextseqnum++
  }

  rdtRcv(segment: Segment) {
    if (!isAck(segment)) return
    const n = segment.acknum
    const isInFlight = this.base < this.nextseqnum
    if (this.base <= n && n < this.nextseqnum) {
      while (this.base <= n) this.sndpkt.delete(this.base++)
      this.dupacks = 0
      if (this.base === this.nextseqnum) this.host.stopTimer()
      else this.host.startTimer(this.options.rto)
    } else if (n === this.base - 1 && isInFlight && n >= this.recover) {
      this.dupacks++
      if (this.dupacks === 3) this.goBack()
    }
  }

  timeout() {
    this.goBack()
  }

  goBack() {
    this.dupacks = 0
    this.recover = this.nextseqnum
    this.host.startTimer(this.options.rto)
    for (const segment of this.sndpkt.values()) this.host.udtSend(segment)
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
    if (isData(segment) && segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.expectedseqnum++
    }
    this.host.udtSend(makeAck(this.expectedseqnum - 1))
  }
}

export default {
  name: 'my-fast-gbn',
  title: 'Go-Back-N with fast retransmit',
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new FastSender(host, options),
  createReceiver: (host) => new GbnReceiver(host)
} satisfies Protocol
