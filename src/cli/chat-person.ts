/** One person of `rdt chat`: a chat client on a socket of its own, and what it saw. */
import { randomBytes } from 'node:crypto'
import { ChatClient } from '../chat/client.js'
import { parseCommand } from '../chat/commands.js'
import { type ChatEvent, errorFrom } from '../chat/events.js'
import { linesOf } from '../chat/lines.js'
import { foldName } from '../chat/names.js'
import { perform } from '../chat/perform.js'
import type { SocketAddress } from '../kernel/datagram-socket.js'
import { type Micros, seconds } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import type { Pipe } from '../rdt/application.js'
import type { UdpNode } from '../udp/udp-node.js'

export interface PersonHost {
  readonly world: World
  readonly node: UdpNode
  /** Where the server is found: behind the channel. */
  readonly server: SocketAddress
  happened(person: Person, event: ChatEvent): void
}

/** After `/quit`, how long without progress a person waits for what is not acknowledged. */
const QUIT_PATIENCE: Micros = seconds(60)

export class Person {
  readonly name: string
  readonly node: UdpNode
  /** The conversation as this person saw it, cleaned for a terminal. */
  readonly saw: string[] = []
  readonly #client: ChatClient
  readonly #host: PersonHost
  #hasLeft = false
  #isLeaving = false

  constructor(name: string, host: PersonHost) {
    this.name = name
    this.node = host.node
    this.#host = host
    this.#client = new ChatClient(
      {
        world: host.world,
        connect: (application) => host.node.connect(host.server, application),
        token: () => randomBytes(12).toString('hex'),
        emit: (event) => this.#happened(event)
      },
      { name }
    )
    this.#client.start()
  }

  /** Who it is beneath its name. */
  get uid(): string {
    return this.#client.uid
  }

  get isJoined(): boolean {
    return this.#client.state === 'joined'
  }

  /** On the way in, or back in. */
  get isComing(): boolean {
    return this.#client.state === 'connecting' || this.#client.state === 'joining'
  }

  /** Its connection, while there is one. */
  get pipe(): Pipe | undefined {
    return this.#client.pipe
  }

  /** It was told to go, and says nothing more. */
  get isLeaving(): boolean {
    return this.#isLeaving
  }

  get hasLeft(): boolean {
    return this.#hasLeft
  }

  /** More may be said now without any of it being refused. */
  get hasRoom(): boolean {
    return this.#client.hasRoom
  }

  /** All that this person said has reached the server. */
  get isConfirmed(): boolean {
    return this.#client.unconfirmed === 0
  }

  /** Types `line`. @returns what was said by it, if anything, and to whom ([]: everybody) */
  type(line: string): { ref: number; text: string; to: readonly string[] } | undefined {
    const command = parseCommand(line)
    if (command.cmd === 'say') {
      const ref = this.#client.say(command.text)
      return ref === undefined ? undefined : { ref, text: command.text, to: [] }
    }
    if (command.cmd === 'msg') {
      const { to, text } = command
      const ref = this.#client.msg(to, text)
      return ref === undefined ? undefined : { ref, text, to: to.map(foldName) }
    }
    this.#isLeaving = command.cmd === 'quit' || command.cmd === 'leave'
    perform(command, this.#client, {
      emit: (event) => this.#happened(event),
      help: () => this.#happened(errorFrom('usage', '/help is for a client of your own')),
      quit: () => {},
      patience: QUIT_PATIENCE
    })
    return undefined
  }

  /** Leaves politely; `hasLeft` follows within a second. */
  leave(): void {
    this.#client.leave()
  }

  #happened(event: ChatEvent): void {
    if (event.type === 'left') this.#hasLeft = true
    if (event.type === 'joined') this.#hasLeft = false
    if (event.type === 'message' || event.type === 'error') this.saw.push(...linesOf(event))
    this.#host.happened(this, event)
  }
}
