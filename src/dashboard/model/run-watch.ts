/**
 * What can be said of a sender's window by watching its segments pass: the numbers that were sent,
 * and the ACKs that came back. Where nobody tells the machine's own state, this stands for it.
 */
import { SequenceSpace } from '../../rdt/sequence.js'
import { numberingOf } from '../../trace/ack-meaning.js'
import type { TraceEvent } from '../../trace/event.js'
import type { SpokenProtocol } from '../../trace/spoken-protocol.js'

/** Of numbers that were acknowledged alone, so many are remembered. */
const MOST_ACKED = 4096

export class WatchedWindow {
  /** The oldest number that no ACK covers, and the one that new data will have. */
  base: number | undefined
  next: number | undefined
  /** Acknowledged, though `base` is not. */
  readonly acked = new Set<number>()
  readonly #protocol: SpokenProtocol
  readonly #numbers: SequenceSpace
  /** Nobody acknowledges: what was sent is believed to arrive. */
  readonly #isUnanswered: boolean

  constructor(protocol: SpokenProtocol) {
    this.#protocol = protocol
    this.#numbers = new SequenceSpace(protocol.seqBits)
    this.#isUnanswered = numberingOf(protocol.name).acks === 'none'
  }

  /** Another connection begins. */
  reset(): void {
    this.base = undefined
    this.next = undefined
    this.acked.clear()
  }

  /** A data segment is sent. */
  sent({ seq, attempt = 1 }: TraceEvent): void {
    if (seq === undefined) return
    this.base ??= seq
    if (attempt === 1 || this.next === undefined) this.next = this.#numbers.next(seq)
    if (this.#isUnanswered) this.base = this.next
  }

  /** An ACK arrives, and its checksum holds. */
  acknowledged({ ack }: TraceEvent): void {
    const { acks, name } = this.#protocol
    if (this.base === undefined || this.next === undefined) return
    if (acks === 'all' && name !== 'tcp' && name !== '') this.base = this.next
    else if (ack !== undefined) this.#reach(ack, acks === 'each', acks === 'next' || name === 'tcp')
  }

  #reach(ack: number, isEach: boolean, isNext: boolean): void {
    const { base = 0, next = 0 } = this
    const numbers = this.#numbers
    const named = isNext ? numbers.previous(ack) : numbers.wrap(ack)
    if (numbers.distance(base, named) >= numbers.distance(base, next)) return
    if (!isEach) {
      this.base = numbers.next(named)
      return
    }
    if (this.acked.size < MOST_ACKED) this.acked.add(named)
    while (this.base !== next && this.acked.delete(this.base ?? 0)) {
      this.base = numbers.next(this.base ?? 0)
    }
  }
}
