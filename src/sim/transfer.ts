/** What one flow of a run has to do: messages on their way into a sender, and out of a receiver. */
import type { Micros } from '../kernel/time.js'
import type { SimConfig } from './config.js'
import type { Violations } from './invariants.js'
import { makeMessage, Received } from './messages.js'
import type { Nodes } from './nodes.js'
import { noTraffic } from './outcome.js'
import type { VirtualWorld } from './virtual-world.js'

/** In place of nodes whose machines could not even be made. */
const NOBODY: Nodes = {
  send: () => false,
  isDrained: false,
  finish: () => {},
  facts: { traffic: noTraffic(), lanes: [] }
}

export class Transfer {
  nodes: Nodes = NOBODY
  /** When the sender knew that all had arrived. */
  finishedAt: Micros | undefined
  lastDelivery: Micros | undefined
  readonly received: Received
  #next = 0
  /** Message `#next`, made and not taken yet. */
  #message: Uint8Array | undefined
  readonly #world: VirtualWorld
  readonly #config: SimConfig
  readonly #violations: Violations | undefined

  constructor(world: VirtualWorld, config: SimConfig, violations: Violations | undefined) {
    this.#world = world
    this.#config = config
    this.#violations = violations
    this.received = new Received(config.size)
  }

  /** Sends what is due, and notices when all has arrived. */
  progress(): void {
    const { messages, interval, size } = this.#config
    while (this.#next < messages && this.#next * interval <= this.#world.now()) {
      this.#message ??= makeMessage(this.#next, size)
      if (!this.nodes.send(this.#message)) return
      this.#message = undefined
      this.#next++
      if (interval > 0 && this.#next < messages) {
        this.#world.at(this.#next * interval, () => this.progress())
      }
    }
    if (this.#next < messages || this.finishedAt !== undefined) return
    if (!this.nodes.isDrained) return
    this.finishedAt = this.#world.now()
    this.nodes.finish()
  }

  /** A message that the sender was not ready for is offered again. */
  retry(): void {
    if (this.#message !== undefined) this.progress()
  }

  receive(message: Uint8Array): void {
    const { firstWrong } = this.received
    this.received.add(message)
    this.lastDelivery = this.#world.now()
    if (this.received.firstWrong !== firstWrong) {
      this.#violations?.add('prefix', this.received.firstWrong ?? '', this.#world.now())
    }
  }
}
