/** What a capture shows of a run: two frames of each datagram, and why each is there. */
import test from 'ava'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { gbn } from '../../src/rdt/gbn.js'
import { captureOf } from '../../src/trace/capture.js'
import { importCapture } from '../../src/trace/capture-import.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { CRC_ERROR, EVENTS, INBOUND, OUTBOUND } from '../../src/trace/pcapng-blocks.js'
import { ourParts, readBlocks } from '../../src/trace/pcapng-reader.js'
import { decode } from '../../src/wire/codec.js'
import { GBN_SCENARIOS, scenarioConfig } from '../sim/scenario-file.js'
import { bytesOf, captured, type FoundPacket, packetsIn } from './captured-run.js'

/** The capture of three messages, a window of two, with these fates of data. */
function fated(fates: string): FoundPacket[] {
  const [scenario] = GBN_SCENARIOS
  const { header, events } = captured(
    scenarioConfig(scenario!, gbn, {
      messages: 3,
      windowSize: 2,
      size: 8,
      fates: { up: parseFateString(fates) }
    })
  )
  return packetsIn(bytesOf(captureOf(header, events)))
}

const payloadOf = ({ bytes }: FoundPacket): Buffer => bytes.subarray(28)

/** A frame in one line. */
function lineOf(packet: FoundPacket, index: number): string {
  const { t, flags, comment } = packet
  const way = (flags & 3) === OUTBOUND ? 'out' : (flags & 3) === INBOUND ? 'in ' : '?'
  const decoded = decode(payloadOf(packet), 'crc32')
  const isCorrupt =
    'refused' in decoded || ('corrupt' in decoded.datagram && decoded.datagram.corrupt)
  const marks = `${isCorrupt ? ' corrupt' : ''}${flags & CRC_ERROR ? ' CRC' : ''}`
  return `${index + 1} ${t / 1000} ${way}${marks} | ${comment}`
}

test('every frame says why it is there', (t) => {
  t.deepEqual(fated('.xc').map(lineOf), [
    '1 0 out | data 1, which the application submitted',
    '2 0 out | data 2, which the application submitted; lost in the channel: fate x',
    '3 50 in  | data 1, sent in frame 1',
    '4 50 out | ack 1, after data 1 came (frame 3)',
    '5 100 in  | ack 1, sent in frame 4',
    '6 100 out | data 3, which the application submitted; damaged in the channel: fate c',
    '7 150 in  corrupt CRC | data 3, sent in frame 6; damaged in the channel: fate c',
    '8 150 out | ack 1, after something damaged came (frame 7)',
    '9 200 in  | ack 1, sent in frame 8',
    '10 250 out | data 2 for the 2nd time: retransmission of frame 2, since timer 0 has run out',
    '11 250 out | data 3 for the 2nd time: retransmission of frame 6, since timer 0 has run out',
    '12 300 in  | data 2, sent in frame 10',
    '13 300 out | ack 2, after data 2 came (frame 12)',
    '14 300 in  | data 3, sent in frame 11',
    '15 300 out | ack 3, after data 3 came (frame 14)',
    '16 350 in  | ack 2, sent in frame 13',
    '17 350 in  | ack 3, sent in frame 15'
  ])
})

test('a copy has a frame of its own, and a late one says how it came to be late', (t) => {
  const lines = fated('2(+20ms)').map(lineOf)
  t.is(lines[2], '3 50 in  | data 1, sent in frame 1')
  t.is(lines[4], '5 50 in  | data 1, sent in frame 1; a copy that the channel made: fate 2')
  t.is(
    lines[1],
    '2 0 out | data 2, which the application submitted; arrives at another time than the others: fate (+20ms)'
  )
  t.true(
    lines.some((line) =>
      line.endsWith(' 70 in  | data 2, sent in frame 2; not at its usual time: fate (+20ms)')
    )
  )
})

test('damage is as the channel says: a bit, two words, a missing end', (t) => {
  const changes = ['c', 'w', 't'].map((mark) => {
    const [sent, arrived] = fated(mark)
      .filter(({ comment }) => comment.startsWith('data 1'))
      .map(payloadOf)
    const changed = [...sent!].filter((byte, i) => byte !== arrived![i]).length
    return `${mark}: ${sent!.length} ${arrived!.length} ${changed}`
  })
  t.deepEqual(changes, ['c: 36 36 1', 'w: 36 36 4', 't: 36 32 4'])
})

