/**
 * Closing politely: first all that was sent is acknowledged, then `close` is said and
 * repeated until `closed` answers, or long enough for the peer to find out by itself.
 */
import { type Micros, seconds } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import { Repeater } from './repeater.js'

/** How long `close` is repeated. */
const CLOSING_LIMIT: Micros = seconds(5)

export interface FarewellHost {
  isDrained(): boolean
  say(reason: string): void
  /** Nothing more is to come. */
  end(reason: string): void
}

export class Farewell {
  #reason: string | undefined
  #saying: Repeater | undefined
  readonly #world: World
  readonly #host: FarewellHost

  constructor(world: World, host: FarewellHost) {
    this.#world = world
    this.#host = host
  }

  get isBegun(): boolean {
    return this.#reason !== undefined
  }

  begin(reason: string): void {
    this.#reason ??= reason
    this.look()
  }

  /** Something happened: perhaps the last ACK has come. */
  look(): void {
    const reason = this.#reason
    if (reason === undefined || this.#saying !== undefined || !this.#host.isDrained()) return
    const say = () => this.#host.say(reason)
    this.#saying = new Repeater(this.#world, CLOSING_LIMIT, say, () => this.#host.end(reason))
    this.#saying.start()
  }

  /** The peer has closed too, or has forgotten us. */
  answered(): void {
    if (this.#reason !== undefined) this.#host.end(this.#reason)
  }

  stop(): void {
    this.#saying?.stop()
  }
}
