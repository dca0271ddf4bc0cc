/**
 * One suite for every protocol, ours or a student's. What it declares to survive, it must
 * survive, each fault alone and all of them together; what it does not declare, it must be
 * seen to fail, and that failure, on a seed that the suite names, is the lesson. Where numbers
 * bound the window, the widest legal window must work, and the next one must not.
 */
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { RandomStream } from '../kernel/random.js'
import { ms } from '../kernel/time.js'
import { FAULTS, type Fault, type Protocol } from '../rdt/protocol.js'
import { MAX_MSS } from '../rdt/transport.js'
import type { SimConfig } from './config.js'
import type { Outcome } from './outcome.js'
import { failureOf, type Shrunk, shrink } from './shrink.js'
import { runSimulation } from './simulation.js'

export interface ConformanceCheck {
  readonly name: string
  /** What the runs were to show. */
  readonly wanted: 'survives' | 'fails'
  readonly faults: readonly Fault[]
  /** `weak`: correct but wasteful, or a fault that it does not declare and does survive. */
  readonly verdict: 'pass' | 'weak' | 'fail'
  readonly runs: number
  /** The seed of the run that decided it. */
  readonly seed?: string
  /** The failure, by the shortest fates that show it; or by its dice, where nothing shorter does. */
  readonly failure?: Pick<Shrunk, 'config' | 'violation'>
}

/** How a run of the suite is to be. */
interface Setting {
  readonly faults: readonly Fault[]
  /** Of numbers and window; left out: as the seed says. */
  readonly space?: { readonly seqBits: number; readonly windowSize: number }
}

/** Numbers of so few bits come round within a short run. */
const FEW_BITS = [1, 2, 3]
const MANY_BITS = 32
const WIDEST = 8
const DELAY = ms(50)
/** In ms. A clean run meets no timeout with the one, and with the other one for each segment. */
const PATIENT_RTO = [110, 300] as const
const HASTY_RTO = [55, 95] as const

/** A run of the suite that is not over by then has no end. */
const MOST_EVENTS = 50_000

const runOf = (config: SimConfig): Outcome =>
  runSimulation(config, { checks: true, mostEvents: MOST_EVENTS })

/** The checks of `protocol` one by one, each with at most `seeds` runs. */
export function* conformance(protocol: Protocol, seeds: number): Generator<ConformanceCheck> {
  const { survives } = protocol
  for (const fault of survives) yield mustSurvive(protocol, seeds, `survives ${fault}`, [fault])
  if (survives.length > 1) {
    yield mustSurvive(protocol, seeds, 'survives them all together', survives)
  }
  for (const fault of FAULTS) {
    if (!survives.includes(fault)) yield mustFail(protocol, seeds, fault)
  }
  yield* windowChecks(protocol, seeds)
}

function mustSurvive(
  protocol: Protocol,
  seeds: number,
  name: string,
  faults: readonly Fault[],
  space?: Setting['space']
): ConformanceCheck {
  const check = { name, wanted: 'survives', faults } as const
  let verdict: 'pass' | 'weak' = 'pass'
  for (let i = 1; i <= seeds; i++) {
    const config = conformanceRun(protocol, `${i}`, { faults, ...(space && { space }) })
    const outcome = runOf(config)
    if (outcome.verdict === 'weak') verdict = 'weak'
    if (outcome.verdict !== 'fail') continue
    return { ...check, verdict: 'fail', runs: i, seed: config.seed, ...failed(config) }
  }
  return { ...check, verdict, runs: seeds }
}

/** By this fault alone, or else together with what it declares to survive. */
function mustFail(protocol: Protocol, seeds: number, fault: Fault): ConformanceCheck {
  const alone = seenToFail(protocol, seeds, { faults: [fault] })
  const { survives } = protocol
  const found = alone.seed === undefined && survives.length > 0
  const result = found ? seenToFail(protocol, seeds, { faults: [...survives, fault] }) : alone
  return { ...result, name: `fails on ${fault}`, runs: result.runs + (found ? alone.runs : 0) }
}

