/** rdt1.0 (Kurose & Ross, figure 3.9): each arrow once, and what it cannot know. */
import test from 'ava'
import { rdt10 } from '../../src/rdt/rdt1.0.js'
import { makeAck, makeCorrupt, makeData, makeNak } from '../../src/rdt/segment.js'
import {
  Bench,
  expect,
  isReady,
  push,
  receiverGets,
  receiverIs,
  ringsLate,
  senderGets,
  senderIs,
  tick,
  transcript
} from './transcript.js'

const RTO = 1000
const ABOVE = 'wait for call from above'
const BELOW = 'wait for call from below'

const machine = () => new Bench(rdt10, { windowSize: 1, seqBits: 1, rto: RTO })
const data = (words: string, n = 0) => makeData(n, Buffer.from(words))

test('rdtSend(data): one segment goes out, and the sender is ready for the next at once', (t) => {
  transcript(
    t,
    machine(),
    senderIs(ABOVE),
    isReady(true),
    push('a'),
    expect("data 0 'a'"),
    senderIs(ABOVE),
    isReady(true),
    push('b'),
    push('c'),
    expect("data 0 'b'", "data 0 'c'"),
    senderIs(ABOVE)
  )
})

test('rdtRcv(segment): what comes is delivered, and nothing is answered', (t) => {
  transcript(
    t,
    machine(),
    receiverIs(BELOW),
    receiverGets(data('a')),
    expect("deliver 'a'"),
    receiverIs(BELOW),
    receiverGets(data('b')),
    receiverGets(data('b')),
    expect("deliver 'b'", "deliver 'b'"),
    receiverIs(BELOW)
  )
})

test('the sender has no arrow for segments and none for timers: nothing comes of either', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    tick(100 * RTO),
    senderGets(makeAck(0)),
    senderGets(makeNak()),
    senderGets(makeCorrupt()),
    senderGets(data('x')),
    ringsLate(0),
    expect(),
    senderIs(ABOVE)
  )
})

test('what is damaged is delivered as it is: this receiver has no checksum', (t) => {
  transcript(
    t,
    machine(),
    receiverGets({ ...data('aXa'), corrupt: true }),
    expect("deliver 'aXa'"),
    receiverGets(makeCorrupt()),
    expect("deliver ''")
  )
})

test('numbers mean nothing to it', (t) => {
  transcript(
    t,
    machine(),
    receiverGets(data('a', 1)),
    receiverGets(data('b', 4_294_967_295)),
    expect("deliver 'a'", "deliver 'b'")
  )
})
