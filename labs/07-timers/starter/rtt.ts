/**
 * Lab 7: Timers (Kurose & Ross, section 3.5.3; RFC 6298). README.md has the rules.
 *
 *     sent(1) ├────────── R ──────────▶ acked(1)   measure(R): SRTT, RTTVAR, RTO
 *     sent(2) ├──────── RTO ───────▶ timeout()     RTO doubles; sent(2) again
 *
 * α = 1/8, β = 1/4, K = 4. All times are numbers of microseconds (µs): 250 ms are 250000.
 *
 *   rdt lab check 7   judges this file        rdt lab hint 7   helps a little
 */

/** In µs. */
export interface Bounds {
  /** The RTO before anything is measured. */
  readonly initial: number
  /** What a measurement makes the RTO at least, and at most; the maximum holds for back-off, too. */
  readonly min: number
  readonly max: number
  /** G of RFC 6298: how finely the clock ticks. */
  readonly granularity: number
}

class RtoTimer {
  /** The book's EstimatedRTT, in µs; undefined before the first measurement. */
  srtt: number | undefined
  /** The book's DevRTT, in µs; undefined before the first measurement. */
  rttvar: number | undefined
  /** The book's TimeoutInterval, in µs: how long a timer that is started now has to run. */
  rto = 0 // TODO: before anything is measured

  readonly bounds: Bounds

  constructor(bounds: Bounds) {
    this.bounds = bounds
  }

  /** A round trip of `rtt` µs was measured. */
  measure(rtt: number) {
    // TODO: the first one is other than those after it. Then the RTO, within its bounds.
  }

  /** The timer has run out. */
  timeout() {
    // TODO: back off
  }

  /** Segment `seqnum` goes out at `at`, for the first time or again. */
  sent(seqnum: number, at: number) {
    // TODO: what do you have to remember?
  }

  /** An ACK of segment `seqnum` came at `at`. */
  acked(seqnum: number, at: number) {
    // TODO: is this a measurement?
  }
}

/** A timer of its own for each connection. */
export function createRtoTimer(bounds: Bounds) {
  return new RtoTimer(bounds)
}