function seenToFail(protocol: Protocol, seeds: number, setting: Setting): ConformanceCheck {
  const check = { name: '', wanted: 'fails', faults: setting.faults } as const
  for (let i = 1; i <= seeds; i++) {
    const config = conformanceRun(protocol, `${i}`, setting)
    if (runOf(config).verdict !== 'fail') continue
    return { ...check, verdict: 'pass', runs: i, seed: config.seed, ...failed(config) }
  }
  return { ...check, verdict: 'weak', runs: seeds }
}

function* windowChecks(protocol: Protocol, seeds: number): Generator<ConformanceCheck> {
  if (protocol.maxWindow === undefined || protocol.seqBits !== undefined) return
  const faults = protocol.survives.filter((fault) => fault !== 'reorder' && fault !== 'delay')
  if (!faults.includes('loss')) return
  for (const seqBits of FEW_BITS) {
    const most = protocol.maxWindow(seqBits)
    const legal = { seqBits, windowSize: most }
    const name = `survives window ${most} with ${seqBits}-bit numbers`
    yield mustSurvive(protocol, seeds, name, faults, legal)
    const space = { seqBits, windowSize: most + 1 }
    const seen = seenToFail(protocol, seeds, { faults, space })
    yield { ...seen, name: `fails with window ${most + 1} of ${seqBits}-bit numbers` }
  }
}

function failed(config: SimConfig): Pick<ConformanceCheck, 'failure'> {
  const shrunk = shrink(config)
  if (shrunk !== undefined) return { failure: shrunk }
  const violation = failureOf(runOf(config))
  return violation === undefined ? {} : { failure: { config, violation } }
}

/** The run that `seed` makes of `setting`. */
export function conformanceRun(protocol: Protocol, seed: string, setting: Setting): SimConfig {
  const { faults } = setting
  const dice = new RandomStream(seed, 'conformance', protocol.name, ...faults)
  const between = (from: number, to: number) => from + dice.below(to - from + 1)
  const chanceOf = (...which: Fault[]) =>
    which.some((fault) => faults.includes(fault)) ? between(5, 25) / 100 : 0
  const weather = (corruption: Fault): Weather => ({
    ...PERFECT,
    delay: DELAY,
    loss: { kind: 'random', probability: chanceOf('loss'), correlation: 0 },
    corrupt: { probability: chanceOf(corruption), correlation: 0, bits: 1 },
    duplicate: { probability: chanceOf('duplicate'), correlation: 0 },
    reorder: { probability: chanceOf('reorder'), correlation: 0, gap: 1 }
  })
  const [soonest, latest] = faults.includes('delay') ? HASTY_RTO : PATIENT_RTO
  return {
    protocol,
    ...(setting.space ?? spaceFor(protocol, faults, dice)),
    rto: { fixed: ms(between(soonest, latest)) },
    congestion: 'newreno',
    checksum: 'crc32',
    mss: MAX_MSS,
    messages: between(10, 40),
    size: between(1, 40),
    interval: 0,
    seed,
    up: weather('corrupt-data'),
    down: weather('corrupt-ack'),
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}

/** Few numbers now and then, where nothing late can be taken for something new. */
function spaceFor(
  protocol: Protocol,
  faults: readonly Fault[],
  dice: RandomStream
): NonNullable<Setting['space']> {
  const mayBeFew = protocol.maxWindow !== undefined && !faults.includes('reorder')
  const some = mayBeFew && dice.below(2) === 0 ? FEW_BITS[dice.below(FEW_BITS.length)] : undefined
  const seqBits = protocol.seqBits ?? some ?? MANY_BITS
  const most = Math.min(WIDEST, protocol.maxWindow?.(seqBits) ?? WIDEST)
  return { seqBits, windowSize: 1 + dice.below(most) }
}
