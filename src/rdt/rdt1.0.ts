/**
 * rdt1.0: a channel that is perfect (Kurose & Ross, section 3.4.1, figure 3.9).
 *
 *      ╭───────────────╮ ──┐ rdtSend(data)       ╭───────────────╮ ──┐ rdtRcv(segment)
 *      │ wait for call │   │ ───────────────     │ wait for call │   │ ─────────────────
 *      │  from above   │ ◀─┘ udtSend(segment)    │  from below   │ ◀─┘ deliverData(data)
 *      ╰───────────────╯                         ╰───────────────╯
 *
 * Nothing comes back, so whatever the channel does to a segment is done for good.
 */
import type { Protocol, RdtHost, RdtReceiver, RdtSender } from './protocol.js'
import { makeData, type Segment } from './segment.js'

class Rdt10Sender implements RdtSender {
  readonly isReady = true
  readonly state = { state: 'wait for call from above' }
  protected readonly host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  rdtSend(data: Uint8Array) {
    this.host.udtSend(makeData(0, data))
  }

  rdtRcv() {} // nothing is ever sent to this side

  timeout() {} // there is no timer
}

class Rdt10Receiver implements RdtReceiver {
  readonly state = { state: 'wait for call from below' }
  protected readonly host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  rdtRcv(segment: Segment) {
    this.host.deliverData(segment.data) // damaged or not: this receiver cannot tell
  }
}

export const rdt10: Protocol = {
  name: 'rdt1.0',
  title: 'rdt1.0',
  acks: 'none',
  seqBits: 1,
  maxWindow: () => 1,
  windowRule: 'rdt1.0 sends without waiting and knows no window',
  survives: ['corrupt-ack', 'delay'], // of ACKs there are none
  createSender: (host) => new Rdt10Sender(host),
  createReceiver: (host) => new Rdt10Receiver(host)
}
