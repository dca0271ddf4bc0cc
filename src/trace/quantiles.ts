/**
 * Percentiles of what was measured, by the nearest rank. Up to a hundred thousand values each is one
 * that occurred; of more, only how many there were of every thousandth part is kept, so percentiles
 * are then at most 0.1 % too low. The count, the least and the most are exact.
 */

export interface Quantiles {
  readonly count: number
  readonly min: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

const MOST_EXACT = 100_000
/** Significant bits that are kept of one of many values. */
const BITS = 10

/** Values that come one after the other, in bounded memory. */
export class Distribution {
  #count = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY
  #exact: number[] = []
  /** By value, with few digits: how often it came. */
  readonly #rounded = new Map<number, number>()

  add(value: number): void {
    this.#count++
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    if (this.#count <= MOST_EXACT) this.#exact.push(value)
    else {
      for (const known of this.#exact) this.#round(known)
      this.#exact = []
      this.#round(value)
    }
  }

  /** Undefined where there is nothing. */
  get quantiles(): Quantiles | undefined {
    if (this.#count === 0) return undefined
    const at = this.#count > MOST_EXACT ? this.#roundedRanks() : this.#exactRanks()
    return {
      count: this.#count,
      min: this.#min,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      max: this.#max
    }
  }

  #round(value: number): void {
    const size = Math.abs(value)
    const unit = size < 2 ** (BITS + 1) ? 1 : 2 ** (Math.floor(Math.log2(size)) - BITS)
    const rounded = Math.floor(value / unit) * unit
    this.#rounded.set(rounded, (this.#rounded.get(rounded) ?? 0) + 1)
  }

  #exactRanks(): (share: number) => number {
    const sorted = Float64Array.from(this.#exact).sort()
    return (share) => sorted[rank(share, sorted.length)] ?? 0
  }

  #roundedRanks(): (share: number) => number {
    const sorted = [...this.#rounded].sort(([a], [b]) => a - b)
    return (share) => {
      let rest = rank(share, this.#count)
      for (const [value, count] of sorted) {
        rest -= count
        if (rest < 0) return Math.max(value, this.#min)
      }
      return this.#max
    }
  }
}

/** The place, from 0, of the value below which `share` of `count` values are, itself with them. */
const rank = (share: number, count: number): number => Math.max(0, Math.ceil(share * count) - 1)
