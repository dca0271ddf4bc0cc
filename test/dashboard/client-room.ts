/**
 * A chat in virtual time, over a network that loses: alice sits before the terminal client's
 * screen, the others are plain clients. A robot presses her keys.
 */
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, withChanges } from '../../lossy-channel/weather/weather.js'
import { ChatClient } from '../../src/chat/client.js'
import { ChatServer } from '../../src/chat/server.js'
import { SERVER_LIMITS } from '../../src/chat/server-limits.js'
import { ScreenChat, type ScreenChatHost } from '../../src/cli/client-screen-chat.js'
import { describeTransport } from '../../src/cli/protocol-options.js'
import { type Key, namedKey, pastedKey, typedKey } from '../../src/dashboard/model/key.js'
import { RunModel } from '../../src/dashboard/model/run.js'
import { Surface } from '../../src/dashboard/model/surface.js'
import { ms, seconds } from '../../src/kernel/time.js'
import type { Application } from '../../src/rdt/application.js'
import { gbn } from '../../src/rdt/gbn.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import type { TraceEvent } from '../../src/trace/event.js'

const TRANSPORT: TransportOptions = { ...usualTransport(gbn), windowSize: 8 }
const NOWHERE = withChanges(PERFECT, parsePhrase('loss 100%', 'test'))

export interface RoomOptions {
  /** Both ways, in netem's words. */
  readonly weather?: string
  readonly seed?: string
  readonly name?: string
  readonly isBig?: boolean
  readonly hasStrip?: boolean
}

export class ClientRoom {
  readonly world = new VirtualWorld()
  /** What alice's own node says. */
  readonly run = new RunModel({ config: describeTransport(TRANSPORT) })
  readonly events: TraceEvent[] = []
  readonly alice: ScreenChat
  /** What her screen's program was told. */
  readonly told: string[] = []
  readonly #network: Network
  readonly #way: ReturnType<typeof withChanges>
  readonly #seed: string
  readonly #nodes: SimNode[] = []
  #hub!: SimNode
  #incarnation = 0
  #tokens = 0

  constructor(options: RoomOptions = {}) {
    const { weather = 'loss 20% delay 20ms', seed = '1', name = 'alice', isBig = false } = options
    const { world } = this
    this.#seed = seed
    this.#way = withChanges(PERFECT, parsePhrase(weather, 'test'))
    const network = { seed, checksum: 'crc32', fateBy: 'order', encodeAll: false } as const
    this.#network = new Network(world, network, (event) => {
      if (event.at !== 'alice') return
      this.events.push(event)
      this.run.take(event)
    })
    this.#openServer()
    const strip = options.hasStrip === true ? { run: this.run, node: 'alice' } : undefined
    this.alice = new ScreenChat(this.host(this.node('alice')), {
      name,
      uid: 'uid-alice',
      server: '127.0.0.1:40452',
      isBig,
      strip
    })
  }

  /** What a screen's chat is given here. */
  host(node: SimNode): ScreenChatHost {
    const tell = (what: string) => (): void => {
      this.told.push(what)
    }
    return {
      world: this.world,
      token: this.#token,
      connect: (application: Application) => node.stack.connect('server', application),
      hour: this.hour,
      changed: () => {},
      quit: tell('quit'),
      interrupt: tell('interrupt'),
      turnTheme: tell('theme'),
      ring: tell('bell'),
      refused: tell('refused'),
      left: tell('left')
    }
  }

  /** The world begins at ten o'clock. */
  readonly hour = (milliseconds = this.world.now() / 1000): string => {
    const minutes = Math.floor(milliseconds / 60_000)
    const two = (value: number): string => String(value).padStart(2, '0')
    return `${two(10 + Math.floor(minutes / 60))}:${two(minutes % 60)}`
  }

  /** A node with a way to the server. */
  node(name: string): SimNode {
    const node = new SimNode(this.#network, name, TRANSPORT)
    node.join(this.#hub, { up: this.#way, down: this.#way })
    this.#nodes.push(node)
    return node
  }

  /** Somebody else's client, which has begun to join. */
  guest(name: string): ChatClient {
    const node = this.node(name)
    const client = new ChatClient(
      {
        world: this.world,
        token: this.#token,
        connect: (application) => node.stack.connect('server', application),
        emit: () => {}
      },
      { name, uid: `uid-${name}` }
    )
    client.start()
    return client
  }

  /** Alice and these others come in. */
  assemble(...names: string[]): ChatClient[] {
    this.alice.client.start()
    const guests = names.map((name) => this.guest(name))
    this.pass(5)
    return guests
  }

  /** Seconds pass. */
  pass(count: number): void {
    this.world.run(this.world.now() + seconds(1) * count)
  }

  /** So short a moment that nothing arrives. */
  blink(): void {
    this.world.run(this.world.now() + ms(1))
  }

  /** The server dies without a word; nobody is where it was. */
  killServer(): void {
    for (const node of this.#nodes) node.join(this.#hub, { up: NOWHERE, down: NOWHERE })
  }

  restartServer(): void {
    this.#incarnation++
    this.#openServer()
    for (const node of this.#nodes) node.join(this.#hub, { up: this.#way, down: this.#way })
  }

  press(...chords: string[]): void {
    for (const chord of chords) this.key(namedKey(chord))
  }

  key(key: Key): void {
    this.alice.view.key(key)
  }

  /** Types a text, and `\n` as Enter. */
  type(text: string): void {
    for (const character of text)
      this.key(character === '\n' ? namedKey('enter') : typedKey(character))
  }

  paste(text: string): void {
    this.key(pastedKey(text))
  }

  paper(width: number, height: number): Surface {
    const paper = Surface.empty(width, height)
    this.alice.view.draw(paper, this.alice.facts)
    return paper
  }

  /** The rows of the screen. */
  rows(width = 80, height = 24): string[] {
    return this.paper(width, height).lines
  }

  /** All that is seen, as one text. */
  seen(width = 80, height = 24): string {
    return this.rows(width, height).join('\n')
  }

  #openServer(): void {
    this.#hub = new SimNode(this.#network, 'server', TRANSPORT, { incarnation: this.#incarnation })
    const limits = { flood: { ...SERVER_LIMITS.flood, apply: false } }
    const host = { world: this.world, say: () => {}, token: this.#token }
    this.#hub.stack.listen(new ChatServer(host, limits))
  }

  readonly #token = (): string => `${this.#seed}-${++this.#tokens}`
}