test('a node and the channel have an address, the two sides of a channel a port each', (t) => {
  const packets = fated('.')
  const [out, arrival] = packets
  t.is(out!.source, '10.0.0.1:50000')
  t.is(out!.destination, '10.0.0.254:40452')
  const inbound = packets.find(({ interface: on }) => on === 1)
  t.is(inbound!.source, '10.0.0.254:50000')
  t.is(inbound!.destination, '10.0.0.2:40452')
  const ack = packets.find(({ comment }) => comment.startsWith('ack 1, after'))
  t.is(ack!.source, '10.0.0.2:40452')
  t.is(ack!.destination, '10.0.0.254:50000')
  t.is(arrival!.interface, 0)
})

const HEADER: TraceHeader = {
  trace: 'rdt-chat',
  version: 1,
  clock: 'wall',
  seed: '',
  config: { command: 'chat', checksum: 'crc32', protocol: 'gbn' },
  nodes: ['server', 'channel', 'alice', 'bob']
}

/** `alice>server data 1` at 0, from the keys that matter. */
const event = (keys: Partial<TraceEvent> & Pick<TraceEvent, 'event'>): TraceEvent => ({
  t: 0,
  at: 'alice',
  link: 'alice>server',
  ...keys
})

const packetsOf = (events: readonly TraceEvent[], header = HEADER): FoundPacket[] =>
  packetsIn(bytesOf(captureOf(header, events)))

test('several clients meet one server, each at a port of its own', (t) => {
  const packets = packetsOf([
    event({ event: 'send', id: 1, kind: 'open', conn: '0123456789abcdef' }),
    event({ event: 'send', at: 'bob', link: 'bob>server', id: 2, kind: 'open' }),
    event({ event: 'receive', at: 'server', link: 'bob>server', id: 2, kind: 'open' }),
    event({ event: 'send', at: 'server', link: 'server>bob', id: 3, kind: 'cookie' })
  ])
  t.deepEqual(
    packets.map(({ source, destination }) => `${source} ${destination}`),
    [
      '10.0.0.2:50000 10.0.0.254:40452',
      '10.0.0.3:50001 10.0.0.254:40452',
      '10.0.0.254:50001 10.0.0.1:40452',
      '10.0.0.1:40452 10.0.0.254:50001'
    ]
  )
  t.deepEqual(
    packets.map((packet) => packet.interface),
    [1, 2, 0, 0]
  )
})

test('the opening of a connection tells what the trace knows of its terms', (t) => {
  const config = { ...HEADER.config, protocol: 'sr', window: 5, seq_bits: 6, mss: 99 }
  const conn = '0123456789abcdef'
  const [open, accept] = packetsOf(
    [
      event({ event: 'send', id: 1, kind: 'open', conn }),
      event({ event: 'open', at: 'server', link: 'server>alice', conn: 'fedcba9876543210' }),
      event({ event: 'send', at: 'server', link: 'server>alice', id: 2, kind: 'accept', conn })
    ],
    { ...HEADER, config }
  ).map((packet) => decode(payloadOf(packet), 'crc32'))
  const terms = { protocol: 'sr', windowSize: 5, seqBits: 6, mss: 99, checksum: 'crc32' }
  t.like(open, { datagram: { kind: 'open', conn, terms } })
  t.like(accept, { datagram: { kind: 'accept', conn, peer: 'fedcba9876543210', terms } })
})

test('a retransmission has the bytes of what it repeats, another message of its number has not', (t) => {
  const data = (id: number, attempt: number) =>
    event({ event: 'send', id, kind: 'data', seq: 0, len: 40, attempt })
  const [first, again, other] = packetsOf([data(1, 1), data(2, 2), data(3, 1)]).map(payloadOf)
  t.deepEqual(again, first)
  t.notDeepEqual(other, first)
})

test('a run without connections has ids that tell its terms', (t) => {
  const [packet] = packetsOf([event({ event: 'send', id: 1, kind: 'data', seq: 1, attempt: 1 })], {
    ...HEADER,
    config: { protocol: 'tcp', checksum: 'internet', seq_bits: 32 }
  })
  t.is(payloadOf(packet!).toString('hex', 4, 12), '5244542d20010100')
  const [unknown] = packetsOf([event({ event: 'send', id: 1, kind: 'data' })], {
    ...HEADER,
    config: {}
  })
  t.is(payloadOf(unknown!).toString('hex', 4, 12), '0000000000000000')
})

