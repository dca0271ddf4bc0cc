import test from 'ava'
import { formatFates, parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { GBN_SCENARIOS, type Scenario, scenarioConfig } from './scenario-file.js'
import { tracedRun } from './traced-run.js'

const facts = ({ segments, finish_ms, in_order }: Outcome) => ({
  data: segments.data,
  retransmitted: segments.retransmitted,
  acks: segments.acks,
  timeouts: segments.timeouts,
  finish_ms,
  in_order
})

test('the file has the scenarios of Go-Back-N', (t) => {
  t.is(GBN_SCENARIOS.length, 14)
  t.is(new Set(GBN_SCENARIOS.map(({ id }) => id)).size, 14)
})

for (const scenario of GBN_SCENARIOS) {
  const { id, about, expect } = scenario

  test(`${id}: ${about}: exact counts and finish time`, (t) => {
    const outcome = runSimulation(scenarioConfig(scenario, gbn), { checks: true })
    t.deepEqual(facts(outcome), { ...expect })
    t.is(outcome.verdict, 'pass')
    t.is(outcome.delivered, scenario.messages)
    t.deepEqual(outcome.violations, [])
  })

  test(`${id} is the same, byte for byte, with every segment encoded and decoded`, (t) => {
    const plain = tracedRun(scenarioConfig(scenario, gbn))
    const encoded = tracedRun(scenarioConfig(scenario, gbn, { encodeAll: true }))
    t.is(encoded.text, plain.text)
    t.deepEqual(encoded.outcome, plain.outcome)
  })

  test(`${id} is the same without a witness`, (t) => {
    const config = scenarioConfig(scenario, gbn)
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
    const config = scenarioConfig(scenario, gbn, { handshake: true })
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
  return scenarioConfig(scenario, gbn, {
    handshake: true,
    size: 600,
    fates: { up: parseFateString(OPENING + data), down: parseFateString(OPENING + ack) }
  })
}

const countMarks = (fates: string, mark: string): number =>
  [...formatFates(parseFateString(fates))].filter((one) => one === mark).length
