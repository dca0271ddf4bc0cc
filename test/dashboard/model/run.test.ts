/** The model of a run: its numbers are those of `rdt trace stats`, and its memory is bounded. */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { PERFECT } from '../../../lossy-channel/weather/weather.js'
import { RunModel } from '../../../src/dashboard/model/run.js'
import { ms, seconds } from '../../../src/kernel/time.js'
import { gbn } from '../../../src/rdt/gbn.js'
import { sr } from '../../../src/rdt/sr.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import type { TraceEvent, TraceHeader } from '../../../src/trace/event.js'
import { explain } from '../../../src/trace/explain.js'
import { statsOf } from '../../../src/trace/stats.js'
import { statsRecords } from '../../../src/trace/stats-records.js'
import { tracedRun } from '../../sim/traced-run.js'
import { randomRun } from '../../swarm/random-run.js'
import { comparable, liveRecords } from '../../trace/live-stats-records.js'
import { LINK, modelOf, ofChannel, scriptedRun } from './scripted-run.js'

type Header = Pick<TraceHeader, 'config'>
type Figures = Record<string, unknown>

/** What the rows of the table say, in the words of the records. */
const rowsOf = (run: RunModel): Figures[] =>
  run.connections.map(({ link, sent, retransmitted, spurious, timeouts, goodput }) => ({
    link,
    sent,
    retransmitted,
    spurious,
    timeouts,
    goodput_mbit: goodput === undefined ? null : Number((goodput / 1e6).toPrecision(6))
  }))

/** The same of the records: of each link its last connection. */
function rowsIn(records: readonly Figures[]): Figures[] {
  const rows = new Map<unknown, Figures>()
  for (const record of records) {
    if (record['type'] !== 'connection') continue
    const { link, sent, retransmitted, spurious, timeouts, goodput_mbit } = record
    rows.delete(link)
    rows.set(link, { link, sent, retransmitted, spurious, timeouts, goodput_mbit })
  }
  return [...rows.values()]
}

const byLink = (rows: readonly Figures[]): Figures[] =>
  [...rows].sort((a, b) => (String(a['link']) < String(b['link']) ? -1 : 1))

/** All that the model shows of `events` is what their trace amounts to. */
function problemOf(header: Header, events: readonly TraceEvent[]): unknown {
  const { run } = modelOf(header, events)
  const expected = comparable(statsRecords(statsOf(header, events)))
  const found = liveRecords(run.stats)
  if (JSON.stringify(found) !== JSON.stringify(expected)) return { found, expected }
  const rows = byLink(rowsOf(run).filter(({ sent }) => (sent as number) > 0))
  const wanted = byLink(rowsIn(expected))
  return JSON.stringify(rows) === JSON.stringify(wanted) ? undefined : { rows, wanted }
}

test('in random weather the model shows what rdt trace stats says, for every protocol', (t) => {
  for (let i = 0; i < 220; i++) {
    const config = randomRun(`model-${i}`)
    const { protocol, seqBits, windowSize } = config
    const header = { config: { protocol: protocol.name, seq_bits: seqBits, window: windowSize } }
    const { events } = tracedRun(config)
    t.is(problemOf(header, events), undefined, replayCommand(config))
    if (i % 4 > 0) continue
    t.is(problemOf({ config: {} }, ofChannel(events)), undefined, replayCommand(config))
  }
})

const recorded = (name: string): { header: TraceHeader; events: TraceEvent[] } => {
  const text = readFileSync(new URL(`recorded-${name}.ndjson`, import.meta.url), 'utf8')
  const [header, ...events] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { header, events }
}

for (const name of ['gbn', 'sr', 'tcp']) {
  test(`a chat that was recorded on real UDP, over ${name}`, (t) => {
    const { header, events } = recorded(name)
    t.is(problemOf(header, events), undefined)
    t.is(problemOf({ config: {} }, ofChannel(events)), undefined)
    const { run } = modelOf(header, events)
    t.true(run.totals.retransmitted > 10)
    t.deepEqual([...new Set(run.connections.map(({ state }) => state))], ['closed'])
    // Each retransmission that is still remembered has the verdict that rdt trace explain gives.
    const told = explain(header, events).retransmissions
    const shown = [...new Set(run.connections.flatMap(({ link }) => run.beliefs(link)))]
    t.is(shown.length, told.length)
    t.deepEqual(
      shown.map(({ id, isSpurious }) => [id, isSpurious]).sort(),
      told.map(({ id, isSpurious }) => [id, isSpurious]).sort()
    )
  })
}

test('the window is the one that the machines tell', (t) => {
  const { run } = scriptedRun('data: ..x.x', { messages: 12, protocol: sr, windowSize: 6 }, ms(120))
  t.like(run.window(LINK), {
    base: 3,
    nextseqnum: 9,
    size: 6,
    inFlight: 4,
    acked: [4, 6],
    acknowledged: 2,
    expected: 3,
    buffered: [4, 6],
    isWatched: false
  })
  const timers = run.window(LINK)?.timers ?? []
  t.deepEqual(
    timers.map(({ guards, startedAt, delay }) => [guards, startedAt, delay]),
    [3, 5, 7, 8].map((seq) => [seq, seq < 7 ? 0 : ms(100), ms(150)])
  )
})

test('who only watches derives the same window from what passes', (t) => {
  for (let i = 0; i < 60; i++) {
    const config = randomRun(`watch-${i}`, [gbn, sr])
    const { protocol, seqBits } = config
    const header = { config: { protocol: protocol.name, seq_bits: seqBits } }
    const { events } = tracedRun({ ...config, handshake: false })
    const told = new RunModel(header)
    const watching = new RunModel(header)
    for (const event of events) {
      told.take(event)
      if (ofChannel([event]).length > 0) watching.take(event)
    }
    const link = told.connections[0]?.link ?? LINK
    const [a, b] = [told.window(link), watching.window(link)]
    const key = (facts: typeof a) => [facts?.base, facts?.nextseqnum, facts?.inFlight]
    t.deepEqual(key(b), key(a), replayCommand(config))
    if (a === undefined) continue
    t.deepEqual([a.isWatched, b?.isWatched], [false, true], replayCommand(config))
  }
})

