/** A chat in virtual time over any protocol and weather, and the account of who saw what. */
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, withChanges } from '../../lossy-channel/weather/weather.js'
import { ChatClient } from '../../src/chat/client.js'
import type { ChatEvent } from '../../src/chat/events.js'
import { ChatServer } from '../../src/chat/server.js'
import { SERVER_LIMITS } from '../../src/chat/server-limits.js'
import { Ledger } from '../../src/cli/chat-ledger.js'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

/** So many events end a run that would not end. */
const MOST_EVENTS = 3_000_000
const NAMES = ['alice', 'bob', 'carol']

/** As the command line has it: stop-and-wait has a window of 1 and its own numbers. */
export function transportOf(protocol: Protocol): TransportOptions {
  const usual = usualTransport(protocol)
  const seqBits = protocol.seqBits ?? usual.seqBits
  const windowSize = Math.min(usual.windowSize, protocol.maxWindow?.(seqBits) ?? usual.windowSize)
  return { ...usual, seqBits, windowSize }
}

/** `words` of the weather, both ways, with 20 ms each way where they say nothing of a delay. */
export const weatherOf = (words: string) =>
  withChanges(PERFECT, parsePhrase(/delay/.test(words) ? words : `delay 20ms ${words}`, 'test'))

interface Seat {
  readonly name: string
  readonly client: ChatClient
  readonly events: ChatEvent[]
}

export class ChatTable {
  readonly world = new VirtualWorld()
  readonly ledger = new Ledger()
  readonly seats: readonly Seat[]
  /** All that was sent, by anybody. */
  datagrams = 0
  readonly #seed: string
  readonly #server: ChatServer
  #tokens = 0

  constructor(protocol: Protocol, weather: string, seed: number) {
    this.#seed = `${seed}`
    const { world } = this
    const network = new Network(world, {
      seed: this.#seed,
      checksum: 'crc32',
      fateBy: 'order',
      encodeAll: false
    })
    const transport = transportOf(protocol)
    const sent = () => {
      this.datagrams++
    }
    const hub = new SimNode(network, 'server', transport, { sent })
    this.#server = new ChatServer(
      { world, say: () => {}, token: this.#token },
      { garbage: Number.POSITIVE_INFINITY, flood: { ...SERVER_LIMITS.flood, apply: false } }
    )
    hub.stack.listen(this.#server)
    const way = weatherOf(weather)
    this.seats = NAMES.map((name) => {
      const node = new SimNode(network, name, transport, { sent })
      node.join(hub, { up: way, down: way })
      return this.#seat(name, node)
    })
  }

  /** How many people the server has. */
  get attendance(): number {
    return this.#server.people.length
  }

  /** Everybody comes; false where somebody is not in within `limit`. */
  assemble(limit: Micros = seconds(600)): boolean {
    for (const { client } of this.seats) client.start()
    return this.#until(() => this.seats.every(({ client }) => client.state === 'joined'), limit)
  }

  /** Everybody says `lines` lines, one each `pause`, and then all has the time to arrive. */
  converse(lines: number, pause: Micros = ms(15), tail = ''): void {
    for (let line = 1; line <= lines; line++) {
      for (const seat of this.seats) this.#say(seat, `${seat.name} ${line}${tail}`)
      this.world.run(this.world.now() + pause, MOST_EVENTS)
    }
    const isConfirmed = () => this.seats.every(({ client }) => client.unconfirmed === 0)
    this.#until(() => this.ledger.isComplete && isConfirmed(), seconds(60))
    // Whatever would come twice has time to.
    this.world.run(this.world.now() + seconds(2), MOST_EVENTS)
  }

  /** The codes of the errors that everybody was told. */
  get errors(): string[] {
    return this.seats.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'error' ? event.code : []))
    )
  }

  #token = (): string => `${this.#seed}-${++this.#tokens}`

  #seat(name: string, node: SimNode): Seat {
    const events: ChatEvent[] = []
    const client = new ChatClient(
      {
        world: this.world,
        token: this.#token,
        connect: (application) => node.stack.connect('server', application),
        emit: (event) => {
          events.push(event)
          this.#happened(name, event)
        }
      },
      { name, uid: `uid-${name}` }
    )
    return { name, client, events }
  }

  #happened(name: string, event: ChatEvent): void {
    if (event.type === 'message') {
      const author = event.own ? name : event.from
      this.ledger.see(name, author, event, this.world.now())
    } else if (event.type === 'error' && event.ref !== null) {
      this.ledger.excuse(name, event.ref, event.name ?? undefined)
    }
  }

  #say(seat: Seat, text: string): void {
    const ref = seat.client.say(text)
    if (ref === undefined) return
    const others = NAMES.filter((name) => name !== seat.name)
    this.ledger.say(seat.name, ref, text, others, this.world.now())
  }

  #until(isSo: () => boolean, limit: Micros): boolean {
    const end = this.world.now() + limit
    while (!isSo() && this.world.now() < end) {
      if (!this.world.run(this.world.now() + ms(100), MOST_EVENTS)) return false
    }
    return isSo()
  }
}
