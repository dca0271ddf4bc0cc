/**
 * Arithmetic on sequence numbers of k bits: everything modulo 2^k, compared by
 * distance and never by size (RFC 1982). With k = 3:
 *
 *          7  0  1          distance(6, 1) = 3: from 6 it is three steps to 1
 *        6         2
 *          5  4  3
 */
export class SequenceSpace {
  /** 2^k: how many numbers there are. */
  readonly size: number
  readonly #mask: number

  /**
   * The space of `bits`-bit numbers, 1 … 32.
   * @throws RangeError on any other number of bits
   */
  constructor(bits: number) {
    if (!Number.isInteger(bits) || bits < 1 || bits > 32) {
      throw new RangeError(`a sequence number has 1 … 32 bits, not ${bits}`)
    }
    this.size = 2 ** bits
    this.#mask = (this.size - 1) | 0 // as a small integer, which bit operations like best
  }

  /** `n` brought into 0 … 2^k − 1; negative numbers count back from the top. */
  wrap(n: number): number {
    return (n & this.#mask) >>> 0
  }

  /** The number after `n`. */
  next(n: number): number {
    return ((n + 1) & this.#mask) >>> 0
  }

  /** The number before `n`. */
  previous(n: number): number {
    return ((n - 1) & this.#mask) >>> 0
  }

  /** Steps forwards from `from` to `to`, 0 … 2^k − 1. */
  distance(from: number, to: number): number {
    return ((to - from) & this.#mask) >>> 0
  }
}
