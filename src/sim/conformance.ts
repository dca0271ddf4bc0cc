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
import { failureOf } from './failure.js'
import type { Outcome } from './outcome.js'
import { type Shrunk, shrink } from './shrink.js'
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

/**
 * A run that is about to be made, the `run`-th of its check, or to be shrunk, which takes longer;
 * or a check that is done.
 */
export type ConformanceStep =
  | { readonly next: 'run' | 'shrink'; readonly config: SimConfig; readonly run: number }
  | { readonly check: ConformanceCheck }

type Runs = Generator<ConformanceStep, ConformanceCheck>

/** The checks of `protocol` one by one, each with at most `seeds` runs. */
export function* conformance(protocol: Protocol, seeds: number): Generator<ConformanceCheck> {
  for (const step of conformanceSteps(protocol, seeds)) if ('check' in step) yield step.check
}

/** The same run by run, for those who want to look up in between. */
export function* conformanceSteps(protocol: Protocol, seeds: number): Generator<ConformanceStep> {
  for (const runs of checksOf(protocol, seeds)) yield { check: yield* runs }
}

function* checksOf(protocol: Protocol, seeds: number): Generator<Runs> {
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

function* mustSurvive(
  protocol: Protocol,
  seeds: number,
  name: string,
  faults: readonly Fault[],
  space?: Setting['space']
): Runs {
  const check = { name, wanted: 'survives', faults } as const
  let verdict: 'pass' | 'weak' = 'pass'
  for (let run = 1; run <= seeds; run++) {
    const config = conformanceRun(protocol, `${run}`, { faults, ...(space && { space }) })
    yield { next: 'run', config, run }
    const outcome = runOf(config)
    if (outcome.verdict === 'weak') verdict = 'weak'
    if (outcome.verdict !== 'fail') continue
    yield { next: 'shrink', config, run }
    return { ...check, verdict: 'fail', runs: run, seed: config.seed, ...failed(config, outcome) }
  }
  return { ...check, verdict, runs: seeds }
}

/** By this fault alone, or else together with what it declares to survive. */
function* mustFail(protocol: Protocol, seeds: number, fault: Fault): Runs {
  const { survives } = protocol
  const name = `fails on ${fault}`
  const alone = yield* seenToFail(protocol, seeds, name, { faults: [fault] })
  if (alone.seed !== undefined || survives.length === 0) return alone
  const among = yield* seenToFail(protocol, seeds, name, { faults: [...survives, fault] })
  return { ...among, runs: among.runs + alone.runs }
}

function* seenToFail(protocol: Protocol, seeds: number, name: string, setting: Setting): Runs {
  const check = { name, wanted: 'fails', faults: setting.faults } as const
  for (let run = 1; run <= seeds; run++) {
    const config = conformanceRun(protocol, `${run}`, setting)
    yield { next: 'run', config, run }
    const outcome = runOf(config)
    if (outcome.verdict !== 'fail') continue
    yield { next: 'shrink', config, run }
    return { ...check, verdict: 'pass', runs: run, seed: config.seed, ...failed(config, outcome) }
  }
  return { ...check, verdict: 'weak', runs: seeds }
}

function* windowChecks(protocol: Protocol, seeds: number): Generator<Runs> {
  if (protocol.maxWindow === undefined || protocol.seqBits !== undefined) return
  const faults = protocol.survives.filter((fault) => fault !== 'reorder' && fault !== 'delay')
  if (!faults.includes('loss')) return
  for (const seqBits of FEW_BITS) {
    const most = protocol.maxWindow(seqBits)
    const legal = { seqBits, windowSize: most }
    const name = `survives window ${most} with ${seqBits}-bit numbers`
    yield mustSurvive(protocol, seeds, name, faults, legal)
    const space = { seqBits, windowSize: most + 1 }
    const wide = `fails with window ${most + 1} of ${seqBits}-bit numbers`
    yield seenToFail(protocol, seeds, wide, { faults, space })
  }
}

const runOf = (config: SimConfig): Outcome =>
  runSimulation(config, { checks: true, mostEvents: MOST_EVENTS })

function failed(config: SimConfig, outcome: Outcome): Pick<ConformanceCheck, 'failure'> {
  const shrunk = shrink(config, outcome)
  if (shrunk !== undefined) return { failure: shrunk }
  const violation = failureOf(outcome)
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
