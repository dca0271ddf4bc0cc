/**
 * Where a capture says that the nodes of a trace are. Every node has an address, and one for the
 * channel stands between them: that of its client's side and that of its server's differ in
 * their ports. So a flow is drawn with three lifelines, and what is lost ends at the middle one.
 *
 *        alice                        channel                       server
 *      10.0.0.2:50000 ──▶ 10.0.0.254:40452 ┊ 10.0.0.254:50000 ──▶ 10.0.0.1:40452
 *          interface "alice"               ┊               interface "server"
 */
import type { TraceEvent, TraceHeader } from './event.js'
import type { Socket } from './ip-packet.js'
import { endsOf } from './ladder-crossing.js'

/** Where servers listen. */
export const SERVER_PORT = 40_452
/** Of the first client, and how many have one of their own. */
const CLIENT_PORT = 50_000
const CLIENT_PORTS = 15_000

const NETWORK = 0x0a000000
/** The channel's place in the first network of 256; no node has this place in any. */
const CHANNEL_PLACE = 254
const PLACES = 253
const CHANNEL = 'channel'

export interface NodePlace {
  readonly name: string
  readonly address: number
  /** The number of its interface. */
  readonly interface: number
}

/** One leg of a datagram's way, between a node and the channel. */
export interface Hop {
  readonly node: NodePlace
  readonly source: Socket
  readonly destination: Socket
}

/** Two nodes that talk, the one that spoke first as the client of the other. */
interface Pair {
  readonly client: string
  readonly port: number
}

export class CapturePlaces {
  readonly #nodes = new Map<string, NodePlace>()
  readonly #pairs = new Map<string, Pair>()
  /** For people: that of a trace of a single program is a whole network. */
  readonly channel: { readonly name: string; readonly address: number }

  constructor(header: TraceHeader, events: readonly TraceEvent[]) {
    const hasChannel = header.nodes.includes(CHANNEL) || events.some(({ at }) => at === CHANNEL)
    this.channel = {
      name: hasChannel ? CHANNEL : 'network',
      address: NETWORK + CHANNEL_PLACE
    }
    for (const name of header.nodes) if (name !== CHANNEL) this.#add(name)
    const links = new Set<string>()
    for (const { link } of events) {
      if (link === undefined || links.has(link)) continue
      links.add(link)
      const { from, to } = endsOf(link)
      this.#add(from)
      this.#add(to)
      const key = keyOf(from, to)
      const port = CLIENT_PORT + (this.#pairs.size % CLIENT_PORTS)
      if (!this.#pairs.has(key)) this.#pairs.set(key, { client: from, port })
    }
  }

  /** In the order of their interfaces. */
  get nodes(): readonly NodePlace[] {
    return [...this.#nodes.values()]
  }

  /** How what goes over `link` gets to the channel. */
  toChannel(link: string): Hop {
    const { from, to } = endsOf(link)
    const [source, destination] = this.#leg(from, to)
    return { node: this.#place(from), source, destination }
  }

  /** And from there. */
  fromChannel(link: string): Hop {
    const { from, to } = endsOf(link)
    const [destination, source] = this.#leg(to, from)
    return { node: this.#place(to), source, destination }
  }

  addressOf(name: string): number {
    return this.#place(name).address
  }

  /** The socket of `node` for its talk with `peer`, and the channel's on that side. */
  #leg(node: string, peer: string): [own: Socket, facing: Socket] {
    const { client, port } = this.#pairs.get(keyOf(node, peer)) ?? {
      client: node,
      port: CLIENT_PORT
    }
    const isClient = client === node
    const own = { address: this.#place(node).address, port: isClient ? port : SERVER_PORT }
    const facing = { address: this.channel.address, port: isClient ? SERVER_PORT : port }
    return [own, facing]
  }

  #place(name: string): NodePlace {
    return this.#nodes.get(name) ?? this.#add(name)
  }

  #add(name: string): NodePlace {
    const known = this.#nodes.get(name)
    if (known !== undefined) return known
    const index = this.#nodes.size
    const address = NETWORK + 256 * Math.floor(index / PLACES) + 1 + (index % PLACES)
    const place = { name, address, interface: index }
    this.#nodes.set(name, place)
    return place
  }
}

/** One key for a link and the way back. */
const keyOf = (from: string, to: string): string => (from < to ? `${from}>${to}` : `${to}>${from}`)
