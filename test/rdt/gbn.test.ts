import test from 'ava'
import { gbn } from '../../src/rdt/gbn.js'
import { makeAck, makeCorrupt, makeData, makeNak } from '../../src/rdt/segment.js'
import {
  Bench,
  expect,
  expects,
  isReady,
  push,
  receiverGets,
  refuses,
  rtoBecomes,
  senderGets,
  tick,
  transcript,
  window
} from './transcript.js'

const RTO = 1000

const machine = (windowSize = 4, seqBits = 32) => new Bench(gbn, { windowSize, seqBits, rto: RTO })

const ack = (n: number) => senderGets(makeAck(n))
const data = (n: number, words: string) => receiverGets(makeData(n, Buffer.from(words)))
const three = [push('a'), push('b'), push('c')]
const threeOrders = ["data 1 'a'", `start ${RTO}`, "data 2 'b'", "data 3 'c'"]

test('data is numbered from 1, and the timer starts with the first in flight only', (t) => {
  transcript(
    t,
    machine(),
    window(1, 1),
    expect(),
    push('a'),
    expect("data 1 'a'", `start ${RTO}`),
    push('b'),
    expect("data 2 'b'"),
    window(1, 3)
  )
})

test('the timer rings after the rto, not a microsecond sooner, and all in flight go again', (t) => {
  transcript(
    t,
    machine(),
    ...three,
    expect(...threeOrders),
    tick(RTO - 1),
    expect(),
    tick(1),
    expect(`start ${RTO}`, "data 1 'a'", "data 2 'b'", "data 3 'c'"),
    window(1, 4),
    tick(RTO - 1),
    expect(),
    tick(1),
    expect(`start ${RTO}`, "data 1 'a'", "data 2 'b'", "data 3 'c'")
  )
})

test('a new ACK moves base and restarts the timer; of all, it stops it', (t) => {
  transcript(
    t,
    machine(),
    ...three,
    expect(...threeOrders),
    tick(600),
    ack(2),
    expect(`start ${RTO}`),
    window(3, 4),
    tick(RTO - 1),
    expect(),
    tick(1),
    expect(`start ${RTO}`, "data 3 'c'"),
    ack(3),
    expect('stop'),
    window(4, 4),
    tick(10 * RTO),
    expect(),
    push('d'),
    expect("data 4 'd'", `start ${RTO}`)
  )
})

const IGNORED = [
  ['an old', makeAck(1)],
  ['the initial', makeAck(0)],
  ['a too new', makeAck(5)],
  ['a far too new', makeAck(-1)],
  ['a corrupt', { ...makeAck(3), corrupt: true }]
] as const

for (const [which, segment] of IGNORED) {
  test(`${which} ACK is ignored and leaves the timer alone`, (t) => {
    transcript(
      t,
      machine(),
      ...three,
      expect(...threeOrders),
      ack(1),
      expect(`start ${RTO}`),
      push('d'),
      expect("data 4 'd'"),
      tick(RTO - 1),
      senderGets(segment),
      expect(),
      window(2, 5),
      tick(1),
      expect(`start ${RTO}`, "data 2 'b'", "data 3 'c'", "data 4 'd'")
    )
  })
}

test('a duplicate ACK is ignored, when nothing is in flight too', (t) => {
  transcript(
    t,
    machine(),
    ack(0),
    expect(),
    push('a'),
    expect("data 1 'a'", `start ${RTO}`),
    ack(1),
    expect('stop'),
    ack(1),
    ack(2),
    expect(),
    window(2, 2)
  )
})

test('a sender takes nothing but ACKs', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect("data 1 'a'", `start ${RTO}`),
    senderGets(makeData(1, Buffer.from('x'))),
    senderGets(makeNak()),
    senderGets(makeCorrupt()),
    expect(),
    window(1, 2)
  )
})

test('a full window refuses data, and an ACK opens it again', (t) => {
  transcript(
    t,
    machine(2),
    isReady(true),
    push('a'),
    isReady(true),
    push('b'),
    isReady(false),
    expect("data 1 'a'", `start ${RTO}`, "data 2 'b'"),
    refuses('c'),
    expect(),
    window(1, 3),
    ack(1),
    isReady(true),
    expect(`start ${RTO}`),
    push('c'),
    isReady(false),
    expect("data 3 'c'"),
    tick(RTO),
    expect(`start ${RTO}`, "data 2 'b'", "data 3 'c'")
  )
})

test('the rto is read at each use', (t) => {
  transcript(
    t,
    machine(),
    rtoBecomes(50),
    push('a'),
    expect("data 1 'a'", 'start 50'),
    rtoBecomes(70),
    push('b'),
    tick(50),
    expect("data 2 'b'", 'start 70', "data 1 'a'", "data 2 'b'"),
    rtoBecomes(30),
    ack(1),
    expect('start 30')
  )
})

