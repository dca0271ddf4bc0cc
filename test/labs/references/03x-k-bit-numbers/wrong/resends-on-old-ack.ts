/** Wrong: any ACK but the right one has the data sent again, as in rdt2.2: an old one that comes late, too. */
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isCorrupt, isData, makeAck, makeData } from 'rdt-chat'

/** Not 1 << k: a shift is done in 32 bits, and 1 << 32 is 1. */
const next = (n: number, k: number): number => (n + 1) % 2 ** k
/** Of the receiver alone. */
const previous = (n: number, k: number): number => (n + 2 ** k - 1) % 2 ** k

class KBitSender implements RdtSender {
  bubble: 'wait for call' | 'wait for ACK' = 'wait for call'
  seqnum = 0
  sndpkt: Segment | undefined
  host: RdtHost
  k: number

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.k = options.seqBits
  }

  get isReady(): boolean {
    return this.bubble === 'wait for call'
  }

  get state() {
    return { state: `${this.bubble} ${this.seqnum}` }
  }

  rdtSend(data: Uint8Array) {
    this.sndpkt = makeData(this.seqnum, data)
    this.host.udtSend(this.sndpkt)
    this.bubble = 'wait for ACK'
  }

  rdtRcv(segment: Segment) {
    if (this.isReady || this.sndpkt === undefined) return
    const saysGarbled = isAck(segment) && segment.acknum !== this.seqnum
    if (isAck(segment) && segment.acknum === this.seqnum) {
      this.seqnum = next(this.seqnum, this.k)
      this.bubble = 'wait for call'
    } else if (isCorrupt(segment) || saysGarbled) this.host.udtSend(this.sndpkt)
  }

  timeout() {}
}

class KBitReceiver implements RdtReceiver {
  expectedseqnum = 0
  sndpkt: Segment
  host: RdtHost
  k: number

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.k = options.seqBits
    this.sndpkt = makeAck(previous(0, this.k))
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum} from below` }
  }

  rdtRcv(segment: Segment) {
    if (isData(segment) && segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.sndpkt = makeAck(this.expectedseqnum)
      this.expectedseqnum = next(this.expectedseqnum, this.k)
    }
    this.host.udtSend(this.sndpkt)
  }
}

export default {
  name: 'my-rdt2.2k',
  title: 'My rdt2.2 with k bits',
  maxWindow: () => 1,
  survives: ['corrupt-data', 'corrupt-ack', 'reorder', 'delay'],
  createSender: (host, options) => new KBitSender(host, options),
  createReceiver: (host, options) => new KBitReceiver(host, options)
} satisfies Protocol
