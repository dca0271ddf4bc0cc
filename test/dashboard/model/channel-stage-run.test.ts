/** What a lone channel makes of what passes: terms, attempts, damage, and what is none of ours. */
import test from 'ava'
import { ChannelRun } from '../../../src/dashboard/model/channel-stage-run.js'
import { RandomStream } from '../../../src/kernel/random.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import { makeAck, makeData } from '../../../src/rdt/segment.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { encode } from '../../../src/wire/codec.js'
import { bookRun } from '../../trace/book-run.js'
import { drawn, FakeChannel, flowEvents, opening, stageOf, termsFor } from './lone-channel.js'

const RUNS: readonly (readonly [string, Partial<SimConfig>])[] = [
  ...PROTOCOLS.map((protocol): [string, Partial<SimConfig>] => [
    protocol.name,
    { protocol, windowSize: protocol.seqBits === undefined ? 6 : 1, messages: 30 }
  ]),
  ['gbn with 3-bit numbers', { windowSize: 7, seqBits: 3, messages: 40 }],
  ['gbn with 2-bit numbers', { windowSize: 2, seqBits: 2, messages: 40 }]
]

/** Some survive only damage: a loss would be the end of the run. */
const fatesFor = (config: Partial<SimConfig>): string =>
  config.protocol?.survives.includes('loss') === false
    ? config.protocol.survives.includes('corrupt-ack')
      ? 'data: ..c..c.c  ack: .c...c'
      : 'data: ..c..c.c'
    : 'data: ..x.c2..x.x..x  ack: ..x.c...x'

test('retransmissions are told from new segments that bear an old number', (t) => {
  for (const [title, config] of RUNS) {
    const fates = config.protocol?.name === 'rdt1.0' ? '' : fatesFor(config)
    const { events } = bookRun(fates, config)
    const sent = events.filter(({ event, kind }) => event === 'send' && kind === 'data')
    const again = sent.filter(({ attempt = 1 }) => attempt > 1)
    const run = new ChannelRun({})
    for (const [event, bytes] of opening(1, termsFor(config))) run.take(event, bytes)
    for (const [event, bytes] of flowEvents(1, fates, config)) run.take(event, bytes)
    const { totals } = run.run
    t.is(totals.sent, sent.length, title)
    t.is(totals.retransmitted, again.length, title)
    if (fates !== '') t.true(again.length > 0, title)
  }
})

test('the terms are those of the server, and of what passed before they were known too', (t) => {
  const run = new ChannelRun({ command: 'channel' })
  t.is(run.protocolWords, 'protocol unknown yet')
  const terms = termsFor({ windowSize: 2, seqBits: 2 })
  const told = flowEvents(1, 'data: .x', { windowSize: 2, seqBits: 2, messages: 20 })
  for (const [event, bytes] of told.slice(0, 20)) run.take(event, bytes)
  const [[open, wish], [accept, agreed]] = opening(1, terms) as [
    (typeof told)[number],
    (typeof told)[number]
  ]
  run.take(open, wish)
  t.is(run.protocolWords, 'gbn, window 2, 2-bit numbers')
  run.take(accept, agreed)
  for (const [event, bytes] of told.slice(20)) run.take(event, bytes)
  const { events } = bookRun('data: .x', { windowSize: 2, seqBits: 2, messages: 20 })
  const again = events.filter(({ event, attempt = 1 }) => event === 'send' && attempt > 1)
  t.is(run.run.totals.retransmitted, again.length)
  t.is(run.run.header.config['window'], 2)
  t.is(run.events.length, told.length + 2)
  t.is(run.forgotten, 0)
})

test('nobody but the server decides on the terms', (t) => {
  const run = new ChannelRun({})
  for (const [event, bytes] of opening(1, termsFor())) run.take(event, bytes)
  const other = opening(2, { ...termsFor(), protocol: 'sr' })
  const [open] = other
  if (open !== undefined) run.take(...open)
  t.regex(run.protocolWords, /^gbn/)
  const [, accept] = other
  // As if a client said so.
  if (accept !== undefined) run.take({ ...accept[0], link: 'flow-2>server' }, accept[1])
  t.regex(run.protocolWords, /^gbn/)
  // The server was started anew, with another protocol.
  if (accept !== undefined) run.take(...accept)
  t.regex(run.protocolWords, /^sr/)
})

test('another window of another client is no other protocol', (t) => {
  const run = new ChannelRun({})
  for (const [event, bytes] of opening(1, termsFor({ windowSize: 8 }))) run.take(event, bytes)
  const { run: model } = run
  for (const [event, bytes] of opening(2, termsFor({ windowSize: 3 }))) run.take(event, bytes)
  t.is(run.run, model)
})

