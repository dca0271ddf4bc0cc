/**
 * The real chat over any protocol and weather, in virtual time: a server, people, and the account
 * of who said what and who saw it. Everybody has a connection of his own to the server, data goes
 * both ways over each, and it is opened and closed as it would be on a network.
 *
 *     alice ══════╗
 *       bob ═══ server        ═══ the weather, up and down, with dice of its own for each
 *     carol ══════╝
 */
import type { Weather } from '../../lossy-channel/weather/weather.js'
import { Account } from '../../src/chat/account.js'
import { ChatClient } from '../../src/chat/client.js'
import type { ChatEvent } from '../../src/chat/events.js'
import type { Ledger } from '../../src/chat/ledger.js'
import { ChatServer } from '../../src/chat/server.js'
import { SERVER_LIMITS } from '../../src/chat/server-limits.js'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import { type Datagram, isSegment } from '../../src/rdt/datagram.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import { Network } from '../../src/sim/network.js'
import { countSegment, noTraffic, type Traffic } from '../../src/sim/outcome.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

const SERVER = 'server'
const LOOK_EVERY: Micros = ms(100)
/** Whatever would come twice has so much time to. */
const AFTERWARDS: Micros = seconds(2)

export interface RoomOptions {
  readonly protocol: Protocol
  readonly people: readonly string[]
  /** Of each way between somebody and the server. */
  readonly weather: Weather
  readonly seed: string
  /** A run of so many events would not end. */
  readonly mostEvents: number
}

export interface Seat {
  readonly name: string
  readonly client: ChatClient
  readonly events: ChatEvent[]
}

/** As the command line has it: stop-and-wait has a window of 1 and its own numbers. */
export function transportOf(protocol: Protocol): TransportOptions {
  const usual = usualTransport(protocol)
  const seqBits = protocol.seqBits ?? usual.seqBits
  const windowSize = Math.min(usual.windowSize, protocol.maxWindow?.(seqBits) ?? usual.windowSize)
  return { ...usual, seqBits, windowSize }
}

export class ChatRoom {
  readonly world = new VirtualWorld()
  readonly seats: readonly Seat[]
  /** Segments of all connections. */
  readonly traffic: Traffic = noTraffic()
  /** All that was sent, by anybody. */
  datagrams = 0
  readonly #options: RoomOptions
  readonly #server: ChatServer
  readonly #account: Account
  #tokens = 0

  constructor(options: RoomOptions) {
    const { protocol, people, weather, seed } = options
    this.#options = options
    const { world } = this
    const network = new Network(world, {
      ...{ seed, checksum: 'crc32', fateBy: 'order', encodeAll: false }
    } as const)
    const transport = transportOf(protocol)
    const sent = (datagram: Datagram, attempt: number) => this.#sent(datagram, attempt)
    const hub = new SimNode(network, SERVER, transport, { sent })
    this.#server = new ChatServer(
      { world, say: () => {}, token: this.#token },
      // What a protocol garbles is nobody's fault: the people see it, and stay.
      { garbage: Number.POSITIVE_INFINITY, flood: { ...SERVER_LIMITS.flood, apply: false } }
    )
    hub.stack.listen(this.#server)
    this.seats = people.map((name) => {
      const node = new SimNode(network, name, transport, { sent })
      node.join(hub, { up: weather, down: weather })
      return this.#seat(name, node)
    })
    this.#account = new Account(() =>
      this.seats.map(({ name, client }) => ({
        ...{ name, uid: client.uid },
        isConfirmed: client.unconfirmed === 0
      }))
    )
  }

  get ledger(): Ledger {
    return this.#account.ledger
  }

  /** Frames that arrived, and that nobody could read. */
  get unreadable(): number {
    return this.#account.unreadable
  }

  /** How many people the server has. */
  get attendance(): number {
    return this.#server.people.length
  }