test('a connection opens, is open, goes silent and closes', (t) => {
  const run = new RunModel({ config: { protocol: 'gbn', window: 4 } })
  const link = 'alice>server'
  const stateAfter = (event: Omit<TraceEvent, 'at'> & { at?: string }) => {
    run.take({ at: 'alice', ...event })
    return run.connections.find((row) => row.link === link)?.state
  }
  const on = { link, conn: 'a' }
  t.is(stateAfter({ t: 0, event: 'send', id: 1, kind: 'open', ...on }), 'opening')
  t.is(stateAfter({ t: 10, event: 'open', ...on }), 'open')
  t.is(stateAfter({ t: 20, event: 'send', id: 2, kind: 'data', seq: 1, attempt: 1, ...on }), 'open')
  const tick = { event: 'send', id: 3, kind: 'ping', ...on } as const
  t.is(stateAfter({ t: seconds(1.5), ...tick }), 'open')
  t.is(stateAfter({ t: seconds(2.5), ...tick }), 'silent')
  const answer = { event: 'receive', link: 'server>alice', conn: 'b', kind: 'ack', ack: 1 } as const
  t.is(stateAfter({ t: seconds(3), id: 4, ...answer }), 'open')
  t.is(stateAfter({ t: seconds(4), event: 'send', id: 5, kind: 'close', ...on }), 'closing')
  t.is(stateAfter({ t: seconds(5), event: 'close', why: 'said goodbye', ...on }), 'closed')
})

test('what is held stays as it was while the run goes on, and then it is caught up', (t) => {
  const { events } = scriptedRun('data: ..x.x', { messages: 20 })
  const run = new RunModel({ config: { protocol: 'gbn', window: 4 } })
  const shown = () =>
    JSON.stringify([
      run.now,
      run.connections,
      run.totals,
      run.window(LINK),
      run.recent(LINK)?.events.length,
      run.beliefs(LINK),
      run.ladder(LINK)?.entries.length,
      run.rates().sum(0, seconds(60)),
      run.rates(LINK).sum(0, seconds(60)),
      run.sentence(run.now)
    ])
  for (const event of events.slice(0, 60)) run.take(event)
  const before = shown()
  run.hold()
  for (const event of events.slice(60)) run.take(event)
  t.is(shown(), before)
  t.true(run.isHeld)
  run.release()
  t.not(shown(), before)
  t.is(run.now, events.at(-1)?.t ?? -1)
})

test('an hour of traffic needs no more memory than its first minutes', (t) => {
  const lossy = { ...PERFECT, delay: ms(10) }
  const config = {
    ...randomRun('model-hour', [gbn]),
    ...{ up: lossy, down: lossy, fates: {}, handshake: false, seqBits: 32, windowSize: 8 },
    ...{ messages: 18_100, size: 4, interval: ms(200), rto: { fixed: ms(60) } },
    ...{ up: { ...lossy, loss: { kind: 'random', probability: 0.1, correlation: 0 } as const } }
  }
  const run = new RunModel({ config: { protocol: 'gbn', window: 8, seq_bits: 32 } })
  let early = 0
  let late = 0
  const sink = (event: TraceEvent) => {
    run.take(event)
    if (run.version % 1000 !== 0) return
    run.ladder('sender>receiver')
    run.beliefs('sender>receiver')
    if (event.t < seconds(1800)) early = Math.max(early, run.retained)
    else late = Math.max(late, run.retained)
  }
  runSimulation(config, { checks: false, sink })
  t.true(run.now > seconds(3600))
  t.true(late <= early + 1000, `${early} records in the first half hour, ${late} in the second`)
  t.true(late < 40_000, `${late} records`)
})

test('strangers without end, each with a name of its own, push each other out', (t) => {
  const run = new RunModel({ config: {} })
  for (let i = 0; i < 6000; i++) {
    const event = { t: i, at: `s${i}`, link: `s${i}>server`, id: i, kind: 'data', seq: 1 } as const
    run.take({ ...event, event: 'send', attempt: 1 })
    run.take({ ...event, at: 'server', event: 'receive' })
  }
  t.is(run.totals.sent, 6000)
  t.true(run.connections.length <= 512)
  t.true(run.retained < 60_000, `${run.retained} records`)
})

test('which transmission of its segment one is, is known as long as it is under way', (t) => {
  const run = new RunModel({ config: {} })
  const send = (id: number, link: string, conn: string, attempt: number) =>
    run.take({ t: id, at: 'a', event: 'send', link, id, conn, kind: 'data', seq: 5, attempt })
  send(1, 'a>s', 'one', 1)
  send(2, 'b>s', 'one', 1)
  send(3, 'a>s', 'one', 2)
  send(4, 'a>s', 'two', 1)
  t.deepEqual(
    [1, 2, 3, 4, 5, undefined].map((id) => run.attemptOf(id)),
    [1, 1, 2, 1, 1, 1]
  )
  // Whatever passes meanwhile, it is still under way.
  for (let id = 5; id < 30_000; id++) {
    run.take({
      t: id,
      at: 'a',
      event: 'send',
      link: 'c>s',
      id,
      conn: 'three',
      kind: 'data',
      seq: id
    })
    run.take({ t: id, at: 'channel', event: 'drop', link: 'c>s', id, kind: 'data', seq: id })
  }
  t.is(run.attemptOf(3), 2)
})
