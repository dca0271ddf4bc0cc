/** What `rdt explore` is told, for the command and for its workers. */
import { isDeepStrictEqual } from 'node:util'
import type { FateRun } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { BadInput, parseCount } from '../kernel/quantity.js'
import { type Micros, ms } from '../kernel/time.js'
import type { SimConfig } from '../sim/config.js'
import type { ExploreLimits } from '../sim/explorer.js'
import { fateOf } from '../sim/faults.js'
import { unknownWord } from './protocol-options.js'
import { type RunFlags, readRunOptions } from './run-options.js'

export interface ExploreFlags extends RunFlags {
  readonly faults?: string
  readonly maxFaults?: string
  readonly depth?: string
}

/** A window that a few messages fill, and a few more messages than fit into it. */
const EXPLORED = { window: 4, messages: (windowSize: number) => windowSize + 2 }
export const DEPTH = 12
export const MAX_FAULTS = 2

/** Where dice and fates may come from. */
const UNCALM = [
  ...(['fates', 'loss', 'corrupt', 'duplicate', 'reorder', 'truncate', 'jitter'] as const),
  ...(['profile', 'netem', 'up', 'down', 'delay'] as const)
]

const FAULTS = ['loss', 'corrupt', 'swap', 'duplicate', 'reorder'] as const
type FaultName = (typeof FAULTS)[number]

export interface Exploration {
  readonly config: SimConfig
  readonly limits: ExploreLimits
  readonly faults: readonly FaultName[]
}

/** @throws BadInput with the mend */
export async function readExploration(flags: ExploreFlags): Promise<Exploration> {
  // No dice roll, but where a fated corruption strikes hangs on the seed.
  const config = await readRunOptions({ seed: 'explore', ...flags }, EXPLORED)
  const { up, down, fates, interval, checksum } = config
  if (!isCalm(up) || !isCalm(down) || fates.up !== undefined || fates.down !== undefined) {
    const option = UNCALM.find((name) => flags[name] !== undefined) ?? 'loss'
    throw new BadInput(
      `--${option}: explore tries every fate by itself and has no dice; leave it out, and write --faults loss,corrupt`
    )
  }
  const roundTrip = up.delay + down.delay
  // Long enough that a clean run has no timeout, short enough that a late datagram meets one.
  const rto = flags.rto === undefined ? { fixed: Math.max(ms(1), 1.5 * roundTrip) } : config.rto
  const faults = readFaults(flags.faults ?? usualFaults(checksum))
  const depth = flags.depth === undefined ? DEPTH : parseCount(flags.depth, '--depth', 0, 10_000)
  const maxFaults =
    flags.maxFaults === undefined ? MAX_FAULTS : parseCount(flags.maxFaults, '--max-faults', 0, 20)
  const first = 'fixed' in rto ? rto.fixed : rto.initial
  return {
    config: { ...config, rto, interval },
    faults,
    limits: { depth, maxFaults, marks: faults.flatMap((fault) => marksOf(fault, roundTrip, first)) }
  }
}

const isCalm = ({ delay, rate, limit, ...rest }: Weather): boolean =>
  isDeepStrictEqual({ ...rest, delay: 0, rate: 0, limit: 0 }, PERFECT)

/** Swapped words are a corruption like any other to a checksum that sees them. */
const usualFaults = (checksum: SimConfig['checksum']): string =>
  FAULTS.filter((fault) => fault !== 'swap' || checksum !== 'crc32').join(',')

function readFaults(text: string): readonly FaultName[] {
  const words = text.split(',').map((word) => word.trim())
  return [...new Set(words)].map((word) => {
    const found = FAULTS.find((fault) => fault === word)
    if (found === undefined) throw unknownWord('--faults', 'fault', word, FAULTS)
    return found
  })
}

function marksOf(fault: FaultName, roundTrip: Micros, rto: Micros): readonly FateRun[] {
  switch (fault) {
    case 'loss':
      return [fateOf('x')]
    case 'corrupt':
      return [fateOf('c')]
    case 'swap':
      return [fateOf('w')]
    case 'duplicate':
      return [fateOf('2')]
    case 'reorder': {
      const late = [roundTrip, 2 * roundTrip, rto, 2 * rto].filter((by) => by > 0)
      return [fateOf('>'), ...[...new Set(late)].map((by) => fateOf('late', by))]
    }
  }
}
