/**
 * An opener and an acceptor in virtual time, with the whole stack on both sides, exact fates
 * for every datagram between them, and a record of all that they sent.
 */
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { type Micros, ms } from '../../src/kernel/time.js'
import type { Application, Pipe } from '../../src/rdt/application.js'
import type { Datagram } from '../../src/rdt/datagram.js'
import { gbn } from '../../src/rdt/gbn.js'
import { usualTransport } from '../../src/rdt/transport.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import { Party, say } from '../rdt/party.js'

/** One way, µs. */
export const DELAY = ms(10)

/** More than any of them needs: a livelock fails instead of hanging. */
const MOST_EVENTS = 20_000

/** One after the other they are more than a window of 2 takes at once. */
export const WORDS = ['one', 'two', 'three']

export const SIDES = ['opener', 'acceptor'] as const
export type Side = (typeof SIDES)[number]

export const otherOf = (side: Side): Side => (side === 'opener' ? 'acceptor' : 'opener')

/** A datagram as it was put on the network. */
export interface Sent {
  readonly by: Side
  readonly datagram: Datagram
}

export type Does = Partial<Record<Side, Partial<Application>>>

export class HandshakePair {
  readonly world = new VirtualWorld()
  readonly sent: Sent[] = []
  /** What each side was told, since its last restart. */
  readonly parties: Record<Side, Party>
  readonly #network: Network
  readonly #nodes: Record<Side, SimNode>
  readonly #copies: Record<Side, readonly (Micros | undefined)[]> = { opener: [], acceptor: [] }
  readonly #sentUnderCopies: Record<Side, number> = { opener: 0, acceptor: 0 }
  #cutAll = () => {}
  #incarnations = 0

  /** Nothing befalls their datagrams until `weather` says otherwise. */
  constructor(does: Does = {}) {
    const options = { seed: 'handshake', checksum: 'crc32', fateBy: 'order', encodeAll: false }
    this.#network = new Network(this.world, options as Network['options'])
    this.parties = { opener: new Party(does.opener), acceptor: new Party(does.acceptor) }
    this.#nodes = { opener: this.#makeNode('opener'), acceptor: this.#makeNode('acceptor') }
    this.weather()
  }

  /** From now on these are the fates, in order: `up` from the opener to the acceptor, and back. */
  weather(up = '', down = ''): this {
    const weather = { ...PERFECT, delay: DELAY }
    const fates = { up: parseFateString(up), down: parseFateString(down) }
    const { opener, acceptor } = this.#nodes
    const links = opener.join(acceptor, { up: weather, down: weather, fates })
    this.#cutAll = () => {
      for (const { lane } of [links.up, links.down]) lane.partition(true)
    }
    return this
  }

  /** The `n`-th datagram that `side` sends from now on arrives once more, `delays[n]` later. */
  copies(side: Side, delays: readonly (Micros | undefined)[]): this {
    this.#copies[side] = delays
    this.#sentUnderCopies[side] = 0
    return this
  }

  /** The opener begins to open a connection. */
  connect(): Pipe {
    return this.#nodes.opener.stack.connect('acceptor', this.parties.opener)
  }

  /** Whether the acceptor lets strangers in from now on. */
  listen(isListening: boolean): void {
    this.#nodes.acceptor.stack.listen(isListening ? this.parties.acceptor : undefined)
  }

  /** For `time` µs. @throws where that takes too many events */
  wait(time: Micros): this {
    if (!this.world.run(this.world.now() + time, MOST_EVENTS)) throw new Error('it never ends')
    return this
  }

  /** Until it is `time`, µs. */
  waitUntil(time: Micros): this {
    return this.wait(time - this.world.now())
  }

  /** Until nothing is left to happen. @returns whether that ever comes */
  runsDry(): boolean {
    return this.world.run(Number.POSITIVE_INFINITY, MOST_EVENTS)
  }

  /** The pipe that `side` was given last. */
  pipeOf(side: Side): Pipe {
    const pipe = this.parties[side].pipes.at(-1)
    if (pipe === undefined) throw new Error(`the ${side} has never been open`)
    return pipe
  }

  /** Each of these sides says all of `WORDS`. */
  sayAll(sides: readonly Side[] = SIDES): this {
    for (const side of sides) for (const word of WORDS) say(this.pipeOf(side), word)
    return this
  }

  /** `side` dies without a word, and another takes its place, who is told things anew. */
  restart(side: Side): this {
    this.#cutAll()
    this.#incarnations++
    this.parties[side] = new Party()
    this.#nodes[side] = this.#makeNode(side)
    return this.weather()
  }

  /** What both sides have been told so far counts no more. */
  forget(): this {
    for (const side of SIDES) this.parties[side].log.length = 0
    return this
  }

  /** An old datagram comes once more, to whom it was sent. */
  replay({ by, datagram }: Sent): this {
    this.#nodes[otherOf(by)].stack.receive(datagram, by, this.world.now())
    return this
  }

  /** Connections that this side's stack holds. */
  held(side: Side): number {
    return this.#nodes[side].stack.connections.size
  }

  /** In words: what each side was told, and how many connections it holds. */
  get story(): string {
    return SIDES.map((side) => `${side} [${this.parties[side].log}] holds ${this.held(side)}`).join(
      ', '
    )
  }

  #makeNode(side: Side): SimNode {
    const transport = { ...usualTransport(gbn), windowSize: 2 }
    const node: SimNode = new SimNode(this.#network, side, transport, {
      incarnation: this.#incarnations,
      sent: (datagram) => {
        // What the dead still say is not heard.
        if (node === this.#nodes[side]) this.#note({ by: side, datagram })
      }
    })
    if (side === 'acceptor') node.stack.listen(this.parties.acceptor)
    return node
  }

  #note(sent: Sent): void {
    this.sent.push(sent)
    const late = this.#copies[sent.by][this.#sentUnderCopies[sent.by]++]
    if (late === undefined) return
    this.world.at(this.world.now() + DELAY + late, () => this.replay(sent))
  }
}
