/**
 * Tail loss probes (RFC 8985, section 7): where nothing comes back, one segment is sent again, long
 * before the RTO, so that its ACK tells what is missing.
 *
 *      1  2  3  4  ╳  ╳                       5 and 6 are lost, and nothing follows them
 *                  2 RTT ──▶ 6 again ▶ ACK 5, SACK 6: now it is known that 5 is lost
 *
 * Unlike there, in a recovery too: the window counts from base, and when a retransmission of base
 * dies nothing else may follow it. And again after twice the time, until the RTO (as QUIC does,
 * RFC 9002, section 6.2).
 */
import type { Micros } from '../kernel/time.js'
import type { Scoreboard, Sent } from './tcp-scoreboard.js'

export class TailProbe {
  /** The last one, while it has no answer. */
  #probe: Sent | undefined
  /** How many there were since the last news. */
  #count = 0

  /**
   * How long silence is borne, in µs.
   * @param ackDelay what the peer may take for its answer, in µs
   */
  delay(rtt: number, ackDelay: Micros): Micros {
    return Math.max(1, Math.ceil((2 * rtt + ackDelay) * 2 ** this.#count))
  }

  /** The segment that is to be sent again. */
  pick({ first, last, sackedCount }: Scoreboard): Sent | undefined {
    const isTail = sackedCount === 0 && last?.fate === 'in flight'
    this.#probe = isTail ? last : first
    this.#count++
    return this.#probe
  }

  /** `news` have arrived, as an ACK says that answers transmission `echo`. @returns see `forget` */
  answered(news: readonly Sent[], echo: number): boolean {
    const probe = this.forget()
    // It is the probe that arrived first, so what it repeats was lost.
    return probe !== undefined && probe.order === echo && news.includes(probe)
  }

  /** Begins anew. @returns the probe that had no answer */
  forget(): Sent | undefined {
    const probe = this.#probe
    this.#probe = undefined
    this.#count = 0
    return probe
  }
}
