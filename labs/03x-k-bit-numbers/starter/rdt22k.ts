/**
 * Lab 3x: rdt2.2 with numbers of k bits (README.md has the task and both machines).
 *
 *          k = 2:    0 ──▶ 1 ──▶ 2 ──▶ 3
 *                    ▲                 │        next(3) is 0, and previous(0) is 3
 *                    ╰─────────────────╯
 *
 *   rdt lab check 3x   judges this file        rdt lab hint 3x   helps a little
 */

import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isCorrupt, isData, makeAck, makeData } from 'rdt-chat'

/** The number behind n, of k bits. */
function next(n: number, k: number): number {
  return 1 - n // TODO 1: so it is for k = 1
}

/** The number before n. */
function previous(n: number, k: number): number {
  return 1 - n // TODO 2: likewise
}

class KBitSender implements RdtSender {
  bubble: 'wait for call' | 'wait for ACK' = 'wait for call'
  /** The number of the next data, or of the data under way. */
  seqnum = 0
  sndpkt: Segment | undefined
  host: RdtHost
  /** Bits of a number, 1 to 32: they go from 0 to 2^k − 1. */
  k: number

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.k = options.seqBits
  }

  get isReady(): boolean {
    return false // TODO 3
  }

  get state() {
    return { state: `${this.bubble} ${this.seqnum}` }
  }

  rdtSend(data: Uint8Array) {
    // TODO 4: as in rdt2.2.
  }

  rdtRcv(segment: Segment) {
    // TODO 5: four cases: garbled, the right ACK, the one that says "garbled", an old one.
  }

  timeout() {} // there is no timer
}

class KBitReceiver implements RdtReceiver {
  expectedseqnum = 0
  /** The last ACK; before the first, that of the number before 0. */
  sndpkt: Segment
  host: RdtHost
  k: number

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.k = options.seqBits
    this.sndpkt = makeAck(0) // TODO 6
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum} from below` }
  }

  rdtRcv(segment: Segment) {
    // TODO 7: as in rdt2.2.
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
