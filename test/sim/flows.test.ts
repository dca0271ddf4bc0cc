/** Several flows that share the two links of a run. */
import test from 'ava'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, type Weather, withChanges } from '../../lossy-channel/weather/weather.js'
import { gbn } from '../../src/rdt/gbn.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import { sr } from '../../src/rdt/sr.js'
import { tcp } from '../../src/rdt/tcp.js'
import type { SimConfig } from '../../src/sim/config.js'
import { jainIndex, recordsOf } from '../../src/sim/fairness.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { randomRun } from '../swarm/random-run.js'
import { tracedRun } from './traced-run.js'

const weather = (phrase: string): Weather => withChanges(PERFECT, parsePhrase(phrase, 'test'))

const config = (more: Partial<SimConfig> = {}): SimConfig => ({
  protocol: tcp,
  windowSize: 16,
  seqBits: 32,
  rto: ADAPTIVE,
  congestion: 'newreno',
  checksum: 'crc32',
  mss: 1172,
  messages: 100,
  size: 100,
  interval: 0,
  seed: 'flows',
  up: weather('delay 20ms rate 1mbit'),
  down: weather('delay 20ms rate 1mbit'),
  fates: {},
  fateBy: 'order',
  handshake: false,
  encodeAll: false,
  ...more
})

test('one flow is the run that it always was, to the byte', (t) => {
  const without = tracedRun(config({ up: weather('delay 20ms 5ms loss 10%') }))
  const one = tracedRun(config({ up: weather('delay 20ms 5ms loss 10%'), flows: 1 }))
  t.is(one.text, without.text)
  t.deepEqual(one.outcome, without.outcome)
  t.false('flows' in one.outcome)
  t.false('fairness' in one.outcome)
})

test('each flow has its own nodes and messages, and the summary has them all', (t) => {
  const { outcome, events } = tracedRun(config({ flows: 3 }))
  t.is(outcome.verdict, 'pass')
  t.is(outcome.delivered, 300)
  t.is(outcome.flows?.length, 3)
  for (const [index, flow] of (outcome.flows ?? []).entries()) {
    t.like(flow, { flow: index + 1, delivered: 100 })
    t.true((flow.finish_ms ?? 0) > 0)
    t.true((flow.finish_ms ?? 0) <= (outcome.finish_ms ?? 0))
    t.is(flow.goodput_mbit, Number(((100 * 100 * 8) / (flow.finish_ms ?? 0) / 1000).toPrecision(6)))
  }
  const shares = outcome.flows?.map(({ share }) => share ?? 0) ?? []
  t.true(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-5)
  const links = new Set(events.flatMap(({ link }) => (link === undefined ? [] : [link])))
  t.deepEqual([...links].sort(), [
    'receiver1>sender1',
    'receiver2>sender2',
    'receiver3>sender3',
    'sender1>receiver1',
    'sender2>receiver2',
    'sender3>receiver3'
  ])
  const sent = events.filter(({ event }) => event === 'send').map(({ id }) => id)
  t.is(new Set(sent).size, sent.length, 'each transmission has a number of its own')
})

test('they share one wire: together they are no faster than it is', (t) => {
  const messages = 2_000
  const alone = runSimulation(config({ messages, windowSize: 64 }), { checks: true })
  const both = runSimulation(config({ messages, windowSize: 64, flows: 2 }), { checks: true })
  t.true((alone.utilisation ?? 0) > 0.9)
  t.true((both.utilisation ?? 0) > 0.9 && (both.utilisation ?? 0) <= 1)
  t.true((both.finish_ms ?? 0) > 1.9 * (alone.finish_ms ?? 0))
  t.is(both.delivered, 2 * messages)
})

test('they share one queue: what it refuses befalls all of them', (t) => {
  const { events, outcome } = tracedRun(
    config({ flows: 2, messages: 400, up: weather('delay 20ms rate 1mbit limit 5') })
  )
  const refused = events.filter(
    ({ event, why }) => event === 'drop' && why === 'rate 1mbit limit 5: the queue is full'
  )
  t.is(outcome.verdict, 'pass')
  for (const link of ['sender1>receiver1', 'sender2>receiver2']) {
    t.true(refused.filter((event) => event.link === link).length > 0, link)
  }
  t.is(outcome.segments.dropped, events.filter(({ event }) => event === 'drop').length)
})

