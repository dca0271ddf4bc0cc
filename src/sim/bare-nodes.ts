/**
 * The book's two nodes: one has only a sender, the other only a receiver, and they are
 * connected already. A message is a segment, unless it is longer than one can be.
 */
import type { Micros } from '../kernel/time.js'
import { DrivenEndpoint } from '../rdt/driven-endpoint.js'
import type { EndpointOptions } from '../rdt/endpoint-host.js'
import type { Segment } from '../rdt/segment.js'
import type { Half } from '../rdt/witness.js'
import { NodeTracer } from '../trace/node-tracer.js'
import { RECEIVER, SENDER, type SimConfig } from './config.js'
import { Invariants } from './invariants.js'
import type { Link } from './link.js'
import { Network } from './network.js'
import { countSegment, noTraffic } from './outcome.js'
import type { Nodes, NodesHost } from './simulation.js'
import { joinWitnesses } from './witnesses.js'

/** Waits in the outbox: enough never to keep a sender waiting, however wide its window. */
const MESSAGES_AHEAD = 64

export class BareNodes implements Nodes {
  readonly #sender: DrivenEndpoint
  readonly #receiver: DrivenEndpoint
  readonly #network: Network
  readonly #links: { readonly up: Link; readonly down: Link }
  readonly #host: NodesHost
  readonly #traffic = noTraffic()

  constructor(host: NodesHost) {
    const { world, config, sink } = host
    this.#host = host
    const tracers = {
      sender: sink && new NodeTracer(sink, SENDER),
      receiver: sink && new NodeTracer(sink, RECEIVER)
    }
    this.#network = new Network(world, config, sink)
    this.#links = this.#network.join(
      SENDER,
      RECEIVER,
      config,
      (segment, id, at) => {
        this.#arrive(this.#receiver, tracers.receiver, SENDER, segment as Segment, id, at)
      },
      (segment, id, at) => {
        this.#arrive(this.#sender, tracers.sender, RECEIVER, segment as Segment, id, at)
        this.#host.progressed()
      }
    )
    const { up, down } = this.#links
    this.#sender = this.#makeEndpoint('sender', up, tracers.sender, RECEIVER)
    this.#receiver = this.#makeEndpoint('receiver', down, tracers.receiver, SENDER)
  }

  get isDrained(): boolean {
    return this.#sender.endpoint.isDrained
  }

  get facts() {
    const { timeouts, discarded } = this.#sender.endpoint
    const { up, down } = this.#links
    const traffic = {
      ...this.#traffic,
      timeouts,
      discarded: discarded + this.#receiver.endpoint.discarded
    }
    return { traffic, lanes: [up.lane.counts, down.lane.counts] }
  }

  send(message: Uint8Array): boolean {
    return this.#sender.endpoint.send(message, this.#host.world.now())
  }

  finish(): void {}

  #arrive(
    node: DrivenEndpoint,
    tracer: NodeTracer | undefined,
    from: string,
    segment: Segment,
    id: number,
    at: Micros
  ): void {
    tracer?.received(segment, from, id, at)
    node.receive(segment, at)
    tracer?.digested()
  }

  #makeEndpoint(
    half: Half,
    link: Link,
    tracer: NodeTracer | undefined,
    peer: string
  ): DrivenEndpoint {
    const { world, config, violations } = this.#host
    const { windowSize, seqBits } = config
    const invariants = violations && new Invariants(windowSize, seqBits, violations)
    const read = (message: Uint8Array) => this.#host.received(message)
    const endpoint = new DrivenEndpoint(
      world,
      endpointOptions(config, half),
      {
        transmit: (segment, attempt) => {
          countSegment(this.#traffic, segment, attempt)
          invariants?.sent(segment)
          const id = this.#network.nextId()
          tracer?.sent(segment, peer, attempt, id, world.now())
          link.send(segment, id)
        },
        messageReady: () => endpoint.readAll(read),
        settled: () => {}
      },
      joinWitnesses([tracer?.endpoint('', peer), invariants])
    )
    return endpoint
  }
}

function endpointOptions(config: SimConfig, halves: Half): EndpointOptions {
  const { protocol, windowSize, seqBits, rto, mss, size } = config
  return {
    protocol,
    windowSize,
    seqBits,
    rto,
    mss,
    halves,
    framing: size <= mss ? 'bare' : 'marked',
    outboxLimit: (windowSize + MESSAGES_AHEAD) * Math.max(size, 1),
    inboxLimit: Number.POSITIVE_INFINITY
  }
}
