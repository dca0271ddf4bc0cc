/**
 * Closing politely: first all that was sent is acknowledged, then `close` is said and
 * repeated until `closed` answers, or long enough for the peer to find out by itself.
 *
 * A protocol may wait for an ACK that never comes: rdt2.0 to 2.2 do where something is lost.
 * So the wait for ACKs ends as well where they bring no progress.
 */
import { type Micros, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import { Repeater } from './repeater.js'

/** How long `close` is repeated. */
const CLOSING_LIMIT: Micros = seconds(5)
/** How long nothing more may be acknowledged before what is left is given up: many an RTO. */
const STANDSTILL_LIMIT: Micros = seconds(60)

export interface FarewellHost {
  /** Bytes that were sent and are not acknowledged. */
  backlog(): number
  say(reason: string): void
  /** Nothing more is to come. */
  end(reason: string): void
}

export class Farewell {
  #reason: string | undefined
  #saying: Repeater | undefined
  /** The backlog when the present wait for progress began. */
  #backlog = 0
  readonly #patience: Timers
  readonly #world: World
  readonly #host: FarewellHost

  constructor(world: World, host: FarewellHost) {
    this.#world = world
    this.#host = host
    this.#patience = world.timers(() => this.#lookForProgress())
  }

  get isBegun(): boolean {
    return this.#reason !== undefined
  }

  begin(reason: string): void {
    this.#reason = reason
    this.#awaitProgress()
    this.look()
  }

  /** Something happened: perhaps the last ACK has come. */
  look(): void {
    if (this.#reason === undefined || this.#saying !== undefined) return
    if (this.#host.backlog() === 0) this.#say(this.#reason)
  }

  /**
   * The peer has ended the connection.
   * @returns false where that is no answer to `close`, which has not been said yet
   */
  answered(): boolean {
    if (this.#reason === undefined || this.#saying === undefined) return false
    this.#host.end(this.#reason)
    return true
  }

  stop(): void {
    this.#patience.stopAll()
    this.#saying?.stop()
  }

  #say(reason: string): void {
    this.#patience.stopAll()
    const say = () => this.#host.say(reason)
    this.#saying = new Repeater(this.#world, CLOSING_LIMIT, say, () => this.#host.end(reason))
    this.#saying.start()
  }

  #awaitProgress(): void {
    this.#backlog = this.#host.backlog()
    this.#patience.start(STANDSTILL_LIMIT, 0)
  }

  #lookForProgress(): void {
    if (this.#host.backlog() < this.#backlog) this.#awaitProgress()
    else if (this.#reason !== undefined) this.#say(this.#reason)
  }
}
