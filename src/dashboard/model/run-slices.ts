/** How often something happened of late, in slices of time. */
import { type Micros, ms } from '../../kernel/time.js'

/** The finest slice, and for how many of them the counts are kept: a minute. */
export const SLICE: Micros = ms(100)
const KEPT = 600

export class Slices {
  /** By the number of the slice, modulo KEPT. */
  readonly #counts = new Uint32Array(KEPT)
  /** The newest slice that something fell into. */
  #newest = 0

  add(t: Micros): void {
    const slice = Math.floor(t / SLICE)
    this.#turn(slice)
    if (slice > this.#newest - KEPT) this.#counts[slice % KEPT] = this.#at(slice) + 1
  }

  /** How often from `from` up to, but not including, `to`, as far as it is kept; in whole slices. */
  sum(from: Micros, to: Micros): number {
    const first = Math.max(0, Math.ceil(from / SLICE), this.#newest - KEPT + 1)
    const last = Math.min(this.#newest, Math.ceil(to / SLICE) - 1)
    let sum = 0
    for (let slice = first; slice <= last; slice++) sum += this.#at(slice)
    return sum
  }

  copy(): Slices {
    const copy = new Slices()
    copy.#counts.set(this.#counts)
    copy.#newest = this.#newest
    return copy
  }

  /** The slices that nothing fell into are empty. */
  #turn(slice: number): void {
    const first = Math.max(this.#newest + 1, slice - KEPT + 1)
    for (let empty = first; empty <= slice; empty++) this.#counts[empty % KEPT] = 0
    this.#newest = Math.max(this.#newest, slice)
  }

  #at(slice: number): number {
    return this.#counts[slice % KEPT] ?? 0
  }
}
