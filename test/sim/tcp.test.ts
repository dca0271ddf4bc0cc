/** TCP in the simulator: random weather of every sort, and the figures that it is to reach. */
import test from 'ava'
import { goodputUnderLoss, queueUse } from '../../bench/tcp.js'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, type Weather, withChanges } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { CONGESTION } from '../../src/rdt/protocol.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import { tcp } from '../../src/rdt/tcp.js'
import type { SimConfig } from '../../src/sim/config.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { randomRun } from '../swarm/random-run.js'
import { tracedRun } from './traced-run.js'

const PARTS = 5
const SEEDS_OF_PART = 240

for (let part = 0; part < PARTS; part++) {
  test(`part ${part + 1} of ${PARTS}: ${SEEDS_OF_PART} seeds of random weather keep every invariant`, (t) => {
    for (let i = 0; i < SEEDS_OF_PART; i++) {
      const config = randomRun(`tcp-${part}-${i}`, [tcp])
      const outcome = runSimulation(config, { checks: true })
      if (outcome.verdict === 'pass') continue
      const shown = JSON.stringify({ ...config, protocol: 'tcp' })
      t.fail(`${JSON.stringify(outcome)}\n${shown}\nreplay: ${replayCommand(config)}`)
      return
    }
    t.pass()
  })
}

test('random weather meets what TCP has for it', (t) => {
  const seen = { retransmitted: 0, timeouts: 0, sacked: 0, probes: 0, waits: 0 }
  for (let i = 0; i < 60; i++) {
    const { outcome, events } = tracedRun(randomRun(`tcp-0-${i}`, [tcp]))
    if (outcome.segments.retransmitted > 0) seen.retransmitted++
    if (outcome.segments.timeouts > 0) seen.timeouts++
    const rang = (timer: number): boolean =>
      events.some((e) => e.event === 'timeout' && e.half === 'sender' && e.timer === timer)
    if (rang(2)) seen.waits++
    if (rang(3)) seen.probes++
    if (events.some(({ state }) => (state?.['sacked'] as number[] | undefined)?.length)) {
      seen.sacked++
    }
  }
  for (const key of ['retransmitted', 'timeouts', 'sacked', 'probes', 'waits'] as const) {
    t.true(seen[key] >= 5, `${key}: ${seen[key]}`)
  }
})

test('a random run repeats to the byte, with and without encoding on every hop', (t) => {
  for (let i = 0; i < 30; i++) {
    const config = { ...randomRun(`tcp-again-${i}`, [tcp]), encodeAll: false }
    const first = tracedRun(config)
    t.is(tracedRun(config).text, first.text, replayCommand(config))
    t.is(tracedRun({ ...config, encodeAll: true }).text, first.text, replayCommand(config))
  }
})

test('20 % loss each way: at least 85 % of the payload that such a link can carry', (t) => {
  for (const seed of ['a', 'b', 'c']) {
    const { share, mbit } = goodputUnderLoss('none', 256, 0.2, 8_000, seed)
    t.true(share >= 0.85, `seed ${seed}: ${mbit} Mbit/s, ${share}`)
    t.true(share <= 1.02, `seed ${seed}: that is more than there is: ${share}`)
  }
  // Whoever takes each loss for congestion has little left, and that is the lesson.
  const { share } = goodputUnderLoss('newreno', 256, 0.2, 400)
  t.true(share > 0.01 && share < 0.2, `newreno: ${share}`)
})

for (const congestion of ['newreno', 'cubic'] as const) {
  for (const products of [2, 10]) {
    test(`${congestion}: a queue of ${products} BDP keeps the link busy, and two flows share it`, (t) => {
      const alone = queueUse(congestion, products, 1, 12_000)
      t.true(alone.utilisation > 0.95, `alone: ${alone.utilisation}`)
      const both = queueUse(congestion, products, 2, 15_000)
      t.true(both.utilisation > 0.95, `two: ${both.utilisation}`)
      t.true((both.fairness ?? 0) > 0.9, `two: ${both.fairness}`)
    })
  }
}

const weather = (phrase: string): Weather => withChanges(PERFECT, parsePhrase(phrase, 'test'))

const config = (more: Partial<SimConfig>): SimConfig => ({
  protocol: tcp,
  windowSize: 256,
  seqBits: 32,
  rto: ADAPTIVE,
  congestion: 'newreno',
  checksum: 'crc32',
  mss: 1172,
  messages: 4_000,
  size: 1172,
  interval: 0,
  seed: 'tcp',
  up: weather('delay 10ms'),
  down: weather('delay 10ms'),
  fates: {},
  fateBy: 'order',
  handshake: false,
  encodeAll: false,
  ...more
})

const DISORDER: readonly (readonly [what: string, phrase: string])[] = [
  ['10 % overtake', 'delay 10ms reorder 10%'],
  ['30 % overtake', 'delay 10ms reorder 30%'],
  ['20 % come twice', 'delay 10ms duplicate 20%'],
  ['each is early or late by up to 5 ms', 'delay 10ms 5ms'],
  ['20 % overtake and 20 % come twice', 'delay 10ms reorder 20% duplicate 20%']
]

for (const congestion of CONGESTION) {
  for (const [what, phrase] of DISORDER) {
    test(`${congestion}: ${what}, both ways, and that is neither loss nor congestion`, (t) => {
      const both = weather(`${phrase} rate 20mbit`)
      const outcome = runSimulation(config({ congestion, up: both, down: both }), { checks: true })
      t.is(outcome.verdict, 'pass')
      t.true((outcome.efficiency ?? 0) > 0.98, `efficiency ${outcome.efficiency}`)
      t.true((outcome.utilisation ?? 0) > 0.85, `utilisation ${outcome.utilisation}`)
    })
  }
}

/** A run in which the first `deaths` transmissions of segment `seqnum` are lost, and nothing else. */
function deadly(more: Partial<SimConfig>, seqnum: number, deaths: number) {
  let fates = ''
  for (let attempt = 1; ; attempt++) {
    const run = tracedRun(config({ ...more, fates: { up: parseFateString(fates) } }))
    const sent = run.events.filter(({ event, kind }) => event === 'send' && kind === 'data')
    if (attempt > deaths) return { ...run, times: sent.filter(({ seq }) => seq === seqnum) }
    const index = sent.findIndex((event) => event.seq === seqnum && event.attempt === attempt)
    fates = `${fates.padEnd(index, '.')}x`
  }
}

test('a lost retransmission is not waited for until the RTO', (t) => {
  const { outcome, times } = deadly(
    { rto: { fixed: 1_000_000 }, messages: 60, size: 32, interval: ms(5) },
    3,
    3
  )
  t.is(outcome.verdict, 'pass')
  t.is(outcome.segments.timeouts, 0)
  t.is(times.length, 4)
  // A round trip is 20 ms; that an attempt has failed is known from the segments behind it.
  const [first = 0, second = 0, third = 0, fourth = 0] = times.map((event) => event.t)
  for (const gap of [second - first, third - second, fourth - third]) {
    t.true(gap >= ms(20) && gap <= ms(40), `${gap} µs`)
  }
})

test('where nothing follows a lost segment, a probe is sooner than the RTO', (t) => {
  const { outcome, times } = deadly({ rto: { fixed: 1_000_000 }, messages: 20, size: 32 }, 20, 2)
  t.is(outcome.verdict, 'pass')
  t.is(outcome.segments.timeouts, 0)
  t.is(times.length, 3)
  t.true((outcome.finish_ms ?? 0) < 250, `${outcome.finish_ms} ms`)
})
