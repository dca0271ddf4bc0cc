/**
 * rdt2.2: as rdt2.1, without NAKs: an ACK says which number it is for, and the ACK of the
 * number before says what a NAK said (Kurose & Ross, section 3.4.1, figures 3.13 and 3.14).
 *
 *                          rdtSend(data)
 *                        ─────────────────
 *      ╭───────────────╮ udtSend(sndpkt 0)  ╭───────────────╮ ──┐ corrupt or isACK(1)
 *      │ wait for call │ ─────────────────▶ │   wait for    │   │ ───────────────────
 *      │ 0 from above  │                    │     ACK 0     │ ◀─┘ udtSend(sndpkt 0)
 *      ╰───────▲───────╯                    ╰───────┬───────╯
 *              │ isACK(1): Λ                        │ isACK(0): Λ
 *              └──────── … the same with 1 … ◀──────┘
 *
 *      ╭───────────────╮ ──┐ corrupt or seqnum 1: udtSend(ACK 1), the last that it sent
 *      │  wait for 0   │   │
 *      │  from below   │ ◀─┘
 *      ╰───────────────╯ ──▶ seqnum 0: deliverData(data), udtSend(ACK 0); now it waits for 1
 */
import type { Protocol, RdtHost, RdtReceiver, RdtSender } from './protocol.js'
import { isAck, isCorrupt, isData, makeAck, makeData, type Segment } from './segment.js'
import { STOP_AND_WAIT } from './stop-and-wait.js'

export class Rdt22Sender implements RdtSender {
  protected bubble: 'wait for call' | 'wait for ACK' = 'wait for call'
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
    this.bubble = 'wait for ACK'
  }

  rdtRcv(segment: Segment) {
    if (this.isReady || this.sndpkt === undefined) return // Λ: nothing waits for an answer
    if (isCorrupt(segment)) this.host.udtSend(this.sndpkt)
    else if (isAck(segment) && segment.acknum !== this.seqnum) this.host.udtSend(this.sndpkt)
    else if (isAck(segment)) {
      this.seqnum = 1 - this.seqnum
      this.bubble = 'wait for call'
    }
  }

  timeout() {} // there is no timer: what is lost stays lost
}

/** The receiver of rdt3.0 as well. */
export class Rdt22Receiver implements RdtReceiver {
  protected expectedseqnum = 0
  /** The last ACK; before the first, that of the number which is not expected. */
  protected sndpkt = makeAck(1)
  protected readonly host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get state() {
    return { state: `wait for ${this.expectedseqnum} from below` }
  }

  rdtRcv(segment: Segment) {
    if (isData(segment) && segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.sndpkt = makeAck(this.expectedseqnum)
      this.expectedseqnum = 1 - this.expectedseqnum
    }
    this.host.udtSend(this.sndpkt)
  }
}

export const rdt22: Protocol = {
  name: 'rdt2.2',
  title: 'rdt2.2',
  ...STOP_AND_WAIT,
  // One segment at a time: there is nothing to overtake. But each ACK that comes twice has the
  // next segment sent twice, and so on: the sorcerer's apprentice.
  survives: ['corrupt-data', 'corrupt-ack', 'reorder', 'delay'],
  createSender: (host) => new Rdt22Sender(host),
  createReceiver: (host) => new Rdt22Receiver(host)
}
