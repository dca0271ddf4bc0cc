import test from 'ava'
import {
  isAck,
  isCorrupt,
  isData,
  isNak,
  makeAck,
  makeCorrupt,
  makeData,
  makeNak
} from '../../src/rdt/segment.js'

const data = Uint8Array.of(1, 2, 3)

test('data has a number and a payload, an ACK names a number, a NAK names nothing', (t) => {
  const none = new Uint8Array(0)
  t.deepEqual(makeData(7, data), { kind: 'data', seqnum: 7, acknum: 0, data, corrupt: false })
  t.deepEqual(makeAck(7), { kind: 'ack', seqnum: 0, acknum: 7, data: none, corrupt: false })
  t.deepEqual(makeNak(), { kind: 'nak', seqnum: 0, acknum: 0, data: none, corrupt: false })
})

test('numbers are masked to 32 bits, as the wire would', (t) => {
  t.is(makeAck(-1).acknum, 4_294_967_295)
  t.is(makeData(-2, data).seqnum, 4_294_967_294)
  t.is(makeAck(2 ** 32).acknum, 0)
  t.is(makeData(2 ** 32 + 5, data).seqnum, 5)
})

test('a segment is of one kind', (t) => {
  for (const segment of [makeData(1, data), makeAck(1), makeNak()]) {
    t.false(isCorrupt(segment))
    t.is(isData(segment), segment.kind === 'data')
    t.is(isAck(segment), segment.kind === 'ack')
    t.is(isNak(segment), segment.kind === 'nak')
  }
})

test('a corrupt segment is of no kind', (t) => {
  for (const whole of [makeData(1, data), makeAck(1), makeNak(), makeCorrupt()]) {
    const broken = { ...whole, corrupt: true }
    t.true(isCorrupt(broken))
    t.false(isData(broken))
    t.false(isAck(broken))
    t.false(isNak(broken))
  }
  t.true(isCorrupt(makeCorrupt()))
})
