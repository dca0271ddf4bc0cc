/** What a channel can read of what passes, and the keys of `--fate-by segment`. */
import test from 'ava'
import { classifyPassing, kindOfPassing, readPassing } from '../../src/cli/passing.js'
import { NO_CONNECTION } from '../../src/rdt/datagram.js'
import { makeAck, makeData, makeNak } from '../../src/rdt/segment.js'
import { encode } from '../../src/wire/codec.js'

const bytes = (segment: ReturnType<typeof makeAck>) =>
  encode({ ...segment, conn: NO_CONNECTION }, 'crc32')

test('data and ACKs are keyed by their numbers, the same at each attempt', (t) => {
  t.is(classifyPassing(bytes(makeData(7, new Uint8Array(3)))), 'data:7')
  t.is(classifyPassing(bytes(makeData(7, new Uint8Array(3)))), 'data:7')
  t.is(classifyPassing(bytes(makeAck(3))), 'ack:3')
})

test('what has no number has no key, and what is not ours is not read', (t) => {
  t.is(classifyPassing(encode({ kind: 'closed', conn: NO_CONNECTION }, 'crc32')), undefined)
  t.is(readPassing(new Uint8Array(40)), undefined)
  t.is(classifyPassing(new Uint8Array(0)), undefined)
})

test('the next data segment is one, the next ACK may be a NAK, and the rest is neither', (t) => {
  t.is(kindOfPassing(bytes(makeData(7, new Uint8Array(3)))), 'data')
  t.is(kindOfPassing(bytes(makeAck(3))), 'ack')
  t.is(kindOfPassing(bytes(makeNak())), 'ack')
  t.is(kindOfPassing(encode({ kind: 'closed', conn: NO_CONNECTION }, 'crc32')), undefined)
  t.is(kindOfPassing(new Uint8Array(40)), undefined)
})
