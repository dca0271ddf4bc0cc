/**
 * The book's two nodes: one has only a sender, the other only a receiver, and they are
 * connected already. A message is a segment, unless it is longer than one can be.
 */
import type { Micros } from '../kernel/time.js'
import { Endpoint } from '../rdt/endpoint.js'
import type { EndpointOptions } from '../rdt/endpoint-host.js'
import type { Segment } from '../rdt/segment.js'
import type { Half } from '../rdt/witness.js'
import { NodeTracer } from '../trace/node-tracer.js'
import { RECEIVER, SENDER, type SimConfig } from './config.js'
import { Invariants } from './invariants.js'
import type { Link } from './link.js'
import { Network, type Receive } from './network.js'
import type { Nodes, NodesHost } from './simulation.js'
import { joinWitnesses } from './witnesses.js'

export class BareNodes implements Nodes {
  readonly #sender: Endpoint
  readonly #receiver: Endpoint
  readonly #network: Network
  readonly #links: { readonly up: Link; readonly down: Link }
  readonly #host: NodesHost

  constructor(host: NodesHost) {
    const { world, config, sink } = host
    this.#host = host
    this.#network = new Network(world, config, sink)
    const tracers = {
      sender: sink && new NodeTracer(sink, SENDER),
      receiver: sink && new NodeTracer(sink, RECEIVER)
    }
    const toReceiver = arrival(tracers.receiver, SENDER, (segment, at) =>
      this.#receiver.receive(segment, at)
    )
    const toSender = arrival(tracers.sender, RECEIVER, (segment, at) => {
      this.#sender.receive(segment, at)
      host.progressed()
    })
    this.#links = this.#network.join(SENDER, RECEIVER, config, toReceiver, toSender)
    const { up, down } = this.#links
    this.#sender = this.#makeEndpoint('sender', up, tracers.sender, RECEIVER)
    this.#receiver = this.#makeEndpoint('receiver', down, tracers.receiver, SENDER)
  }

  get isDrained(): boolean {
    return this.#sender.isDrained
  }

  get facts() {
    const { sent, retransmitted, timeouts, discarded } = this.#sender
    const { up, down } = this.#links
    const traffic = {
      data: sent,
      retransmitted,
      timeouts,
      acks: down.lane.counts.submitted,
      discarded: discarded + this.#receiver.discarded,
      bytes: up.bytes
    }
    return { traffic, lanes: [up.lane.counts, down.lane.counts] }
  }

  send(message: Uint8Array): boolean {
    return this.#sender.send(message, this.#host.world.now())
  }

  finish(): void {}

  #makeEndpoint(half: Half, link: Link, tracer: NodeTracer | undefined, peer: string): Endpoint {
    const { world, config, violations, received } = this.#host
    const { windowSize, seqBits } = config
    const invariants = violations && new Invariants(windowSize, seqBits, violations)
    const isWatched = tracer !== undefined || invariants !== undefined
    const network = this.#network
    const watchedTransmit = (segment: Segment, attempt: number) => {
      const id = network.nextId()
      invariants?.sent(segment)
      tracer?.sent(segment, peer, attempt, id, world.now())
      link.send(segment, id)
    }
    const endpoint = new Endpoint(
      {
        transmit: isWatched ? watchedTransmit : (segment) => link.send(segment, 0),
        timers: world.timers((timer, at) => endpoint.timeout(timer, at)),
        messageReady: () => {
          for (let next = endpoint.take(); next; next = endpoint.take()) received(next)
        }
      },
      endpointOptions(config, half),
      joinWitnesses([tracer?.endpoint('', peer), invariants])
    )
    return endpoint
  }
}

/** What a link does with a segment that has arrived: traced, where there is a trace. */
function arrival(
  tracer: NodeTracer | undefined,
  from: string,
  receive: (segment: Segment, at: Micros) => void
): Receive {
  // Links between bare nodes carry segments and nothing else.
  if (tracer === undefined) return (segment, _id, at) => receive(segment as Segment, at)
  return (segment, id, at) => {
    tracer.received(segment, from, id, at)
    receive(segment as Segment, at)
    tracer.digested()
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
    // A message is made when the sender is ready for it, so a run of millions needs no room.
    outboxLimit: 0,
    inboxLimit: Number.POSITIVE_INFINITY
  }
}
