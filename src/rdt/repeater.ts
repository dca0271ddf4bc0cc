/** Asks until there is an answer: at once, then again and again, up to a limit. */
import { type Micros, ms, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'

/** The first wait; each is twice the one before, up to the second. */
const FIRST_WAIT: Micros = ms(250)
const LONGEST_WAIT: Micros = seconds(1)

export class Repeater {
  #wait = FIRST_WAIT
  readonly #until: Micros
  readonly #ask: () => void
  readonly #giveUp: () => void
  readonly #timers: Timers

  /** @param limit µs after which `giveUp` is called, unless `stop` was */
  constructor(world: World, limit: Micros, ask: () => void, giveUp: () => void) {
    this.#until = world.now() + limit
    this.#ask = ask
    this.#giveUp = giveUp
    this.#timers = world.timers((_, at) => this.#again(at))
  }

  start(): void {
    this.#timers.start(this.#wait, 0)
    this.#ask()
  }

  stop(): void {
    this.#timers.stopAll()
  }

  #again(at: Micros): void {
    if (at >= this.#until) return this.#giveUp()
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT)
    this.start()
  }
}
