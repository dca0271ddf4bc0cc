/** rdt2.1 (Kurose & Ross, figures 3.11 and 3.12): each arrow once, for 0 and for 1. */
import test from 'ava'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
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
const answer = (n: Bit) => `wait for ACK or NAK ${n}`
const below = (n: Bit) => `wait for ${n} from below`

const machine = () => new Bench(rdt21, { windowSize: 1, seqBits: 1, rto: RTO })
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

  test(`wait for ACK or NAK ${n}, corrupt or isNAK: data ${n} again`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      push('a'),
      expect(`data ${n} 'a'`),
      senderGets({ ...makeAck(0), corrupt: true }),
      expect(`data ${n} 'a'`),
      senderGets(makeNak()),
      expect(`data ${n} 'a'`),
      senderGets(makeCorrupt()),
      expect(`data ${n} 'a'`),
      senderIs(answer(n))
    )
  })

  test(`wait for ACK or NAK ${n}, isACK: Λ, and the number is ${other} from now on`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      push('a'),
      expect(`data ${n} 'a'`),
      senderGets(makeAck(0)),
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
      ...[makeAck(0), makeNak(), makeCorrupt(), data(n, 'x')].map(senderGets),
      expect(),
      senderIs(call(n))
    )
  })

  test(`wait for ${n} from below, has seqnum ${n}: delivered, then acknowledged`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      receiverIs(below(n)),
      receiverGets(data(n, 'a')),
      expect("deliver 'a'", 'ack 0'),
      receiverIs(below(other))
    )
  })

  test(`wait for ${n} from below, corrupt: a NAK`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      receiverGets({ ...data(n, 'aXa'), corrupt: true }),
      expect('nak'),
      receiverGets(makeCorrupt()),
      expect('nak'),
      receiverIs(below(n))
    )
  })

  test(`wait for ${n} from below, has seqnum ${other}: a duplicate is acknowledged, not delivered`, (t) => {
    transcript(
      t,
      machine(),
      ...reaching[n],
      receiverGets(data(other, 'z')),
      expect('ack 0'),
      receiverGets(data(other, 'z')),
      expect('ack 0'),
      receiverIs(below(n))
    )
  })
}

test('after a garbled ACK the data comes again, and is delivered once: what rdt2.0 could not', (t) => {
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

test('its ACKs have no number: any of them will do', (t) => {
  transcript(t, machine(), push('a'), senderGets(makeAck(77)), senderIs(call(1)))
})

test('data is no answer, and there is no timer: what is lost stays lost', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 0 'a'"),
    senderGets(data(0, 'x')),
    tick(100 * RTO),
    ringsLate(0),
    expect(),
    senderIs(answer(0))
  )
})

test('a number other than 0 and 1 is not the expected one', (t) => {
  transcript(
    t,
    machine(),
    receiverGets(data(2, 'x')),
    receiverGets(data(4_294_967_295, 'x')),
    expect('ack 0', 'ack 0'),
    receiverIs(below(0))
  )
})
