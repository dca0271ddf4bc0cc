/** A run that goes on is counted as its trace will be, in bounded memory. */
import test from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms, seconds } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { LiveStats, OTHERS } from '../../src/trace/live-stats.js'
import { statsOf } from '../../src/trace/stats.js'
import { statsRecords } from '../../src/trace/stats-records.js'
import { tracedRun } from '../sim/traced-run.js'
import { randomRun } from '../swarm/random-run.js'
import { bookRun } from './book-run.js'
import { comparable, liveRecords } from './live-stats-records.js'

const LOSSY = {
  ...PERFECT,
  delay: ms(10),
  loss: { kind: 'random', probability: 0.1, correlation: 0 }
} as const

const headerOf = (protocol = 'gbn', seq_bits = 32) => ({ config: { protocol, seq_bits } })

function liveOf(header: ReturnType<typeof headerOf>, events: Iterable<TraceEvent>): LiveStats {
  const live = new LiveStats(header)
  for (const event of events) live.take(event)
  return live
}

test('in random weather every number is at the end the one of rdt trace stats', (t) => {
  const met = new Set<string>()
  for (let i = 0; i < 220; i++) {
    const config = randomRun(`live-${i}`)
    const { events } = tracedRun(config)
    const header = headerOf(config.protocol.name, config.seqBits)
    const expected = comparable(statsRecords(statsOf(header, events)))
    t.deepEqual(liveRecords(liveOf(header, events)), expected, replayCommand(config))
    met.add(config.protocol.name)
  }
  for (const { name } of PROTOCOLS) t.true(met.has(name), name)
})

test('and at any moment before', (t) => {
  for (let i = 0; i < 12; i++) {
    const config = randomRun(`live-moment-${i}`)
    const { events } = tracedRun(config)
    const header = headerOf(config.protocol.name, config.seqBits)
    for (const share of [0.1, 0.35, 0.7]) {
      const begun = events.slice(0, Math.floor(events.length * share))
      const expected = comparable(statsRecords(statsOf(header, begun)))
      t.deepEqual(liveRecords(liveOf(header, begun)), expected, replayCommand(config))
    }
  }
})

test('a retransmission that was taken for needed turns out to be spurious', (t) => {
  const { events } = bookRun('data: (+120ms)', { messages: 1 })
  const live = new LiveStats(headerOf())
  const counts: number[] = []
  for (const event of events) {
    live.take(event)
    const { spurious = 0 } = live.links.get('sender>receiver') ?? {}
    if (counts.at(-1) !== spurious) counts.push(spurious)
  }
  t.deepEqual(counts, [0, 1])
})

test('who passes a channel that is alone with its trace is counted, too', (t) => {
  const { events } = bookRun('data: ..x.2  ack: .x', { messages: 8 })
  const seen = events.filter(({ event }) =>
    ['send', 'drop', 'duplicate', 'receive'].includes(event)
  )
  const header = { config: { command: 'channel' } }
  const live = new LiveStats(header)
  for (const event of seen) live.take(event)
  t.deepEqual(liveRecords(live), comparable(statsRecords(statsOf(header, seen))))
})

test('an hour of traffic needs no more memory than a minute', (t) => {
  const config = {
    ...randomRun('live-hour', [gbn]),
    ...{ up: LOSSY, down: LOSSY, fates: {}, handshake: false, seqBits: 32, windowSize: 8 },
    ...{ messages: 18_100, size: 4, interval: ms(200), rto: { fixed: ms(60) } }
  }
  const live = new LiveStats(headerOf())
  const retained = new Map<number, number>()
  const sink = (event: TraceEvent) => {
    live.take(event)
    const minute = Math.floor(event.t / seconds(60))
    retained.set(minute, Math.max(retained.get(minute) ?? 0, live.retained))
  }
  runSimulation(config, { checks: false, sink })
  t.true(live.now > seconds(3600))
  const most = Math.max(...retained.values())
  t.true(most < 40_000, `${most} records`)
})

test('strangers cannot make it grow, and nothing goes uncounted', (t) => {
  const live = new LiveStats(headerOf())
  for (let i = 0; i < 20_000; i++) {
    const link = `stranger-${i}>server`
    const on = { t: i, link, conn: `${i}` } as const
    live.take({ ...on, at: `stranger-${i}`, event: 'submit', len: 1 })
    live.take({
      ...on,
      at: `stranger-${i}`,
      event: 'send',
      id: i,
      kind: 'data',
      seq: 1,
      attempt: 1
    })
    live.take({ ...on, at: 'server', event: 'receive', id: i, kind: 'data', seq: 1 })
    live.take({ ...on, at: 'server', event: 'close', why: 'gone' })
  }
  t.is(live.totals.sent, 20_000)
  t.true((live.links.get(OTHERS)?.sent ?? 0) > 10_000)
  t.true(live.retained < 40_000, `${live.retained} records`)
})
