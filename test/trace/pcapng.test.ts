/** Captures are read back as they were written, however much of them is there. */
import test from 'ava'
import fc from 'fast-check'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { captureOf } from '../../src/trace/capture.js'
import { importCapture } from '../../src/trace/capture-import.js'
import { EVENTS as EVENT_NAMES, type TraceEvent, type TraceHeader } from '../../src/trace/event.js'
import { formatEvent } from '../../src/trace/ndjson.js'
import { EVENTS, INTERFACE, NAMES, PACKET, SECTION_HEADER } from '../../src/trace/pcapng-blocks.js'
import { type Block, readBlocks } from '../../src/trace/pcapng-reader.js'
import { holds } from '../kernel/property.js'
import { randomRun } from '../swarm/random-run.js'
import { bytesOf, captured } from './captured-run.js'

const HEADER: TraceHeader = {
  trace: 'rdt-chat',
  version: 1,
  clock: 'virtual',
  seed: '42',
  config: { command: 'sim', protocol: 'gbn', checksum: 'crc32' },
  nodes: ['sender', 'channel', 'receiver']
}

const SMALL: readonly TraceEvent[] = [
  { t: 0, at: 'sender', event: 'submit', link: 'sender>receiver', len: 3 },
  {
    t: 0,
    at: 'sender',
    event: 'send',
    link: 'sender>receiver',
    id: 1,
    kind: 'data',
    seq: 1,
    len: 3,
    attempt: 1
  },
  { t: 0, at: 'sender', event: 'timer-start', half: 'sender', timer: 0, delay: 9 },
  { t: 5, at: 'receiver', event: 'receive', link: 'sender>receiver', id: 1, kind: 'data', seq: 1 },
  { t: 5, at: 'receiver', event: 'deliver', link: 'receiver>sender', id: 1, len: 3 },
  { t: 6, at: 'receiver', event: 'say', from: 'ä', to: ['b'], text: 'two\nlines \ud800' }
]

const smallCapture = (): Buffer => bytesOf(captureOf(HEADER, SMALL))

/** The blocks of a capture, each with all of its bytes. */
function blocksOf(file: Uint8Array): { readonly type: number; readonly bytes: Buffer }[] {
  const blocks: { readonly type: number; readonly bytes: Buffer }[] = []
  for (const block of readBlocks(file)) {
    const { type, body } = block as Block
    const bytes = Buffer.from(body.buffer, body.byteOffset - 8, body.byteLength + 12)
    blocks.push({ type, bytes })
  }
  return blocks
}

test('a capture is its header, an interface for each node, names, and packets with what is between', (t) => {
  const types = blocksOf(smallCapture()).map(({ type }) => type)
  t.deepEqual(types, [
    SECTION_HEADER,
    INTERFACE,
    INTERFACE,
    NAMES,
    EVENTS, // submit
    PACKET,
    EVENTS, // timer-start
    PACKET,
    EVENTS, // deliver, say
    EVENTS // the end
  ])
})

test('what was exported is imported again: equal events, of any protocol in any weather', (t) => {
  for (const protocol of PROTOCOLS) {
    for (let i = 0; i < 8; i++) {
      const config = randomRun(`pcapng-${i}`, [protocol])
      const { header, events } = captured(config)
      const imported = importCapture(bytesOf(captureOf(header, events)))
      t.deepEqual(imported, { header, events }, replayCommand(config))
    }
  }
})

test('text of any sort survives', (t) => {
  t.deepEqual(importCapture(smallCapture()), { header: HEADER, events: [...SMALL] })
})

test('events that are not in the order of their times are put into it', (t) => {
  const imported = importCapture(bytesOf(captureOf(HEADER, SMALL.toReversed())))
  const times = 'events' in imported ? imported.events.map((event) => event.t) : []
  t.deepEqual(times, [0, 0, 0, 5, 5, 6])
})

test('a capture that is cut off anywhere is read up to there, and says so', (t) => {
  const file = smallCapture()
  const whole = SMALL.map(formatEvent)
  let before = 0
  for (let length = 0; length < file.length; length++) {
    const imported = importCapture(file.subarray(0, length))
    if ('refused' in imported) {
      t.is(before, 0, `at ${length}`)
      continue
    }
    const { events, cut } = imported
    t.true(events.length >= before)
    before = events.length
    t.deepEqual(events.map(formatEvent), whole.slice(0, before))
    t.regex(cut ?? '', /the trace is taken up to there$|left out what is no packet$/)
  }
  t.is(before, whole.length)
})

test('a capture that another program has saved again still has what its packets carry', (t) => {
  const kept = blocksOf(smallCapture()).filter(({ type }) => type !== EVENTS)
  const imported = importCapture(Buffer.concat(kept.map(({ bytes }) => bytes)))
  t.deepEqual(imported, {
    header: HEADER,
    events: SMALL.filter(({ event }) => event === 'send' || event === 'receive'),
    cut: 'another program has saved it again, and left out what is no packet'
  })
})

test('behind the first capture another one is not taken', (t) => {
  const file = smallCapture()
  t.like(importCapture(Buffer.concat([file, file])), {
    events: [...SMALL],
    cut: 'another capture begins behind the first one, which alone is taken'
  })
})

