/** A node in virtual time that runs the whole stack: the counterpart of a socket and its stack. */
import { RandomStream } from '../kernel/random.js'
import type { Micros } from '../kernel/time.js'
import { encodeUtf8 } from '../kernel/utf8.js'
import type { World } from '../kernel/world.js'
import { crc32 } from '../rdt/checksum.js'
import type { Datagram } from '../rdt/datagram.js'
import { Stack, type StackHost } from '../rdt/stack.js'
import type { TransportOptions } from '../rdt/transport.js'
import type { EndpointWitness, NodeWitness } from '../rdt/witness.js'
import { NodeTracer } from '../trace/node-tracer.js'
import type { Link } from './link.js'
import type { Network, Path } from './network.js'
import { joinWitnesses } from './witnesses.js'

export class SimNode implements StackHost {
  readonly name: string
  readonly world: World
  readonly witness: NodeWitness | undefined
  readonly stack: Stack
  readonly #network: Network
  readonly #dice: RandomStream
  readonly #key: number
  readonly #tracer: NodeTracer | undefined
  readonly #links = new Map<string, Link>()
  readonly #sent: ((datagram: Datagram, attempt: number) => void) | undefined
  readonly #digested: (() => void) | undefined

  /**
   * A node's address is its name. Another `incarnation` rolls other connection ids and keys.
   * `sent` is told of every datagram that this node sends, `digested` when one has been received.
   */
  constructor(
    network: Network,
    name: string,
    transport: TransportOptions,
    options: {
      readonly incarnation?: number
      /** Watches every endpoint of this node. */
      readonly watcher?: EndpointWitness | undefined
      readonly sent?: (datagram: Datagram, attempt: number) => void
      readonly digested?: () => void
    } = {}
  ) {
    this.name = name
    this.#network = network
    this.world = network.world
    this.#sent = options.sent
    this.#digested = options.digested
    this.#dice = new RandomStream(network.options.seed, 'node', name, options.incarnation ?? 0)
    this.#key = this.#dice.uint32()
    this.#tracer = network.sink && new NodeTracer(network.sink, name)
    this.witness = watched(this.#tracer, options.watcher)
    this.stack = new Stack(this, transport)
  }

  /** Datagrams that were for nobody here, and segments that no machine of ours saw. */
  get discarded(): number {
    let sum = this.stack.discarded
    for (const { discarded } of this.stack.connections.values()) sum += discarded
    return sum
  }

  transmit(datagram: Datagram, to: string, attempt: number): void {
    const link = this.#links.get(to)
    if (link === undefined) return
    const id = this.#network.nextId()
    this.#sent?.(datagram, attempt)
    this.#tracer?.sent(datagram, to, attempt, id, this.world.now())
    link.send(datagram, id)
  }

  roll(): number {
    return this.#dice.uint32()
  }

  /** Seals cookies: a checksum is enough where nobody lies. */
  readonly sign = (text: string): string =>
    [1, 2, 3, 4]
      .map((salt) =>
        crc32(encodeUtf8(`${salt}/${this.#key}/${text}`))
          .toString(16)
          .padStart(8, '0')
      )
      .join('')

  /** Lays a path from this node to `other`: up goes there. @returns its two links */
  join(other: SimNode, path: Path): { readonly up: Link; readonly down: Link } {
    const links = this.#network.join(
      this.name,
      other.name,
      path,
      (datagram, id, at) => other.#receive(datagram as Datagram, this.name, id, at),
      (datagram, id, at) => this.#receive(datagram as Datagram, other.name, id, at)
    )
    this.#links.set(other.name, links.up)
    other.#links.set(this.name, links.down)
    return links
  }

  #receive(datagram: Datagram, from: string, id: number, at: Micros): void {
    this.#tracer?.received(datagram, from, id, at)
    this.stack.receive(datagram, from, at)
    this.#tracer?.digested()
    this.#digested?.()
  }
}

/** What `tracer` writes, and `watcher` of every endpoint. */
function watched(
  tracer: NodeTracer | undefined,
  watcher: EndpointWitness | undefined
): NodeWitness | undefined {
  if (watcher === undefined) return tracer
  return {
    endpoint: (conn, peer) => joinWitnesses([tracer?.endpoint(conn, peer), watcher]),
    opened: (conn, peer, at) => tracer?.opened(conn, peer, at),
    closed: (conn, peer, why, at) => tracer?.closed(conn, peer, why, at),
    ignored: (peer, why, at) => tracer?.ignored(peer, why, at),
    refused: (peer, why, at) => tracer?.refused(peer, why, at)
  }
}
