/**
 * Which segments have come, as ranges of numbers, and how an ACK tells of them: selective
 * acknowledgement (RFC 2018).
 *
 *     numbers    … 4  5  6  7  8  9 10 11 12 13 …
 *     arrived    ■ ■  ·  ■  ■  ·  ·  ■  ■  ■  ·        ACK 5: the next one expected
 *                     └6…7┘        └─10…12─┘           its data: [10, 13) [6, 8)
 *
 * The latest news comes first. In the data of an ACK each range is two numbers of 32 bits: its
 * first one, and the one after its last. TCP has room for three or four ranges in its options;
 * here is more, and what is told eight times over is seldom lost with its ACKs.
 *
 * Within the machines numbers never wrap: 1, 2, 3 … as far as a run goes, and modulo 2^k only on
 * the wire.
 */
import type { SequenceSpace } from './sequence.js'

/** Numbers `from` … `to` − 1. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** What an ACK holds at most. */
export const MAX_RANGES = 8

const RANGE_BYTES = 8
const NOTHING = new Uint8Array(0)
const NONE: readonly Range[] = []

/** The data of an ACK that tells of `ranges`, of which there are at most MAX_RANGES. */
export function encodeRanges(ranges: readonly Range[], numbers: SequenceSpace): Uint8Array {
  if (ranges.length === 0) return NOTHING
  const bytes = new Uint8Array(ranges.length * RANGE_BYTES)
  const view = new DataView(bytes.buffer)
  ranges.forEach(({ from, to }, i) => {
    view.setUint32(i * RANGE_BYTES, numbers.wrap(from))
    view.setUint32(i * RANGE_BYTES + 4, numbers.wrap(to))
  })
  return bytes
}

/**
 * The ranges in the data of an ACK whose next expected number is `next`. A range that nobody
 * with a window of `windowSize` could mean makes all of them unbelievable: then there are none.
 */
export function decodeRanges(
  data: Uint8Array,
  numbers: SequenceSpace,
  next: number,
  windowSize: number
): readonly Range[] {
  const count = data.length / RANGE_BYTES
  if (count === 0 || count > MAX_RANGES || !Number.isInteger(count)) return NONE
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const expected = numbers.wrap(next)
  const ranges: Range[] = []
  for (let i = 0; i < count; i++) {
    const first = view.getUint32(i * RANGE_BYTES)
    const length = numbers.distance(first, view.getUint32(i * RANGE_BYTES + 4))
    const ahead = numbers.distance(expected, first)
    if (length === 0 || ahead === 0 || ahead + length > windowSize) return NONE
    ranges.push({ from: next + ahead, to: next + ahead + length })
  }
  return ranges
}

/** A set of numbers, kept as ranges that do not touch, lowest first. */
export class RangeSet {
  readonly #ranges: Range[] = []

  get isEmpty(): boolean {
    return this.#ranges.length === 0
  }

  /** Adds `from` … `to` − 1. @returns the parts that were not there yet */
  add(from: number, to: number): readonly Range[] {
    const index = this.#indexOf(from)
    let covering = this.#ranges[index]
    if (covering !== undefined && covering.from <= from && to <= covering.to) return NONE
    const fresh: Range[] = []
    let low = from
    let at = from
    let touched = 0
    while (covering !== undefined && covering.from <= to) {
      if (covering.from > at) fresh.push({ from: at, to: covering.from })
      low = Math.min(low, covering.from)
      at = Math.max(at, covering.to)
      covering = this.#ranges[index + ++touched]
    }
    if (at < to) fresh.push({ from: at, to })
    this.#ranges.splice(index, touched, { from: low, to: Math.max(at, to) })
    return fresh
  }

  /** The range that holds `number`. */
  find(number: number): Range | undefined {
    const range = this.#ranges[this.#indexOf(number)]
    // The one that ends at `number` touches it, but does not hold it.
    const holder = range?.to === number ? this.#ranges[this.#indexOf(number) + 1] : range
    return holder !== undefined && holder.from <= number ? holder : undefined
  }

  /** Forgets all numbers below `number`. */
  dropBelow(number: number): void {
    let first = this.#ranges[0]
    while (first !== undefined && first.to <= number) {
      this.#ranges.shift()
      first = this.#ranges[0]
    }
    if (first !== undefined && first.from < number) {
      this.#ranges[0] = { from: number, to: first.to }
    }
  }

  clear(): void {
    this.#ranges.length = 0
  }

  /** All numbers, lowest first. */
  list(): number[] {
    const all: number[] = []
    for (const { from, to } of this.#ranges) for (let n = from; n < to; n++) all.push(n)
    return all
  }

  /** Of the first range that ends at `number` or above it. */
  #indexOf(number: number): number {
    let low = 0
    let high = this.#ranges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ranges[middle] as Range).to < number) low = middle + 1
      else high = middle
    }
    return low
  }
}
