/**
 * Pacing: no more than a few segments leave back to back; more have to follow at the rate at which
 * the network takes them (RFC 9002, section 7.7; a bucket of tokens).
 *
 * Under congestion control that is cwnd in a round trip: a queue that is shorter than a burst would
 * drop the rest of it. ACKs clock out the segments of a steady flow, so this is for slow start, and
 * for what a single ACK lets go after a repair. Without, it is the rate of the narrowest link: what
 * waits here instead of there lets retransmissions go first, and everybody waits for those.
 */
import type { Micros } from '../kernel/time.js'
import { type CongestionWindow, INITIAL_WINDOW } from './tcp-congestion.js'

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

/** Somewhat faster than it need be, so that it is not pacing that keeps a window from being used. */
const MARGIN = { slowStart: 2, steady: 1.25, link: 1.1 }

/**
 * µs between two segments, 0 for none.
 * @param rtt the round trip in µs, once it is known
 * @param linkInterval what the narrowest link takes for a segment, in µs; 0 while it is not known
 */
export function paceOf(
  { cwnd, ssthresh }: Pick<CongestionWindow, 'cwnd' | 'ssthresh'>,
  rtt: number | undefined,
  linkInterval: number
): number {
  if (cwnd === Number.POSITIVE_INFINITY) return linkInterval / MARGIN.link
  return (rtt ?? 0) / (cwnd * (cwnd < ssthresh ? MARGIN.slowStart : MARGIN.steady))
}