test('numbers of three bits go round: 7 is followed by 0', (t) => {
  const around = [3, 4, 5, 6].flatMap((n) => [
    push('x'),
    expect(`data ${n} 'x'`, `start ${RTO}`),
    ack(n),
    expect('stop')
  ])
  transcript(
    t,
    machine(7, 3),
    push('a'),
    push('b'),
    ack(2),
    expect("data 1 'a'", `start ${RTO}`, "data 2 'b'", 'stop'),
    ...around,
    window(7, 7),
    push('s'),
    push('t'),
    push('u'),
    window(7, 2),
    expect("data 7 's'", `start ${RTO}`, "data 0 't'", "data 1 'u'"),
    ack(6),
    ack(2),
    expect(),
    ack(0),
    expect(`start ${RTO}`),
    window(1, 2),
    tick(RTO),
    expect(`start ${RTO}`, "data 1 'u'"),
    ack(7),
    ack(0),
    expect(),
    ack(1),
    expect('stop')
  )
})

test('a window of 2^k − 1 can be full across the wrap, and one ACK empties it', (t) => {
  const letters = [...'abcdefg']
  transcript(
    t,
    machine(7, 3),
    ...letters.map((letter) => push(letter)),
    isReady(false),
    ack(7),
    isReady(true),
    window(0, 0),
    ...letters.map((letter) => push(letter)),
    isReady(false),
    window(0, 7),
    ack(7),
    window(0, 7),
    ack(6),
    window(7, 7),
    isReady(true)
  )
})

test('with one bit, the receiver and the sender alternate', (t) => {
  transcript(
    t,
    machine(1, 1),
    push('a'),
    expect("data 1 'a'", `start ${RTO}`),
    ack(0),
    expect(),
    ack(1),
    expect('stop'),
    push('b'),
    expect("data 0 'b'", `start ${RTO}`),
    data(1, 'a'),
    data(1, 'a'),
    data(0, 'b'),
    expect("deliver 'a'", 'ack 1', 'ack 1', "deliver 'b'", 'ack 0')
  )
})

test('the receiver delivers in order and acknowledges each, delivery first', (t) => {
  transcript(
    t,
    machine(),
    expects(1),
    data(1, 'a'),
    expect("deliver 'a'", 'ack 1'),
    expects(2),
    data(2, 'b'),
    expect("deliver 'b'", 'ack 2'),
    expects(3)
  )
})

test('before anything has come in order, the receiver acknowledges 0', (t) => {
  transcript(
    t,
    machine(),
    data(2, 'b'),
    expect('ack 0'),
    receiverGets(makeCorrupt()),
    expect('ack 0'),
    expects(1)
  )
})

test('out of order, twice or corrupt: the receiver says again how far it is', (t) => {
  transcript(
    t,
    machine(),
    data(1, 'a'),
    data(2, 'b'),
    expect("deliver 'a'", 'ack 1', "deliver 'b'", 'ack 2'),
    data(4, 'd'),
    expect('ack 2'),
    data(2, 'b'),
    expect('ack 2'),
    data(1, 'a'),
    expect('ack 2'),
    receiverGets({ ...makeData(3, Buffer.from('c')), corrupt: true }),
    expect('ack 2'),
    data(0, 'z'),
    expect('ack 2'),
    expects(3),
    data(3, 'c'),
    expect("deliver 'c'", 'ack 3'),
    expects(4)
  )
})

test('the receiver goes round with three bits, and keeps an old number apart', (t) => {
  const letters = [...'abcdefgh']
  transcript(
    t,
    machine(7, 3),
    ...letters.map((letter, i) => data((i + 1) % 8, letter)),
    expect(...letters.flatMap((letter, i) => [`deliver '${letter}'`, `ack ${(i + 1) % 8}`])),
    expects(1),
    data(0, 'h'),
    data(7, 'g'),
    expect('ack 0', 'ack 0'),
    data(1, 'i'),
    expect("deliver 'i'", 'ack 1')
  )
})

test('a window may be as wide as the rule allows, and the rule is told', (t) => {
  t.is(gbn.maxWindow?.(1), 1)
  t.is(gbn.maxWindow?.(3), 7)
  t.is(gbn.maxWindow?.(32), 4_294_967_295)
  t.regex(gbn.windowRule ?? '', /N ≤ 2\^k − 1/)
})

test('with a window of 2^k, what is sent again passes for new: that is why', (t) => {
  const bench = machine(4, 2)
  transcript(
    t,
    bench,
    ...[...'abcd'].map(push),
    ...[...'abcd'].map((letter, i) => data((i + 1) % 4, letter)),
    tick(RTO),
    data(1, 'a')
  )
  t.is(bench.orders.filter((order) => order === "deliver 'a'").length, 2)
})

test('a transcript that fails shows its steps, and what was ordered instead', (t) => {
  const failures: string[] = []
  const fake = { pass: () => {}, fail: (message: string) => failures.push(message) }
  transcript(fake as never, machine(), push('a'), tick(3), expect('ack 7'), push('b'))
  t.deepEqual(failures, [
    "  1. push 'a'\n  2. tick 3\n  3. expect ack 7\n     ✘ it ordered data 1 'a', start 1000"
  ])
})