test('what was damaged is told as its receiver will find it, as soon as the checksum is known', (t) => {
  const run = new ChannelRun({})
  for (const [event, bytes] of opening(1, termsFor())) run.take(event, bytes)
  const bytes = encode({ ...makeAck(3), conn: '00000000000000c1' }, 'crc32')
  const link = 'server>flow-1'
  const ack = {
    at: 'flow-1',
    event: 'receive' as const,
    link,
    id: 5,
    kind: 'ack',
    ack: 3,
    conn: 'c1'
  }
  t.is(run.take({ ...ack, t: 1 }, bytes).kind, 'ack')
  const damaged = Uint8Array.from(bytes)
  damaged[19] = 7
  const told = run.take({ ...ack, t: 2, ack: 7 }, damaged)
  t.is(told.kind, undefined)
  t.is(told.ack, undefined)
  t.is(told.conn, 'c1')
})

test('what is none of ours has its length for a name, and passes like anything else', (t) => {
  const run = new ChannelRun({})
  const link = 'flow-1>server'
  run.take({ t: 0, at: 'flow-1', event: 'send', link, id: 1, len: 60 }, new Uint8Array(60))
  run.take({ t: 10_000, at: 'server', event: 'receive', link, id: 1, len: 60 }, new Uint8Array(60))
  run.take({ t: 20_000, at: 'flow-1', event: 'send', link, id: 2, len: 61 }, new Uint8Array(61))
  run.take({ t: 20_000, at: 'channel', event: 'drop', link, id: 2, len: 61, why: 'loss 20%' })
  t.deepEqual(run.foreign, [link])
  const text = drawn(stageOf(run, new FakeChannel()), 90, 24).lines.join('\n')
  t.regex(text, /60 bytes/)
  t.regex(text, /A datagram \(61 bytes\) from flow-1 to server is lost/)
  t.regex(text, /lost: loss 20%/)
  t.is(run.events.at(0)?.kind, undefined, 'a trace says what it always said')
})

test('the bytes of a segment are seen under the glass', (t) => {
  const run = new ChannelRun({})
  for (const [event, bytes] of opening(1, termsFor())) run.take(event, bytes)
  const data = new TextEncoder().encode('hello')
  const bytes = encode({ ...makeData(0, data), conn: '00000000000000a1' }, 'crc32')
  const link = 'flow-1>server'
  run.take(
    { t: 9, at: 'flow-1', event: 'send', link, id: 7, kind: 'data', seq: 0, conn: 'a1', len: 5 },
    bytes
  )
  const channel = new FakeChannel()
  const stage = stageOf(run, channel)
  drawn(stage, 90, 30)
  for (const name of ['up', 'enter']) {
    stage.key({ name, text: '', ctrl: false, meta: false, shift: false })
  }
  t.regex(drawn(stage, 90, 40).lines.join('\n'), /68 65 6c 6c 6f\s+hello/)
})

test('no bytes and no sizes throw, or put anything raw on the paper', (t) => {
  const seed = 'hostile'
  const dice = new RandomStream(seed, 'bytes')
  const run = new ChannelRun({})
  const stage = stageOf(run, new FakeChannel())
  for (let i = 0; i < 400; i++) {
    const length = dice.below(80)
    const bytes = Uint8Array.from({ length }, () => dice.below(256))
    if (dice.below(2) === 0 && length > 4) bytes.set([0x52, 0x44, 0x10 + dice.below(14)])
    const up = dice.below(2) === 0
    const link = up ? 'flow-1>server' : 'server>flow-1'
    const kind = ['data', 'ack', 'open', 'accept', 'nak', undefined, '\x1b[2J'][dice.below(7)]
    const what = (['send', 'receive', 'drop', 'duplicate', 'corrupt', 'delay'] as const)[
      dice.below(6)
    ]
    const event = { t: i * 1000, at: 'channel', event: what ?? 'send', link, id: dice.below(50) }
    const numbers = {
      seq: dice.below(2 ** 31),
      ack: dice.below(9),
      conn: `c${dice.below(3)}`,
      why: '\x1b]0;x\x07'
    }
    run.take({ ...event, ...numbers, ...(kind !== undefined && { kind }) }, bytes)
    if (i % 40 !== 0) continue
    for (const [width, height] of [
      [80, 24],
      [200, 50],
      [41, 12],
      [1, 1],
      [0, 0]
    ] as const) {
      const text = drawn(stage, width, height).lines.join('')
      t.notRegex(
        text,
        /[\u0000-\u001f\u007f-\u009f]/,
        `seed ${seed}, ${width}×${height} after ${i}`
      )
    }
  }
})
