/**
 * `scenario`: a run in which exactly these things go wrong, held against the reference's: the
 * same segments, timeouts and end, and the rules of conduct (src/sim/judge.ts). In a lab without
 * a reference it is held against `expect`.
 */
import * as v from 'valibot'
import { BadInput } from '../../../src/kernel/quantity.js'
import { ms } from '../../../src/kernel/time.js'
import { gbn } from '../../../src/rdt/gbn.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { ScenarioJudge } from '../../../src/sim/judge.js'
import type { Outcome } from '../../../src/sim/outcome.js'
import { USUAL } from '../../../src/sim/replay-command.js'
import { type Scenario, scenarioConfig } from '../../../src/sim/scenario.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { COMMON, checkKind, count, type Found, milliseconds } from '../check-kind.js'

const fates = v.string('it must be a text of fates, "..x"')
const isShare = 'it must be a probability from 0 to 1'

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('scenario'),
  messages: count(1, 1000),
  window: count(1, 1000),
  delay_ms: v.optional(milliseconds()),
  rto_ms: v.optional(
    v.union([v.literal('adaptive'), milliseconds()], 'it must be milliseconds, or "adaptive"')
  ),
  interval_ms: v.optional(milliseconds()),
  seq_bits: v.optional(count(1, 32)),
  /** What `maxWindow` of the protocol has to say of so many bits; else nobody asks it. */
  max_window: v.optional(count(1, 2 ** 32)),
  /** Dice for the data; with few messages, fates say more. */
  loss: v.optional(v.pipe(v.number(isShare), v.minValue(0, isShare), v.maxValue(1, isShare))),
  /** Decides which bit a `c` flips. */
  seed: v.optional(v.string('it must be a text')),
  handshake: v.optional(v.boolean('it must be true or false')),
  fates: v.optional(v.strictObject({ data: v.optional(fates), ack: v.optional(fates) })),
  /**
   * What the reference does, for people to read; it is held to it. Without a reference it is what
   * the submission is held to, and none of it may be left out.
   */
  expect: v.optional(
    v.partial(
      v.strictObject({
        data: count(0, 1e6),
        retransmitted: count(0, 1e6),
        acks: count(0, 1e6),
        timeouts: count(0, 1e6),
        finish_ms: milliseconds(1e9),
        in_order: v.boolean('it must be true or false')
      })
    )
  )
})

/** All that `expect` may say. */
const LAW = ['data', 'retransmitted', 'acks', 'timeouts', 'finish_ms', 'in_order'] as const

type ScenarioCheck = v.InferOutput<typeof schema>

export const scenarioKind = checkKind(
  schema,
  (check, bench) => {
    const protocol = bench.protocol()
    const scenario = scenarioOf(check, bench.reference ?? protocol)
    const shown = scenarioConfig(scenario, protocol)
    const judge = new ScenarioJudge(scenario, bench.reference)
    bench.running(shown)
    const { verdict, findings } = judge.judge(protocol)
    const width = widthFault(check, protocol)
    if (width === undefined) return { verdict, findings, shown, runs: 1 }
    return { verdict: 'fail', findings: [width, ...findings], shown, runs: 1 }
  },
  {
    isOfProtocol: true,
    fault: (check, { reference }) => {
      try {
        // Which protocol it is makes no difference to what a slip is.
        const config = scenarioConfig(scenarioOf(check, reference ?? gbn), reference ?? gbn)
        const width = reference && widthFault(check, reference)
        if (width !== undefined) return `max_window: the reference's ${width.what}`
        if (reference === undefined) return omission(check)
        return contradiction(check, runSimulation(config, { checks: true }))
      } catch (error) {
        if (error instanceof BadInput) return error.message.replace(/^--/, '')
        throw error
      }
    },
    run: (check, protocol) => scenarioConfig(scenarioOf(check, protocol), protocol)
  }
)

/** @returns what is wrong with its `maxWindow`, where the check asks for it */
function widthFault(check: ScenarioCheck, { maxWindow }: Protocol): Found | undefined {
  const { max_window: wanted, seq_bits: bits = USUAL.seqBits } = check
  if (wanted === undefined || maxWindow?.(bits) === wanted) return undefined
  const found = maxWindow === undefined ? 'missing' : `${maxWindow(bits)}`
  const isMore = maxWindow !== undefined && maxWindow(bits) > wanted
  const why = isMore ? 'in a wider one old numbers are taken for new' : 'they carry more'
  const what = `maxWindow(${bits}) is ${found}, and a window of ${wanted} is the widest that numbers of ${bits} bits carry; ${why}`
  return { rule: 'window', verdict: 'fail', what }
}

/** Left out stays left out: a scenario has defaults of its own. */
function scenarioOf(check: ScenarioCheck, { name }: Protocol): Scenario {
  const { delay_ms, rto_ms, interval_ms, seq_bits, loss, seed, handshake } = check
  return {
    id: check.name,
    about: check.about,
    protocol: name,
    messages: check.messages,
    window: check.window,
    kills: check.catches,
    ...expectationOf(check),
    ...(check.fates?.data !== undefined && { data: check.fates.data }),
    ...(check.fates?.ack !== undefined && { ack: check.fates.ack }),
    ...(delay_ms !== undefined && { delay: ms(delay_ms) }),
    ...(rto_ms !== undefined && { rto: rto_ms === 'adaptive' ? rto_ms : ms(rto_ms) }),
    ...(interval_ms !== undefined && { interval: ms(interval_ms) }),
    ...(seq_bits !== undefined && { seqBits: seq_bits }),
    ...(loss !== undefined && { loss }),
    ...(seed !== undefined && { seed }),
    ...(handshake !== undefined && { handshake })
  }
}

/** As a scenario has it: all, or nothing. */
function expectationOf({ expect = {} }: ScenarioCheck): Pick<Scenario, 'expect'> {
  const { data, retransmitted, acks, timeouts, finish_ms } = expect
  if (data === undefined || retransmitted === undefined || acks === undefined) return {}
  if (timeouts === undefined || finish_ms === undefined) return {}
  return { expect: [data, retransmitted, acks, timeouts, finish_ms] }
}

/** What of `expect` is missing where it is the law. */
function omission({ expect = {} }: ScenarioCheck): string | undefined {
  const missing = LAW.find((key) => expect[key] === undefined)
  if (missing !== undefined) {
    return `expect.${missing} is missing; without a reference it is the law, and says ${LAW.join(', ')}`
  }
  return expect.in_order ? undefined : 'expect.in_order is false; without a reference write true'
}

/** Where `expect` says other than the reference does. */
function contradiction({ expect }: ScenarioCheck, outcome: Outcome): string | undefined {
  const { segments, finish_ms, in_order } = outcome
  const found: Readonly<Record<string, unknown>> = { ...segments, finish_ms, in_order }
  for (const [key, wanted] of Object.entries(expect ?? {})) {
    if (found[key] === wanted) continue
    return `expect.${key} is ${wanted}, but the reference has ${found[key]}; mend it, or the fates`
  }
  return undefined
}
