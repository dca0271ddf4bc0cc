/** rdt3.0 (Kurose & Ross, figures 3.15 and 3.16): each arrow once, for 0 and for 1. */
import test from 'ava'
import { Rdt22Receiver } from '../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
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
  rtoBecomes,
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

const machine = () => new Bench(rdt30, { windowSize: 1, seqBits: 1, rto: RTO })
const data = (n: number, words: string) => makeData(n, Buffer.from(words))
const start = `start ${RTO}`

/** Brings the sender to 'wait for call n', and the receiver to 'wait for n'. */
const reaching: Readonly<Record<Bit, readonly Step[]>> = {
  0: [],
  1: [
    push('z'),
    receiverGets(data(0, 'z')),
    senderGets(makeAck(0)),
    expect("data 0 'z'", start, "deliver 'z'", 'ack 0', 'stop')
  ]
}

for (const n of NUMBERS) {
  const other = n === 0 ? 1 : 0

  test(`wait for call ${n}, rdtSend(data): data ${n} goes out, and the timer starts`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      senderIs(call(n)),
      isReady(true),
      push('a'),
      expect(`data ${n} 'a'`, start),
      senderIs(answer(n)),
      isReady(false),
      refuses('b'),
      expect(),
      senderIs(answer(n))
    )
  })

  test(`wait for ACK ${n}, timeout: after the rto, not a microsecond sooner, data ${n} again`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      push('a'),
      expect(`data ${n} 'a'`, start),
      tick(RTO - 1),
      expect(),
      tick(1),
      expect(`data ${n} 'a'`, start),
      senderIs(answer(n)),
      tick(RTO - 1),
      expect(),
      tick(1),
      expect(`data ${n} 'a'`, start)
    )
  })

  test(`wait for ACK ${n}, isACK(${n}): the timer stops, and the number is ${other} from now on`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      push('a'),
      expect(`data ${n} 'a'`, start),
      tick(RTO - 1),
      senderGets(makeAck(n)),
      expect('stop'),
      senderIs(call(other)),
      tick(100 * RTO),
      expect(),
      push('b'),
      expect(`data ${other} 'b'`, start)
    )
  })

  test(`wait for ACK ${n}, corrupt or isACK(${other}): Λ, and the timer runs on`, (t) => {
    const wrong = [{ ...makeAck(n), corrupt: true }, makeCorrupt(), makeAck(other), makeNak()]
    transcript(
      t,
      machine(),
      ...reaching[n],
      push('a'),
      expect(`data ${n} 'a'`, start),
      tick(RTO - 1),
      ...[...wrong, data(n, 'x'), makeAck(n + 2)].map(senderGets),
      expect(),
      senderIs(answer(n)),
      tick(1),
      expect(`data ${n} 'a'`, start)
    )
  })

  test(`wait for call ${n}, rdtRcv: Λ, whatever it is`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      ...[makeAck(n), makeAck(other), makeNak(), makeCorrupt(), data(n, 'x')].map(senderGets),
      expect(),
      senderIs(call(n))
    )
  })

  test(`wait for ${n} from below: as rdt2.2`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      receiverIs(below(n)),
      receiverGets(makeCorrupt()),
      receiverGets(data(other, 'z')),
      expect(`ack ${other}`, `ack ${other}`),
      receiverIs(below(n)),
      receiverGets(data(n, 'a')),
      expect("deliver 'a'", `ack ${n}`),
      receiverIs(below(other))
    )
  })
}

test('the receiver is that of rdt2.2', (t) => {
  t.true(machine().receiver instanceof Rdt22Receiver)
})

test('a timer that rings although it was stopped harms nobody', (t) => {
  transcript(
    t,
    machine(),
    ringsLate(0),
    expect(),
    push('a'),
    senderGets(makeAck(0)),
    expect("data 0 'a'", start, 'stop'),
    ringsLate(0),
    expect(),
    senderIs(call(1))
  )
})

test('the rto is read at each use', (t) => {
  transcript(
    t,
    machine(),
    rtoBecomes(50),
    push('a'),
    expect("data 0 'a'", 'start 50'),
    rtoBecomes(70),
    tick(50),
    expect("data 0 'a'", 'start 70'),
    tick(69),
    expect(),
    tick(1),
    expect("data 0 'a'", 'start 70')
  )
})

test('figure 3.16, d: a timeout too soon sends twice, and the second ACK does nothing', (t) => {
  transcript(
    t,
    machine(),
    ...reaching[1],
    push('a'),
    receiverGets(data(1, 'a')),
    expect("data 1 'a'", start, "deliver 'a'", 'ack 1'),
    tick(RTO),
    expect("data 1 'a'", start),
    senderGets(makeAck(1)),
    push('b'),
    expect('stop', "data 0 'b'", start),
    receiverGets(data(1, 'a')),
    expect('ack 1'),
    receiverGets(data(0, 'b')),
    expect("deliver 'b'", 'ack 0'),
    senderGets(makeAck(1)),
    expect(),
    senderGets(makeAck(0)),
    expect('stop'),
    senderIs(call(1))
  )
})

test('what it cannot stand: an old 0 that is overtaken passes for a new one', (t) => {
  transcript(
    t,
    machine(),
    receiverGets(data(0, 'a')),
    receiverGets(data(1, 'b')),
    receiverGets(data(0, 'a')),
    expect("deliver 'a'", 'ack 0', "deliver 'b'", 'ack 1', "deliver 'a'", 'ack 0')
  )
})
