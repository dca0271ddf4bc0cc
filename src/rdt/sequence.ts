/**
 * Arithmetic on sequence numbers of k bits: everything modulo 2^k, compared by
 * distance and never by size (RFC 1982). With k = 3:
 *
 *          7  0  1          distance(6, 1) = 3: from 6 it is three steps to 1
 *        6         2
 *          5  4  3
 */
export interface SequenceSpace {
  /** 2^k: how many numbers there are. */
  readonly size: number
  /** `n` brought into 0 … 2^k − 1; negative numbers count back from the top. */
  wrap(n: number): number
  /** The number after `n`. */
  next(n: number): number
  /** The number before `n`. */
  previous(n: number): number
  /** Steps forwards from `from` to `to`, 0 … 2^k − 1. */
  distance(from: number, to: number): number
}

/**
 * The space of `bits`-bit numbers, 1 … 32.
 * @throws RangeError on any other number of bits
 */
export function sequenceSpace(bits: number): SequenceSpace {
  if (!Number.isInteger(bits) || bits < 1 || bits > 32) {
    throw new RangeError(`a sequence number has 1 … 32 bits, not ${bits}`)
  }
  const size = 2 ** bits
  const mask = size - 1
  return {
    size,
    wrap: (n) => (n & mask) >>> 0,
    next: (n) => ((n + 1) & mask) >>> 0,
    previous: (n) => ((n - 1) & mask) >>> 0,
    distance: (from, to) => ((to - from) & mask) >>> 0
  }
}
