/**
 * A connection over time, in slices of equal length: at most ten, of 1, 2 or 5 times a power of ten.
 * How long the trace is nobody knows before its end; so events are counted in bins that are much
 * shorter, and that are put together, five and two at a time, when they are too many:
 *
 *      bins of 1 ms    0 1 2 3 4 │ 5 6 7 8 9 │ …         up to a thousand
 *      bins of 5 ms    0         │ 5         │ 10 …      and so on
 */
import type { Micros } from '../kernel/time.js'

export interface Slice {
  readonly from: Micros
  readonly to: Micros
  sent: number
  retransmitted: number
  delivered: number
  /** The mean of the round trips measured in it, and the timeout set last, µs; as before, where none was. */
  rtt: Micros | undefined
  rto: Micros | undefined
}

const MOST_SLICES = 10
const MOST_BINS = 1000

interface Bin {
  sent: number
  retransmitted: number
  delivered: number
  rttSum: number
  rtts: number
  rto: Micros | undefined
}

export class TimeSlices {
  #bins = new Map<number, Bin>()
  #width: Micros = 1
  /** By what the width grows next: 1, 5, 10, 50, 100 … */
  #factor = 5

  sent(t: Micros, isAgain: boolean): void {
    const bin = this.#at(t)
    bin.sent++
    if (isAgain) bin.retransmitted++
  }

  delivered(t: Micros): void {
    this.#at(t).delivered++
  }

  measured(t: Micros, rtt: Micros): void {
    const bin = this.#at(t)
    bin.rttSum += rtt
    bin.rtts++
  }

  timerSet(t: Micros, delay: Micros): void {
    this.#at(t).rto = delay
  }

  /** @param end of the trace: no event came later */
  until(end: Micros): Slice[] {
    const width = sliceWidth(end)
    const count = Math.max(1, Math.ceil(end / width))
    const sums = Array.from({ length: count }, emptyBin)
    for (const [index, bin] of this.#bins) {
      const sum = sums[Math.min(count - 1, Math.floor((index * this.#width) / width))]
      if (sum !== undefined) add(sum, bin)
    }
    let rtt: Micros | undefined
    let rto: Micros | undefined
    return sums.map((sum, i) => {
      const { sent, retransmitted, delivered } = sum
      if (sum.rtts > 0) rtt = Math.round(sum.rttSum / sum.rtts)
      rto = sum.rto ?? rto
      const bounds = { from: i * width, to: Math.min((i + 1) * width, end) }
      return { ...bounds, sent, retransmitted, delivered, rtt, rto }
    })
  }

  #at(t: Micros): Bin {
    while (t >= MOST_BINS * this.#width) this.#widen()
    const index = Math.floor(t / this.#width)
    let bin = this.#bins.get(index)
    if (bin === undefined) {
      bin = emptyBin()
      this.#bins.set(index, bin)
    }
    return bin
  }

  #widen(): void {
    const narrow = [...this.#bins].sort(([a], [b]) => a - b)
    this.#bins = new Map()
    this.#width *= this.#factor
    for (const [index, bin] of narrow) {
      const wide = Math.floor(index / this.#factor)
      const sum = this.#bins.get(wide)
      if (sum === undefined) this.#bins.set(wide, bin)
      else add(sum, bin)
    }
    this.#factor = this.#factor === 5 ? 2 : 5
  }
}

const emptyBin = (): Bin => ({
  sent: 0,
  retransmitted: 0,
  delivered: 0,
  rttSum: 0,
  rtts: 0,
  rto: undefined
})

/** @param later begins where `sum` ends */
function add(sum: Bin, later: Bin): void {
  sum.sent += later.sent
  sum.retransmitted += later.retransmitted
  sum.delivered += later.delivered
  sum.rttSum += later.rttSum
  sum.rtts += later.rtts
  sum.rto = later.rto ?? sum.rto
}

/** The shortest that is round, and of which there are not too many. */
function sliceWidth(end: Micros): Micros {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) {
      if (end <= MOST_SLICES * digit * power) return digit * power
    }
  }
}
