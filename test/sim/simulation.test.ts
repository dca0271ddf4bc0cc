/** What a run measures, by hand; and how one ends that would never end. */
import test from 'ava'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { findMutant } from '../../src/rdt/mutants/catalogue.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { rdt10 } from '../../src/rdt/rdt1.0.js'
import { rdt20 } from '../../src/rdt/rdt2.0.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import type { SimConfig } from '../../src/sim/config.js'
import { runSimulation, Simulation } from '../../src/sim/simulation.js'
import { tracedRun } from './traced-run.js'

const DELAY: Weather = { ...PERFECT, delay: ms(50) }
const LOST = { kind: 'random', probability: 1, correlation: 0 } as const

const config = (more: Partial<SimConfig> = {}): SimConfig => ({
  protocol: gbn,
  windowSize: 8,
  seqBits: 32,
  rto: ADAPTIVE,
  congestion: 'newreno',
  checksum: 'crc32',
  mss: 1172,
  messages: 100,
  size: 32,
  interval: 0,
  seed: 'test',
  up: DELAY,
  down: DELAY,
  fates: {},
  fateBy: 'order',
  handshake: false,
  encodeAll: false,
  ...more
})

const run = (more?: Partial<SimConfig>) => runSimulation(config(more), { checks: true })

/**
 * Window 1 is stop-and-wait. 972 bytes and the header make 1000, which take 8 ms on 1 Mbit/s;
 * an ACK of 28 bytes takes 224 µs. So each message takes 8 + 50 + 0.224 + 50 ms.
 */
test('on a link with a rate a datagram weighs 28 bytes and its payload', (t) => {
  const rate = { ...DELAY, rate: 1_000_000 }
  const outcome = run({ windowSize: 1, messages: 10, size: 972, up: rate, down: rate })
  t.is(outcome.finish_ms, 10 * 108.224)
  t.like(outcome.segments, { data: 10, retransmitted: 0, acks: 10, timeouts: 0 })
  t.is(outcome.goodput_mbit, Number(((10 * 972 * 8) / (10 * 108_224)).toPrecision(6)))
  t.is(outcome.throughput_mbit, Number(((10 * 1000 * 8) / (10 * 108_224)).toPrecision(6)))
  t.is(outcome.utilisation, Number((8_000 / 108_224).toPrecision(6)))
  t.is(outcome.efficiency, 1)
})

test('a full window keeps the link busy: it is used all the time but for one round trip', (t) => {
  const up = { ...DELAY, rate: 1_000_000 }
  const outcome = run({ windowSize: 32, messages: 200, size: 972, up })
  t.is(outcome.finish_ms, 200 * 8 + 100)
  t.is(outcome.utilisation, Number((1600 / 1700).toPrecision(6)))
})

test('without a rate nothing can be said of utilisation', (t) => {
  t.is(run().utilisation, null)
  t.is(run({ down: { ...DELAY, rate: 64_000 } }).utilisation, null, 'the data link alone counts')
})

test('what is retransmitted counts in the throughput and not in the goodput', (t) => {
  const outcome = run({
    windowSize: 1,
    messages: 2,
    size: 72,
    rto: { fixed: ms(150) },
    fates: { up: parseFateString('x') }
  })
  t.is(outcome.finish_ms, 350)
  t.is(outcome.segments.data, 3)
  t.is(outcome.goodput_mbit, Number(((2 * 72 * 8) / 350_000).toPrecision(6)))
  t.is(outcome.throughput_mbit, Number(((3 * 100 * 8) / 350_000).toPrecision(6)))
  t.is(outcome.efficiency, Number((2 / 3).toPrecision(6)))
})

test('the tail counts: what is still under way when the sender knows that all arrived', (t) => {
  // The ACK is as late as the timeout, so a copy is under way when it comes.
  const outcome = run({
    windowSize: 1,
    messages: 1,
    rto: { fixed: ms(150) },
    fates: { down: parseFateString('(+70ms)') }
  })
  t.is(outcome.finish_ms, 170)
  t.like(outcome.segments, { data: 2, retransmitted: 1, acks: 2, timeouts: 1 })
})

