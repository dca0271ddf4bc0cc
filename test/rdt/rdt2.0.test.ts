/** rdt2.0 (Kurose & Ross, figure 3.10): each arrow once, and the flaw that the section tells of. */
import test from 'ava'
import { rdt20 } from '../../src/rdt/rdt2.0.js'
import { makeAck, makeCorrupt, makeData, makeNak } from '../../src/rdt/segment.js'
import {
  Bench,
  expect,
  isReady,
  push,
  receiverGets,
  receiverIs,
  refuses,
  ringsLate,
  senderGets,
  senderIs,
  tick,
  transcript
} from './transcript.js'

const RTO = 1000
const ABOVE = 'wait for call from above'
const ANSWER = 'wait for ACK or NAK'
const BELOW = 'wait for call from below'

const machine = () => new Bench(rdt20, { windowSize: 1, seqBits: 1, rto: RTO })
const data = (words: string) => makeData(0, Buffer.from(words))
const corrupt = (words: string) => ({ ...data(words), corrupt: true })

test('rdtSend(data): the segment goes out, and the sender refuses data until it is acknowledged', (t) => {
  transcript(
    t,
    machine(),
    senderIs(ABOVE),
    isReady(true),
    push('a'),
    expect("data 0 'a'"),
    senderIs(ANSWER),
    isReady(false),
    refuses('b'),
    expect(),
    senderIs(ANSWER)
  )
})

test('isNAK: the same segment again, as often as it takes', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    senderGets(makeNak()),
    expect("data 0 'a'"),
    senderIs(ANSWER),
    senderGets(makeNak()),
    expect("data 0 'a'"),
    senderIs(ANSWER)
  )
})

test('isACK: Λ, and the sender waits for the next call', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    senderGets(makeAck(0)),
    expect(),
    senderIs(ABOVE),
    isReady(true),
    push('b'),
    expect("data 0 'b'"),
    senderIs(ANSWER)
  )
})

test('corrupt: it may have been a NAK, so the same segment again', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    senderGets({ ...makeAck(0), corrupt: true }),
    expect("data 0 'a'"),
    senderGets({ ...makeNak(), corrupt: true }),
    expect("data 0 'a'"),
    senderGets(makeCorrupt()),
    expect("data 0 'a'"),
    senderIs(ANSWER)
  )
})

test('while it waits for a call, whatever comes is Λ', (t) => {
  const all = [makeAck(0), makeNak(), makeCorrupt(), data('x')]
  transcript(
    t,
    machine(),
    ...all.map(senderGets),
    expect(),
    senderIs(ABOVE),
    push('a'),
    senderGets(makeAck(0)),
    expect("data 0 'a'"),
    ...all.map(senderGets),
    expect(),
    senderIs(ABOVE)
  )
})

test('data is no answer, and there is no timer: what is lost stays lost', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    senderGets(data('x')),
    tick(100 * RTO),
    ringsLate(0),
    expect(),
    senderIs(ANSWER)
  )
})

test('the receiver delivers and sends an ACK, in this order', (t) => {
  transcript(
    t,
    machine(),
    receiverIs(BELOW),
    receiverGets(data('a')),
    expect("deliver 'a'", 'ack 0'),
    receiverIs(BELOW),
    receiverGets(data('b')),
    expect("deliver 'b'", 'ack 0')
  )
})

test('corrupt: the receiver sends a NAK and delivers nothing', (t) => {
  transcript(
    t,
    machine(),
    receiverGets(corrupt('aXa')),
    expect('nak'),
    receiverIs(BELOW),
    receiverGets(makeCorrupt()),
    expect('nak'),
    receiverGets(data('a')),
    expect("deliver 'a'", 'ack 0')
  )
})

test('the flaw: after a garbled ACK the same data is delivered twice', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    receiverGets(data('a')),
    expect("data 0 'a'", "deliver 'a'", 'ack 0'),
    senderGets({ ...makeAck(0), corrupt: true }),
    expect("data 0 'a'"),
    receiverGets(data('a')),
    expect("deliver 'a'", 'ack 0')
  )
})
