/** The values of a report: those of stats and explain, and what the pictures are drawn of. */
import test from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { sr } from '../../src/rdt/sr.js'
import { tcp } from '../../src/rdt/tcp.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { explain } from '../../src/trace/explain.js'
import { LifeCollector } from '../../src/trace/life.js'
import { FATES } from '../../src/trace/report.js'
import { MOST_OF_A_PAIR } from '../../src/trace/report-pairs.js'
import { spokenProtocol } from '../../src/trace/spoken-protocol.js'
import { statsOf } from '../../src/trace/stats.js'
import { statsRecords } from '../../src/trace/stats-records.js'
import { headerOf, reportedRun, reportOf } from './report-run.js'

const PROTOCOLS = [gbn, sr, tcp, rdt30]
const often = (probability: number) => ({ probability, correlation: 0 })
const STORM = {
  ...PERFECT,
  loss: { kind: 'random', ...often(0.15) },
  corrupt: { ...often(0.08), bits: 1 },
  duplicate: often(0.08),
  reorder: { ...often(0.08), gap: 1 },
  delay: ms(50)
} as const
const stormy = (protocol: (typeof PROTOCOLS)[number]) =>
  reportedRun('', { protocol, messages: 80, up: STORM, down: STORM, seed: 'report' })

for (const protocol of PROTOCOLS) {
  test(`the transmissions of a ${protocol.name} run are those that stats and explain count`, (t) => {
    const { header, events, report } = stormy(protocol)
    const { links, connections } = statsOf(header, events)
    const [{ transmissions }] = report.pairs as [(typeof report.pairs)[0]]
    const { fate, kind, kinds, node, attempt } = transmissions
    const count = (is: (place: number) => boolean) => fate.filter((_, place) => is(place)).length
    const has = (place: number, which: keyof typeof FATES) => (fate[place]! & FATES[which]) !== 0
    links.forEach((link, from) => {
      const own = (place: number) => node[place] === from
      const data = (place: number) => own(place) && kinds[kind[place]!] === 'data'
      const sent = (place: number) => data(place) && !has(place, 'copy')
      t.is(
        count((place) => own(place) && has(place, 'lost')),
        link.dropped
      )
      t.is(
        count((place) => own(place) && has(place, 'copy')),
        link.duplicated
      )
      t.is(
        count((place) => own(place) && has(place, 'broken')),
        link.bad_checksums
      )
      t.is(count(sent), link.sent)
      t.is(
        count((place) => sent(place) && attempt[place]! > 1),
        link.retransmitted
      )
      t.is(
        count((place) => has(place, 'spurious') && own(place)),
        link.spurious
      )
    })
    const { retransmissions, costs } = explain(header, events)
    t.true(retransmissions.length > 5)
    t.deepEqual(
      report.retransmissions.map(({ text }) => text),
      retransmissions.map(({ text }) => text)
    )
    t.deepEqual(
      report.costs,
      costs.map(({ text }) => text)
    )
    for (const { transmission, t: at, seq, attempt: tried } of report.retransmissions) {
      t.is(transmissions.sent[transmission], at)
      t.is(transmissions.number[transmission], seq)
      t.is(transmissions.attempt[transmission], tried)
    }
    t.is(report.connections[0]!.goodput, connections[0]!.goodput ?? -1)
  })

  test(`the lives of a ${protocol.name} run end as rdt trace show --life tells them`, (t) => {
    const { header, events, report } = stormy(protocol)
    const { acks, seqBits, otherTimers } = spokenProtocol(header)
    const [{ lives }] = report.connections as [(typeof report.connections)[0]]
    t.is(lives.seq.length, 80)
    const told = new Map<number, { delivered: number; acked: number }[]>()
    for (const seq of new Set<number>(lives.seq)) {
      const collector = new LifeCollector({ seq, seqBits, acks, otherTimers })
      for (const event of events) collector.take(event)
      const ends = collector.lives.map(({ deliveredAt = -1, acknowledgedAt = -1 }) => ({
        delivered: deliveredAt,
        acked: acknowledgedAt
      }))
      told.set(seq, ends)
    }
    lives.seq.forEach((seq, place) => {
      const expected = told.get(seq)!.shift()!
      t.is(lives.delivered[place], expected.delivered, `piece ${place + 1}`)
      // That goes by the numbers in ACKs, which do not tell all where they are few, or selective.
      if (seqBits > 1 && acks !== 'all')
        t.is(lives.acked[place], expected.acked, `piece ${place + 1}`)
    })
  })

  test(`every event of a ${protocol.name} run has a row of its own, in the order of the trace`, (t) => {
    const { report } = stormy(protocol)
    const [{ transmissions, timeouts }] = report.pairs as [(typeof report.pairs)[0]]
    const { row, endRow, sent, ended } = transmissions
    const rows = [...row, ...timeouts.row, ...endRow.filter((one) => one >= 0)]
    t.is(new Set(rows).size, rows.length)
    t.is(Math.max(...rows), rows.length - 1)
    const times = new Map<number, number>()
    row.forEach((one, place) => {
      if ((transmissions.fate[place]! & FATES.copy) === 0) times.set(one, sent[place]!)
      if (endRow[place]! >= 0) times.set(endRow[place]!, ended[place]!)
    })
    const inOrder = [...times].sort(([a], [b]) => a - b).map(([, time]) => time)
    t.deepEqual(
      inOrder,
      [...inOrder].sort((a, b) => a - b)
    )
  })
}

