/**
 * rdt2.0: a channel that flips bits in data (Kurose & Ross, section 3.4.1, figure 3.10).
 *
 *                         rdtSend(data)
 *                        ───────────────
 *      ╭───────────────╮ udtSend(sndpkt)  ╭─────────────╮ ──┐ isNAK or corrupt
 *      │ wait for call │ ───────────────▶ │  wait for   │   │ ────────────────
 *      │  from above   │ ◀─────────────── │ ACK or NAK  │ ◀─┘ udtSend(sndpkt)
 *      ╰───────────────╯     isACK: Λ     ╰─────────────╯
 *
 *      ╭───────────────╮ ──┐ corrupt: udtSend(NAK)
 *      │ wait for call │   │
 *      │  from below   │ ◀─┘ otherwise: deliverData(data), udtSend(ACK)
 *      ╰───────────────╯
 *
 * `or corrupt` is not in the figure, which forgets that an ACK can be garbled as well. The
 * section's own answer is to send again; but nothing tells the receiver that this is the same.
 */
import type { Protocol, RdtHost, RdtReceiver, RdtSender } from './protocol.js'
import { isAck, isCorrupt, isNak, makeAck, makeData, makeNak, type Segment } from './segment.js'
import { STOP_AND_WAIT } from './stop-and-wait.js'

export class Rdt20Sender implements RdtSender {
  protected bubble: 'wait for call from above' | 'wait for ACK or NAK' = 'wait for call from above'
  protected sndpkt: Segment | undefined
  protected readonly host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  get isReady() {
    return this.bubble === 'wait for call from above'
  }

  get state() {
    return { state: this.bubble }
  }

  rdtSend(data: Uint8Array) {
    if (!this.isReady) throw new Error('rdtSend: the last data is not acknowledged (refuse_data)')
    this.sndpkt = makeData(0, data)
    this.host.udtSend(this.sndpkt)
    this.bubble = 'wait for ACK or NAK'
  }

  rdtRcv(segment: Segment) {
    if (this.isReady || this.sndpkt === undefined) return // Λ: nothing waits for an answer
    if (isNak(segment) || isCorrupt(segment)) this.host.udtSend(this.sndpkt)
    else if (isAck(segment)) this.bubble = 'wait for call from above'
  }

  timeout() {} // there is no timer: what is lost stays lost
}

export class Rdt20Receiver implements RdtReceiver {
  readonly state = { state: 'wait for call from below' }
  protected readonly host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  rdtRcv(segment: Segment) {
    if (isCorrupt(segment)) {
      this.host.udtSend(makeNak())
      return
    }
    this.host.deliverData(segment.data)
    this.host.udtSend(makeAck(0)) // an ACK without a number: 0 stands for "the last one"
  }
}

export const rdt20: Protocol = {
  name: 'rdt2.0',
  title: 'rdt2.0',
  ...STOP_AND_WAIT,
  // One segment at a time: there is nothing that another could overtake.
  survives: ['corrupt-data', 'reorder', 'delay'],
  createSender: (host) => new Rdt20Sender(host),
  createReceiver: (host) => new Rdt20Receiver(host)
}
