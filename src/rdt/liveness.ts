/** Notices that a peer is gone: asks one that is silent whether it lives, and gives it up at last. */
import { type Micros, ms, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'

/** A peer that was not heard for this long is asked, … */
const ASK_AFTER: Micros = seconds(3)
/** … again and again, … */
export const ASK_EVERY: Micros = ms(300)
/** … and given up after this: 40 questions, so that even half of all lost each way spares the living. */
export const SILENCE_LIMIT: Micros = seconds(15)

export class Liveness {
  #heardAt: Micros
  readonly #timers: Timers
  readonly #ask: () => void
  readonly #silent: () => void

  constructor(world: World, ask: () => void, silent: () => void) {
    this.#ask = ask
    this.#silent = silent
    this.#heardAt = world.now()
    this.#timers = world.timers((_, at) => this.#look(at))
    this.#timers.start(ASK_AFTER, 0)
  }

  /** An intact datagram of the peer came. */
  heard(at: Micros): void {
    this.#heardAt = at
  }

  stop(): void {
    this.#timers.stopAll()
  }

  #look(at: Micros): void {
    const silence = at - this.#heardAt
    if (silence >= SILENCE_LIMIT) return this.#silent()
    if (silence < ASK_AFTER) return this.#timers.start(ASK_AFTER - silence, 0)
    this.#timers.start(ASK_EVERY, 0)
    this.#ask()
  }
}
