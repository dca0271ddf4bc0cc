/** What a trace amounts to: exact on small runs, and the counts of the run itself on random ones. */
import test from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { rdt10 } from '../../src/rdt/rdt1.0.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { sr } from '../../src/rdt/sr.js'
import { tcp } from '../../src/rdt/tcp.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { explain } from '../../src/trace/explain.js'
import { StatsCollector, statsOf } from '../../src/trace/stats.js'
import { statsRecords } from '../../src/trace/stats-records.js'
import { describeStats } from '../../src/trace/stats-text.js'
import { tracedRun } from '../sim/traced-run.js'
import { randomRun } from '../swarm/random-run.js'
import { bookRun } from './book-run.js'

const headerOf = (protocol = 'gbn', seq_bits = 32) => ({ config: { protocol, seq_bits } })

const statsOfBook = (fates: string, more = {}, protocol = 'gbn') =>
  statsOf(headerOf(protocol), bookRun(fates, more).events)

test('S02, the third of six is lost: four go again, and three of them had arrived', (t) => {
  const { links, connections } = statsOfBook('data: ..x', { messages: 6 })
  t.deepEqual(links, [
    {
      link: 'sender>receiver',
      datagrams: 10,
      sent: 10,
      retransmitted: 4,
      spurious: 3,
      acks: 0,
      duplicate_acks: 0,
      dropped: 1,
      corrupted: 0,
      duplicated: 0,
      reordered: 0,
      late: 0,
      bad_checksums: 0,
      discarded: 0,
      timeouts: 1
    },
    {
      link: 'receiver>sender',
      datagrams: 9,
      sent: 0,
      retransmitted: 0,
      spurious: 0,
      acks: 9,
      duplicate_acks: 3,
      dropped: 0,
      corrupted: 0,
      duplicated: 0,
      reordered: 0,
      late: 0,
      bad_checksums: 0,
      discarded: 0,
      timeouts: 0
    }
  ])
  const [one] = connections
  // ACK 2 at 100 ms starts the timer anew, so it rings at 250 ms; data 3 comes at 300 ms.
  t.like(one?.stall, { from: ms(50), to: ms(300), seq: 3 })
  t.regex(one?.stall?.cause ?? '', /^data 3 was lost at 0 ms \(fate x\), and sent again at 250 ms/)
  // Data 1 and 2 were measured, and no other: the others went twice (Karn).
  t.like(one?.rtt, { count: 2, min: ms(100), max: ms(100) })
  t.like(one?.rto, { min: ms(150), max: ms(150) })
  // 1 to 4 were submitted at 0, 5 and 6 when the window moved, at 100 ms.
  t.like(one?.latency, { count: 6, min: ms(50), p50: ms(200), p90: ms(300), max: ms(300) })
  t.is(one?.delivered, 6)
})

test('an ACK that is lost makes a retransmission spurious; one of what was lost is needed', (t) => {
  const spurious = statsOfBook('ack: x', { messages: 1 })
  t.like(spurious.links[0], { retransmitted: 1, spurious: 1, timeouts: 1 })
  const needed = statsOfBook('data: x', { messages: 1 })
  t.like(needed.links[0], { retransmitted: 1, spurious: 0, timeouts: 1 })
  const late = statsOfBook('data: (+120ms)', { messages: 1 })
  t.like(late.links[0], { retransmitted: 1, spurious: 1, reordered: 1, late: 1 })
})

test('damage is counted in the channel and where it arrives, a copy of it once more there alone', (t) => {
  const { links } = statsOfBook('data: c2  ack: c', { messages: 2 })
  t.like(links[0], { corrupted: 1, duplicated: 1, bad_checksums: 1 })
  t.like(links[1], { corrupted: 1, bad_checksums: 1 })
})

test('in Selective Repeat only the ACK of what is acknowledged already is a duplicate', (t) => {
  const { links } = statsOfBook('data: 2', { messages: 3, protocol: sr }, 'sr')
  t.like(links[1], { acks: 4, duplicate_acks: 1 })
})

