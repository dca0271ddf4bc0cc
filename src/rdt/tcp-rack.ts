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
  /** Smoothed round-trip time, of whatever came back and was sent but once; and the shortest one. */
  srtt: number | undefined
  minRtt: Micros = Number.POSITIVE_INFINITY
  /** Of those that arrived the latest transmission, and its round trip. */
  latest = 0
  #rtt: Micros = 0
  /** The highest number that arrived. */
  #highest = 0
  #hasReordering = false
  /** Quarters of the shortest round trip that a segment may be late. */
  #quarters = 1
  #memory = 0
  /** Until base comes here, duplicates are those of the same round trip. */
  #round = 0

  /** News of `sent`: it has arrived. */
  arrived(sent: Sent, at: Micros): void {
    const rtt = at - sent.sentAt
    const isFirst = sent.attempts === 1
    // Too soon for an answer to the last transmission: it was one of those before.
    if (!isFirst && rtt < this.minRtt) return
    if (isFirst) {
      if (sent.number < this.#highest) this.#hasReordering = true
      this.minRtt = Math.min(this.minRtt, rtt)
    }
    this.#highest = Math.max(this.#highest, sent.number)
    if (sent.order <= this.latest) return
    this.latest = sent.order
    this.#rtt = rtt
    if (isFirst) this.srtt = this.srtt === undefined ? rtt : this.srtt + (rtt - this.srtt) / 8
  }

  /** A segment was sent again for nothing: it had only been overtaken. @param next after the newest */
  wasHasty(base: number, next: number): void {
    this.#hasReordering = true
    this.#memory = MEMORY
    if (base < this.#round) return
    this.#round = next
    this.#quarters++
  }

  /** A recovery is over. */
  recovered(): void {
    if (--this.#memory <= 0) this.#quarters = 1
  }

  /**
   * How long after its transmission a segment counts as lost, in µs, once a later one has arrived.
   * @param sackedCount how many arrived behind a hole
   */
  patience(isRecovering: boolean, sackedCount: number): Micros {
    if (this.#hasReordering) {
      // Whoever overtakes has a short round trip, and is no measure for those it overtook.
      const usual = Math.max(this.#rtt, this.srtt ?? 0)
      return Math.ceil(usual + this.#lateness)
    }
    if (isRecovering || sackedCount >= DUPLICATE_THRESHOLD) return this.#rtt
    return Math.ceil(this.#rtt + this.#lateness)
  }

  get #lateness(): number {
    if (this.srtt === undefined) return 0
    return Math.min((this.#quarters * this.minRtt) / 4, this.srtt)
  }
}
