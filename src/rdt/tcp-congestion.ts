/**
 * Congestion control (Kurose & Ross, section 3.7): how many segments may be in the network.
 *
 *      cwnd                     ╱│                     slow start             +1 for each ACKed
 *                 ssthresh   ╱   │    ╱│               congestion avoidance   +1 for each cwnd ACKed
 *               ▁▁▁▁▁▁▁▁▁▁ ╱     │ ╱   │               a loss                 half
 *                       ╱        ╱     │               a timeout              1, slow start
 *                    ╱                 │ ╱
 *                ▁╱                    ╱               (figure 3.51)
 *
 * All in segments. Who may send what is not decided here, only how much.
 */
import type { Micros } from '../kernel/time.js'

/** What the sender tells, and what it asks. */
export interface CongestionWindow {
  /** Segments that may be in flight: a number, perhaps with a fraction. */
  readonly cwnd: number
  /** Below it cwnd is in slow start. */
  readonly ssthresh: number
  /**
   * `count` more segments have arrived, and cwnd was what held the sender back.
   * @param rtt smoothed round-trip time, µs
   * @param isDuplicate they arrived behind a hole, and base is where it was
   */
  acknowledged(count: number, at: Micros, rtt: Micros, isDuplicate: boolean): void
  /** Such an ACK came, in a recovery or before, while `flight` were in flight. */
  duplicate?(flight: number): void
  /** A segment was lost of the `flight` that were in flight. */
  lost(flight: number, at: Micros, sign: 'duplicate ACKs' | 'timeout'): void
  /** What began with duplicate ACKs is over: all that was in flight then has arrived. */
  recovered?(): void
  /** The retransmission timer ran out: of the `flight` in flight none is known to live. */
  restart(flight: number): void
  /** The last loss was none: back to what was before. */
  undo(): void
}

/** RFC 6928: what may be sent before anything is known. */
export const INITIAL_WINDOW = 10
/** RFC 5681: as high as any window may be. */
export const HIGHEST_WINDOW = 65_535
/** RFC 5681: ssthresh is never lower. */
export const LOWEST_THRESHOLD = 2

/** A loss is the weather's. */
export class NoCongestionControl implements CongestionWindow {
  readonly cwnd = Number.POSITIVE_INFINITY
  readonly ssthresh = 0
  acknowledged(): void {}
  lost(): void {}
  restart(): void {}
  undo(): void {}
}

/** RFC 5681 and 6582. What SACK and RACK know replaces the guesses of NewReno's partial ACKs. */
export class NewReno implements CongestionWindow {
  cwnd = INITIAL_WINDOW
  ssthresh = HIGHEST_WINDOW
  #before = { cwnd: INITIAL_WINDOW, ssthresh: HIGHEST_WINDOW }

  acknowledged(count: number): void {
    const rest = this.cwnd < this.ssthresh ? slowStart(this, count) : count
    if (rest > 0) this.cwnd = Math.min(this.cwnd + rest / this.cwnd, HIGHEST_WINDOW)
  }

  lost(flight: number): void {
    this.#before = { cwnd: this.cwnd, ssthresh: this.ssthresh }
    this.ssthresh = Math.max(Math.min(flight, this.cwnd) / 2, LOWEST_THRESHOLD)
    this.cwnd = this.ssthresh
  }

  restart(): void {
    this.cwnd = 1
  }

  undo(): void {
    this.cwnd = Math.max(this.cwnd, this.#before.cwnd)
    this.ssthresh = Math.max(this.ssthresh, this.#before.ssthresh)
  }
}

/**
 * One more for each that arrived, up to ssthresh. An ACK may count for as many as it brings,
 * since pacing keeps them from leaving all at once (RFC 9002, section 7.3.1).
 * @returns how many of `count` are left for congestion avoidance
 */
export function slowStart(
  control: { cwnd: number; readonly ssthresh: number },
  count: number
): number {
  const grown = Math.min(control.cwnd + count, control.ssthresh)
  const rest = count - (grown - control.cwnd)
  control.cwnd = grown
  return rest
}