test('the timers of tcp that spare retransmissions are no timeouts', (t) => {
  const run = bookRun('data: ....x', { messages: 30, protocol: tcp, windowSize: 16 })
  const { links, connections } = statsOf(headerOf('tcp'), run.events)
  t.is(links[0]?.timeouts, run.outcome.segments.timeouts)
  t.is(connections[0]?.rtt?.min, ms(100))
})

test('goodput and throughput are those of the run', (t) => {
  const { events, outcome } = bookRun('data: ..x', { messages: 6 })
  const records = statsRecords(statsOf(headerOf(), events)) as Record<string, unknown>[]
  const connection = records.find(({ type }) => type === 'connection')
  t.is(connection?.['goodput_mbit'], outcome.goodput_mbit)
  t.is(connection?.['throughput_mbit'], outcome.throughput_mbit)
})

/** The counts of a summary that a run and its trace share. */
const KEYS = [
  'acks',
  'retransmitted',
  'timeouts',
  'dropped',
  'corrupted',
  'duplicated',
  'discarded'
] as const

test('in random weather the sums are those of the run, for every protocol', (t) => {
  const seen = new Map<string, number>()
  for (let i = 0; i < 240; i++) {
    const config = randomRun(`stats-${i}`)
    const { protocol, seqBits } = config
    const { outcome, events } = tracedRun(config)
    const stats = statsOf(headerOf(protocol.name, seqBits), events)
    const summary = statsRecords(stats).at(-1) as { segments: Record<string, number> }
    const how = replayCommand(config)
    t.is(summary.segments['sent'], outcome.segments.data, how)
    for (const key of KEYS) {
      // What a stack with connections discards, a run does not count.
      if (key === 'discarded' && config.handshake) continue
      t.is(summary.segments[key], outcome.segments[key], `${key}: ${how}`)
      seen.set(key, (seen.get(key) ?? 0) + outcome.segments[key])
    }
    const { retransmissions } = explain(headerOf(protocol.name, seqBits), events)
    t.is(retransmissions.length, outcome.segments.retransmitted, how)
    const spurious = retransmissions.filter(({ isSpurious }) => isSpurious).length
    t.is(summary.segments['spurious'], spurious, how)
    const tooWide = describe(stats).filter((line) => line.length > 80)
    t.deepEqual(tooWide, [], how)
  }
  for (const key of ['retransmitted', 'timeouts', 'dropped', 'corrupted', 'duplicated']) {
    t.true((seen.get(key) ?? 0) > 0, key)
  }
})

const describe = (stats: ReturnType<typeof statsOf>) =>
  describeStats({ config: { command: 'sim', protocol: 'gbn' }, seed: '1', clock: 'virtual' }, stats)

test('long names and many connections fit into 80 columns, too', (t) => {
  const { events } = bookRun('data: ..x.x  ack: x', { messages: 20 })
  const many = Array.from({ length: 60 }, (_, i) => i).flatMap((i) =>
    events.map((event) => ({
      ...event,
      ...(event.id === undefined ? {} : { id: event.id + 1000 * i }),
      at: `${event.at}-of-the-very-long-name-${i}`,
      link: (event.link ?? '').replace(/\w+/g, `$&-of-the-very-long-name-${i}`)
    }))
  )
  const stats = statsOf(headerOf(), many)
  t.is(stats.connections.length, 60)
  const lines = describe(stats)
  t.deepEqual(
    lines.filter((line) => line.length > 80),
    []
  )
  t.true(lines.some((line) => line.includes('20 more connections')))
})

test('a stall that never ends lasts to the end of the trace', (t) => {
  const { events } = bookRun('data: .x', { messages: 2 })
  const cut = events.filter(({ t: at }) => at <= ms(250))
  const [one] = statsOf(headerOf(), cut).connections
  t.like(one?.stall, { from: ms(50), to: ms(250), seq: 2 })
})

