/** A client and a server in virtual time, with the whole stack and a channel between them. */
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import type { Pipe } from '../../src/rdt/application.js'
import { gbn } from '../../src/rdt/gbn.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import type { Link } from '../../src/sim/link.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { Party } from './party.js'

/** One way, µs. */
export const DELAY = ms(10)

/** More than any meeting needs: a livelock fails instead of hanging. */
const MOST_EVENTS = 200_000

export interface MeetingOptions {
  readonly seed?: string
  /** Fates of the datagrams, in order: client to server, and back. */
  readonly up?: string
  readonly down?: string
  readonly weather?: Partial<Weather>
  readonly client?: Partial<TransportOptions>
  readonly server?: Partial<TransportOptions>
  readonly says?: { readonly client?: Party; readonly server?: Party }
}

export class Meeting {
  readonly world = new VirtualWorld()
  readonly trace: TraceEvent[] = []
  readonly network: Network
  readonly client: SimNode
  readonly atClient: Party
  readonly atServer: Party
  server: SimNode
  links: { readonly up: Link; readonly down: Link }
  pipe: Pipe | undefined
  readonly #options: MeetingOptions
  #incarnation = 0

  constructor(options: MeetingOptions = {}) {
    this.#options = options
    const { seed = 'meeting', says = {} } = options
    this.network = new Network(
      this.world,
      { seed, checksum: 'crc32', fateBy: 'order', encodeAll: true },
      (event) => this.trace.push(event)
    )
    this.atClient = says.client ?? new Party()
    this.atServer = says.server ?? new Party()
    this.client = new SimNode(this.network, 'client', this.#transport('client'))
    const { up = '', down = '' } = options
    ;[this.server, this.links] = this.#serve(up, down)
  }

  /** The client begins to open a connection. */
  connect(): this {
    this.pipe = this.client.stack.connect('server', this.atClient)
    return this
  }

  /** Until `until` (µs). @throws where that takes too many events */
  run(until: number): this {
    if (!this.world.run(until, MOST_EVENTS)) throw new Error('this never ends: too many events')
    return this
  }

  /** The server dies without a word, and another takes its place; the network forgets what it carried. */
  restartServer(): void {
    this.links.down.lane.partition(true)
    this.#incarnation++
    ;[this.server, this.links] = this.#serve('', '')
  }

  /** From now on nothing passes in these directions. */
  cut(...directions: readonly ('up' | 'down')[]): void {
    for (const direction of directions) this.links[direction].lane.partition(true)
  }

  /** Connections that the stacks still hold. */
  get held(): { client: number; server: number } {
    return {
      client: this.client.stack.connections.size,
      server: this.server.stack.connections.size
    }
  }

  /** Why datagrams or openings came to nothing, by node. */
  whys(node: string): string[] {
    return this.trace
      .filter(({ at, why }) => at === node && why !== undefined)
      .map(({ why }) => why as string)
  }

  #transport(side: 'client' | 'server'): TransportOptions {
    return { ...usualTransport(gbn), ...this.#options[side] }
  }

  #serve(up: string, down: string): [SimNode, { readonly up: Link; readonly down: Link }] {
    const incarnation = this.#incarnation
    const server = new SimNode(this.network, 'server', this.#transport('server'), { incarnation })
    server.stack.listen(this.atServer)
    const weather = { ...PERFECT, delay: DELAY, ...this.#options.weather }
    const fates = { up: parseFateString(up), down: parseFateString(down) }
    return [server, this.client.join(server, { up: weather, down: weather, fates })]
  }
}
