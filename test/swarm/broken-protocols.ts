/** Go-Back-N with one fault each that a careful reader of code may overlook: the swarm must not. */
import { gbn } from '../../src/rdt/gbn.js'
import type { Protocol, RdtHost, RdtReceiver, RdtSender } from '../../src/rdt/protocol.js'
import { isCorrupt } from '../../src/rdt/segment.js'

/** `host`, with another way of delivering; `nth` counts from 1. */
function delivering(
  host: RdtHost,
  deliver: (data: Uint8Array, nth: number, host: RdtHost) => void
): RdtHost {
  let nth = 0
  return {
    udtSend: (segment) => host.udtSend(segment),
    deliverData: (data) => deliver(data, ++nth, host),
    startTimer: (delay, timer) => host.startTimer(delay, timer),
    stopTimer: (timer) => host.stopTimer(timer)
  }
}

/** Go-Back-N that delivers otherwise. */
const deliversOtherwise = (
  name: string,
  deliver: (data: Uint8Array, nth: number, host: RdtHost) => void
): Protocol => ({
  ...gbn,
  name,
  createReceiver: (host, options) => gbn.createReceiver(delivering(host, deliver), options)
})

export const deliversTwice = deliversOtherwise('delivers-twice', (data, nth, host) => {
  host.deliverData(data)
  if (nth % 5 === 0) host.deliverData(data)
})

export const losesSome = deliversOtherwise('loses-some', (data, nth, host) => {
  if (nth % 7 !== 0) host.deliverData(data)
})

export const flipsBits = deliversOtherwise('flips-bits', (data, nth, host) => {
  const copy = data.slice()
  // The first byte is a mark.
  if (nth % 5 === 0 && copy.length > 1) copy[copy.length - 1] = 0x20 ^ (copy.at(-1) as number)
  host.deliverData(copy)
})

/** What one connection receives, another delivers. */
export function mixesConnections(): Protocol {
  let stray: Uint8Array | undefined
  return deliversOtherwise('mixes-connections', (data, nth, host) => {
    host.deliverData(nth % 4 === 0 && stray !== undefined ? stray : data)
    stray = data.slice()
  })
}

/** Timeouts without an answer before it rests for ever. */
const PATIENCE = 2

class WearySender implements RdtSender {
  #timeouts = 0
  readonly #sender: RdtSender

  constructor(sender: RdtSender) {
    this.#sender = sender
  }

  get isReady(): boolean {
    return this.#sender.isReady
  }

  rdtSend(data: Uint8Array, at: number): void {
    this.#sender.rdtSend(data, at)
  }

  rdtRcv(...[segment, at]: Parameters<RdtSender['rdtRcv']>): void {
    this.#timeouts = 0
    this.#sender.rdtRcv(segment, at)
  }

  timeout(timer: number, at: number): void {
    if (++this.#timeouts <= PATIENCE) this.#sender.timeout(timer, at)
  }
}

export const givesUp: Protocol = {
  ...gbn,
  name: 'gives-up',
  createSender: (host, options) => new WearySender(gbn.createSender(host, options))
}

/** Its timer rings at once, and again, and again: time stands still. */
export const spins: Protocol = {
  ...gbn,
  name: 'spins',
  createSender: (host, options) =>
    gbn.createSender(
      {
        udtSend: (segment) => host.udtSend(segment),
        deliverData: (data) => host.deliverData(data),
        startTimer: (_, timer) => host.startTimer(0, timer),
        stopTimer: (timer) => host.stopTimer(timer)
      },
      options
    )
}

export const throwsOnGarbage: Protocol = {
  ...gbn,
  name: 'throws-on-garbage',
  createReceiver: (host, options): RdtReceiver => {
    const receiver = gbn.createReceiver(host, options)
    return {
      rdtRcv: (segment, at) => {
        if (isCorrupt(segment)) throw new Error('there is no such segment')
        receiver.rdtRcv(segment, at)
      }
    }
  }
}
