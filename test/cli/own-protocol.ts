/** Files of protocols, as a student might write them. */

/** What is put into the text of the alternating-bit protocol. */
export interface Spoils {
  /** At the top of the file. */
  readonly top?: string
  /** First in `rdtRcv` of the receiver, which has `this.received`, a count, and `segment`. */
  readonly receiver?: string
  /** First in `rdtSend` of the sender. */
  readonly sender?: string
  readonly survives?: string
  /** In the default export, behind everything else. */
  readonly more?: string
}

/** The alternating-bit protocol in TypeScript; what is spoilt stands in a line of its own. */
export const ownProtocol = ({
  top = '',
  receiver = '',
  sender = '',
  survives = "['loss', 'corrupt-data', 'corrupt-ack', 'duplicate', 'delay']",
  more = ''
}: Spoils = {}): string => `
import { isAck, isData, makeAck, makeData } from 'rdt-chat'
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
${top}
class Sender implements RdtSender {
  isReady = true
  #seqnum = 0
  #sndpkt: Segment | undefined
  readonly #host: RdtHost
  readonly #options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.#host = host
    this.#options = options
  }

  rdtSend(data: Uint8Array) {
    ${sender}
    this.#sndpkt = makeData(this.#seqnum, data)
    this.isReady = false
    this.timeout()
  }

  rdtRcv(segment: Segment) {
    if (this.isReady || !isAck(segment) || segment.acknum !== this.#seqnum) return
    this.#host.stopTimer()
    this.#seqnum = 1 - this.#seqnum
    this.isReady = true
  }

  timeout() {
    if (this.#sndpkt === undefined) return
    this.#host.udtSend(this.#sndpkt)
    this.#host.startTimer(this.#options.rto)
  }
}

class Receiver implements RdtReceiver {
  received = 0
  #expectedseqnum = 0
  readonly #host: RdtHost

  constructor(host: RdtHost) {
    this.#host = host
  }

  rdtRcv(segment: Segment) {
    this.received++
    ${receiver}
    if (isData(segment) && segment.seqnum === this.#expectedseqnum) {
      this.#host.deliverData(segment.data)
      this.#expectedseqnum = 1 - this.#expectedseqnum
    }
    this.#host.udtSend(makeAck(1 - this.#expectedseqnum))
  }
}

export default {
  name: 'my-abp',
  title: 'My alternating bit',
  seqBits: 1,
  maxWindow: () => 1,
  survives: ${survives},
  createSender: (host: RdtHost, options: ProtocolOptions) => new Sender(host, options),
  createReceiver: (host: RdtHost) => new Receiver(host),
  ${more}
} satisfies Protocol
`

/** The line of `ownProtocol` in which its receiver is spoilt. */
export const RECEIVER_LINE =
  ownProtocol({ receiver: 'HERE' })
    .split('\n')
    .findIndex((line) => line.includes('HERE')) + 1
