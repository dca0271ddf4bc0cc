/**
 * Lab 6x: Selective Repeat with delayed ACKs (Kurose & Ross, section 3.5.4 and table 3.2; RFC 5681,
 * section 4.2; RFC 2018). README.md has the task. Begin with your own sr.ts of lab 6.
 *
 *      receiver       rcv_base
 *                        ▼                        ACK n, m:
 *      ■ ■ ■ ■ ■ ■ ■ ■ ■ ○ ■ ○ ■ □ □ □ □ □ □ ·      n   the last in order, rcv_base − 1
 *                      n └───m window N ───┘        m   this one came early; 0: none did
 *
 *   rdt lab check 6x   judges this file        rdt lab hint 6x   helps a little
 */

import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isAck, isData, makeAck, makeData, ms } from 'rdt-chat'

/** So long an ACK waits for a second segment. */
const _ACK_DELAY = ms(40)

class DelayedSrSender implements RdtSender {
  base = 1
  nextseqnum = 1
  sndpkt = new Map<number, Segment>()
  /** Those above base that an ACK has named as its m. */
  acked = new Set<number>()

  host: RdtHost
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  get isReady(): boolean {
    return false // TODO: as in lab 6, with whole numbers
  }

  get state() {
    return { base: this.base, nextseqnum: this.nextseqnum, acked: [...this.acked] }
  }

  rdtSend(data: Uint8Array) {
    // TODO: as in lab 6
  }

  rdtRcv(segment: Segment) {
    // TODO: n is segment.acknum, m is segment.seqnum. First all up to n, then m.
  }

  timeout(seqnum: number) {
    // TODO: as in lab 6
  }
}

class DelayedSrReceiver implements RdtReceiver {
  rcv_base = 1
  rcvpkt = new Map<number, Uint8Array>()
  /** A segment was delivered, and its ACK waits for a second one. */
  isOwing = false

  host: RdtHost
  options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }

  get state() {
    return { rcv_base: this.rcv_base, buffered: [...this.rcvpkt.keys()] }
  }

  rdtRcv(segment: Segment) {
    // TODO: which of the four is it? Whose ACK may wait?
  }

  /** The receiver's own timer has run out: nobody came to join the ACK that waits. */
  timeout() {
    // TODO
  }

  /** Sends ACK rcv_base − 1, which names `m` besides. */
  acknowledge(m: number) {
    // TODO: nothing is owed any more.
    this.host.udtSend({ ...makeAck(this.rcv_base - 1), seqnum: m })
  }
}

export default {
  name: 'my-delayed-sr',
  title: 'My Selective Repeat with delayed ACKs',
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'reorder', 'delay'],
  createSender: (host, options) => new DelayedSrSender(host, options),
  createReceiver: (host, options) => new DelayedSrReceiver(host, options)
} satisfies Protocol
