/**
 * When is a segment lost? Recent acknowledgement (RACK, RFC 8985, section 6): when one that was
 * sent after it has arrived, and it has had its time.
 *
 *      sent      1  2  3  4  5         …  lost(2)?
 *                │  ╳  │  │               │
 *      arrived   1     3  4               │ sent(2) + RTT + reordering window
 *                └ RTT ┘                  ▼
 *
 * RFC 6675 counts: three that arrived behind a hole make it a loss. Where the channel changes the
 * order that is wrong time and again, and of a retransmission that dies it knows nothing until the
 * RTO. Time knows: a retransmission was sent too, and others after it. So here time decides, and
 * RFC 6675 only says how much may be in the network meanwhile (the pipe).
 */
import type { Micros } from '../kernel/time.js'
import type { Sent } from './tcp-scoreboard.js'

/** So many that arrived behind a hole are proof, where the order has never been changed. */
const DUPLICATE_THRESHOLD = 3
/** So many recoveries keep what was learnt of the order (RFC 8985, section 6.2, step 4). */
const MEMORY = 16

export class Rack {
  /** Smoothed round-trip time, its deviation, and the shortest one. */
  srtt: number | undefined
  #rttvar = 0
  #minRtt: Micros = Number.POSITIVE_INFINITY
  /** Of those that arrived the latest transmission, and its round trip. */
  latest = 0
  #rtt: Micros = 0
  /** The highest number that arrived. */
  #highest = 0
  #hasReordering = false
  /** One more quarter of a round trip for each in which that was not patience enough. */
  #quarters = 0
  #memory = 0
  /** Until base comes here, it is the same round trip. */
  #round = 0

  /**
   * `news` have arrived, as an ACK says that answers transmission `echo`.
   * @returns the round trip of that transmission, µs, where it is one of them
   */
  arrived(news: readonly Sent[], echo: number, at: Micros): Micros | undefined {
    let rtt: Micros | undefined
    let highest = this.#highest
    for (const sent of news) {
      const isAnswered = sent.order === echo
      if (isAnswered) {
        rtt = at - sent.sentAt
        this.#measure(rtt)
        if (echo > this.latest) this.#rtt = rtt
        // It has just come; of the others that are new to us the ACKs may have been lost.
        if (sent.attempts === 1 && sent.number < this.#highest) this.#noteReordering()
      }
      highest = Math.max(highest, sent.number)
      // Of a segment that was sent twice nobody knows which one came, but for the echo.
      if (isAnswered || sent.attempts === 1) this.latest = Math.max(this.latest, sent.order)
    }
    this.#highest = highest
    return rtt
  }

  /** A transmission was given up that arrived after all. @param next after the newest */
  wasHasty(base: number, next: number): void {
    this.#noteReordering()
    if (base < this.#round) return
    this.#round = next
    this.#quarters++
  }

  /** A recovery is over. */
  recovered(): void {
    if (--this.#memory > 0) return
    this.#quarters = 0
    this.#hasReordering = false
  }

  /**
   * How long after its transmission a segment counts as lost, in µs, once a later one has arrived.
   * Where the order changes, RFC 8985 adds some quarters of the shortest round trip. But a channel
   * in which one segment overtakes others by far makes that one very short, so here it is the usual
   * one, and its deviation, as for the RTO.
   * @param sackedCount how many arrived behind a hole
   */
  patience(isRecovering: boolean, sackedCount: number): Micros {
    if (this.#hasReordering) {
      // Whoever overtakes has a short round trip, which is no measure for those it overtook.
      const srtt = this.srtt ?? this.#rtt
      const late = Math.max(4 * this.#rttvar, srtt / 4) + (this.#quarters * srtt) / 4
      return Math.ceil(Math.max(this.#rtt, srtt) + late)
    }
    if (isRecovering || sackedCount >= DUPLICATE_THRESHOLD) return this.#rtt
    return this.srtt === undefined ? 0 : Math.ceil(this.#rtt + this.#minRtt / 4)
  }

  #noteReordering(): void {
    this.#hasReordering = true
    this.#memory = MEMORY
  }

  #measure(rtt: Micros): void {
    this.#minRtt = Math.min(this.#minRtt, rtt)
    if (this.srtt === undefined) {
      this.srtt = rtt
      this.#rttvar = rtt / 2
    } else {
      this.#rttvar += (Math.abs(this.srtt - rtt) - this.#rttvar) / 4
      this.srtt += (rtt - this.srtt) / 8
    }
  }
}
