/**
 * CUBIC (RFC 9438; Kurose & Ross, section 3.7.1): after a loss cwnd returns quickly to where the
 * loss was, lingers there, and then feels its way up ever faster. It depends on the time since the
 * loss, not on how many round trips fit into it.
 *
 *      cwnd                                    ╱
 *      W_max ┄┄┄┄╮┄┄┄┄┄┄┄┄┄┄┄▁▁▁▁─────▔▔▔▔┄┄┄╱     W(t) = C (t − K)³ + W_max
 *                │       ▁─▔                       K    = ∛((W_max − cwnd) / C)
 *                │   ╱                             after a loss cwnd = β · cwnd
 *                ╰╱
 *                 0                 K         t
 */
import type { Micros } from '../kernel/time.js'
import {
  type CongestionWindow,
  HIGHEST_WINDOW,
  INITIAL_WINDOW,
  LOWEST_THRESHOLD,
  slowStart
} from './tcp-congestion.js'

const BETA = 0.7
/** Segments per second cubed. */
const C = 0.4
/** What makes a Reno that decreases by β as fast as the usual one. */
const ALPHA = (3 * (1 - BETA)) / (1 + BETA)

export class Cubic implements CongestionWindow {
  cwnd = INITIAL_WINDOW
  ssthresh = HIGHEST_WINDOW
  #wMax = 0
  /** cwnd at the last loss. */
  #prior = HIGHEST_WINDOW
  /** When congestion avoidance began after the last loss, µs; undefined before. */
  #epoch: Micros | undefined
  #k = 0
  /** What Reno would have by now (section 4.3). */
  #reno = 0
  #lastAt: Micros = 0
  #before = { cwnd: INITIAL_WINDOW, ssthresh: HIGHEST_WINDOW, wMax: 0, prior: HIGHEST_WINDOW }

  acknowledged(count: number, at: Micros, rtt: Micros): void {
    const rest = this.cwnd < this.ssthresh ? slowStart(this, count) : count
    if (rest > 0) this.#avoid(rest, at, rtt)
    this.#lastAt = at
  }

  lost(flight: number): void {
    const { cwnd, ssthresh } = this
    this.#before = { cwnd, ssthresh, wMax: this.#wMax, prior: this.#prior }
    // Fast convergence: who had to give way below its old height makes room for newcomers.
    this.#wMax = cwnd < this.#wMax ? (cwnd * (1 + BETA)) / 2 : cwnd
    this.#prior = cwnd
    this.#epoch = undefined
    this.ssthresh = Math.max(Math.min(flight, cwnd) * BETA, LOWEST_THRESHOLD)
    this.cwnd = this.ssthresh
  }

  restart(): void {
    this.cwnd = 1
    this.#epoch = undefined
  }

  undo(): void {
    const { cwnd, ssthresh, wMax, prior } = this.#before
    this.cwnd = Math.max(this.cwnd, cwnd)
    this.ssthresh = Math.max(this.ssthresh, ssthresh)
    this.#wMax = wMax
    this.#prior = prior
    this.#epoch = undefined
  }

  #avoid(count: number, at: Micros, rtt: Micros): void {
    // Time in which cwnd held nobody back is no time to grow in (section 5.8).
    const idle = at - this.#lastAt - 2 * rtt
    if (this.#epoch === undefined) this.#begin(at)
    else if (idle > 0) this.#epoch += idle
    const t = (at - (this.#epoch ?? at)) / 1e6
    const alpha = this.#reno < this.#prior ? ALPHA : 1
    this.#reno += (alpha * count) / this.cwnd
    const target = Math.min(Math.max(this.#w(t + rtt / 1e6), this.cwnd), 1.5 * this.cwnd)
    const grown =
      this.#w(t) < this.#reno
        ? Math.max(this.cwnd, this.#reno)
        : this.cwnd + ((target - this.cwnd) / this.cwnd) * count
    this.cwnd = Math.min(grown, HIGHEST_WINDOW)
  }

  #begin(at: Micros): void {
    this.#epoch = at
    this.#reno = this.cwnd
    if (this.cwnd < this.#wMax) this.#k = cubeRoot((this.#wMax - this.cwnd) / C)
    else {
      this.#k = 0
      this.#wMax = this.cwnd
    }
  }

  /** @param t seconds since the epoch */
  #w(t: number): number {
    const d = t - this.#k
    return C * d * d * d + this.#wMax
  }
}

/**
 * Newton's method from above. `Math.cbrt` need not be the same to the last bit in every engine,
 * and runs must be.
 * @param x above 0
 */
export function cubeRoot(x: number): number {
  let root = Math.max(1, x)
  for (;;) {
    const next = (2 * root + x / (root * root)) / 3
    if (next >= root) return root
    root = next
  }
}
