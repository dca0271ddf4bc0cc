/**
 * Which packets an ACK speaks of. QUIC numbers packets anew for each transmission and acknowledges
 * those; the book's protocols number what is in them. The ledger translates: of every message
 * that an ACK covers, the packets that brought it.
 *
 *      packet   0   1   2   3        ACK 1  →  0
 *      data     1   2╳  3   2        ACK 3  →  0, 2–3        packet 1 was lost
 */

/** From and to, both included. */
export type PacketRange = readonly [from: number, to: number]

/** An ACK tells of its last ranges only, as those of QUIC do (RFC 9000, section 13.2.3). */
const MOST_RANGES = 32

export class AckLedger {
  readonly #isEach: boolean
  /** By message, counted from 1, the packets that brought it and that no ACK has covered yet. */
  readonly #waiting = new Map<number, number[]>()
  #covered = 0
  #highest = 0
  readonly #ranges: [number, number][] = []

  /** @param isEach an ACK names one message and says nothing of those before it */
  constructor(isEach: boolean) {
    this.#isEach = isEach
  }

  /** Packet `number` has brought message `ordinal`. */
  brought(ordinal: number, number: number): void {
    this.#highest = Math.max(this.#highest, ordinal)
    if (!this.#isEach && ordinal <= this.#covered) this.#add(number)
    else this.#waiting.set(ordinal, [...(this.#waiting.get(ordinal) ?? []), number])
  }

  /** It is in packet `number` now, wherever the earlier ones are: nobody saw them arrive. */
  movedTo(ordinal: number, number: number): void {
    this.#highest = Math.max(this.#highest, ordinal)
    if (this.#isEach || ordinal > this.#covered) this.#waiting.set(ordinal, [number])
  }

  /** The packets of which an ACK tells that covers all up to message `reach`, or that one alone. */
  coveredBy(reach: number): readonly PacketRange[] {
    if (this.#isEach) return (this.#waiting.get(reach) ?? []).map((number) => [number, number])
    const last = Math.min(reach, this.#highest)
    while (this.#covered < last) {
      this.#covered++
      for (const number of this.#waiting.get(this.#covered) ?? []) this.#add(number)
      this.#waiting.delete(this.#covered)
    }
    return this.#ranges.slice(-MOST_RANGES).map(([from, to]) => [from, to])
  }

  #add(number: number): void {
    let i = this.#ranges.length - 1
    while (i >= 0 && (this.#ranges[i]?.[0] ?? 0) > number) i--
    const before = this.#ranges[i]
    const after = this.#ranges[i + 1]
    if (before !== undefined && before[1] >= number) return
    const joinsBefore = before?.[1] === number - 1
    const joinsAfter = after?.[0] === number + 1
    if (before !== undefined && joinsBefore) {
      before[1] = number
      if (after !== undefined && joinsAfter) {
        before[1] = after[1]
        this.#ranges.splice(i + 1, 1)
      }
    } else if (after !== undefined && joinsAfter) after[0] = number
    else this.#ranges.splice(i + 1, 0, [number, number])
  }
}
