/**
 * rdt3.0, the alternating-bit protocol: a channel that loses, too (Kurose & Ross,
 * section 3.4.1, figure 3.15).
 *
 *                          rdtSend(data)
 *                        ─────────────────
 *                        udtSend(sndpkt 0)
 *      ╭───────────────╮     startTimer     ╭───────────────╮ ──┐ timeout
 *      │ wait for call │ ─────────────────▶ │   wait for    │   │ ─────────────────────────────
 *      │ 0 from above  │                    │     ACK 0     │ ◀─┘ udtSend(sndpkt 0), startTimer
 *      ╰───────▲───────╯ ◀── rdtRcv: Λ      ╰───────┬───────╯ ◀── corrupt or isACK(1): Λ
 *              │ isACK(1)                           │ isACK(0)
 *              │ ─────────                          │ ─────────
 *              │ stopTimer                          │ stopTimer
 *              └──────── … the same with 1 … ◀──────┘
 *
 * A wrong or garbled ACK is left alone: whatever went wrong, the timer repairs it. The
 * receiver is rdt2.2's. Two numbers are enough while nothing overtakes anything.
 */
import type { Protocol, ProtocolOptions, RdtHost, RdtSender } from './protocol.js'
import { Rdt22Receiver } from './rdt2.2.js'
import { isAck, makeData, type Segment } from './segment.js'
import { STOP_AND_WAIT } from './stop-and-wait.js'

export class Rdt30Sender implements RdtSender {
  protected bubble: 'wait for call' | 'wait for ACK' = 'wait for call'
  protected seqnum = 0
  protected sndpkt: Segment | undefined
  protected readonly host: RdtHost
  protected readonly options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
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
    this.host.startTimer(this.options.rto)
    this.bubble = 'wait for ACK'
  }

  rdtRcv(segment: Segment) {
    if (this.isReady) return // Λ: an ACK that comes again
    if (!isAck(segment) || segment.acknum !== this.seqnum) return // Λ: the timer repairs it
    this.host.stopTimer()
    this.seqnum = 1 - this.seqnum
    this.bubble = 'wait for call'
  }

  timeout() {
    if (this.isReady || this.sndpkt === undefined) return // Λ: it was stopped
    this.host.udtSend(this.sndpkt)
    this.host.startTimer(this.options.rto)
  }
}

export const rdt30: Protocol = {
  name: 'rdt3.0',
  title: 'rdt3.0',
  ...STOP_AND_WAIT,
  survives: ['corrupt-data', 'corrupt-ack', 'loss', 'duplicate', 'delay'],
  createSender: (host, options) => new Rdt30Sender(host, options),
  createReceiver: (host) => new Rdt22Receiver(host)
}