test('nothing to send is done at once, bare and connected', (t) => {
  t.like(run({ messages: 0 }), { delivered: 0, finish_ms: 0, verdict: 'pass', efficiency: null })
  t.is(run({ messages: 0 }).segments.data, 0)
  const connected = run({ messages: 0, handshake: true })
  t.like(connected, { delivered: 0, finish_ms: 200, verdict: 'pass' })
})

test('a connection closes when all is said: no run outlives its farewell', (t) => {
  for (const messages of [0, 1, 30]) {
    const { events } = tracedRun(config({ messages, handshake: true }))
    t.is(events.filter(({ event }) => event === 'close').length, 2)
    t.true((events.at(-1)?.t ?? Number.POSITIVE_INFINITY) < ms(2_000))
  }
})

for (const handshake of [false, true]) {
  test(`a channel that loses everything ends the run with a verdict${handshake ? ', connected' : ''}`, (t) => {
    const lost = { ...DELAY, loss: LOST }
    for (const directions of [{ up: lost }, { down: lost }, { up: lost, down: lost }]) {
      const begin = performance.now()
      const outcome = run({ ...directions, handshake })
      t.is(outcome.finish_ms, null)
      t.is(outcome.verdict, 'fail')
      t.true(outcome.in_order)
      t.is(outcome.goodput_mbit, null)
      t.is(outcome.throughput_mbit, null)
      t.deepEqual(
        outcome.violations.map(({ rule }) => rule),
        ['progress']
      )
      t.true(performance.now() - begin < 10_000)
    }
  })
}

test('a fixed timeout below the round trip repeats everything, and ends all the same', (t) => {
  const outcome = run({ rto: { fixed: ms(10) }, messages: 50 })
  t.is(outcome.verdict, 'pass')
  t.true(outcome.segments.retransmitted > outcome.delivered)
})

test('a long message in many small segments is no livelock', (t) => {
  const outcome = run({
    messages: 2,
    size: 20_000,
    mss: 12,
    windowSize: 40,
    up: { ...DELAY, loss: { ...LOST, probability: 0.3 } }
  })
  t.is(outcome.verdict, 'pass')
  t.is(outcome.delivered, 2)
  t.true(outcome.events > 24_000, 'more than a bound by messages would allow')
})

test('messages come at their interval, and not before', (t) => {
  const { events } = tracedRun(config({ messages: 5, interval: ms(30) }))
  t.deepEqual(
    events.filter(({ event }) => event === 'submit').map((event) => event.t),
    [0, 30_000, 60_000, 90_000, 120_000]
  )
})

test('a checksum that is blind to the damage lets it pass, and the run says so', (t) => {
  const fates = { up: parseFateString('w') }
  t.is(run({ fates }).verdict, 'pass')
  const blind = run({ fates, checksum: 'internet', size: 400 })
  t.is(blind.verdict, 'fail')
  t.is(blind.violations[0]?.rule, 'prefix')
})

/** A run of a protocol that has one segment under way, without losses unless it is told. */
const oneByOne = (protocol: Protocol, data = '', ack = '', more: Partial<SimConfig> = {}) =>
  run({
    protocol,
    windowSize: 1,
    seqBits: 1,
    messages: 3,
    fates: { up: parseFateString(data), down: parseFateString(ack) },
    ...more
  })

test('where nothing is acknowledged, the end is the last arrival', (t) => {
  const atOnce = oneByOne(rdt10)
  t.like(atOnce, { delivered: 3, finish_ms: 50, verdict: 'pass' })
  t.deepEqual(atOnce.segments, {
    data: 3,
    acks: 0,
    retransmitted: 0,
    timeouts: 0,
    dropped: 0,
    corrupted: 0,
    duplicated: 0,
    discarded: 0
  })
  t.like(oneByOne(rdt10, '', '', { interval: ms(100) }), { finish_ms: 250, verdict: 'pass' })
  t.like(oneByOne(rdt10, '..(+30ms)'), { finish_ms: 80, verdict: 'pass' })
  t.like(oneByOne(rdt10, '', '', { messages: 0 }), { finish_ms: 0, verdict: 'pass' })
})

