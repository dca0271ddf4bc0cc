/**
 * The segments in flight, as the endpoint sees them from outside: what its sender
 * handed to `udtSend`, and what the ACKs that come back say of it. This is where
 * round-trip times are measured, whatever the protocol.
 */
import { Fifo } from '../kernel/fifo.js'
import type { Micros } from '../kernel/time.js'
import type { Protocol } from './protocol.js'

interface Sent {
  readonly seqnum: number
  readonly firstAt: Micros
  readonly length: number
  attempts: number
  isAcknowledged: boolean
}

/** What `acknowledge` answers where new data was acknowledged that Karn's rule forbids to measure. */
export const UNMEASURED = -1

export class Flight {
  /** Oldest first; an acknowledged one in the middle waits for those before it. */
  readonly #sent = new Fifo<Sent>()
  #bytes = 0
  /** Each first transmission so far had the number after the one before, modulo 2^seqBits. */
  #isConsecutive = true
  /** The number that a new segment would have; −1 before the first. */
  #next = -1
  readonly #acks: NonNullable<Protocol['acks']>
  readonly #mask: number

  constructor(acks: Protocol['acks'], seqBits: number) {
    this.#acks = acks ?? 'last'
    this.#mask = (2 ** seqBits - 1) | 0
  }

  get isEmpty(): boolean {
    return this.#sent.length === 0
  }

  /** Payload bytes that are not acknowledged. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * A data segment goes out. `isFresh`: the sender took new data from above for it.
   * @returns which transmission of this segment it is, from 1
   */
  transmit(seqnum: number, length: number, at: Micros, isFresh: boolean): number {
    if (this.#acks === 'none') return 1
    const isNext = seqnum === this.#next || this.#next < 0
    if (!isFresh) {
      const known = this.#find(seqnum)
      if (known !== undefined) return ++(this.#sent.at(known) as Sent).attempts
      if (!isNext) return 2 // sent again though all has been acknowledged
    }
    if (!isNext) this.#isConsecutive = false
    this.#next = ((seqnum + 1) & this.#mask) >>> 0
    this.#bytes += length
    this.#sent.push({ seqnum, firstAt: at, length, attempts: 1, isAcknowledged: false })
    return 1
  }

  /**
   * An ACK came.
   * @returns the round-trip time in µs, or UNMEASURED; undefined where the ACK tells nothing new
   */
  acknowledge(acknum: number, at: Micros): Micros | undefined {
    const named = this.#acks === 'next' ? ((acknum - 1) & this.#mask) >>> 0 : acknum
    const oldest = this.#sent.at(0)
    if (oldest !== undefined && oldest.seqnum === named) {
      // The usual case, for any meaning of ACKs: the oldest one, and it alone.
      this.#sent.shift()
      this.#bytes -= oldest.length
      while (this.#sent.at(0)?.isAcknowledged) this.#sent.shift()
      return oldest.attempts > 1 ? UNMEASURED : at - oldest.firstAt
    }
    const index = this.#find(named)
    if (index === undefined) return undefined
    const first = this.#acks === 'each' ? index : 0
    let isClear = true
    for (let i = first; i <= index; i++) {
      const sent = this.#sent.at(i) as Sent
      if (sent.attempts > 1) isClear = false
      if (!sent.isAcknowledged) this.#bytes -= sent.length
      sent.isAcknowledged = true
    }
    const rtt = at - (this.#sent.at(index) as Sent).firstAt
    while (this.#sent.at(0)?.isAcknowledged) this.#sent.shift()
    return isClear ? rtt : UNMEASURED
  }

  /**
   * All that is in flight is acknowledged, by whatever told the sender so: that of a
   * stop-and-wait protocol is ready again.
   * @returns as `acknowledge`
   */
  acknowledgeAll(at: Micros): Micros | undefined {
    const newest = this.#sent.at(this.#sent.length - 1)
    if (newest === undefined) return undefined
    const rtt = newest.attempts > 1 ? UNMEASURED : at - newest.firstAt
    while (this.#sent.shift() !== undefined);
    this.#bytes = 0
    return rtt
  }

  /** Where the unacknowledged segment `seqnum` stands. */
  #find(seqnum: number): number | undefined {
    const oldest = this.#sent.at(0)
    if (oldest === undefined) return undefined
    if (this.#isConsecutive) {
      const index = ((seqnum - oldest.seqnum) & this.#mask) >>> 0
      return index < this.#sent.length && !this.#sent.at(index)?.isAcknowledged ? index : undefined
    }
    const index = this.#sent.findIndex((sent) => sent.seqnum === seqnum && !sent.isAcknowledged)
    return index < 0 ? undefined : index
  }
}
