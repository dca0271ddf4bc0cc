/** Wrong: a NAK is taken for the ACK: what was garbled is lost. */
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isCorrupt, isData, isNak, makeAck, makeData, makeNak } from 'rdt-chat'

class NakSender implements RdtSender {
  bubble: 'wait for call' | 'wait for ACK or NAK' = 'wait for call'
  seqnum = 0
  sndpkt: Segment | undefined
  host: RdtHost
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  get isReady() {
    return this.bubble === 'wait for call'
  }

  get state() {
    return { state: `${this.bubble} ${this.seqnum}` }
  }

  rdtSend(data: Uint8Array) {
    this.sndpkt = makeData(this.seqnum, data)
    this.bubble = 'wait for ACK or NAK'
    this.sendIt()
  }

  rdtRcv(segment: Segment) {
    if (this.isReady) return
    if (isCorrupt(segment)) this.sendIt()
    else if (isNak(segment) || segment.acknum === this.seqnum) {
      this.host.stopTimer()
      this.seqnum = 1 - this.seqnum
      this.bubble = 'wait for call'
    }
  }

  timeout() {
    this.sendIt()
  }

  sendIt() {
    if (this.sndpkt === undefined) return
    this.host.udtSend(this.sndpkt)
    this.host.startTimer(this.options.rto)
  }
}

class NakReceiver implements RdtReceiver {
  expectedseqnum = 0
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum}` }
  }

  rdtRcv(segment: Segment) {
    if (isCorrupt(segment)) {
      this.host.udtSend(makeNak())
      return
    }
    if (!isData(segment)) return
    if (segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.expectedseqnum = 1 - this.expectedseqnum
    }
    this.host.udtSend(makeAck(segment.seqnum))
  }
}

export default {
  name: 'my-rdt3.0-nak',
  title: 'My rdt3.0 with NAKs',
  seqBits: 1,
  maxWindow: () => 1,
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'delay'],
  createSender: (host, options) => new NakSender(host, options),
  createReceiver: (host) => new NakReceiver(host)
} satisfies Protocol
