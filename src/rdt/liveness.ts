/**
 * Asks the peer: are you there, and how far away? A peer that is silent for too long is
 * given up. Each `ping` has a token of its own, so its `pong` measures the round trip
 * beyond doubt, where Karn's rule forbids to measure what was sent twice: at the opening,
 * when nothing has been measured yet, and after each timeout, which may mean that the
 * RTO is too short for this path.
 */
import { type Micros, ms, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'

/** A peer that was not heard for this long is asked, … */
const ASK_AFTER: Micros = seconds(3)
/** … again and again, … */
export const ASK_EVERY: Micros = ms(300)
/** … and given up after this: 40 questions, so that even half of all lost each way spares the living. */
export const SILENCE_LIMIT: Micros = seconds(15)
/** After a timeout it is asked at once, but not more often than this. */
const MEASURE_EVERY: Micros = ms(100)

export interface LivenessHost {
  readonly world: World
  roll(): number
  ping(token: number): void
  /** A round trip of `rtt` µs; left out where nobody cares, as with a fixed RTO. */
  readonly measured: ((rtt: Micros) => void) | undefined
  silent(): void
}

export class Liveness {
  #heardAt: Micros
  #askedAt: Micros
  #token: number | undefined
  #timeouts = 0
  readonly #timers: Timers
  readonly #host: LivenessHost

  constructor(host: LivenessHost) {
    this.#host = host
    this.#heardAt = this.#askedAt = host.world.now()
    this.#timers = host.world.timers((_, at) => this.#look(at))
  }

  /** The peer can be spoken to from now on. */
  start(): void {
    this.#timers.start(ASK_AFTER, 0)
    if (this.#host.measured !== undefined) this.#ask(this.#heardAt)
  }

  /** An intact datagram of the peer came. */
  heard(at: Micros): void {
    this.#heardAt = at
  }

  /** The `pong` of `token` came. */
  answered(token: number, at: Micros): void {
    if (token !== this.#token) return
    this.#token = undefined
    this.#host.measured?.(at - this.#askedAt)
  }

  /** The sender has had so many timeouts by now. */
  noticed(timeouts: number, at: Micros): void {
    if (timeouts === this.#timeouts || this.#host.measured === undefined) return
    this.#timeouts = timeouts
    if (at >= this.#askedAt + MEASURE_EVERY) this.#ask(at)
  }

  stop(): void {
    this.#timers.stopAll()
  }

  #look(at: Micros): void {
    const silence = at - this.#heardAt
    if (silence >= SILENCE_LIMIT) return this.#host.silent()
    if (silence < ASK_AFTER) return this.#timers.start(ASK_AFTER - silence, 0)
    this.#timers.start(ASK_EVERY, 0)
    this.#ask(at)
  }

  #ask(at: Micros): void {
    this.#askedAt = at
    this.#token = this.#host.roll()
    this.#host.ping(this.#token)
  }
}
