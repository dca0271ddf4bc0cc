/** A token bucket: how much of something may happen at once, and in the long run. */
import type { Micros } from '../kernel/time.js'

export class Bucket {
  readonly #perSecond: number
  readonly #burst: number
  #level: number
  #since: Micros

  /** Holds `burst` tokens when full, and gains `perSecond` of them each second. */
  constructor(perSecond: number, burst: number, at: Micros) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#level = burst
    this.#since = at
  }

  /** Takes `amount` where there is so much; a bucket that is full serves any amount. */
  take(amount: number, at: Micros): boolean {
    this.#refill(at)
    if (this.#level < Math.min(amount, this.#burst)) return false
    this.#level -= amount
    return true
  }

  /** How long until `amount` can be taken. */
  wait(amount: number, at: Micros): Micros {
    this.#refill(at)
    const lacking = Math.min(amount, this.#burst) - this.#level
    return Math.max(0, Math.ceil((lacking / this.#perSecond) * 1e6))
  }

  #refill(at: Micros): void {
    const gained = ((at - this.#since) * this.#perSecond) / 1e6
    this.#level = Math.min(this.#burst, this.#level + gained)
    this.#since = at
  }
}
