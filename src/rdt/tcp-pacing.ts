/**
 * Pacing: no more than a few segments leave back to back; more have to follow at the rate at which
 * the network takes them, cwnd in a round trip. A queue that is shorter than a burst would drop the
 * rest of it. ACKs clock out the segments of a steady flow, so this is for slow start, and for what
 * a single ACK lets go after a repair (RFC 9002, section 7.7; a bucket of tokens).
 */
import type { Micros } from '../kernel/time.js'
import { INITIAL_WINDOW } from './tcp-congestion.js'

/** Segments that may leave back to back. */
const BURST = INITIAL_WINDOW

export class Pacer {
  /** Nothing may be sent until `release`. */
  isHeld = false
  /** When the segments so far would have left, had each waited its interval. */
  #due = 0

  /**
   * A segment leaves at `at`; the rate is one for each `interval` µs, 0 for any number.
   * @returns 0, or for how many µs nothing may follow: then the pacer is held
   */
  left(interval: number, at: Micros): Micros {
    this.#due = Math.max(this.#due, at) + interval
    const wait = Math.ceil(this.#due - BURST * interval - at)
    if (wait <= 0) return 0
    this.isHeld = true
    return wait
  }

  release(): void {
    this.isHeld = false
  }
}

/** µs between two segments where `cwnd` of them shall leave in a round trip of `rtt` µs. */
export function paceOf(cwnd: number, isSlowStart: boolean, rtt: number | undefined): number {
  if (rtt === undefined || cwnd === Number.POSITIVE_INFINITY) return 0
  // Somewhat faster, so that it is not pacing that keeps cwnd from being used.
  return rtt / (cwnd * (isSlowStart ? 2 : 1.25))
}
