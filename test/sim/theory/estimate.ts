/** Measured points with their confidence, beside what theory says of them. */
import type { ExecutionContext } from 'ava'

/** Independent runs of each point. */
const RUNS = 16
/** Student's t, 97.5 %, 15 degrees of freedom. */
const QUANTILE = 2.131

export interface Estimate {
  readonly mean: number
  /** Half the width of the 95 % confidence interval, as a share of the mean. */
  readonly spread: number
  /** The seeds of its runs. */
  readonly seeds: string
}

/** The mean of `measure` over runs with the seeds `name-0` … `name-15`. */
export function estimate(name: string, measure: (seed: string) => number): Estimate {
  const values = Array.from({ length: RUNS }, (_, i) => measure(`${name}-${i}`))
  const mean = values.reduce((sum, value) => sum + value, 0) / RUNS
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (RUNS - 1) / RUNS)
  return { mean, spread: (QUANTILE * deviation) / mean, seeds: `${name}-0 … ${name}-${RUNS - 1}` }
}

/**
 * Messages of each run so that the interval of a mean becomes about ±`spread`.
 * @param variation standard deviation of what one message contributes, as a share of its mean
 */
export const messagesFor = (variation: number, spread: number): number =>
  Math.max(200, Math.ceil(((QUANTILE * variation) / spread) ** 2 / RUNS))

export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

/** Points that shall lie near a curve, all in one test. */
export class Curve {
  #points = 0
  #widest = 0
  #furthest = 0
  readonly #t: ExecutionContext
  readonly #tolerance: number

  constructor(t: ExecutionContext, tolerance: number) {
    this.#t = t
    this.#tolerance = tolerance
  }

  /** One more. `story` tells its configuration, and how to see one of its runs again. */
  point(measured: Estimate, theory: number, story: string): void {
    const { mean, spread, seeds } = measured
    const off = mean / theory - 1
    this.#points++
    this.#widest = Math.max(this.#widest, spread)
    if (Math.abs(off) > Math.abs(this.#furthest)) this.#furthest = off
    const what = `measured ${mean.toPrecision(6)} ± ${percent(spread)}, theory ${theory.toPrecision(6)}`
    const lines = `${what}: ${percent(off)} away\nseeds ${seeds}\n${story}`
    this.#t.true(Math.abs(off) < this.#tolerance, lines)
    this.#t.true(spread < this.#tolerance / 2, `too few messages: ${lines}`)
  }

  /** Says in the log of the test how good the points are. */
  tell(): void {
    this.#t.log(
      `${this.#points} points of ${RUNS} runs each: 95 % intervals of at most ±${percent(this.#widest)}; ` +
        `the furthest is ${percent(this.#furthest)} from theory`
    )
  }
}
