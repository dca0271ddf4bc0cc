/** Virtual time and pipes in memory, for the chat's transcripts: no sleeping, no sockets. */
import type { Micros } from '../../src/kernel/time.js'
import type { Application, Closing, Pipe, PipeFigures } from '../../src/rdt/application.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

/** Virtual time that is moved by amounts. */
export class ChatWorld extends VirtualWorld {
  /** Lets `duration` µs pass, and everything happen that is due up to and at their end. */
  advance(duration: Micros): void {
    this.run(this.now() + duration)
  }

  after(delay: Micros, action: () => void): void {
    this.at(this.now() + delay, action)
  }
}

const FIGURES: PipeFigures = {
  srtt: undefined,
  rto: 500_000,
  sent: 0,
  retransmitted: 0,
  timeouts: 0
}

/** What becomes of a message beneath the pipe: the messages that arrive in its place. */
export type Fate = (message: Uint8Array) => readonly Uint8Array[]

export class MemoryPipe implements Pipe {
  readonly peer: string
  figures: PipeFigures = FIGURES
  isOpen = false
  backlog = 0
  /** False makes `send` refuse, as a full outbox does. */
  takes = true
  fate: Fate = (message) => [message]
  /** True where nothing gets through any more, and nobody has noticed yet. */
  isDead = false
  readonly sent: Uint8Array[] = []
  other!: MemoryPipe
  readonly #world: ChatWorld
  readonly #application: Application
  readonly #delay: Micros
  #isClosed = false

  constructor(world: ChatWorld, application: Application, peer: string, delay: Micros) {
    this.#world = world
    this.#application = application
    this.peer = peer
    this.#delay = delay
  }

  open(): void {
    if (this.#isClosed) return
    this.isOpen = true
    this.#application.opened(this, this.#world.now())
  }

  send(message: Uint8Array): boolean {
    if (!this.isOpen) throw new Error('send on a pipe that is not open')
    if (!this.takes) return false
    this.sent.push(message)
    if (!this.isDead) {
      for (const copy of this.fate(message.slice())) {
        this.#world.after(this.#delay, () => this.other.arrive(copy))
      }
    }
    return true
  }

  arrive(message: Uint8Array): void {
    if (this.isOpen && !this.isDead) this.#application.received(this, message, this.#world.now())
  }

  close(reason = ''): void {
    this.#finish(reason)
  }

  abort(reason = ''): void {
    this.#finish(reason)
  }

  /** Ends this side as the layer below would. */
  end(closing: Closing): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.isOpen = false
    this.#application.closed(this, closing, this.#world.now())
  }

  #finish(reason: string): void {
    if (!this.isOpen && this.#isClosed) return
    this.isOpen = false
    this.#world.after(this.#delay, () => this.end({ cause: 'local', reason }))
    if (!this.isDead) {
      this.#world.after(this.#delay, () => this.other.end({ cause: 'peer', reason }))
    }
  }
}

/** Two ends of one connection; each opens after one delay. */
export function connectPipes(
  world: ChatWorld,
  client: Application,
  server: Application,
  address: string,
  delay: Micros
): { near: MemoryPipe; far: MemoryPipe } {
  const near = new MemoryPipe(world, client, 'server', delay)
  const far = new MemoryPipe(world, server, address, delay)
  near.other = far
  far.other = near
  world.after(delay, () => far.open())
  world.after(delay, () => near.open())
  return { near, far }
}
