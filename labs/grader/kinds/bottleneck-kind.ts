/**
 * `bottleneck`: flows of `tcp` under a submission's congestion control share a rated link with a
 * short queue, and are held against the same flows under newreno.
 *
 *     flow 1 ──╮   queue: limit    rate
 *              ├──▶ ▯▯▯▯▯▯▯▯▯▯ ═══════════▶      what does not fit is dropped
 *     flow 2 ──╯
 */
import * as v from 'valibot'
import { PERFECT } from '../../../lossy-channel/weather/weather.js'
import { ms } from '../../../src/kernel/time.js'
import type { Congestion } from '../../../src/rdt/protocol.js'
import { tcp } from '../../../src/rdt/tcp.js'
import { usualTransport } from '../../../src/rdt/transport.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { failureOf } from '../../../src/sim/failure.js'
import type { Outcome } from '../../../src/sim/outcome.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import type { Bench } from '../bench.js'
import { COMMON, checkKind, count, type Found, type Judged, milliseconds } from '../check-kind.js'
import { controlOf } from '../guarded-control.js'

/** Bytes of a message, which is one segment. */
const SIZE = 1000
/** The reference has some ten. */
const EVENTS_FOR_MESSAGE = 100

const factor = (() => {
  const message = 'it must be a number from 0.01 to 100: so many times what newreno has'
  return v.optional(v.pipe(v.number(message), v.minValue(0.01, message), v.maxValue(100, message)))
})()

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('bottleneck'),
  flows: v.optional(count(1, 16), 1),
  /** Of each flow. */
  messages: count(10, 20_000),
  /** Of the receiver, in segments: as good as none, so that cwnd decides. */
  window: v.optional(count(1, 10_000), 256),
  kbit_per_s: count(1, 1_000_000),
  /** Datagrams that the queue holds. */
  limit: count(1, 10_000),
  /** One way. */
  delay_ms: milliseconds(),
  /** Each as a multiple of what newreno has in the same place. */
  utilisation_at_least: factor,
  losses_at_most: factor,
  fairness_at_least: factor
})

type BottleneckCheck = v.InferOutput<typeof schema>

export const bottleneckKind = checkKind(
  schema,
  (check, bench): Judged => {
    const fail = (rule: string, what: string): Judged => ({
      verdict: 'fail',
      findings: [{ rule, verdict: 'fail', what }],
      runs: 1
    })
    const own = runTheirs(check, bench)
    if (typeof own === 'string') return fail('control', own)
    const failure = own.verdict === 'fail' ? failureOf(own) : undefined
    if (failure !== undefined) return fail(failure.rule, explained(failure))
    const findings = comparison(check, own, run(check, 'newreno'))
    return { verdict: findings.length > 0 ? 'fail' : 'pass', findings, runs: 2 }
  },
  {
    fault: ({ flows, fairness_at_least: fairness, ...check }) => {
      if (flows === 1 && fairness !== undefined) {
        return 'fairness_at_least: with one flow there is nothing to share; write "flows": 2'
      }
      const has = [check.utilisation_at_least, check.losses_at_most, fairness]
      if (has.some((one) => one !== undefined)) return undefined
      return 'it compares nothing; add utilisation_at_least, losses_at_most or fairness_at_least'
    }
  }
)

function runTheirs(check: BottleneckCheck, bench: Bench): Outcome | string {
  try {
    return run(check, controlOf(bench))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const run = (check: BottleneckCheck, congestion: Congestion): Outcome =>
  runSimulation(configOf(check, congestion), {
    checks: true,
    mostEvents: EVENTS_FOR_MESSAGE * check.messages * check.flows
  })

function configOf(check: BottleneckCheck, congestion: Congestion): SimConfig {
  const { checksum, rto } = usualTransport(tcp)
  const delay = ms(check.delay_ms)
  const rate = check.kbit_per_s * 1000
  return {
    ...{ protocol: tcp, congestion, checksum, rto, mss: SIZE },
    windowSize: check.window,
    seqBits: 32,
    messages: check.messages,
    size: SIZE,
    interval: 0,
    seed: check.name,
    up: { ...PERFECT, delay, rate, limit: check.limit },
    down: { ...PERFECT, delay },
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false,
    ...(check.flows > 1 && { flows: check.flows })
  }
}

/** What the simulator says, in the words of this lab. */
function explained({ rule, what }: { readonly rule: string; readonly what: string }): string {
  if (rule !== 'progress') return what
  return `${what}: is cwnd so large that the queue drops nearly all, or so small that nothing moves?`
}

function comparison(check: BottleneckCheck, own: Outcome, reference: Outcome): Found[] {
  const { utilisation_at_least, losses_at_most, fairness_at_least } = check
  const found: Found[] = []
  const note = (rule: string, what: string) => found.push({ rule, verdict: 'fail', what })
  const least = (utilisation_at_least ?? 0) * (reference.utilisation ?? 0)
  if ((own.utilisation ?? 0) < least) {
    note(
      'utilisation',
      `the link is used ${percent(own.utilisation)} of the time; newreno uses it ${percent(reference.utilisation)}, and ${percent(least)} is asked for: cwnd is too small for too long`
    )
  }
  const most = (losses_at_most ?? Number.POSITIVE_INFINITY) * reference.segments.dropped
  if (own.segments.dropped > most) {
    note(
      'losses',
      `the queue dropped ${own.segments.dropped} segments of ${own.segments.data}; under newreno ${reference.segments.dropped}, and at most ${Math.floor(most)} are allowed: cwnd is too large for what the queue holds`
    )
  }
  const fair = (fairness_at_least ?? 0) * (reference.fairness ?? 0)
  if ((own.fairness ?? 1) < fair) {
    const shares = own.flows?.map(({ share }) => percent(share)).join(' and ') ?? ''
    note(
      'fairness',
      `the flows had ${shares} of the link (Jain ${own.fairness?.toFixed(3)}); under newreno it is ${reference.fairness?.toFixed(3)}, and ${fair.toFixed(3)} is asked for: who halves at a loss gives room to the other`
    )
  }
  return found
}

const percent = (share: number | null): string => `${(100 * (share ?? 0)).toFixed(1)} %`
