/**
 * Lab 11: your protocol under the class's chat. README.md has the task. This one hopes for the
 * best, as rdt1.0 does, and is lost at the first loss. Copy a protocol of yours over it, or write
 * one of your own.
 *
 *   rdt lab check 11   judges this file        rdt lab chat 11   chats over it
 */

import type { Protocol, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
import { isData, makeData } from 'rdt-chat'

class HopefulSender implements RdtSender {
  isReady = true
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  rdtSend(data: Uint8Array) {
    this.host.udtSend(makeData(0, data)) // TODO: and if it is lost?
  }

  rdtRcv() {} // TODO: nobody answers it

  timeout() {}
}

class HopefulReceiver implements RdtReceiver {
  host: RdtHost

  constructor(host: RdtHost) {
    this.host = host
  }

  rdtRcv(segment: Segment) {
    // TODO: and if it comes twice, or behind one that was sent later?
    if (isData(segment)) this.host.deliverData(segment.data)
  }
}

export default {
  // Two programs talk only if they agree on this name: take one of your own.
  name: 'my-protocol',
  title: 'My protocol',
  // Nothing is ever acknowledged. TODO: leave this out once your receiver answers.
  acks: 'none',
  survives: ['delay'],
  createSender: (host) => new HopefulSender(host),
  createReceiver: (host) => new HopefulReceiver(host)
} satisfies Protocol
