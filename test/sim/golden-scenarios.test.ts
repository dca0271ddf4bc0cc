/** The golden scenarios in src are those of scenarios.json, field by field. */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { toMs } from '../../src/kernel/time.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { GOLDEN_SCENARIOS } from '../../src/sim/golden-scenarios.js'
import { LIMITS } from '../../src/sim/limits.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { type Scenario, scenarioConfig } from '../../src/sim/scenario.js'
import { SCENARIOS } from '../../src/sim/scenarios.js'
import { runSimulation } from '../../src/sim/simulation.js'

const file = new URL('scenarios.json', import.meta.url)
const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as {
  scenarios: (Record<string, unknown> & { id: string })[]
}

/** `scenario` as the file has it. */
function inTheFile(scenario: Scenario): Record<string, unknown> {
  const { id, about, protocol, messages, window, interval, seqBits, kills } = scenario
  const { data, ack, delay = 50_000, rto = 150_000, expect = [] } = scenario
  const [count, retransmitted, acks, timeouts, finish_ms] = expect
  return {
    ...{ id, about, protocol, messages, window, kills },
    delay_ms: toMs(delay),
    rto_ms: rto === 'adaptive' ? rto : toMs(rto),
    fates: { data, ack },
    ...(interval === undefined ? {} : { interval_ms: toMs(interval) }),
    ...(seqBits === undefined ? {} : { seq_bits: seqBits }),
    expect: { data: count, retransmitted, acks, timeouts, finish_ms, in_order: true }
  }
}

test('every scenario of the file is there, in its order, and no other has exact counts', (t) => {
  t.deepEqual(
    GOLDEN_SCENARIOS.map(({ id }) => id),
    scenarios.map(({ id }) => id)
  )
  t.deepEqual(
    SCENARIOS.filter(({ expect }) => expect !== undefined),
    [...GOLDEN_SCENARIOS]
  )
})

for (const scenario of scenarios) {
  test(`${scenario.id} is as in scenarios.json, field by field`, (t) => {
    const { note: _, ...fields } = scenario
    const ours = GOLDEN_SCENARIOS.find(({ id }) => id === scenario.id)!
    t.deepEqual(inTheFile(ours), fields)
  })
}

const countsOf = ({ segments, finish_ms }: Outcome) => [
  ...[segments.data, segments.retransmitted, segments.acks, segments.timeouts],
  finish_ms
]

for (const scenario of GOLDEN_SCENARIOS) {
  test(`${scenario.id}: ${scenario.protocol} gives exactly the counts that it expects`, (t) => {
    const protocol = PROTOCOLS.find(({ name }) => name === scenario.protocol)!
    const outcome = runSimulation(scenarioConfig(scenario, protocol), { checks: true })
    t.deepEqual(countsOf(outcome), [...scenario.expect!])
    t.is(outcome.verdict, 'pass')
  })
}

test('every scenario, golden, further or limit, has an id of its own that names its protocol', (t) => {
  const all = [...SCENARIOS, ...LIMITS]
  t.is(new Set(all.map(({ id }) => id)).size, all.length)
  for (const { id, protocol } of SCENARIOS) {
    t.regex(id, protocol === 'gbn' ? /^S\d\d$/ : new RegExp(`^S\\d\\d-${protocol}$`))
  }
  for (const { id, protocol } of LIMITS) t.regex(id, new RegExp(`^L\\d-${protocol}$`))
})