test('they share the dice: one fate string, for both of them together', (t) => {
  const fates = { up: parseFateString('xxxx') }
  const { events } = tracedRun(config({ flows: 2, windowSize: 2, messages: 4, fates }))
  const dropped = events.filter(({ event }) => event === 'drop')
  t.deepEqual(
    dropped.map(({ link, seq }) => `${link} ${seq}`),
    ['sender1>receiver1 1', 'sender1>receiver1 2', 'sender2>receiver2 1', 'sender2>receiver2 2']
  )
})

test('a damaged segment reaches the receiver that it was sent to, and no other', (t) => {
  const phrase = 'delay 10ms corrupt 30% duplicate 20% reorder 10%'
  for (const protocol of [gbn, sr, tcp]) {
    const { outcome, events } = tracedRun(
      config({ protocol, flows: 2, up: weather(phrase), down: weather(phrase) })
    )
    t.is(outcome.verdict, 'pass', protocol.name)
    for (const { event, link, at } of events) {
      if (event === 'receive') t.true(link?.endsWith(`>${at}`), `${link} at ${at}`)
    }
  }
})

test('the same seed gives the same run, with and without encoding on every hop', (t) => {
  const hostile = {
    flows: 3,
    up: weather('loss 10% corrupt 5% duplicate 5% reorder 10% delay 20ms 5ms'),
    down: weather('loss 10% corrupt 5% duplicate 5% reorder 10% delay 20ms 5ms')
  }
  const first = tracedRun(config(hostile))
  t.is(tracedRun(config(hostile)).text, first.text)
  t.is(tracedRun(config({ ...hostile, encodeAll: true })).text, first.text)
  t.not(tracedRun(config({ ...hostile, seed: 'other' })).text, first.text)
})

test('a flow that never gets through fails the run, and is told', (t) => {
  const outcome = runSimulation(
    config({ protocol: gbn, flows: 2, messages: 1, up: weather('loss 100%') }),
    { checks: true, mostEvents: 50 }
  )
  t.is(outcome.verdict, 'fail')
  t.regex(outcome.violations[0]?.what ?? '', /no end after 50 events; 0 of 2 messages arrived/)
  t.deepEqual(outcome.flows, [
    { flow: 1, delivered: 0, finish_ms: null, goodput_mbit: null, share: null },
    { flow: 2, delivered: 0, finish_ms: null, goodput_mbit: null, share: null }
  ])
})

test('several flows in random weather keep every invariant', (t) => {
  for (let i = 0; i < 150; i++) {
    const config: SimConfig = {
      ...randomRun(`flows-${i}`, [gbn, sr, tcp]),
      fateBy: 'order',
      handshake: false,
      flows: 2 + (i % 3)
    }
    const outcome = runSimulation(config, { checks: true })
    if (outcome.verdict === 'pass') continue
    const shown = JSON.stringify({ ...config, protocol: config.protocol.name })
    t.fail(`${JSON.stringify(outcome)}\n${shown}\nreplay: ${replayCommand(config)}`)
    return
  }
  t.pass()
})

test("Jain's index: 1 where all have the same, 1/n where one has everything", (t) => {
  t.is(jainIndex([5, 5, 5]), 1)
  t.is(jainIndex([7]), 1)
  t.is(jainIndex([9, 0, 0]), 0.333333)
  t.is(jainIndex([1, 3]), 0.8)
  t.is(jainIndex([0, 0]), 1)
})

test('shares are of what was delivered until the first flow was done', (t) => {
  const records = recordsOf(
    [
      { delivered: 10, contested: 10, finishedAt: 1_000_000 },
      { delivered: 10, contested: 6, finishedAt: 1_400_000 }
    ],
    100
  )
  t.deepEqual(records, [
    { flow: 1, delivered: 10, finish_ms: 1000, goodput_mbit: 0.008, share: 0.625 },
    { flow: 2, delivered: 10, finish_ms: 1400, goodput_mbit: 0.00571429, share: 0.375 }
  ])
})

test('whoever is done first does not make the others look as if they had got less', (t) => {
  // The first one begins, so it is ahead all the time, and ends first; but hardly so.
  const { flows = [], fairness = 0 } = runSimulation(config({ flows: 2, messages: 300 }), {
    checks: true
  })
  t.true(fairness > 0.99, `${fairness}`)
  t.deepEqual(
    flows.map(({ delivered }) => delivered),
    [300, 300]
  )
})
