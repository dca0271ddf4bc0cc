/**
 * rdt2.1: ACKs and NAKs can be garbled too, so data is numbered 0, 1, 0, 1, …
 * (Kurose & Ross, section 3.4.1, figures 3.11 and 3.12).
 *
 *                          rdtSend(data)
 *                        ─────────────────
 *      ╭───────────────╮ udtSend(sndpkt 0)  ╭───────────────╮ ──┐ corrupt or isNAK
 *      │ wait for call │ ─────────────────▶ │ wait for ACK  │   │ ─────────────────
 *      │ 0 from above  │                    │   or NAK 0    │ ◀─┘ udtSend(sndpkt 0)
 *      ╰───────▲───────╯                    ╰───────┬───────╯
 *              │ isACK: Λ                           │ isACK: Λ
 *      ╭───────┴───────╮                    ╭───────▼───────╮
 *      │ wait for ACK  │ ◀───────────────── │ wait for call │
 *      │   or NAK 1    │ udtSend(sndpkt 1)  │ 1 from above  │
 *      ╰───────────────╯                    ╰───────────────╯
 *
 *      ╭───────────────╮ ──┐ corrupt: udtSend(NAK)
 *      │  wait for 0   │   │ seqnum 1, a duplicate: udtSend(ACK)
 *      │  from below   │ ◀─┘
 *      ╰───────────────╯ ──▶ seqnum 0: deliverData(data), udtSend(ACK); now it waits for 1
 *
 * With 1 everything is as with 0, so here the number is a variable.
 */
import type { Protocol, RdtHost, RdtReceiver, RdtSender } from './protocol.js'
import { isAck, isCorrupt, isNak, makeAck, makeData, makeNak, type Segment } from './segment.js'
import { STOP_AND_WAIT } from './stop-and-wait.js'

export class Rdt21Sender implements RdtSender {
  protected bubble: 'wait for call' | 'wait for ACK or NAK' = 'wait for call'
  protected seqnum = 0
  protected sndpkt: Segment | undefined
  protected readonly host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get isReady() {
    return this.bubble === 'wait for call'
  }

  get state() {
    const from = this.isReady ? ' from above' : ''
    return { state: `${this.bubble} ${this.seqnum}${from}` }
  }

  rdtSend(data: Uint8Array) {
    if (!this.isReady) throw new Error('rdtSend: the last data is not acknowledged (refuse_data)')
    this.sndpkt = makeData(this.seqnum, data)
    this.host.udtSend(this.sndpkt)
    this.bubble = 'wait for ACK or NAK'
  }

  rdtRcv(segment: Segment) {
    if (this.isReady || this.sndpkt === undefined) return // Λ: nothing waits for an answer
    if (isCorrupt(segment) || isNak(segment)) this.host.udtSend(this.sndpkt)
    else if (isAck(segment)) {
      this.seqnum = 1 - this.seqnum
      this.bubble = 'wait for call'
    }
  }

  timeout() {} // there is no timer: what is lost stays lost
}

export class Rdt21Receiver implements RdtReceiver {
  protected expectedseqnum = 0
  protected readonly host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum} from below` }
  }

  rdtRcv(segment: Segment) {
    if (isCorrupt(segment)) {
      this.host.udtSend(makeNak())
      return
    }
    if (segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.expectedseqnum = 1 - this.expectedseqnum
    }
    this.host.udtSend(makeAck(0)) // a duplicate as well: its sender did not understand us
  }
}

export const rdt21: Protocol = {
  name: 'rdt2.1',
  title: 'rdt2.1',
  ...STOP_AND_WAIT,
  // One segment at a time: there is nothing that another could overtake.
  survives: ['corrupt-data', 'corrupt-ack', 'reorder', 'delay'],
  createSender: (host) => new Rdt21Sender(host),
  createReceiver: (host) => new Rdt21Receiver(host)
}
