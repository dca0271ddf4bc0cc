/**
 * `theory`: is it as fast as the closed form says, within a band? The link takes one frame at a
 * time and queues the rest, so the RTO leaves room for a whole queue (src/sim/theory.ts).
 */
import * as v from 'valibot'
import { PERFECT, type Weather } from '../../../lossy-channel/weather/weather.js'
import { type Micros, ms } from '../../../src/kernel/time.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { usualTransport } from '../../../src/rdt/transport.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { failureOf } from '../../../src/sim/failure.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import {
  cleanUtilisation,
  type FrameModel,
  gbnUtilisation,
  queueingRto,
  srUtilisationBound,
  stopAndWaitUtilisation
} from '../../../src/sim/theory.js'
import { HEADER_LENGTH } from '../../../src/wire/fields.js'
import type { Bench } from '../bench.js'
import { type Check, COMMON, checkKind, count, type Judged } from '../check-kind.js'

/** A frame of so many bytes takes so long on the link. */
const SIZE = 97
const FRAME: Micros = ms(1)
/** The reference has some ten. */
const EVENTS_FOR_MESSAGE = 50
const RATE = ((SIZE + HEADER_LENGTH) * 8e6) / FRAME

const FORMULAS = {
  clean: cleanUtilisation,
  'stop-and-wait': stopAndWaitUtilisation,
  gbn: gbnUtilisation,
  'sr-bound': srUtilisationBound
} as const
const NAMES = Object.keys(FORMULAS) as (keyof typeof FORMULAS)[]

const share = (most: number) => {
  const message = `it must be a number from 0 to ${most}`
  return v.pipe(v.number(message), v.minValue(0, message), v.maxValue(most, message))
}

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('theory'),
  formula: v.picklist(NAMES, `it must be one of ${NAMES.join(', ')}`),
  window: count(1, 1000),
  messages: count(10, 100_000),
  /** Propagation time, one way, in frames. */
  a: share(1000),
  /** Of data. */
  loss: v.optional(share(0.5), 0),
  /** How far below theory it may be, as a share of it; so far above, the measuring is to blame. */
  band: share(1)
})

type TheoryCheck = v.InferOutput<typeof schema>

export const theoryKind = checkKind(schema, judgeSpeed, { isOfProtocol: true })

function judgeSpeed(check: TheoryCheck & Check, bench: Bench): Judged {
  const { a, loss, window: windowSize, messages } = check
  const rto = Math.ceil(queueingRto({ a, windowSize })) + 1
  const model: FrameModel = { a, loss, windowSize, rto }
  const config = configOf(check, bench.protocol(), rto)
  bench.running(config)
  const outcome = runSimulation(config, { checks: true, mostEvents: EVENTS_FOR_MESSAGE * messages })
  const failure = outcome.verdict === 'fail' ? failureOf(outcome) : undefined
  if (failure !== undefined) {
    const { rule, what } = failure
    return { verdict: 'fail', findings: [{ rule, verdict: 'fail', what }], shown: config, runs: 1 }
  }
  const due = FORMULAS[check.formula](model)
  const found = outcome.utilisation ?? 0
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`
  const isSlow = found < due * (1 - check.band)
  const isQuick = found > due * (1 + check.band)
  if (!isSlow && !isQuick) return { verdict: 'pass', findings: [], runs: 1 }
  const verdict = isSlow ? 'fail' : 'weak'
  const what = `the link is used ${percent(found)} of the time; theory says ${percent(due)} for N = ${windowSize}, a = ${a}, P = ${loss}`
  return { verdict, findings: [{ rule: 'theory', verdict, what }], shown: config, runs: 1 }
}

function configOf(check: TheoryCheck, protocol: Protocol, rto: number): SimConfig {
  const { congestion, checksum, mss } = usualTransport(protocol)
  const weather = (probability: number): Weather => ({
    ...PERFECT,
    delay: Math.round(check.a * FRAME),
    loss: { kind: 'random', probability, correlation: 0 }
  })
  return {
    ...{ protocol, congestion, checksum, mss },
    windowSize: check.window,
    seqBits: protocol.seqBits ?? 32,
    rto: { fixed: rto * FRAME },
    messages: check.messages,
    size: SIZE,
    interval: 0,
    seed: check.name,
    up: { ...weather(check.loss), rate: RATE },
    down: weather(0),
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}
