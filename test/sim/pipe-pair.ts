/** Two ends of one connection in virtual time, with texts for messages. */

import { transportOf } from '../../labs/grader/chat-room.js'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import { decodeUtf8Strictly, encodeUtf8 } from '../../src/kernel/utf8.js'
import type { Application, Closing, Pipe } from '../../src/rdt/application.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import { weatherOf } from './weather-of.js'

/** So many events end a run that would not end. */
const MOST_EVENTS = 3_000_000

/** What one end has heard, and how it ended. */
class End implements Application {
  readonly texts: string[] = []
  /** `cause: reason` of its end. */
  ended: string | undefined
  #pipe: Pipe | undefined

  get isOpen(): boolean {
    return this.#pipe !== undefined
  }

  get backlog(): number {
    return this.#pipe?.backlog ?? 0
  }

  send(text: string): void {
    this.#pipe?.send(encodeUtf8(text))
  }

  close(reason: string): void {
    this.#pipe?.close(reason)
  }

  opened(pipe: Pipe): void {
    this.#pipe = pipe
  }

  received(_: Pipe, message: Uint8Array): void {
    this.texts.push(decodeUtf8Strictly(message) ?? '(not UTF-8)')
  }

  closed(_: Pipe, { cause, reason }: Closing): void {
    this.ended = `${cause}: ${reason}`
  }
}

export class PipePair {
  /** All that was sent, by both. */
  datagrams = 0
  readonly near = new End()
  readonly far = new End()
  readonly #world = new VirtualWorld()

  /** Opens the connection; each message has a segment of its own. `fates` are those of near's. */
  constructor(protocol: Protocol, weather: string, seed: string, fates = '') {
    const network = new Network(this.#world, {
      seed,
      checksum: 'crc32',
      fateBy: 'order',
      encodeAll: false
    })
    const transport = { ...transportOf(protocol), framing: 'marked' } as const
    const sent = () => {
      this.datagrams++
    }
    const near = new SimNode(network, 'near', transport, { sent })
    const far = new SimNode(network, 'far', transport, { sent })
    const way = weatherOf(weather)
    near.join(far, { up: way, down: way, fates: { up: parseFateString(fates) } })
    far.stack.listen(this.far)
    near.stack.connect('far', this.near)
    while (!this.near.isOpen || !this.far.isOpen) this.run(ms(10))
    // The first questions and answers are over: from now on there are segments alone.
    this.run(seconds(1))
  }

  get now(): Micros {
    return this.#world.now()
  }

  run(time: Micros): void {
    this.#world.run(this.#world.now() + time, MOST_EVENTS)
  }
}
