/** An endpoint that lives in a world: with timers of its own, and a reader for its messages. */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import { Endpoint } from './endpoint.js'
import type { EndpointHost, EndpointOptions } from './endpoint-host.js'
import type { Segment } from './segment.js'
import type { EndpointWitness } from './witness.js'

export interface DrivenHost extends Pick<EndpointHost, 'transmit'> {
  /** Queues a call: it is made when the present input is done with. */
  defer(call: () => void): void
  /** One whole message, the oldest first. */
  received(message: Uint8Array): void
  /** An input has been digested: the endpoint may be drained now. */
  settled(): void
}

export class DrivenEndpoint {
  readonly endpoint: Endpoint
  #isStopped = false
  readonly #timers: Timers
  readonly #host: DrivenHost

  constructor(
    world: World,
    options: EndpointOptions,
    host: DrivenHost,
    witness: EndpointWitness | undefined
  ) {
    this.#host = host
    this.#timers = world.timers((timer, at) => {
      this.endpoint.timeout(timer, at)
      this.#host.settled()
    })
    const { transmit, defer } = host
    const timers = this.#timers
    const messageReady = () => defer(() => this.#readAll())
    this.endpoint = new Endpoint({ transmit, messageReady, timers }, options, witness)
  }

  receive(segment: Segment, at: Micros): void {
    this.endpoint.receive(segment, at)
    this.#host.settled()
  }

  /** No timer rings from now on. */
  stopTimers(): void {
    this.#timers.stopAll()
  }

  /** Nor is anything read. */
  stopReading(): void {
    this.#isStopped = true
  }

  #readAll(): void {
    let message = this.endpoint.take()
    while (message !== undefined && !this.#isStopped) {
      this.#host.received(message)
      message = this.endpoint.take()
    }
  }
}
