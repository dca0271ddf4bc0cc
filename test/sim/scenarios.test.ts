import test from 'ava'
import { formatFates, parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import type { SimConfig } from '../../src/sim/config.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { GBN_SCENARIOS, SCENARIOS, type Scenario, scenarioConfig } from './scenario-file.js'
import { tracedRun } from './traced-run.js'

const facts = ({ segments, finish_ms, in_order }: Outcome) => ({
  data: segments.data,
  retransmitted: segments.retransmitted,
  acks: segments.acks,
  timeouts: segments.timeouts,
  finish_ms,
  in_order
})

/** The run of `scenario` under the protocol that it is for. */
function configOf(scenario: Scenario, more: Partial<SimConfig> = {}): SimConfig {
  const protocol = PROTOCOLS.find(({ name }) => name === scenario.protocol)
  if (protocol === undefined) throw new Error(`${scenario.id}: there is no ${scenario.protocol}`)
  return scenarioConfig(scenario, protocol, more)
}

test('the file has scenarios of Go-Back-N, Selective Repeat and rdt3.0', (t) => {
  t.is(GBN_SCENARIOS.length, 14)
  t.deepEqual(
    SCENARIOS.filter((scenario) => !GBN_SCENARIOS.includes(scenario)).map(({ id }) => id),
    ['S02-sr', 'S02-rdt3.0', 'S03-sr']
  )
  t.is(new Set(SCENARIOS.map(({ id }) => id)).size, SCENARIOS.length)
})

for (const scenario of SCENARIOS) {
  const { id, about, expect } = scenario

  test(`${id}: ${about}: exact counts and finish time`, (t) => {
    const outcome = runSimulation(configOf(scenario), { checks: true })
    t.deepEqual(facts(outcome), { ...expect })
    t.is(outcome.verdict, 'pass')
    t.is(outcome.delivered, scenario.messages)
    t.deepEqual(outcome.violations, [])
  })

  test(`${id} is the same, byte for byte, with every segment encoded and decoded`, (t) => {
    const plain = tracedRun(configOf(scenario))
    const encoded = tracedRun(configOf(scenario, { encodeAll: true }))
    t.is(encoded.text, plain.text)
    t.deepEqual(encoded.outcome, plain.outcome)
  })

  test(`${id} is the same without a witness`, (t) => {
    const config = configOf(scenario)
    t.deepEqual(runSimulation(config, { checks: false }), tracedRun(config).outcome)
  })

  test(`${id} through an opened connection: the same segments, later by the opening`, (t) => {
    const outcome = runSimulation(connected(scenario), { checks: true })
    t.is(outcome.verdict, 'pass')
    t.is(outcome.delivered, scenario.messages)
    // What falls due while the connection opens is sent at once, so such runs have a course of
    // their own; it is the transfer that must be right.
    if (scenario.interval_ms !== undefined) return
    t.deepEqual(facts(outcome), {
      ...expect,
      // A corrupt ACK may be meant for either half, and a receiver answers it.
      acks: expect.acks + countMarks(scenario.fates.ack, 'c'),
      finish_ms: expect.finish_ms + OPENING_MS
    })
  })

  test(`${id} through an opening that the fates hit arrives all the same`, (t) => {
    const config = configOf(scenario, { handshake: true })
    const outcome = runSimulation(config, { checks: true })
    t.is(outcome.verdict, 'pass')
    t.is(outcome.delivered, scenario.messages)
    t.true(outcome.in_order)
  })
}

/** Two datagrams each way open a connection. */
const OPENING = '..'
const OPENING_MS = 200

/** Messages too long to share a segment, and fates that begin behind the opening. */
function connected(scenario: Scenario) {
  const { data, ack } = scenario.fates
  return configOf(scenario, {
    handshake: true,
    size: 600,
    fates: { up: parseFateString(OPENING + data), down: parseFateString(OPENING + ack) }
  })
}

const countMarks = (fates: string, mark: string): number =>
  [...formatFates(parseFateString(fates))].filter((one) => one === mark).length