  /** Those who are not in the chat. */
  get absent(): readonly string[] {
    return this.seats.filter(({ client }) => client.state !== 'joined').map(({ name }) => name)
  }

  /** Ways on which something is not acknowledged: `alice to the server`. */
  get waiting(): readonly string[] {
    const up = this.seats.flatMap(({ name, client }) =>
      (client.pipe?.backlog ?? 0) > 0 ? [`${name} to the server`] : []
    )
    const down = this.#server.people.flatMap(({ name, pipe }) =>
      pipe.backlog > 0 ? [`the server to ${name}`] : []
    )
    return [...up, ...down]
  }

  /** So much has happened that it would not end. */
  get isFlooded(): boolean {
    return this.world.events >= this.#options.mostEvents
  }

  /** The codes of the errors that everybody was told. */
  get errors(): string[] {
    return this.seats.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'error' ? event.code : []))
    )
  }

  /** Everybody comes; false where somebody is not in within `limit`. */
  assemble(limit: Micros = seconds(600)): boolean {
    for (const { client } of this.seats) client.start()
    return this.#until(() => this.absent.length === 0, limit)
  }

  /**
   * Everybody says `lines` lines, one each `pause`, and then all has the time to arrive.
   * @param textOf what somebody says as line `n`, from 1
   * @returns how long it took until everybody had everything; undefined where that is not so
   */
  converse(
    lines: number,
    textOf: (name: string, n: number) => string,
    pause: Micros = ms(15),
    limit: Micros = seconds(60)
  ): Micros | undefined {
    const begin = this.world.now()
    for (let line = 1; line <= lines; line++) {
      for (const seat of this.seats) this.#say(seat, textOf(seat.name, line))
      this.#run(this.world.now() + pause)
    }
    const isDone = this.#until(() => this.#account.isComplete, limit)
    const end = this.world.now()
    this.#run(end + AFTERWARDS)
    return isDone ? end - begin : undefined
  }

  /** Until all that was sent is acknowledged. @returns what is not, within `limit` */
  settle(limit: Micros): readonly string[] {
    this.#until(() => this.waiting.length === 0, limit)
    return this.waiting
  }

  /** Everybody leaves, and the server closes. @returns those who could not */
  close(limit: Micros): readonly string[] {
    for (const { client } of this.seats) client.leave('good night')
    const left = () => this.seats.filter(({ client }) => client.state !== 'left')
    this.#until(() => left().length === 0, limit)
    this.#server.shutdown('the chat is over', () => {})
    this.#run(this.world.now() + AFTERWARDS)
    return left().map(({ name }) => name)
  }

  #token = (): string => `${this.#options.seed}-${++this.#tokens}`

  #sent(datagram: Datagram, attempt: number): void {
    this.datagrams++
    if (isSegment(datagram)) countSegment(this.traffic, datagram, attempt)
  }

  #seat(name: string, node: SimNode): Seat {
    const events: ChatEvent[] = []
    const client = new ChatClient(
      {
        world: this.world,
        token: this.#token,
        connect: (application) => node.stack.connect(SERVER, application),
        emit: (event) => {
          events.push(event)
          this.#account.happened({ name }, event, this.world.now())
        }
      },
      { name, uid: `uid-${name}` }
    )
    return { name, client, events }
  }

  #say({ name, client }: Seat, text: string): void {
    const ref = client.say(text)
    if (ref === undefined) return
    const others = this.#options.people.filter((one) => one !== name)
    this.ledger.say(name, ref, text, others, this.world.now())
  }

  #until(isSo: () => boolean, limit: Micros): boolean {
    const end = this.world.now() + limit
    while (!isSo() && this.world.now() < end) {
      this.#run(Math.min(end, this.world.now() + LOOK_EVERY))
      if (this.isFlooded) return isSo()
    }
    return isSo()
  }

  #run(until: Micros): void {
    const { world } = this
    const left = this.#options.mostEvents - world.events
    if (left > 0) world.run(until, left)
  }
}
