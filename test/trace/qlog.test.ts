/** What a qlog shows of a run, read as qvis reads it. */
import test from 'ava'
import { rdt20 } from '../../src/rdt/rdt2.0.js'
import { sr } from '../../src/rdt/sr.js'
import { tcp } from '../../src/rdt/tcp.js'
import type { SimConfig } from '../../src/sim/config.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { qlogOf } from '../../src/trace/qlog.js'
import { statsOf } from '../../src/trace/stats.js'
import { randomRun } from '../swarm/random-run.js'
import { bookRun } from './book-run.js'
import { bytesOf, captured } from './captured-run.js'
import {
  ackedIn,
  arrowsBetween,
  groupsOf,
  type Qlog,
  type QlogEvent,
  readAsQvis
} from './qvis-reader.js'

const headerOf = (protocol = 'gbn', more = {}): TraceHeader => ({
  ...{ trace: 'rdt-chat', version: 1, clock: 'virtual', seed: 'book' },
  config: { command: 'sim', protocol, window: 4, ...more },
  nodes: ['sender', 'channel', 'receiver']
})

const qlog = (header: TraceHeader, events: readonly TraceEvent[], vantage?: string): Qlog =>
  readAsQvis(bytesOf(qlogOf(header, events, vantage)))

function ofBook(fates: string, more: Partial<SimConfig> = {}, vantage = 'sender'): Qlog {
  return qlog(headerOf(more.protocol?.name), bookRun(fates, more).events, vantage)
}

/** A record in a few words; nothing of the trace's own. */
function lineOf({ time, name, data }: QlogEvent): string {
  const { header, frames = [], raw: _, ...others } = data
  const number = header === undefined ? '' : ` ${header.packet_number}`
  const words = frames.map(({ frame_type: type, offset, acked_ranges: acks }) =>
    type === 'ack' ? ` ack ${JSON.stringify(acks ?? [])}` : ` ${type} at ${offset}`
  )
  const rest = Object.keys(others).length === 0 ? '' : ` ${JSON.stringify(others)}`
  return `${time} ${name.replace(/^.*:/, '')}${number}${words.join('')}${rest}`
}

const linesOf = ({ events }: Qlog, names: RegExp): string[] =>
  events.filter(({ name }) => names.test(name)).map(lineOf)

test('S02-like: the second of three is lost, and both that go again had been packets of their own', (t) => {
  t.deepEqual(linesOf(ofBook('data: .x'), /packet|timer/), [
    '0 packet_sent 0 stream at 0',
    '0 loss_timer_updated {"timer_type":"pto","event_type":"set","delta":150}',
    '0 packet_sent 1 stream at 32',
    '0 packet_sent 2 stream at 64',
    '100 packet_received 0 ack [[0,0]]',
    '100 loss_timer_updated {"timer_type":"pto","event_type":"set","delta":150}',
    '100 packet_received 1 ack [[0,0]]',
    '250 loss_timer_updated {"timer_type":"pto","event_type":"expired"}',
    '250 loss_timer_updated {"timer_type":"pto","event_type":"set","delta":150}',
    '250 packet_lost 1 stream at 32 {"trigger":"pto_expired"}',
    '250 packet_sent 3 stream at 32',
    '250 packet_lost 2 stream at 64 {"trigger":"pto_expired"}',
    '250 packet_sent 4 stream at 64',
    '350 packet_received 2 ack [[0,0],[3,3]]',
    '350 loss_timer_updated {"timer_type":"pto","event_type":"set","delta":150}',
    // Packet 2 had come, and Go-Back-N threw it away: its ACK is never sent.
    '350 packet_received 3 ack [[0,0],[3,4]]',
    '350 loss_timer_updated {"timer_type":"pto","event_type":"cancelled"}'
  ])
})

test('an ACK of Selective Repeat names the packet that it answers, and that one alone', (t) => {
  t.deepEqual(linesOf(ofBook('data: .x', { protocol: sr }), /packet_received|lost/), [
    '100 packet_received 0 ack [[0,0]]',
    '100 packet_received 1 ack [[2,2]]',
    '150 packet_lost 1 stream at 32 {"trigger":"pto_expired"}',
    '250 packet_received 2 ack [[3,3]]'
  ])
})