test('a trace of nothing amounts to nothing', (t) => {
  const stats = statsOf(headerOf(), [])
  t.deepEqual(stats, { events: 0, duration: 0, links: [], connections: [] })
  t.true(describe(stats).includes('nothing was sent'))
})

test('a trace that begins in the middle, or lacks all that a sender says, is counted as far as it goes', (t) => {
  const { events } = bookRun('data: ..x.2  ack: .x', { messages: 8 })
  const channel: TraceEvent[] = events.filter(({ event }) =>
    ['send', 'drop', 'duplicate', 'receive'].includes(event)
  )
  const seen = statsOf({ config: { command: 'channel' } }, channel)
  const whole = statsOf(headerOf(), events)
  t.is(seen.links[0]?.sent, whole.links[0]?.sent)
  t.is(seen.links[0]?.spurious, whole.links[0]?.spurious)
  t.is(seen.connections[0]?.latency, undefined)
  for (const from of [1, 7, 20, 33])
    t.notThrows(() => describe(statsOf(headerOf(), events.slice(from))))
})

test('slices tell how a connection went over time, in round steps', (t) => {
  const down = { ...PERFECT, delay: ms(50) }
  const { connections } = statsOfBook('data: ..x', { messages: 6, down })
  const { slices = [] } = connections[0] ?? {}
  // The last event is at 350 ms.
  t.deepEqual(
    slices.map(({ from }) => from),
    [0, 50, 100, 150, 200, 250, 300].map(ms)
  )
  const total = (key: 'sent' | 'retransmitted' | 'delivered') =>
    slices.reduce((sum, slice) => sum + slice[key], 0)
  t.deepEqual([total('sent'), total('retransmitted'), total('delivered')], [10, 4, 6])
  t.is(slices.at(-1)?.to, ms(350))
  t.is(slices.at(-1)?.rtt, ms(100))
  t.is(slices.at(-1)?.rto, ms(150))
})

const LOSSY = {
  ...PERFECT,
  delay: ms(10),
  loss: { kind: 'random', probability: 0.1, correlation: 0 }
} as const

for (const protocol of [rdt10, rdt30, gbn, sr, tcp]) {
  test(`of a long ${protocol.name} run, what is forgotten on the way changes no figure`, (t) => {
    const window = protocol.seqBits === undefined && protocol !== rdt10 ? 16 : 1
    const messages = protocol === rdt30 ? 6_000 : 20_000
    const config = { protocol, messages, size: 8, windowSize: window, up: LOSSY, down: LOSSY }
    const { events } = bookRun('', config)
    const header = { config: { protocol: protocol.name, window } }
    const [bounded, whole] = [new StatsCollector(header), new StatsCollector(header, true)]
    for (const event of events) {
      bounded.take(event)
      whole.take(event)
    }
    t.deepEqual(bounded.stats, whole.stats)
    const remembered = (collector: StatsCollector) =>
      collector.measured.reduce((sum, { journal }) => sum + journal.lives.length, 0)
    t.true(remembered(bounded) <= 2 * 2048 + 1)
    t.true(remembered(whole) >= messages)
    const { meter } = bounded.measured[0] ?? {}
    t.true((meter?.rtts.length ?? 0) + (meter?.rtos.length ?? 0) <= 2)
  })
}

test('of one segment that is sent again without end only some transmissions are remembered', (t) => {
  const sent = (i: number): TraceEvent => ({
    ...{ t: i, at: 'a', event: 'send', link: 'a>b', id: i, kind: 'data', seq: 1 },
    attempt: i
  })
  const collector = new StatsCollector(headerOf())
  for (let i = 1; i <= 30_000; i++) collector.take(sent(i))
  collector.take({
    t: 30_001,
    at: 'b',
    event: 'receive',
    link: 'a>b',
    id: 29_000,
    kind: 'data',
    seq: 1
  })
  t.like(collector.stats.connections[0], { sent: 30_000, retransmitted: 29_999, spurious: 1_000 })
  t.true((collector.measured[0]?.journal.lives[0]?.trips.length ?? 0) <= 1_000)
})