test('what the sender believes to have arrived and did not is told by its own rule', (t) => {
  const short = oneByOne(rdt10, '..x', '', { interval: ms(100) })
  t.like(short, { delivered: 2, in_order: true, finish_ms: 150, verdict: 'fail' })
  t.deepEqual(short.violations, [
    {
      rule: 'delivered',
      verdict: 'fail',
      what: 'the sender is done, and 2 of 3 messages arrived',
      t_us: 200_000
    }
  ])
  const nothing = oneByOne(rdt10, 'xxx')
  t.like(nothing, { delivered: 0, in_order: true, finish_ms: null, verdict: 'fail' })
  t.deepEqual(
    nothing.violations.map(({ rule, what }) => `${rule}: ${what}`),
    ['delivered: the sender is done, and 0 of 3 messages arrived']
  )
})

test('a gap is told by the first message behind it, and not once more at the end', (t) => {
  const gap = oneByOne(rdt10, '.x')
  t.like(gap, { delivered: 2, in_order: false, verdict: 'fail' })
  t.deepEqual(
    gap.violations.map(({ rule }) => rule),
    ['prefix']
  )
})

for (const protocol of [rdt20, rdt21, rdt22]) {
  test(`${protocol.name} gets stuck where a segment or its answer is lost, and the run says so`, (t) => {
    for (const [data, ack, arrived, at] of [
      ['x', '', 0, 0],
      ['', 'x', 1, 50_000],
      ['.x', '', 1, 100_000],
      ['', '..x', 3, 250_000]
    ] as const) {
      const outcome = oneByOne(protocol, data, ack)
      t.like(outcome, { delivered: arrived, in_order: true, finish_ms: null, verdict: 'fail' })
      t.deepEqual(outcome.violations, [
        {
          rule: 'progress',
          verdict: 'fail',
          what: `stuck: nothing is on its way, and no timer runs; ${arrived} of 3 messages arrived`,
          t_us: at
        }
      ])
    }
  })
}

test('a run that never ends is told apart from one that is stuck', (t) => {
  const fates = { up: parseFateString('x*100000') }
  const { violations, events } = run({ protocol: rdt30, messages: 2, rto: { fixed: ms(1) }, fates })
  t.deepEqual(
    violations.map(({ rule, verdict, what }) => `${rule}, ${verdict}: ${what}`),
    [`progress, fail: no end after ${events} events; 0 of 2 messages arrived`]
  )
})

test('the bound that ends a livelock can be another one', (t) => {
  const lost = { ...DELAY, loss: LOST }
  const outcome = runSimulation(config({ up: lost }), { checks: true, mostEvents: 77 })
  t.is(outcome.events, 77)
  t.is(outcome.violations[0]?.what, 'no end after 77 events; 0 of 100 messages arrived')
})

test('whoever goes on for ever when all is said has no end, though everything arrived', (t) => {
  const protocol = findMutant('mutant:timer-not-stopped-when-idle')
  t.truthy(protocol)
  const outcome = run({ protocol: protocol!, messages: 3, rto: { fixed: ms(150) } })
  t.like(outcome, { delivered: 3, in_order: true, finish_ms: 100, verdict: 'fail' })
  const last = outcome.violations.find(({ rule }) => rule === 'progress')
  t.regex(last?.what ?? '', /^no end after \d+ events; 3 of 3 messages arrived$/)
})

test('a run in steps of one event comes to the same end as one in a single step', (t) => {
  const fates = { up: parseFateString('..x..c') }
  const simulation = new Simulation(config({ fates, messages: 20 }), { checks: true })
  let steps = 0
  while (!simulation.advance(1)) steps++
  const whole = run({ fates, messages: 20 })
  t.deepEqual(simulation.outcome, whole)
  t.true(Math.abs(steps - whole.events) <= 1, `${steps} steps, ${whole.events} events`)
  t.true(simulation.advance(1), 'and it stays so')
})

for (const protocol of [rdt10, rdt20, rdt21, rdt22, rdt30]) {
  test(`${protocol.name} through an opened connection: all arrives`, (t) => {
    const outcome = oneByOne(protocol, '', '', { handshake: true, messages: 20, size: 600 })
    t.like(outcome, { delivered: 20, in_order: true, verdict: 'pass' })
    t.like(outcome.segments, { data: 20, retransmitted: 0, timeouts: 0 })
    t.is(outcome.finish_ms, protocol === rdt10 ? 250 : 200 + 20 * 100)
  })
}
