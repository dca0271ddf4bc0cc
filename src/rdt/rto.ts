/**
 * The retransmission timeout (RFC 6298; Kurose & Ross, section 3.5.3).
 *
 *     RTTVAR = ¾ RTTVAR + ¼ |SRTT − R|        R: a new measurement
 *     SRTT   = ⅞ SRTT   + ⅛ R
 *     RTO    = SRTT + max(G, 4 RTTVAR)        G: granularity of the clock
 *
 * Karn's rule: a segment that was sent twice is never measured, since nobody knows
 * which of the two was answered. Each timeout doubles the RTO (back-off).
 */
import type { Micros } from '../kernel/time.js'
import { ms, seconds, toMs } from '../kernel/time.js'

/** How the RTO is found: fixed (and then never backed off), or measured between bounds. */
export type RtoPolicy =
  | { readonly fixed: Micros }
  | { readonly initial: Micros; readonly floor: Micros; readonly ceiling: Micros }

/** For networks of today: waits no longer than people do. */
export const ADAPTIVE: RtoPolicy = { initial: ms(500), floor: ms(100), ceiling: seconds(10) }

/** To the letter of RFC 6298: rules 2.1, 2.4 and 2.5. */
export const RFC6298: RtoPolicy = { initial: seconds(1), floor: seconds(1), ceiling: seconds(60) }

/** The policy in the words of `--rto`. */
export function describeRto(rto: RtoPolicy): string {
  if ('fixed' in rto) return `${toMs(rto.fixed)}ms`
  return rto === RFC6298 ? 'rfc6298' : 'adaptive'
}

const GRANULARITY = ms(1)

/** Of so many timeouts without a measurement in between, two keep their back-off. */
const PATIENCE = 8

export class RtoEstimator {
  #srtt: number | undefined
  #rttvar = 0
  /** The RTO before back-off. */
  #computed: Micros
  #doublings = 0
  #backedOffUntil: Micros = 0
  /** Timeouts since the last measurement. */
  #timeouts = 0
  readonly #policy: RtoPolicy
  readonly #ceiling: Micros | undefined

  constructor(policy: RtoPolicy) {
    this.#policy = policy
    this.#ceiling = 'fixed' in policy ? undefined : policy.ceiling
    this.#computed = 'fixed' in policy ? policy.fixed : policy.initial
  }

  /** Smoothed round-trip time in µs; undefined before the first measurement. */
  get srtt(): Micros | undefined {
    return this.#srtt === undefined ? undefined : Math.round(this.#srtt)
  }

  /** The timeout to use now, in µs, back-off included. */
  get rto(): Micros {
    if (this.#doublings === 0 || this.#ceiling === undefined) return this.#computed
    return Math.min(this.#computed * 2 ** this.#doublings, this.#ceiling)
  }

  /** An unambiguous measurement; it ends back-off (RFC 6298, section 5). */
  measure(rtt: Micros): void {
    if (this.#srtt === undefined) {
      this.#srtt = rtt
      this.#rttvar = rtt / 2
    } else {
      this.#rttvar += (Math.abs(this.#srtt - rtt) - this.#rttvar) / 4
      this.#srtt += (rtt - this.#srtt) / 8
    }
    this.#doublings = 0
    this.#timeouts = 0
    if ('fixed' in this.#policy) return
    const rto = Math.round(this.#srtt + Math.max(GRANULARITY, 4 * this.#rttvar))
    this.#computed = Math.min(Math.max(rto, this.#policy.floor), this.#policy.ceiling)
  }

  /** A timer ran out. Timers of one flight that run out together count as one. */
  backOff(at: Micros): void {
    if (this.#ceiling === undefined || at < this.#backedOffUntil) return
    this.#timeouts++
    if (this.rto < this.#ceiling) this.#doublings++
    this.#backedOffUntil = at + this.rto
  }

  /**
   * New data was acknowledged, but Karn's rule forbids to measure it. The path works, so
   * back-off ends (as QUIC's does, RFC 9002, section 6.2.1; RFC 6298 keeps it, and waits for
   * the ceiling most of the time when half of all is lost). But where the RTO is below the
   * round-trip time, every segment is sent twice and none can ever be measured: so now and
   * then the back-off is kept, for long enough to measure the next segment if that is why.
   */
  progressed(): void {
    if (this.#policy !== RFC6298 && this.#timeouts % PATIENCE > 1) this.#doublings = 0
  }
}
