/** Everything that `rdt chat` starts: a server, the channel before it, and people. */
import { randomBytes } from 'node:crypto'
import { type LossyProxy, startProxy } from '../../lossy-channel/proxy.js'
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import type { Weather } from '../../lossy-channel/weather/weather.js'
import { allOf } from '../../lossy-channel/witnesses.js'
import type { ChatEvent } from '../chat/events.js'
import { ChatServer } from '../chat/server.js'
import { SERVER_LIMITS } from '../chat/server-limits.js'
import { formatAddress, type SocketAddress } from '../kernel/datagram-socket.js'
import { type Micros, ms, seconds } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import type { Pipe } from '../rdt/application.js'
import type { TransportOptions } from '../rdt/transport.js'
import { linkName } from '../trace/crossing-events.js'
import { openSocket } from '../udp/datagram-socket.js'
import type { UdpNode } from '../udp/udp-node.js'
import type { ChannelOptions } from './channel-options.js'
import { Person } from './chat-person.js'
import { TrafficCounter } from './chat-traffic.js'
import { openNode } from './open-node.js'
import { classifyPassing, kindOfPassing } from './passing.js'
import type { RunTrace } from './run-trace.js'

export interface PartyOptions {
  readonly world: World
  readonly transport: TransportOptions
  readonly channel: ChannelOptions
  /** Where people find the channel; port 0 takes a free one. */
  readonly listen: SocketAddress
  readonly trace: RunTrace | undefined
  /** Watches the channel besides the trace. */
  readonly witness?: ProxyWitness | undefined
  happened(person: Person, event: ChatEvent): void
  /** Something is known now that somebody may wait for. */
  progressed(): void
}

const SERVER = 'server'
/** Where server and people sit: on this machine, in the family of the channel's own address. */
const loopbackFor = ({ address }: SocketAddress): string =>
  address.includes(':') ? '::1' : '127.0.0.1'

/** Long enough for a polite end over a bad channel, short enough for Ctrl-C. */
const GOODBYE: Micros = ms(850)

/** The longest that an adaptive RTO becomes. */
const LONGEST_BACK_OFF: Micros = seconds(10)
/** What a busy machine may take besides, and receipts that are gathered. */
const MARGIN: Micros = seconds(2)
/** A datagram with its headers, in bits, rounded up. */
const DATAGRAM_BITS = 10_000

/**
 * Starts server and channel.
 * @throws BadInput where an address cannot be had
 */
export async function startParty(options: PartyOptions): Promise<Party> {
  const { world, transport, trace, channel, listen } = options
  const traffic = new TrafficCounter()
  const names = new Map<string, string>()
  const nameOf = (address: string) => names.get(address) ?? address
  const node = await openNode({
    at: { address: loopbackFor(listen), port: 0 },
    world,
    transport,
    watch: trace?.watchNode(SERVER, nameOf),
    tap: traffic.tap
  })
  const server = new ChatServer(
    {
      world,
      startedAt: Date.now(),
      token: () => randomBytes(12).toString('hex'),
      say: () => options.progressed()
    },
    // What a protocol garbles is nobody's fault: the people see it, and stay.
    { flood: { ...SERVER_LIMITS.flood, apply: false }, garbage: Number.POSITIVE_INFINITY }
  )
  node.listen(server)
  const namer: ProxyWitness = {
    flowConnected: (flow, upstream) => {
      names.set(formatAddress(upstream), flow.split('>')[0] ?? flow)
    }
  }
  let strangers = 0
  const nameFlow = (client: SocketAddress) => {
    const name = names.get(formatAddress(client)) ?? `guest-${++strangers}`
    return linkName(name, SERVER)
  }
  try {
    const proxy = await startProxy({
      listen,
      target: node.local,
      weather: channel,
      fates: channel.fates,
      fateBy: channel.fateBy,
      seed: channel.seed,
      classify: classifyPassing,
      kindOf: kindOfPassing,
      openSocket,
      world,
      nameFlow,
      witness: allOf(namer, trace?.watchChannel(), options.witness)
    })
    return new Party(options, node, server, proxy, traffic, names)
  } catch (error) {
    await node.close()
    throw error
  }
}

/** How long a datagram may be under way, but for rare ones. */
const longestTrip = ({ delay, jitter, rate }: Weather): Micros =>
  delay + 3 * jitter.spread + (rate > 0 ? seconds(DATAGRAM_BITS / rate) : 0)

