/**
 * The segments in flight, as the endpoint sees them from outside: what its sender
 * handed to `udtSend`, and what the ACKs that come back say of it. This is where
 * round-trip times are measured, whatever the protocol.
 */
import type { Micros } from '../kernel/time.js'
import type { Protocol } from './protocol.js'

interface Sent {
  readonly seqnum: number
  readonly firstAt: Micros
  readonly length: number
  attempts: number
  isAcknowledged: boolean
}

/** What an ACK did. `rtt` is a measurement that Karn's rule allows. */
export interface Acknowledged {
  readonly rtt: Micros | undefined
}

const UNMEASURED: Acknowledged = { rtt: undefined }

export class Flight {
  /** Oldest first, from `#head` on; an acknowledged one in the middle waits for those before it. */
  #sent: Sent[] = []
  #head = 0
  #bytes = 0
  /** Each first transmission so far had the number after the one before, modulo 2^seqBits. */
  #isConsecutive = true
  #newest: number | undefined
  readonly #acks: NonNullable<Protocol['acks']>
  readonly #mask: number

  constructor(acks: Protocol['acks'], seqBits: number) {
    this.#acks = acks ?? 'last'
    this.#mask = 2 ** seqBits - 1
  }

  get isEmpty(): boolean {
    return this.#head === this.#sent.length
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
    if (!isFresh) {
      const known = this.#find(seqnum)
      if (known !== undefined) return ++(this.#sent[known] as Sent).attempts
      if (seqnum !== this.#after(this.#newest)) return 2 // sent again though all has been acknowledged
    }
    if (this.#newest !== undefined && seqnum !== this.#after(this.#newest)) {
      this.#isConsecutive = false
    }
    this.#newest = seqnum
    this.#bytes += length
    this.#sent.push({ seqnum, firstAt: at, length, attempts: 1, isAcknowledged: false })
    return 1
  }

  /** An ACK came. @returns undefined where it tells nothing new */
  acknowledge(acknum: number, at: Micros): Acknowledged | undefined {
    const named = this.#acks === 'next' ? ((acknum - 1) & this.#mask) >>> 0 : acknum
    const index = this.#find(named)
    if (index === undefined) return undefined
    const first = this.#acks === 'each' ? index : this.#head
    let isClear = true
    for (let i = first; i <= index; i++) {
      const sent = this.#sent[i] as Sent
      if (sent.attempts > 1) isClear = false
      if (!sent.isAcknowledged) this.#bytes -= sent.length
      sent.isAcknowledged = true
    }
    const rtt = at - (this.#sent[index] as Sent).firstAt
    this.#forget()
    return isClear ? { rtt } : UNMEASURED
  }

  /** Where the unacknowledged segment `seqnum` stands. */
  #find(seqnum: number): number | undefined {
    const front = this.#sent[this.#head]
    if (front === undefined) return undefined
    if (this.#isConsecutive) {
      const index = this.#head + (((seqnum - front.seqnum) & this.#mask) >>> 0)
      const sent = this.#sent[index]
      return sent === undefined || sent.isAcknowledged ? undefined : index
    }
    const index = this.#sent.findIndex(
      (sent, i) => i >= this.#head && sent.seqnum === seqnum && !sent.isAcknowledged
    )
    return index < 0 ? undefined : index
  }

  #forget(): void {
    while (this.#sent[this.#head]?.isAcknowledged) this.#head++
    if (this.#head === this.#sent.length) {
      this.#sent.length = 0
      this.#head = 0
    } else if (this.#head > 1024 && this.#head > this.#sent.length / 2) {
      this.#sent = this.#sent.slice(this.#head)
      this.#head = 0
    }
  }

  #after(seqnum: number | undefined): number | undefined {
    return seqnum === undefined ? undefined : ((seqnum + 1) & this.#mask) >>> 0
  }
}
