/**
 * Which transmission of its segment passes, as far as numbers tell whoever only watches. Small
 * numbers come back: data 0 of the alternating bit is a new segment each time that data 1 has
 * passed. A sender that keeps to its window never sends anew what is older than it:
 *
 *            next − window          next                    next − window + 2^k
 *      ──────┼──────────────────────┼───────────────────────┼──────
 *             sent before: again     new: the number and     (that is the left end again)
 *                                    those that were lost
 *                                    before they came here
 *
 * Of a protocol without numbers (rdt2.0) an answer tells: behind a NAK, or one that is broken, the
 * same segment comes again.
 */
import { SequenceSpace } from '../../rdt/sequence.js'
import { numberingOf } from '../../trace/ack-meaning.js'
import type { TraceEvent } from '../../trace/event.js'
import { BoundedMap } from '../../trace/live-bounded-map.js'
import { reverse } from '../../trace/trigger.js'

/** What of the terms of a connection is needed. */
export interface NumberTerms {
  readonly protocol: string
  readonly windowSize: number
  readonly seqBits: number
}

interface Stream {
  next: number | undefined
  /** Of those that may come again: how often each came. */
  readonly counts: BoundedMap<number, number>
  /** Without numbers: no answer has come yet; and one has come that asks for the same once more. */
  isWaiting: boolean
  isAskedAgain: boolean
}

const MOST_STREAMS = 2048
const MOST_NUMBERS = 4096
const WIDEST = 32

export class Attempts {
  readonly #streams = new BoundedMap<string, Stream>(MOST_STREAMS)
  readonly #numbers: SequenceSpace
  readonly #window: number
  /** Without numbers only answers tell; undefined: there are numbers. */
  readonly #unnumbered: 'never' | 'asked' | undefined

  /** @param terms left out: nobody knows them, and numbers are taken for as wide as can be */
  constructor(terms?: NumberTerms) {
    const { protocol = '', windowSize = 1, seqBits = WIDEST } = terms ?? {}
    const numbering = numberingOf(protocol)
    const bits = numbering.seqBits ?? seqBits
    this.#numbers = new SequenceSpace(bits === 0 ? WIDEST : bits)
    // Of a wide space half is behind and half ahead, whatever the window is.
    this.#window = Math.max(windowSize, bits >= 16 ? 2 ** (bits - 1) : 1)
    if (bits === 0) this.#unnumbered = numbering.acks === 'none' ? 'never' : 'asked'
  }

  /** A data segment passes, from its sender. @returns 1 for a new one */
  count({ link = '', conn, seq = 0 }: TraceEvent): number {
    if (this.#unnumbered === 'never') return 1
    const stream = this.#streamOf(this.#unnumbered === undefined ? `${link} ${conn}` : link)
    const isNew = this.#unnumbered === undefined ? this.#isNew(stream, seq) : !stream.isAskedAgain
    const attempt = isNew ? 1 : (stream.counts.get(seq) ?? 0) + 1
    stream.counts.set(seq, attempt)
    stream.isWaiting = true
    stream.isAskedAgain = false
    return attempt
  }

  /** Something goes on to a sender. @param isBroken its checksum does not hold */
  answered({ link = '', kind }: TraceEvent, isBroken: boolean): void {
    if (this.#unnumbered !== 'asked' || (kind === 'data' && !isBroken)) return
    const stream = this.#streamOf(reverse(link))
    if (isBroken || kind === 'nak') stream.isAskedAgain = stream.isWaiting
    else if (kind === 'ack') stream.isWaiting = false
  }

  #isNew(stream: Stream, seq: number): boolean {
    const { next } = stream
    const ahead = next === undefined ? 0 : this.#numbers.distance(next, seq)
    if (ahead > 0 && ahead >= this.#numbers.size - this.#window) return false
    stream.next = this.#numbers.next(seq)
    return true
  }

  #streamOf(key: string): Stream {
    return this.#streams.getOrMake(key, () => ({
      next: undefined,
      counts: new BoundedMap(MOST_NUMBERS),
      isWaiting: false,
      isAskedAgain: false
    }))
  }
}
