/**
 * How fast the narrowest link on the way passes segments on: that is how close together they come
 * out of it. (Dovrolis, Ramanathan and Moore, 2001, "What do packet dispersion techniques
 * measure?")
 *
 *      sent       1 2 3 4 5 6 7 8            a train, back to back
 *      answered   1   2   ·   4   ·   ·   7  the narrow link has spread it: 6 intervals from 1 to 7
 *
 * An ACK tells which transmission it answers, so neither lost segments nor lost ACKs disturb this.
 * The shortest interval counts: a train with a gap in it does no harm. What can be wrong is that
 * ACKs were crowded together on their way; then it is too short, which is as if nothing were known.
 */
import type { Micros } from '../kernel/time.js'
import { seconds } from '../kernel/time.js'

/** Segments of a train. */
const TRAIN = 16
/** A measurement is believed for so long, at most twice. */
const MEMORY = seconds(1)

export class LinkRate {
  /** The transmission with which a train began, and when it was answered. */
  #first = 0
  #since: Micros = 0
  /** µs a segment: the shortest of this period, and of the one before. */
  #now = Number.POSITIVE_INFINITY
  #before = Number.POSITIVE_INFINITY
  #periodEnds: Micros = 0

  /** µs from one segment to the next; 0 while nothing is known. */
  get interval(): number {
    const interval = Math.min(this.#now, this.#before)
    return interval === Number.POSITIVE_INFINITY ? 0 : interval
  }

  /** Transmission `order` is answered. Those before it have passed too, or were lost on the way. */
  answered(order: number, at: Micros): void {
    if (at >= this.#periodEnds) this.#begin(at)
    const length = order - this.#first
    if (length < TRAIN) return
    this.#now = Math.min(this.#now, (at - this.#since) / length)
    this.#first = order
    this.#since = at
  }

  #begin(at: Micros): void {
    const isStale = at >= this.#periodEnds + MEMORY
    this.#before = isStale ? Number.POSITIVE_INFINITY : this.#now
    this.#now = Number.POSITIVE_INFINITY
    this.#periodEnds = at + MEMORY
  }
}
