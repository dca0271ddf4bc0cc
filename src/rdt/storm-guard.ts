/**
 * Keeps a storm down. What is corrupt may have been data or an ACK, so on a full-duplex
 * connection both halves answer it, and one of the two answers is one too many. Where no
 * timer is, nothing swallows it while both sides have more to say: it has a segment sent
 * twice, whose second ACK has the next one sent twice, and so on (the sorcerer's
 * apprentice), and every corrupt datagram adds one more.
 *
 *      A   corrupt! what was it?           B
 *      │ ─────── data again ─────────────▶ │ ACK, and ACK again ─▶ …
 *      │ ─────── NAK, or the last ACK ───▶ │ data again ─────────▶ …
 *
 * While many copies of a segment are on their way, each of which will be answered, one more
 * tells the peer nothing new.
 */
import type { Micros } from '../kernel/time.js'
import type { Segment } from './segment.js'

/** Copies of one segment, besides its first transmission, that may leave within half a round trip. */
const MOST_COPIES = 3

export class StormGuard {
  #seqnum = -1
  #copies = 0
  #since: Micros = 0

  /**
   * `segment` is about to be sent again; the round trip takes `srtt` µs.
   * @returns true where it would only feed a storm
   */
  isSurplus({ seqnum }: Segment, srtt: Micros | undefined, at: Micros): boolean {
    const isOver = srtt === undefined || at - this.#since > srtt / 2
    if (seqnum !== this.#seqnum || isOver) {
      this.#seqnum = seqnum
      this.#copies = 0
      this.#since = at
    }
    return ++this.#copies > MOST_COPIES
  }
}
