/** A server and clients in one virtual world, and everything that they tell. */
import { ChatClient } from '../../src/chat/client.js'
import type { ClientOptions } from '../../src/chat/client-host.js'
import type { ChatEvent, MessageEvent } from '../../src/chat/events.js'
import {
  type ClientFrame,
  decodeServerFrame,
  encodeFrame,
  type ServerFrame
} from '../../src/chat/frames.js'
import { ChatServer } from '../../src/chat/server.js'
import type { ServerEvent } from '../../src/chat/server-events.js'
import type { ServerLimits } from '../../src/chat/server-limits.js'
import { encodeUtf8 } from '../../src/kernel/utf8.js'
import type { Application, Closing, Pipe } from '../../src/rdt/application.js'
import { ChatWorld, connectPipes, type Fate, type MemoryPipe } from './memory-pipe.js'

/** One way through the virtual network, µs. */
export const DELAY = 5_000

export class ClassRoom {
  readonly world = new ChatWorld()
  readonly console: ServerEvent[] = []
  server: ChatServer
  /** False where nobody answers a new connection. */
  isServing = true
  readonly #limits: Partial<ServerLimits>
  #tokens = 0

  constructor(limits: Partial<ServerLimits> = {}) {
    this.#limits = limits
    this.server = this.#newServer()
  }

  token = (): string => `token-${++this.#tokens}`

  /** A person's client, not yet started. */
  person(name: string, more: Partial<ClientOptions> = {}): Person {
    return new Person(this, { name, uid: `uid-${name}`, ...more })
  }

  /** Several people who have joined. */
  people(...names: string[]): Person[] {
    const people = names.map((name) => this.person(name))
    for (const { client } of people) client.start()
    this.world.advance(1_000_000)
    for (const person of people) person.events.length = 0
    return people
  }

  /** A connection that says what it likes. */
  raw(address = 'raw'): RawClient {
    return new RawClient(this, address)
  }

  /** The server dies without a word, and a new one takes its place. */
  restartServer(): void {
    this.server = this.#newServer()
  }

  #newServer(): ChatServer {
    const { world, token } = this
    const say = (event: ServerEvent): void => {
      this.console.push(event)
    }
    return new ChatServer({ world, say, token }, this.#limits)
  }
}

class Person {
  readonly client: ChatClient
  readonly events: ChatEvent[] = []
  /** The ends of its connections, newest last. */
  readonly near: MemoryPipe[] = []
  readonly far: MemoryPipe[] = []
  fateUp: Fate | undefined
  fateDown: Fate | undefined
  onDial: () => void = () => {}

  constructor(room: ClassRoom, options: ClientOptions) {
    this.client = new ChatClient(
      {
        world: room.world,
        token: room.token,
        emit: (event) => this.events.push(event),
        connect: (application) => {
          this.onDial()
          if (!room.isServing) return refuse(room, application)
          const address = `${options.name}:${this.near.length}`
          const { near, far } = connectPipes(room.world, application, room.server, address, DELAY)
          if (this.fateUp) near.fate = this.fateUp
          if (this.fateDown) far.fate = this.fateDown
          this.near.push(near)
          this.far.push(far)
          return near
        }
      },
      options
    )
  }

  /** The events of one type. */
  of<T extends ChatEvent['type']>(type: T): Extract<ChatEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<ChatEvent, { type: T }> => {
      return event.type === type
    })
  }

  get messages(): MessageEvent[] {
    return this.of('message')
  }

  /** `author: text` of every message it has seen. */
  get heard(): string[] {
    return this.messages.map(({ from, text }) => `${from}: ${text}`)
  }

  get errors(): string[] {
    return this.of('error').map(({ code }) => code)
  }

  /** The newest connection carries nothing any more; neither side has noticed. */
  die(): void {
    for (const pipe of [this.near.at(-1), this.far.at(-1)]) if (pipe) pipe.isDead = true
  }

  /** The client's layer below notices the death. */
  noticeDeath(): void {
    this.near.at(-1)?.end({ cause: 'silent', reason: 'the peer fell silent' })
  }

  /** The server's layer below notices the death. */
  serverNotices(): void {
    this.far.at(-1)?.end({ cause: 'silent', reason: 'the peer fell silent' })
  }
}

/** A server that is not there: the opening fails after three seconds. */
function refuse(room: ClassRoom, application: Application): Pipe {
  const { near } = connectPipes(room.world, application, NOBODY, '', 1e12)
  room.world.after(3_000_000, () => near.end({ cause: 'no-answer', reason: 'nobody answered' }))
  return near
}

const NOBODY: Application = { opened: () => {}, received: () => {}, closed: () => {} }

class RawClient implements Application {
  readonly frames: ServerFrame[] = []
  readonly closings: Closing[] = []
  readonly near: MemoryPipe
  readonly #room: ClassRoom

  constructor(room: ClassRoom, address: string) {
    this.#room = room
    this.near = connectPipes(room.world, this, room.server, address, DELAY).near
    room.world.advance(4 * DELAY)
  }

  opened(): void {}

  received(_pipe: Pipe, message: Uint8Array): void {
    const { frame } = decodeServerFrame(message)
    if (frame) this.frames.push(frame)
  }

  closed(_pipe: Pipe, closing: Closing): void {
    this.closings.push(closing)
  }

  /** Sends one frame, waits for the answers, and returns all that came. */
  say(frame: ClientFrame | string | Uint8Array): ServerFrame[] {
    const before = this.frames.length
    let bytes = frame
    if (typeof bytes === 'string') bytes = encodeUtf8(bytes)
    else if (!(bytes instanceof Uint8Array)) bytes = encodeFrame(bytes)
    if (this.near.isOpen) this.near.send(bytes)
    this.#room.world.advance(4 * DELAY)
    return this.frames.slice(before)
  }

  join(name: string, uid = `uid-${name}`): ServerFrame[] {
    return this.say({ CMD: 'JOIN', UN: name, UID: uid })
  }
}