interface End {
  readonly link: string
  readonly pipe: Pick<Pipe, 'figures' | 'backlog'>
}

export class Party {
  #isEnded = false
  readonly traffic: TrafficCounter
  readonly people: Person[] = []
  readonly proxy: LossyProxy
  readonly #options: PartyOptions
  readonly #serverNode: UdpNode
  readonly #server: ChatServer
  readonly #names: Map<string, string>

  /** Use `startParty`. */
  constructor(
    options: PartyOptions,
    serverNode: UdpNode,
    server: ChatServer,
    proxy: LossyProxy,
    traffic: TrafficCounter,
    names: Map<string, string>
  ) {
    this.#options = options
    this.#serverNode = serverNode
    this.#server = server
    this.proxy = proxy
    this.traffic = traffic
    this.#names = names
  }

  /** Somebody comes, and begins to join. */
  async invite(name: string): Promise<Person> {
    const { world, transport, trace, happened, listen } = this.#options
    const here = loopbackFor(listen)
    const node = await openNode({
      at: { address: here, port: 0 },
      world,
      transport,
      watch: trace?.watchNode(name, () => SERVER),
      tap: this.traffic.tap
    })
    this.#names.set(formatAddress(node.local), name)
    const { address, port } = this.proxy.local
    const isAny = address === '0.0.0.0' || address === '::'
    const server = { address: isAny ? here : address, port }
    const person = new Person(name, { world, node, server, happened })
    this.people.push(person)
    return person
  }

  /** Nobody is on the way in, or back in after a broken connection. */
  get isAssembled(): boolean {
    return this.kept.length === 0
  }

  /** Who is on the way in. */
  get kept(): readonly string[] {
    return this.people.filter((person) => person.isComing).map(({ name }) => name)
  }

  /** The longest way through the channel and back, but for rare ones, µs. */
  get trips(): Micros {
    const { up, down } = this.#options.channel
    return longestTrip(up) + longestTrip(down)
  }

  /**
   * Nothing is under way, and nobody will send anything more by himself: for longer than any
   * timer may run and any datagram may take, no data was sent or received.
   */
  get isStill(): boolean {
    const { world } = this.#options
    const figures = this.#ends.map(({ pipe }) => pipe.figures)
    const rto = Math.max(0, ...figures.map((one) => one.rto))
    // A timer may have been started when the RTO was backed off, and longer than it is now.
    const backedOff = figures.some(({ timeouts }) => timeouts > 0) ? LONGEST_BACK_OFF : 0
    const quiet = Math.max(rto, backedOff) + this.trips + MARGIN
    return this.isAssembled && world.now() - this.traffic.lastDataAt > quiet
  }

  /** Who has sent something that is not acknowledged, as links: `alice>server`. */
  get waiting(): string[] {
    return this.#ends.flatMap(({ link, pipe }) => (pipe.backlog > 0 ? [link] : []))
  }

  /** Segments that no machine saw, and datagrams that were for nobody. */
  get discarded(): number {
    const nodes = [this.#serverNode, ...this.people.map((person) => person.node)]
    return nodes.reduce((sum, node) => sum + node.discarded, 0)
  }

  /** Everybody leaves, politely as far as the channel lets them; then all is closed. */
  async end(): Promise<void> {
    if (this.#isEnded) return
    this.#isEnded = true
    const { world } = this.#options
    const until = world.now() + GOODBYE
    for (const person of this.people) person.leave()
    while (world.now() < until && !this.people.every((person) => person.hasLeft)) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const rest = Math.max(ms(10), until - world.now())
    await new Promise<void>((gone) => this.#server.shutdown('the chat is over', gone, rest))
    await Promise.all(this.people.map((person) => person.node.close()))
    await this.#serverNode.close()
    await this.proxy.close()
  }

  /** The ends of all connections, with the links into which they send. */
  get #ends(): readonly End[] {
    const nameOf = (address: string) => this.#names.get(address) ?? address
    const ends: End[] = []
    for (const { name, pipe } of this.people) {
      if (pipe !== undefined) ends.push({ link: linkName(name, SERVER), pipe })
    }
    for (const { peer, pipe } of this.#server.people) {
      ends.push({ link: linkName(SERVER, nameOf(peer)), pipe })
    }
    return ends
  }
}