test('the window goes on where its numbers begin again, and never holds more than it may', (t) => {
  const up = STORM
  for (const seed of ['a', 'b', 'c']) {
    const { report } = reportedRun('', { seqBits: 3, windowSize: 7, messages: 60, up, seed })
    const { base, nextseqnum, limit } = report.connections[0]!.window
    t.is(nextseqnum.at(-1), 61, seed)
    t.is(base.at(-1), 61, seed)
    base.forEach((one, place) => {
      t.true(one >= (base[place - 1] ?? 1), seed)
      t.true(nextseqnum[place]! - one <= limit[place]!, seed)
    })
  }
})

for (const protocol of [gbn, tcp]) {
  test(`what was acknowledged in a ${protocol.name} run is behind the base`, (t) => {
    const { lives, window } = stormy(protocol).report.connections[0]!
    const { t: times, base } = window
    lives.acked.forEach((acked, place) => {
      const passed = times[base.findIndex((one) => one > place + 1)]!
      if (protocol === gbn) t.is(acked, passed, `piece ${place + 1}`)
      else t.true(acked >= 0 && acked <= passed, `piece ${place + 1}`)
    })
  })
}

test('a protocol that shows no window has what is sent and not acknowledged', (t) => {
  const { window } = reportedRun('', { protocol: rdt30 }).report.connections[0]!
  t.deepEqual(window.t, [ms(0), ms(100), ms(200), ms(300)])
  t.deepEqual(window.base, [1, 2, 3, 4])
  t.deepEqual(window.nextseqnum, [2, 3, 4, 4])
})

test('the figures are those of rdt trace stats --json, every one of them', (t) => {
  const { header, events, report } = stormy(gbn)
  const records = statsRecords(statsOf(header, events)) as Record<string, unknown>[]
  const links = records.filter(({ type }) => type === 'link')
  const table = report.tables.find(({ title }) => title === 'Links')!
  t.is(table.rows.length, 2)
  table.rows.forEach(({ cells }, place) => {
    const told = Object.entries(links[place]!).filter(([key]) => key !== 'type')
    t.deepEqual([...cells].sort(), told.map(([, value]) => String(value)).sort())
  })
  const [connection] = records.filter(({ type }) => type === 'connection')
  const rates = report.tables.find(({ title }) => title === 'Rates and times')!
  t.is(rates.rows[0]!.cells[1], String(connection!['goodput_mbit']))
  t.is(report.headline[0]!.value, '80')
})

test('a piece that never came is told first', (t) => {
  const { header, events } = stormy(gbn)
  const last = events.findLastIndex(({ event }) => event === 'deliver')
  const [first] = reportOf(header, events.slice(0, last)).headline
  t.like(first, { name: 'Delivered', value: '79', tone: 'bad' })
  t.regex(first!.remark, /^1 of 80 /)
})

/** Somebody sends to two others, far more than a page bears. */
function* flood(count: number): Generator<TraceEvent> {
  for (let id = 1; id <= count; id++) {
    const to = id % 10 === 0 ? 'carol' : 'bob'
    const about = { link: `alice>${to}`, id, kind: 'data', seq: id, len: 5 }
    yield { t: id, at: 'alice', event: 'send', ...about, attempt: 1 }
    yield { t: id, at: to, event: 'receive', ...about }
  }
}

test('what a page does not bear is left out and told, and the figures are of the whole run', (t) => {
  const count = MOST_OF_A_PAIR + 20_000
  const report = reportOf(headerOf({ protocol: 'gbn' }), flood(count))
  const [pair] = report.pairs
  t.is(pair!.transmissions.sent.length, MOST_OF_A_PAIR)
  t.is(report.connections[0]!.sent, count * 0.9)
  t.is(report.connections[0]!.lives.seq.length, MOST_OF_A_PAIR)
  t.regex(report.leftOut[0]!, /alice and bob .* the first 50000 of 63000 transmissions, up to/)
  t.is(report.tables[0]!.rows[1]!.cells[1], String(count / 10))
})

test('the busiest connection is shown first, or the one that was asked for', (t) => {
  const header = headerOf({ protocol: 'gbn' })
  const events = [...flood(50)]
  const first = (link?: string) => {
    const { connections, first } = reportOf(header, events, link === undefined ? {} : { link })
    return connections[first]?.link
  }
  t.is(first(), 'alice>bob')
  t.is(first('alice>carol'), 'alice>carol')
})
