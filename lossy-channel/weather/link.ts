/**
 * The wire of a lane: it takes a datagram when it is free, for as long as its bits need,
 * and lets only so many wait.
 */
import type { Micros } from '../../src/kernel/time.js'

export class Link {
  readonly #rate: number
  readonly #limit: number
  /** When each datagram that is still inside leaves, the earliest first, from `#head` on. */
  #leaving: Micros[] = []
  #head = 0
  #freeAt: Micros = 0
  /** How far `#freeAt` lies behind the true end, in bits × 10⁶: nothing is lost to whole microseconds. */
  #credit = 0

  /** @param rate bits a second, 0 takes no time; @param limit datagrams at once, 0 any number */
  constructor(rate: number, limit: number) {
    this.#rate = rate
    this.#limit = limit
  }

  /** Goes on where `other`, the link before a change of the weather, stands. */
  takeOver(other: Link): void {
    this.#leaving = other.#leaving
    this.#head = other.#head
    this.#freeAt = other.#freeAt
  }

  /**
   * A datagram of `length` bytes comes at `at` and will travel for `travel` µs once it is out.
   * @returns when its last bit is out, in µs from now; −1 where there is no room for it
   */
  enter(length: number, at: Micros, travel: Micros): Micros {
    if (this.#limit > 0 && this.inside(at) >= this.#limit) return -1
    if (this.#rate === 0) {
      if (this.#limit > 0) this.#note(at + travel)
      return 0
    }
    if (at > this.#freeAt) {
      this.#freeAt = at
      this.#credit = 0
    }
    const work = length * 8 * 1e6 - this.#credit
    const duration = Math.max(0, Math.ceil(work / this.#rate))
    this.#credit = duration * this.#rate - work
    this.#freeAt += duration
    if (this.#limit > 0) this.#note(this.#freeAt)
    return this.#freeAt - at
  }

  /** How many are inside at `at`. */
  inside(at: Micros): number {
    const leaving = this.#leaving
    while (this.#head < leaving.length && (leaving[this.#head] as Micros) <= at) this.#head++
    if (this.#head > 1024 && this.#head * 2 > leaving.length) {
      leaving.splice(0, this.#head)
      this.#head = 0
    }
    return leaving.length - this.#head
  }

  /** Keeps the order of leaving; only jitter without a rate ever has to look back. */
  #note(time: Micros): void {
    const leaving = this.#leaving
    let place = leaving.length
    while (place > this.#head && (leaving[place - 1] as Micros) > time) {
      leaving[place] = leaving[place - 1] as Micros
      place--
    }
    leaving[place] = time
  }
}