test('what is damaged is dropped where its checksum is looked at; an ACK without a number is for the last', (t) => {
  const run = { protocol: rdt20, messages: 2 }
  t.deepEqual(linesOf(ofBook('data: c', run), /packet/), [
    '0 packet_sent 0 stream at 0',
    '100 packet_received 0 unknown at undefined',
    '100 packet_lost 0 stream at 0',
    '100 packet_sent 1 stream at 0',
    '200 packet_received 1 ack [[1,1]]',
    '200 packet_sent 2 stream at 32',
    '300 packet_received 2 ack [[1,2]]'
  ])
  t.deepEqual(linesOf(ofBook('data: c', run, 'receiver'), /packet_dropped/), [
    '50 packet_dropped 0 {"trigger":"payload_decrypt_error"}'
  ])
})

test('round trips, bytes in flight and windows are metrics, told when they change', (t) => {
  t.deepEqual(linesOf(ofBook('', { messages: 2 }), /metrics/), [
    '0 metrics_updated {"congestion_window":128,"bytes_in_flight":32}',
    '0 metrics_updated {"bytes_in_flight":64}',
    '100 metrics_updated {"bytes_in_flight":32,"smoothed_rtt":100,"min_rtt":100,"latest_rtt":100}',
    '100 metrics_updated {"bytes_in_flight":0,"latest_rtt":100}'
  ])
  const windows = ofBook('data: ..x', { protocol: tcp, messages: 9, congestion: 'newreno' })
    .events.map(({ data }) => data['congestion_window'])
    .filter((window) => window !== undefined)
  t.deepEqual(windows.slice(0, 2), [320, 64])
})

test('our own events ride beside, with the truth that no node knows', (t) => {
  const { events } = ofBook('data: .x  ack: c')
  const own = events.filter(({ name }) => name.startsWith('rdt:'))
  t.deepEqual(
    own.filter(({ name }) => /drop|corrupt/.test(name)).map(({ name, data }) => [name, data]),
    [
      [
        'rdt:drop',
        {
          at: 'channel',
          link: 'sender>receiver',
          id: 2,
          kind: 'data',
          seq: 2,
          len: 32,
          why: 'fate x'
        }
      ],
      [
        'rdt:corrupt',
        { at: 'channel', link: 'receiver>sender', id: 4, kind: 'ack', ack: 1, why: 'fate c' }
      ]
    ] as const
  )
  t.true(own.some(({ name }) => name === 'rdt:state'))
  t.is(own.filter(({ name }) => name === 'rdt:submit').length, 3)
  // The receiver's are in the file that is seen from there.
  t.false(own.some(({ name }) => name === 'rdt:deliver'))
  const there = ofBook('data: .x  ack: c', {}, 'receiver').events
  t.is(there.filter(({ name }) => name === 'rdt:deliver').length, 3)
})

test('the header tells of which run it is, how it was seen, and both generations of readers what it is', (t) => {
  const { header } = ofBook('')
  t.is(header.title, 'rdt sim gbn, seed book, seen from sender')
  t.regex(header.description, /^A trace of rdt sim, seed book, in virtual time;/)
  t.deepEqual(header.trace.vantage_point, { name: 'sender', type: 'client' })
  t.is(ofBook('', {}, 'receiver').header.trace.vantage_point.type, 'server')
  const { seed, options } = header.trace.configuration
  t.deepEqual({ seed, options }, { seed: 'book', options: headerOf().config })
  t.is(header['file_schema'], 'urn:ietf:params:qlog:file:sequential')
  t.is(header['serialization_format'], 'application/qlog+json-seq')
})

/** What the trace itself says that `vantage` did, counted by name and by kind. */
function expected(events: readonly TraceEvent[], vantage: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { at, event, kind, attempt = 1, why } of events) {
    if (at !== vantage) continue
    const add = (name: string) => (counts[name] = (counts[name] ?? 0) + 1)
    if (event === 'send') add(`packet_sent ${kind}`)
    if (event === 'send' && attempt > 1) add('packet_lost undefined')
    if (event === 'receive')
      add(why === undefined ? `packet_received ${kind}` : 'packet_dropped undefined')
  }
  return counts
}

