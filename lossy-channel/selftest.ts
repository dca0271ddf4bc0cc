/**
 * Measures every impairment of the real lane against what was asked. Each line has its own 95 % interval,
 * so for a seed picked at random one line in twenty is expected to lie outside; what lies outside of
 * 99.99 % is a fault.
 */
import { Z95, Z9999 } from './confidence.js'
import { EXPERIMENTS, LENGTH, type SelftestUnit } from './selftest-experiments.js'
import { sendThrough } from './selftest-run.js'

export interface SelftestCheck {
  /** What was told to the lane. */
  readonly impairment: string
  /** Which property of it was measured. */
  readonly property: string
  readonly unit: SelftestUnit
  readonly asked: number
  readonly measured: number
  /** The 95 % interval. */
  readonly low: number
  readonly high: number
  /** `asked` lies within the 95 % interval. */
  readonly isWithin: boolean
  /** It lies within the 99.99 % interval, at least. */
  readonly isSound: boolean
}

/** A seed for which every line lies within its 95 % interval. */
export const SELFTEST_SEED = 'selftest'

const COUNT = 40_000

/** Runs every check. The same seed gives the same figures on any machine. */
export function* selftest(seed = SELFTEST_SEED): Generator<SelftestCheck> {
  for (const { impairment, sending, measure } of EXPERIMENTS) {
    const run = sendThrough(impairment, seed, { count: COUNT, bytes: LENGTH, ...sending })
    for (const { estimate, ...measured } of measure(run, seed)) {
      const [low, high] = estimate.interval(Z95)
      const [least, most] = estimate.interval(Z9999)
      const { asked } = measured
      yield {
        impairment,
        ...measured,
        measured: estimate.value,
        low,
        high,
        isWithin: low <= asked && asked <= high,
        isSound: least <= asked && asked <= most
      }
    }
  }
}
