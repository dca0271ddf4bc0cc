/** Selective Repeat with delayed ACKs, as the README of lab 6x has it. */
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData, ms } from 'rdt-chat'

const ACK_DELAY = ms(40)

class DelayedSender implements RdtSender {
  base = 1
  nextseqnum = 1
  sndpkt = new Map<number, Segment>()
  acked = new Set<number>()
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
    return { base: this.base, nextseqnum: this.nextseqnum, acked: [...this.acked] }
  }

  rdtSend(data: Uint8Array) {
    const segment = makeData(this.nextseqnum, data)
    this.sndpkt.set(this.nextseqnum, segment)
    this.host.udtSend(segment)
    this.host.startTimer(this.options.rto, this.nextseqnum)
    this.nextseqnum++
  }

  rdtRcv(segment: Segment) {
    if (!isAck(segment) || segment.acknum >= this.nextseqnum) return
    for (; this.base <= segment.acknum; this.base++) {
      if (!this.acked.delete(this.base)) this.host.stopTimer(this.base)
      this.sndpkt.delete(this.base)
    }
    const m = segment.seqnum
    if (m < this.base || m >= this.nextseqnum || this.acked.has(m)) return
    this.acked.add(m)
    this.host.stopTimer(m)
  }

  timeout(seqnum: number) {
    const segment = this.sndpkt.get(seqnum)
    if (segment === undefined) return
    this.host.startTimer(this.options.rto, seqnum)
    this.host.udtSend(segment)
  }
}

class DelayedReceiver implements RdtReceiver {
  rcv_base = 1
  rcvpkt = new Map<number, Uint8Array>()
  owed = false
  host: RdtHost
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  get state() {
    return { rcv_base: this.rcv_base, buffered: [...this.rcvpkt.keys()], owed: Number(this.owed) }
  }

  rdtRcv(segment: Segment) {
    if (!isData(segment)) return
    const n = segment.seqnum
    if (n >= this.rcv_base + this.options.windowSize) return
    if (n < this.rcv_base) this.acknowledge(0)
    else if (n > this.rcv_base) {
      if (!this.rcvpkt.has(n)) this.rcvpkt.set(n, segment.data)
      this.acknowledge(n)
    } else this.deliver(segment.data)
  }

  deliver(first: Uint8Array) {
    const isFillingGap = this.rcvpkt.size > 0
    for (let data: Uint8Array | undefined = first; data !== undefined; ) {
      this.host.deliverData(data)
      this.rcvpkt.delete(this.rcv_base)
      this.rcv_base++
      data = this.rcvpkt.get(this.rcv_base)
    }
    if (isFillingGap || this.owed) this.acknowledge(0)
    else {
      this.owed = true
      this.host.startTimer(ACK_DELAY)
    }
  }

  timeout() {
    this.acknowledge(0)
  }

  acknowledge(m: number) {
    if (this.owed) this.host.stopTimer()
    this.owed = false
    this.host.udtSend({ ...makeAck(this.rcv_base - 1), seqnum: m })
  }
}

export default {
  name: 'my-delayed-sr',
  title: 'Selective Repeat with delayed ACKs',
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new DelayedSender(host, options),
  createReceiver: (host, options) => new DelayedReceiver(host, options)
} satisfies Protocol