test('what nobody noticed has a checksum that holds, and still the CRC error flag', (t) => {
  const header = { ...HEADER, config: { ...HEADER.config, checksum: 'parity' } }
  const sent = event({ event: 'send', id: 1, kind: 'data', seq: 1, len: 9, attempt: 1 })
  const arrival = event({ event: 'receive', at: 'server', id: 1, kind: 'data', seq: 3, len: 9 })
  const [, arrived] = packetsOf(
    [sent, event({ event: 'corrupt', at: 'channel', id: 1, why: 'fate w' }), arrival],
    header
  )
  t.like(decode(payloadOf(arrived!), 'parity'), { datagram: { seqnum: 3, corrupt: false } })
  t.is(arrived!.flags, INBOUND | CRC_ERROR)
  t.is(
    arrived!.comment,
    'data 1, sent in frame 1; damaged in the channel: fate w, and its checksum did not notice'
  )
})

test('where only the channel has looked, damage is shown as damage', (t) => {
  const header = { ...HEADER, config: { command: 'channel' } }
  const [, arrived] = packetsOf(
    [
      event({ event: 'send', id: 1, kind: 'data', seq: 1, len: 9, attempt: 1 }),
      event({ event: 'corrupt', at: 'channel', id: 1, why: 'fate c' }),
      event({ event: 'receive', at: 'server', id: 1, kind: 'data', seq: 1, len: 9 })
    ],
    header
  )
  t.like(decode(payloadOf(arrived!), 'crc32'), { datagram: { corrupt: true } })
})

test('what is none of ours is as long as it was, before the channel and behind it', (t) => {
  const header = { ...HEADER, config: { command: 'channel' } }
  const arrival = { event: 'receive', at: 'server' } as const
  const packets = packetsOf(
    [
      event({ event: 'send', id: 1, len: 77 }),
      event({ event: 'corrupt', at: 'channel', id: 1, len: 77, why: 'truncate 20%: rolled' }),
      event({ ...arrival, id: 1, len: 5 }),
      event({ event: 'send', id: 2, len: 65_507 }),
      event({ event: 'corrupt', at: 'channel', id: 2, len: 65_507, why: 'corrupt 5%: rolled' }),
      event({ ...arrival, id: 2, len: 65_507 }),
      event({ event: 'send', id: 3, len: 1 }),
      event({ ...arrival, id: 3, len: 1 })
    ],
    header
  )
  t.deepEqual(
    packets.map((packet) => payloadOf(packet).length),
    [77, 5, 65_507, 65_507, 1, 1]
  )
  const [, , sent, changed, whole, kept] = packets.map(payloadOf)
  t.is([...sent!].filter((byte, i) => byte !== changed![i]).length, 1)
  t.deepEqual(kept, whole)
  t.deepEqual(
    packets.map(({ comment }) => comment),
    [
      'a datagram of 77 bytes; damaged in the channel: truncate 20%: rolled',
      'a datagram of 77 bytes, sent in frame 1; damaged in the channel: truncate 20%: rolled',
      'a datagram of 65507 bytes; damaged in the channel: corrupt 5%: rolled',
      'a datagram of 65507 bytes, sent in frame 3; damaged in the channel: corrupt 5%: rolled',
      'a datagram of 1 byte',
      'a datagram of 1 byte, sent in frame 5'
    ]
  )
})

test('no text of a capture changes a terminal, whatever names and reasons a trace has', (t) => {
  const evil = 'x\u001b[31m\u0007\n\u202e\u009b2J'
  const link = `${evil}>${'ü'.repeat(300)}`
  const header = { ...HEADER, seed: evil, nodes: [evil, 'ü'.repeat(300), ''] }
  const events = [
    event({ event: 'send', at: evil, link, id: 1, kind: evil }),
    event({ event: 'drop', at: 'channel', link, id: 1, why: evil })
  ]
  const file = bytesOf(captureOf({ ...header, config: { command: evil } }, events))
  const again = importCapture(file)
  t.true('events' in again && again.events[1]?.why === evil, 'what comes back is as it was')
  for (const block of readBlocks(file)) {
    if ('why' in block || block.type === EVENTS) continue
    // Options that no other program reads.
    for (const part of ourParts(block)) part.fill(0)
    const body = Buffer.from(block.body.buffer, block.body.byteOffset, block.body.byteLength)
    t.false(body.includes('\u001b['), `${block.type}`)
    t.false(body.includes('\u202e'), `${block.type}`)
    t.false(body.includes('\u009b'), `${block.type}`)
  }
})
