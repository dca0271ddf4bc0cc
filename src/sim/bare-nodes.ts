/**
 * The book's two nodes: one has only a sender, the other only a receiver, and they are
 * connected already. A message is a segment, unless it is longer than one can be.
 */
import type { Micros } from '../kernel/time.js'
import type { Timers } from '../kernel/world.js'
import { Endpoint } from '../rdt/endpoint.js'
import type { EndpointHost, EndpointOptions } from '../rdt/endpoint-host.js'
import type { Segment } from '../rdt/segment.js'
import type { Half } from '../rdt/witness.js'
import { NodeTracer } from '../trace/node-tracer.js'
import type { SimConfig } from './config.js'
import { Invariants } from './invariants.js'
import type { Link } from './link.js'
import type { Network, Wires } from './network.js'
import type { Nodes, NodesHost } from './nodes.js'
import type { VirtualWorld } from './virtual-world.js'
import { joinWitnesses } from './witnesses.js'

export class BareNodes implements Nodes {
  readonly #sender: BareNode
  readonly #receiver: BareNode
  /** Several pairs of nodes may share them. */
  readonly wires: Wires
  readonly #isAlone: boolean
  readonly #world: VirtualWorld

  /** @param beside another pair, with which this one shares its wires */
  constructor(
    host: NodesHost,
    network: Network,
    [sender, receiver]: readonly [string, string],
    beside?: BareNodes
  ) {
    this.#world = host.world
    this.#isAlone = beside === undefined
    this.#sender = new BareNode(host, network, 'sender', sender, receiver)
    this.#receiver = new BareNode(host, network, 'receiver', receiver, sender)
    this.wires = network.join(
      sender,
      receiver,
      host.path,
      (segment, id, at) => this.#receiver.receive(segment as Segment, id, at),
      (segment, id, at) => {
        this.#sender.receive(segment as Segment, id, at)
        host.progressed()
      },
      beside?.wires
    )
    this.#sender.link = this.wires.up
    this.#receiver.link = this.wires.down
  }

  get isDrained(): boolean {
    return this.#sender.endpoint.isDrained
  }

  get facts() {
    const { figures, discarded } = this.#sender.endpoint
    const { up, down } = this.wires
    const traffic = {
      data: figures?.sent ?? 0,
      retransmitted: figures?.retransmitted ?? 0,
      timeouts: figures?.timeouts ?? 0,
      acks: down.sent,
      discarded: discarded + this.#receiver.endpoint.discarded,
      bytes: up.bytes
    }
    return { traffic, lanes: this.#isAlone ? [up.lane.counts, down.lane.counts] : [] }
  }

  send(message: Uint8Array): boolean {
    return this.#sender.endpoint.send(message, this.#world.now())
  }

  finish(): void {}
}

/** One of the two: an endpoint with one half, on one end of the links. */
class BareNode implements EndpointHost {
  readonly endpoint: Endpoint
  readonly timers: Timers
  /** Where what it sends goes. */
  link: Link | undefined
  readonly #host: NodesHost
  readonly #network: Network
  readonly #peer: string
  readonly #tracer: NodeTracer | undefined
  readonly #invariants: Invariants | undefined

  constructor(host: NodesHost, network: Network, half: Half, name: string, peer: string) {
    const { world, config, violations, sink } = host
    this.#host = host
    this.#network = network
    this.#peer = peer
    this.#tracer = sink && new NodeTracer(sink, name)
    this.#invariants = violations && new Invariants(config, violations)
    this.timers = world.timers((timer, at) => {
      this.endpoint.timeout(timer, at)
      // Where the sender was held back by time alone, it has room now.
      if (config.protocol.otherTimers?.includes(timer / 2)) host.progressed()
    })
    const witness = joinWitnesses([this.#tracer?.endpoint('', peer), this.#invariants])
    this.endpoint = new Endpoint(this, endpointOptions(config, half), witness)
  }

  receive(segment: Segment, id: number, at: Micros): void {
    this.#tracer?.received(segment, this.#peer, id, at)
    this.endpoint.receive(segment, at)
    this.#tracer?.digested()
  }

  transmit(segment: Segment, attempt: number): void {
    this.#invariants?.sent(segment)
    this.link?.send(segment, this.#tracer === undefined ? 0 : this.#trace(segment, attempt))
  }

  messageReady(): void {
    let message = this.endpoint.take()
    while (message !== undefined) {
      this.#host.received(message)
      message = this.endpoint.take()
    }
  }

  /** @returns the number of the transmission, which only a trace needs */
  #trace(segment: Segment, attempt: number): number {
    const id = this.#network.nextId()
    this.#tracer?.sent(segment, this.#peer, attempt, id, this.#host.world.now())
    return id
  }
}

function endpointOptions(config: SimConfig, halves: Half): EndpointOptions {
  const { protocol, windowSize, seqBits, rto, congestion, mss, size } = config
  return {
    protocol,
    windowSize,
    seqBits,
    rto,
    congestion,
    mss,
    halves,
    framing: size <= mss ? 'bare' : 'marked',
    // A message is made when the sender is ready for it, so a run of millions needs no room.
    outboxLimit: 0,
    inboxLimit: Number.POSITIVE_INFINITY
  }
}
