/**
 * The client's first words on each connection, said until the server has answered. A protocol
 * beneath that has no timer may be stuck by then for good, since it lost a segment or an ACK:
 * such a connection is given up for a new one. Whoever repeats by himself is waited for.
 */
import { type Micros, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { AckFrame } from './frames.js'
import type { Link } from './link.js'

const FIRST_PAUSE = seconds(1)
const LONGEST_PAUSE = seconds(16)
/** How long a connection may leave JOIN unanswered: each one longer, as the path may be slow. */
const FIRST_PATIENCE = seconds(6)
const MORE_PATIENCE = seconds(2)
const LONGEST_PATIENCE = seconds(16)

const AGAIN = 0
const DOUBT = 1

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
  #patience: Micros = FIRST_PATIENCE

  constructor(world: World, link: Link, identity: Identity, name: string) {
    this.#link = link
    this.#identity = identity
    this.name = name
    this.#timers = world.timers((key) => (key === AGAIN ? this.#again() : this.#doubt()))
  }

  /** Asks to join; `seen` is the number of the newest message that reached this client. */
  begin(seen: number): void {
    this.#seen = seen
    this.#pause = FIRST_PAUSE
    this.#timers.start(this.#patience, DOUBT)
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
    this.#patience = FIRST_PATIENCE
    return goesOn
  }

  /**
   * Under a sound protocol one JOIN is enough, and its repetition changes nothing; under one
   * that loses, nobody would ever join without.
   */
  #say(): void {
    const { uid: UID, run: RUN, key: KEY } = this.#identity
    const known = this.#epoch === undefined ? {} : { EPOCH: this.#epoch, SEEN: this.#seen }
    this.#link.send({ CMD: 'JOIN', UN: this.name, UID, RUN, KEY, ...known })
    this.#timers.start(this.#pause, AGAIN)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }

  /** Nothing repeats what has gone unacknowledged for several round trips: it never will be. */
  #again(): void {
    const { backlog = 0, figures } = this.#link.pipe ?? {}
    const isLate = figures?.srtt !== undefined && 4 * figures.srtt < FIRST_PAUSE
    if (backlog > 0 && isLate && figures.timeouts === 0) this.#giveUp()
    else this.#say()
  }

  #doubt(): void {
    const isRepeated = (this.#link.pipe?.figures.timeouts ?? 0) > 0
    if (isRepeated) this.#timers.start(this.#patience, DOUBT)
    else this.#giveUp()
  }

  #giveUp(): void {
    this.#patience = Math.min(this.#patience + MORE_PATIENCE, LONGEST_PATIENCE)
    this.#link.redial('the server did not answer the request to join')
  }
}
