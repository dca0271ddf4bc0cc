/**
 * `seeds`: runs by dice, under weather in netem's words. A student's seeds are one's own where an
 * id is given: two who share an answer do not share its luck. What fails is told by the shortest
 * fates that show it (shortest-run.ts); what only wastes is told by how much.
 */
import * as v from 'valibot'
import { parsePhrase } from '../../../lossy-channel/weather/netem.js'
import { checkFateBy, PERFECT, type Weather } from '../../../lossy-channel/weather/weather.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { ms } from '../../../src/kernel/time.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { usualTransport } from '../../../src/rdt/transport.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { failureOf } from '../../../src/sim/failure.js'
import type { Outcome } from '../../../src/sim/outcome.js'
import { USUAL } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import type { Bench } from '../bench.js'
import { COMMON, checkKind, count, type Found, type Judged, milliseconds } from '../check-kind.js'
import { shortestRun } from '../shortest-run.js'

/** A run of so few messages that is not over by then has no end. */
const MOST_EVENTS = 20_000
/** More than so many times as many data segments as the reference, on average, is waste. */
const WASTEFUL = 1.25
/** After so many runs with so many times as many, no more are needed. */
const ENOUGH = 3
const FLOOD = 10
/** Where there is no reference: far more than any sensible protocol sends of one message. */
const SEVERAL = 8
const RTO_MS = 150

const isPhrase = 'it must be a text, "loss 20% delay 50ms"'

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('seeds'),
  seeds: count(1, 1000),
  messages: count(1, 1000),
  window: count(1, 1000),
  seq_bits: v.optional(count(1, 32)),
  rto_ms: v.optional(milliseconds()),
  /** `loss 20% corrupt 10% delay 50ms`; with a delay of 50 ms where it says none. */
  weather: v.string(isPhrase),
  /** Of the ACKs, where theirs is another. */
  ack_weather: v.optional(v.string(isPhrase))
})

type SeedsCheck = v.InferOutput<typeof schema>

export const seedsKind = checkKind(
  schema,
  (check, bench) => {
    const totals = { own: 0, reference: 0 }
    const weak = new Map<string, Found>()
    let shown: SimConfig | undefined
    let runs = 0
    while (runs < check.seeds && !isFlood(totals, runs)) {
      const run = ++runs
      const config = configOf(check, bench.protocol(), seedOf(check, bench, run))
      bench.running(config)
      const outcome = runOf(config)
      if (outcome.verdict === 'fail') return failed(config, outcome, run, bench)
      if (outcome.verdict === 'weak') shown ??= config
      for (const { rule, what } of outcome.violations) {
        if (!weak.has(rule)) weak.set(rule, { rule, verdict: 'weak', what })
      }
      totals.own += outcome.segments.data
      totals.reference += usualOf(config, bench)
    }
    const waste = wasteOf(totals, runs * check.messages, bench.reference !== undefined)
    const findings = [...weak.values(), ...waste]
    return {
      verdict: findings.length > 0 ? 'weak' : 'pass',
      findings,
      runs,
      ...(shown && { shown })
    }
  },
  {
    isOfProtocol: true,
    fault: ({ weather, ack_weather = weather }) => {
      try {
        parsePhrase(weather, 'weather')
        parsePhrase(ack_weather, 'ack_weather')
        return undefined
      } catch (error) {
        if (error instanceof BadInput) return error.message
        throw error
      }
    }
  }
)

const runOf = (config: SimConfig): Outcome =>
  runSimulation(config, { checks: true, mostEvents: MOST_EVENTS })

/** The data segments that `config` takes; where nobody knows, several for each message. */
const usualOf = (config: SimConfig, { reference }: Bench): number =>
  reference === undefined
    ? SEVERAL * config.messages
    : runOf({ ...config, protocol: reference }).segments.data

const seedOf = ({ name }: SeedsCheck, { student }: Bench, run: number): string =>
  [name, ...(student === undefined ? [] : [student]), run].join('-')

function configOf(check: SeedsCheck, protocol: Protocol, seed: string): SimConfig {
  const { congestion, checksum, mss } = usualTransport(protocol)
  const up = weatherOf(check.weather)
  const down = weatherOf(check.ack_weather ?? check.weather)
  const isKeyed = [up, down].every(canBeKeyed)
  return {
    ...{ protocol, congestion, checksum, mss, seed },
    windowSize: check.window,
    seqBits: protocol.seqBits ?? check.seq_bits ?? USUAL.seqBits,
    rto: { fixed: ms(check.rto_ms ?? RTO_MS) },
    messages: check.messages,
    size: USUAL.size,
    interval: 0,
    up,
    down,
    fates: {},
    fateBy: isKeyed ? 'segment' : 'order',
    handshake: false,
    encodeAll: false
  }
}

const weatherOf = (phrase: string): Weather => ({
  ...PERFECT,
  delay: USUAL.delay,
  ...parsePhrase(phrase, 'weather')
})

/** By segment, where it can be: so two protocols meet the same losses, whatever else they send. */
function canBeKeyed(weather: Weather): boolean {
  try {
    checkFateBy(weather, 'segment')
    return true
  } catch {
    return false
  }
}

function failed(config: SimConfig, outcome: Outcome, runs: number, bench: Bench): Judged {
  const shrunk = bench.hasFailed ? undefined : shortestRun(config, outcome)
  const violation = shrunk?.violation ?? failureOf(outcome)
  const what = violation?.what ?? 'not everything arrived'
  return {
    verdict: 'fail',
    findings: [{ rule: violation?.rule ?? 'delivered', verdict: 'fail', what }],
    shown: shrunk?.config ?? config,
    runs
  }
}

interface Totals {
  readonly own: number
  readonly reference: number
}

/** It is clear by then. */
const isFlood = ({ own, reference }: Totals, runs: number): boolean =>
  runs >= ENOUGH && own > FLOOD * reference

function wasteOf({ own, reference }: Totals, messages: number, hasReference: boolean): Found[] {
  if (own <= WASTEFUL * reference) return []
  const perMessage = (segments: number) => (segments / messages).toFixed(2)
  const usual = hasReference ? `; the reference needs ${perMessage(reference)}` : ''
  const what = `${perMessage(own)} data segments for each message${usual}`
  return [{ rule: 'data', verdict: 'weak', what }]
}
