/** The shortest run that fails as another does, with numbers that are as wide as its own. */
import type { SimConfig } from '../../src/sim/config.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { type Shrunk, shrink } from '../../src/sim/shrink.js'

/**
 * In a lab on numbers of 3 bits, a story with 32 would be another one.
 * @returns undefined where there is none without dice
 */
export function shortestRun(config: SimConfig, outcome: Outcome): Shrunk | undefined {
  const { protocol, seqBits } = config
  const pinned: SimConfig['protocol'] = Object.create(protocol, { seqBits: { value: seqBits } })
  const shrunk = shrink({ ...config, protocol: pinned }, outcome)
  return shrunk && { ...shrunk, config: { ...shrunk.config, protocol } }
}
