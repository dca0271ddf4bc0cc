/**
 * The shapes of jitter: tables of 4096 deviations with mean 0 and standard
 * deviation 1, as netem has them, but with exactly that deviation (netem's pareto
 * spreads 15 % wider than it is told to). They are computed with nothing but + − × ÷, on
 * which all machines agree to the last bit.
 */

import type { RandomStream } from '../../src/kernel/random.js'
import { threshold } from '../../src/kernel/random.js'
import type { Micros } from '../../src/kernel/time.js'
import type { Distribution, Jitter } from './weather.js'

/** 12 bits of a roll choose the entry. */
const ENTRIES = 4096
const ENTRY_SHIFT = 20
/** An entry of this value means one standard deviation. */
const UNIT = 8192

const tables = {
  normal: once(() => table(normalQuantiles())),
  pareto: once(() => table(paretoQuantiles()))
}

/** The deviations of a distribution, in standard deviations: what the self-test expects. */
export function deviations(distribution: 'normal' | 'pareto'): readonly number[] {
  return Array.from(tables[distribution](), (entry) => entry / UNIT)
}

/** Rolls the jitter of one datagram after the other, in microseconds that may be negative. */
export class JitterDice {
  readonly #stream: RandomStream
  readonly #repeats: RandomStream
  #spread = 0
  #repeat = 0
  #table: Int32Array | undefined
  #last: Micros | undefined

  constructor(
    stream: RandomStream,
    repeats: RandomStream,
    jitter: Jitter,
    distribution: Distribution
  ) {
    this.#stream = stream
    this.#repeats = repeats
    this.set(jitter, distribution)
  }

  set({ spread, correlation }: Jitter, distribution: Distribution): void {
    this.#spread = spread
    this.#repeat = threshold(correlation)
    this.#table = distribution === 'uniform' ? undefined : tables[distribution]()
  }

  roll(): Micros {
    const fresh = this.#fresh()
    // A repeated value, unlike netem's mixed ones, leaves the distribution as it is.
    const isRepeated = this.#repeat > 0 && this.#repeats.chance(this.#repeat)
    const value = isRepeated && this.#last !== undefined ? this.#last : fresh
    this.#last = value
    return value
  }

  #fresh(): Micros {
    const spread = this.#spread
    if (this.#table === undefined) return this.#stream.below(2 * spread + 1) - spread
    const entry = this.#table[this.#stream.uint32() >>> ENTRY_SHIFT] as number
    return Math.round((entry * spread) / UNIT)
  }
}

/** Shifts and scales the quantiles to mean 0 and standard deviation 1. */
function table(quantiles: Float64Array): Int32Array {
  let sum = 0
  for (const x of quantiles) sum += x
  const mean = sum / ENTRIES
  let squares = 0
  for (const x of quantiles) squares += (x - mean) * (x - mean)
  const deviation = Math.sqrt(squares / ENTRIES)
  return Int32Array.from(quantiles, (x) => Math.round(((x - mean) / deviation) * UNIT))
}

/** Pareto with shape 3, netem's: the inverse cube roots of what is left of the probability. */
function paretoQuantiles(): Float64Array {
  const quantiles = new Float64Array(ENTRIES)
  let root = 1
  for (let i = 0; i < ENTRIES; i++) {
    const cube = ENTRIES / (ENTRIES - i - 0.5)
    for (let step = 0; step < 8; step++) root -= (root * root * root - cube) / (3 * root * root)
    quantiles[i] = root
  }
  return quantiles
}

/** By Newton's method, each quantile from its neighbour's, from the middle outwards. */
function normalQuantiles(): Float64Array {
  const quantiles = new Float64Array(ENTRIES)
  let z = 0
  for (let i = ENTRIES / 2; i < ENTRIES; i++) {
    const target = (i + 0.5) / ENTRIES - 0.5
    for (let step = 0; step < 8; step++) {
      const density = bell(z)
      z -= (density * areaOverDensity(z) - target) / density
    }
    quantiles[i] = z
    quantiles[ENTRIES - 1 - i] = -z
  }
  return quantiles
}

const ROOT_OF_TWO_PI = 2.5066282746310002

/** The density of the normal distribution, for |z| up to 4. */
function bell(z: number): number {
  const x = (z * z) / 2
  let term = 1
  let sum = 1
  for (let n = 1; n < 60; n++) {
    term *= x / n
    sum += term
  }
  return 1 / (sum * ROOT_OF_TWO_PI)
}

/** The area from 0 to z, in units of the density: z + z³/3 + z⁵/15 + … */
function areaOverDensity(z: number): number {
  let term = z
  let sum = z
  for (let n = 3; n < 160; n += 2) {
    term *= (z * z) / n
    sum += term
  }
  return sum
}

function once(make: () => Int32Array): () => Int32Array {
  let made: Int32Array | undefined
  return () => {
    made ??= make()
    return made
  }
}