function found({ events }: Qlog): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { name, rdt } of events) {
    if (!/^(transport:packet|recovery:packet)/.test(name)) continue
    const key = `${name.replace(/^.*:/, '')} ${rdt?.['kind']}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

/** Of what `node` sent, in order: did it ever arrive with a checksum that held? */
function arrivalsOf(events: readonly TraceEvent[], node: string): boolean[] {
  const originals = new Map(events.flatMap(({ id, of }) => (of === undefined ? [] : [[id, of]])))
  const whole = new Set<number | undefined>()
  for (const { event, id, why } of events) {
    if (event === 'receive' && why === undefined) whole.add(originals.get(id) ?? id)
  }
  return events
    .filter(({ event, at }) => event === 'send' && at === node)
    .map(({ id }) => whole.has(id))
}

test('in random weather qvis reads both ends of every protocol, and its counts and arrows are those of the trace', (t) => {
  let lost = 0
  for (let i = 0; i < 60; i++) {
    const config = randomRun(`qlog-${i}`)
    const how = replayCommand(config)
    const { header, events } = captured(config)
    const seenFrom = (node: string): Qlog => {
      const file = qlog(header, events, node)
      t.deepEqual(found(file), expected(events, node), `${node}: ${how}`)
      return file
    }
    const [one, other] = [seenFrom('sender'), seenFrom('receiver')]
    const stats = statsOf(header, events).links.find(({ link }) => link === 'sender>receiver')
    const losses = one.events.filter(({ name }) => name === 'recovery:packet_lost').length
    t.is(losses, stats?.retransmitted ?? 0, how)
    lost += losses
    for (const [left, right, node] of [
      [one, other, 'sender'],
      [other, one, 'receiver']
    ] as const) {
      const arrows = arrowsBetween(left, right)
      t.deepEqual(
        arrows.map((arrow) => arrow !== 'lost'),
        arrivalsOf(events, node),
        `${node}: ${how}`
      )
      t.true(
        arrows.every((arrow) => arrow === 'lost' || arrow >= 0),
        how
      )
    }
  }
  t.true(lost > 100, `${lost}`)
})

test('when a run has ended well, ACKs have named a packet of each message', (t) => {
  for (const protocol of ['gbn', 'sr', 'tcp', 'rdt3.0']) {
    const config = Array.from({ length: 200 }, (_, i) => randomRun(`acked-${i}`)).find(
      (one) => one.protocol.name === protocol && !one.handshake && one.messages > 5
    )!
    const { header, events } = captured(config)
    const { events: told } = qlog(header, events, 'sender')
    const acked = new Set(
      told.filter(({ name }) => /received/.test(name)).flatMap(({ data }) => ackedIn(data.frames))
    )
    const offsets = new Set<number | undefined>()
    for (const { name, data } of told) {
      if (name !== 'transport:packet_sent' || !acked.has(data.header!.packet_number!)) continue
      for (const { offset } of data.frames ?? []) offsets.add(offset)
    }
    const messages = events.filter(({ event, len = 0 }) => event === 'submit' && len > 0).length
    t.is(offsets.size, messages, replayCommand(config))
  }
})

test('several connections of one node are groups, and each pairs with the file of its client', (t) => {
  const events = ['alice', 'bob'].flatMap((name, i): TraceEvent[] => {
    const link = { link: `${name}>server`, id: i + 1, kind: 'data', seq: 1, len: 4 }
    return [
      { t: i, at: name, event: 'send', ...link, attempt: 1 },
      { t: 10 + i, at: 'server', event: 'receive', ...link },
      {
        t: 10 + i,
        at: 'server',
        event: 'send',
        link: `server>${name}`,
        id: 10 + i,
        kind: 'ack',
        ack: 1
      },
      {
        t: 20 + i,
        at: name,
        event: 'receive',
        link: `server>${name}`,
        id: 10 + i,
        kind: 'ack',
        ack: 1
      },
      { t: 30, at: name, event: 'say', from: name, to: ['x'], text: 'hi' }
    ]
  })
  const header = { ...headerOf(), clock: 'wall' as const, nodes: ['alice', 'bob', 'server'] }
  const server = qlog(header, events)
  t.deepEqual(server.header.trace.vantage_point, { name: 'server', type: 'server' })
  t.deepEqual([...groupsOf(server.events).keys()], ['alice', 'bob'])
  for (const name of ['alice', 'bob']) {
    const client = qlog(header, events, name)
    t.is(client.events[0]!.group_id, undefined)
    const group = { ...server, events: groupsOf(server.events).get(name)! }
    t.deepEqual(arrowsBetween(client, group), [0.01])
    t.deepEqual(arrowsBetween(group, client), [0.01])
  }
})

test('one node alone sees numbers and no transmissions: ACKs still name its packets', (t) => {
  const link = 'alice>server'
  const back = 'server>alice'
  const sent = (at: number, seq: number, attempt = 1): TraceEvent => ({
    t: at,
    at: 'alice',
    event: 'send',
    link,
    id: at,
    kind: 'data',
    seq,
    len: 5,
    attempt
  })
  const events: TraceEvent[] = [
    sent(1, 1),
    sent(2, 2),
    sent(3, 3),
    { t: 4, at: 'alice', event: 'receive', link: back, kind: 'ack', ack: 1 },
    sent(5, 2, 2),
    { t: 6, at: 'alice', event: 'receive', link: back, kind: 'ack', ack: 3 },
    { t: 7, at: 'alice', event: 'receive', link: back, kind: 'data', seq: 1, len: 9 },
    { t: 7, at: 'alice', event: 'send', link, id: 7, kind: 'ack', ack: 1 },
    { t: 8, at: 'alice', event: 'receive', link: back, why: 'the checksum does not hold' }
  ]
  t.deepEqual(linesOf(qlog({ ...headerOf(), nodes: ['alice'] }, events), /packet/), [
    '0.001 packet_sent 0 stream at 0',
    '0.002 packet_sent 1 stream at 5',
    '0.003 packet_sent 2 stream at 10',
    '0.004 packet_received 0 ack [[0,0]]',
    '0.005 packet_lost 1 stream at 5 {"trigger":"reordering_threshold"}',
    '0.005 packet_sent 3 stream at 5',
    '0.006 packet_received 1 ack [[0,0],[2,3]]',
    '0.007 packet_received 2 stream at 0',
    '0.007 packet_sent 4 ack [[2,2]]',
    '0.008 packet_dropped undefined {"trigger":"payload_decrypt_error"}'
  ])
})

test('whatever a trace says stays inside its strings, and none at all is a file, too', (t) => {
  const nasty = 'NDJSON "\u001e\n{}]\u2028 ✓'
  const header = { ...headerOf(nasty, { command: nasty }), seed: nasty, nodes: [nasty] }
  const link = `${nasty}>b`
  const events: TraceEvent[] = [
    { t: 5, at: nasty, event: 'send', link, id: 1, kind: nasty, conn: nasty },
    { t: 4, at: 'channel', event: 'drop', link, id: 1, why: nasty },
    { t: 6, at: nasty, event: 'close', link, why: nasty }
  ]
  const file = qlog(header, events)
  t.is(file.header.title, `rdt ${nasty} ${nasty}, seed ${nasty}, seen from ${nasty}`)
  t.is(file.header.trace.configuration['seed'], nasty)
  const closed = file.events.at(-1)
  t.is(closed?.data['reason'], nasty)
  t.is(file.events.find(({ name }) => name === 'rdt:drop')?.data['why'], nasty)
  const { events: none } = JSON.parse(JSON.stringify({ events: [] }))
  const empty = bytesOf(qlogOf(headerOf(), none)).toString()
  t.is(empty.split('\u001e').length, 3, 'the header, and one event: without any qvis crashes')
})