/** Every number of a block the other way round: as a machine of the other sort would write it. */
function swapped(file: Buffer): Buffer {
  return Buffer.concat(
    blocksOf(file).map(({ type, bytes }) => {
      const copy = Buffer.from(bytes)
      const words = type === PACKET ? [8, 12, 16, 20, 24] : type === EVENTS ? [16] : []
      for (const at of [0, 4, ...words, copy.length - 4]) copy.subarray(at, at + 4).reverse()
      let options = copy.length
      if (type === SECTION_HEADER) {
        copy.subarray(8, 12).reverse()
        options = 24
      }
      if (type === PACKET) options = 28 + ((bytes.readUInt32LE(20) + 3) & ~3)
      while (options + 4 <= copy.length - 4) {
        const length = bytes.readUInt16LE(options + 2)
        if (bytes.readUInt16LE(options) === 2989) {
          copy.subarray(options + 4, options + 8).reverse()
        }
        for (const at of [options, options + 2]) copy.subarray(at, at + 2).reverse()
        options += 4 + ((length + 3) & ~3)
      }
      return copy
    })
  )
}

test('a capture with its numbers the other way round is read, too', (t) => {
  const file = swapped(smallCapture())
  t.is(file.readUInt32BE(8), 0x1a2b3c4d)
  t.deepEqual(importCapture(file), { header: HEADER, events: [...SMALL] })
})

test('what is no capture of ours is refused by name', (t) => {
  const refusals: readonly (readonly [bytes: Uint8Array, why: RegExp])[] = [
    [Buffer.alloc(0), /there is no trace of rdt in this capture$/],
    [Buffer.from('hello, this is text'), /no pcapng file: it does not begin with a section header/],
    [Buffer.from('0a0d0d0a1c000000ffffffff', 'hex'), /no pcapng file: a section has no byte order/],
    [blocksOf(smallCapture())[1]!.bytes, /no pcapng file/],
    [Buffer.from('0a0d0d0a0d0000004d3c2b1a', 'hex'), /no pcapng file: a block has the length 13/]
  ]
  for (const [bytes, why] of refusals) {
    const imported = importCapture(bytes)
    t.regex('refused' in imported ? imported.refused : 'taken', why)
  }
})

test('no bytes make the reader throw, or find more than there is', (t) => {
  const file = smallCapture()
  const change = fc.record({
    at: fc.nat(file.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 })
  })
  holds(
    t,
    fc.record({ changes: fc.array(change, { maxLength: 4 }), length: fc.nat(file.length) }),
    ({ changes, length }) => {
      const copy = Buffer.from(file.subarray(0, length))
      for (const { at, bytes } of changes) {
        if (at < length) copy.set(bytes.subarray(0, length - at), at)
      }
      const imported = importCapture(copy)
      return 'refused' in imported || imported.events.length <= SMALL.length
    },
    2_000
  )
  holds(t, fc.uint8Array({ maxLength: 300 }), (bytes) => 'refused' in importCapture(bytes))
})

const text = fc.string({ unit: 'binary', maxLength: 40 })
const count = fc.oneof(fc.nat(70_000), fc.maxSafeNat())
const NODES = ['alice', 'server', 'channel', '', 'a>b', '\0']

/** Whatever the schema allows, as somebody may write it by hand. */
const anyEvent: fc.Arbitrary<TraceEvent> = fc.record(
  {
    t: count,
    at: fc.oneof(fc.constantFrom(...NODES), text),
    event: fc.constantFrom(...EVENT_NAMES, 'send' as const, 'receive' as const),
    link: fc.oneof(fc.constantFrom('alice>server', 'server>alice', 'x>x', '>'), text),
    conn: fc.oneof(fc.constantFrom('0123456789abcdef', 'z', ''), text),
    id: fc.nat(5),
    of: fc.nat(5),
    kind: fc.oneof(
      fc.constantFrom('data', 'ack', 'nak', 'open', 'accept', 'echo', 'ping', 'pong', 'close'),
      text
    ),
    seq: count,
    ack: count,
    attempt: count,
    len: count,
    why: fc.oneof(fc.constantFrom('fate t', 'fate w', 'fate c', 'truncate 5%'), text),
    timer: fc.nat(3)
  },
  { requiredKeys: ['t', 'at', 'event'] }
)

const anyConfig = fc.record(
  {
    protocol: fc.oneof(fc.constantFrom('gbn', 'sr', 'mine'), fc.anything()),
    checksum: fc.oneof(fc.constantFrom('crc32', 'none', 'parity'), fc.anything()),
    seq_bits: fc.oneof(fc.nat(40), fc.anything()),
    window: fc.anything()
  },
  { requiredKeys: [] }
)

test('any trace can be exported, however strange, and comes back', (t) => {
  holds(t, fc.tuple(fc.array(anyEvent, { maxLength: 12 }), anyConfig), ([events, made]) => {
    const config = JSON.parse(JSON.stringify(made) ?? '{}')
    const header = { ...HEADER, config, nodes: ['alice', 'channel'] }
    const imported = importCapture(bytesOf(captureOf(header, events)))
    if ('refused' in imported || imported.cut !== undefined) return false
    const ordered = events.toSorted((a, b) => a.t - b.t)
    return imported.events.map(formatEvent).join('') === ordered.map(formatEvent).join('')
  })
})

test('a header or an event that is too long for an option comes back, too', (t) => {
  const nodes = Array.from({ length: 200 }, (_, i) => `${i}-${'n'.repeat(900)}`)
  const long: TraceEvent = {
    t: 1,
    at: 'a',
    event: 'send',
    link: 'a>b',
    state: { numbers: Array.from({ length: 40_000 }, (_, i) => i) }
  }
  const header = { ...HEADER, nodes }
  const imported = importCapture(bytesOf(captureOf(header, [...SMALL.slice(0, 2), long])))
  t.deepEqual(imported, { header, events: [...SMALL.slice(0, 2), long] })
})
