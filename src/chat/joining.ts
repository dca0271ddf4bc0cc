/** The client's first words on each connection, said until the server has answered. */
import { type Micros, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { AckFrame } from './frames.js'
import type { Link } from './link.js'

const FIRST_PAUSE = seconds(2)
const LONGEST_PAUSE = seconds(16)

/** Who the client is: `uid` and `run` in public, `key` between it and the server. */
export interface Identity {
  readonly uid: string
  readonly run: string
  readonly key: string
}

export class Joining {
  /** As the server has it, once joined. */
  name: string
  readonly #link: Link
  readonly #identity: Identity
  readonly #timers: Timers
  /** The life of the server whose numbers this client knows. */
  #epoch: string | undefined
  #seen = 0
  #pause: Micros = FIRST_PAUSE

  constructor(world: World, link: Link, identity: Identity, name: string) {
    this.#link = link
    this.#identity = identity
    this.name = name
    this.#timers = world.timers(() => this.#say())
  }

  /** Asks to join; `seen` is the number of the newest message that reached this client. */
  begin(seen: number): void {
    this.#seen = seen
    this.#pause = FIRST_PAUSE
    this.#say()
  }

  stop(): void {
    this.#timers.stopAll()
  }

  /** The server agreed. True where its numbers go on from those known. */
  accepted({ UN, EPOCH = '', RESUMED = false }: AckFrame): boolean {
    const goesOn = RESUMED && EPOCH === this.#epoch
    this.name = UN ?? this.name
    this.#epoch = EPOCH
    return goesOn
  }

  /** The session is over: the next joining is a first one. */
  forget(): void {
    this.stop()
    this.#epoch = undefined
  }

  /**
   * Under a sound protocol one JOIN is enough, and its repetition changes nothing; under one
   * that loses, nobody would ever join without.
   */
  #say(): void {
    const { uid: UID, run: RUN, key: KEY } = this.#identity
    const known = this.#epoch === undefined ? {} : { EPOCH: this.#epoch, SEEN: this.#seen }
    this.#link.send({ CMD: 'JOIN', UN: this.name, UID, RUN, KEY, ...known })
    this.#timers.start(this.#pause, 0)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }
}
