/** rdt2.2 (Kurose & Ross, figures 3.13 and 3.14): each arrow once, for 0 and for 1. */
import test from 'ava'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
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
  type Step,
  senderGets,
  senderIs,
  tick,
  transcript
} from './transcript.js'

const RTO = 1000
const NUMBERS = [0, 1] as const
type Bit = (typeof NUMBERS)[number]

const call = (n: Bit) => `wait for call ${n} from above`
const answer = (n: Bit) => `wait for ACK ${n}`
const below = (n: Bit) => `wait for ${n} from below`

const machine = () => new Bench(rdt22, { windowSize: 1, seqBits: 1, rto: RTO })
const data = (n: number, words: string) => makeData(n, Buffer.from(words))

/** Brings the sender to 'wait for call n', and the receiver to 'wait for n'. */
const reaching: Readonly<Record<Bit, readonly Step[]>> = {
  0: [],
  1: [
    push('z'),
    receiverGets(data(0, 'z')),
    senderGets(makeAck(0)),
    expect("data 0 'z'", "deliver 'z'", 'ack 0')
  ]
}

for (const n of NUMBERS) {
  const other = n === 0 ? 1 : 0

  test(`wait for call ${n}, rdtSend(data): data ${n} goes out`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      senderIs(call(n)),
      isReady(true),
      push('a'),
      expect(`data ${n} 'a'`),
      senderIs(answer(n)),
      isReady(false),
      refuses('b'),
      expect(),
      senderIs(answer(n))
    )
  })

  test(`wait for ACK ${n}, corrupt or isACK(${other}): data ${n} again`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      push('a'),
      expect(`data ${n} 'a'`),
      senderGets({ ...makeAck(n), corrupt: true }),
      expect(`data ${n} 'a'`),
      senderGets(makeCorrupt()),
      expect(`data ${n} 'a'`),
      senderGets(makeAck(other)),
      expect(`data ${n} 'a'`),
      senderIs(answer(n))
    )
  })

  test(`wait for ACK ${n}, isACK(${n}): Λ, and the number is ${other} from now on`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      push('a'),
      expect(`data ${n} 'a'`),
      senderGets(makeAck(n)),
      expect(),
      senderIs(call(other)),
      push('b'),
      expect(`data ${other} 'b'`),
      senderIs(answer(other))
    )
  })

  test(`wait for call ${n}: whatever comes is Λ`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      ...[makeAck(n), makeAck(other), makeNak(), makeCorrupt(), data(n, 'x')].map(senderGets),
      expect(),
      senderIs(call(n))
    )
  })

  test(`wait for ${n} from below, has seqnum ${n}: delivered, then ACK ${n}`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      receiverIs(below(n)),
      receiverGets(data(n, 'a')),
      expect("deliver 'a'", `ack ${n}`),
      receiverIs(below(other))
    )
  })

  test(`wait for ${n} from below, corrupt or seqnum ${other}: ACK ${other}`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      receiverGets({ ...data(n, 'aXa'), corrupt: true }),
      expect(`ack ${other}`),
      receiverGets(makeCorrupt()),
      expect(`ack ${other}`),
      receiverGets(data(other, 'z')),
      expect(`ack ${other}`),
      receiverIs(below(n))
    )
  })
}

test('after a garbled ACK the data comes again, and is delivered once', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    receiverGets(data(0, 'a')),
    expect("data 0 'a'", "deliver 'a'", 'ack 0'),
    senderGets({ ...makeAck(0), corrupt: true }),
    receiverGets(data(0, 'a')),
    expect("data 0 'a'", 'ack 0'),
    senderGets(makeAck(0)),
    senderIs(call(1)),
    receiverIs(below(1))
  )
})

test('neither a NAK nor data is an answer, and there is no timer: what is lost stays lost', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    senderGets(makeNak()),
    senderGets(data(0, 'x')),
    tick(100 * RTO),
    ringsLate(0),
    expect(),
    senderIs(answer(0))
  )
})

test('an ACK that comes twice has the next segment sent twice: the sorcerer’s apprentice', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    senderGets(makeAck(0)),
    push('b'),
    expect("data 0 'a'", "data 1 'b'"),
    senderGets(makeAck(0)),
    expect("data 1 'b'"),
    receiverGets(data(0, 'a')),
    receiverGets(data(1, 'b')),
    receiverGets(data(1, 'b')),
    expect("deliver 'a'", 'ack 0', "deliver 'b'", 'ack 1', 'ack 1')
  )
})

test('numbers other than 0 and 1 are neither the expected one nor the acknowledged one', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    senderGets(makeAck(2)),
    expect("data 0 'a'"),
    senderIs(answer(0)),
    receiverGets(data(2, 'x')),
    receiverGets(data(4_294_967_295, 'x')),
    receiverGets(makeAck(0)),
    expect('ack 1', 'ack 1', 'ack 1'),
    receiverIs(below(0))
  )
})
