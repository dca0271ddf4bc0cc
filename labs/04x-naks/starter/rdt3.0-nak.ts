/**
 * Lab 4x: rdt3.0 with NAKs. README.md has the task and both machines. Begin with your rdt3.0 of
 * lab 4: copy its two classes over these.
 *
 *   rdt lab check 4x   judges this file        rdt lab hint 4x   helps a little
 */

import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isCorrupt, isData, isNak, makeAck, makeData, makeNak } from 'rdt-chat'

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

  get isReady(): boolean {
    return false // TODO: as in rdt3.0
  }

  get state() {
    return { state: `${this.bubble} ${this.seqnum}` }
  }

  rdtSend(data: Uint8Array) {
    // TODO: as in rdt3.0
  }

  /** Something came from below: an ACK, a NAK, or something garbled that was one of the two. */
  rdtRcv(segment: Segment) {
    // TODO: what has the segment sent again at once, and what becomes of the timer then?
  }

  timeout() {
    // TODO: as in rdt3.0: an answer may still be lost
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
    // TODO: a garbled segment is answered otherwise than a duplicate.
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
