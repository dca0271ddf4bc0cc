/** Selective Repeat (Kurose & Ross, figures 3.23 to 3.27). */
import test from 'ava'
import { makeAck, makeCorrupt, makeData, makeNak } from '../../src/rdt/segment.js'
import { sr } from '../../src/rdt/sr.js'
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
  senderGets,
  senderIs,
  tick,
  transcript
} from './transcript.js'

const RTO = 1000

const machine = (windowSize = 4, seqBits = 32) => new Bench(sr, { windowSize, seqBits, rto: RTO })

const ack = (n: number) => senderGets(makeAck(n))
const data = (n: number, words: string) => receiverGets(makeData(n, Buffer.from(words)))
const window = (base: number, nextseqnum: number, ...acked: readonly number[]) =>
  senderIs({ base, nextseqnum, acked })
const receiving = (rcvBase: number, ...buffered: readonly number[]) =>
  receiverIs({ rcv_base: rcvBase, buffered })

/** What the sender orders for a segment, new or again. */
const sends = (n: number, words: string) => [
  `data ${n} '${words}'`,
  `start ${RTO} timer ${n}`.replace(' timer 0', '')
]

const three = [
  push('a'),
  push('b'),
  push('c'),
  expect(...sends(1, 'a'), ...sends(2, 'b'), ...sends(3, 'c'))
]

test('data is numbered from 1, and each segment has a timer of its own', (t) => {
  transcript(
    t,
    machine(),
    window(1, 1),
    push('a'),
    expect("data 1 'a'", `start ${RTO} timer 1`),
    push('b'),
    expect("data 2 'b'", `start ${RTO} timer 2`),
    window(1, 3)
  )
})

test('each timer rings after its own rto, not a microsecond sooner, and sends its segment alone', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    tick(300),
    push('b'),
    expect(...sends(1, 'a'), ...sends(2, 'b')),
    tick(RTO - 301),
    expect(),
    tick(1),
    expect(...sends(1, 'a')),
    tick(299),
    expect(),
    tick(1),
    expect(...sends(2, 'b')),
    tick(RTO - 301),
    expect(),
    tick(1),
    expect(...sends(1, 'a')),
    window(1, 3)
  )
})

test('timers that are due together all ring, the oldest first', (t) => {
  transcript(
    t,
    machine(),
    ...three,
    tick(RTO - 1),
    expect(),
    tick(1),
    expect(...sends(1, 'a'), ...sends(2, 'b'), ...sends(3, 'c'))
  )
})

test('an ACK of base moves the window by one and stops its timer alone', (t) => {
  transcript(
    t,
    machine(),
    ...three,
    ack(1),
    expect('stop timer 1'),
    window(2, 4),
    tick(RTO),
    expect(...sends(2, 'b'), ...sends(3, 'c'))
  )
})

test('an ACK in the middle is marked; base waits for those before it, then passes over all', (t) => {
  transcript(
    t,
    machine(),
    ...three,
    ack(2),
    expect('stop timer 2'),
    window(1, 4, 2),
    ack(3),
    expect('stop timer 3'),
    window(1, 4, 2, 3),
    tick(RTO),
    expect(...sends(1, 'a')),
    ack(1),
    expect('stop timer 1'),
    window(4, 4),
    tick(10 * RTO),
    expect()
  )
})

test('base passes over what is acknowledged and stops at the next gap', (t) => {
  transcript(
    t,
    machine(),
    ...three,
    push('d'),
    expect(...sends(4, 'd')),
    ack(2),
    ack(4),
    window(1, 5, 2, 4),
    ack(1),
    expect('stop timer 2', 'stop timer 4', 'stop timer 1'),
    window(3, 5, 4)
  )
})

const IGNORED = [
  ['an old', makeAck(1)],
  ['an initial', makeAck(0)],
  ['a too new', makeAck(5)],
  ['a far too new', makeAck(-1)],
  ['a second', makeAck(3)],
  ['a corrupt', { ...makeAck(2), corrupt: true }]
] as const

for (const [which, segment] of IGNORED) {
  test(`${which} ACK is Λ, and the timers run on`, (t) => {
    transcript(
      t,
      machine(),
      ...three,
      ack(1),
      ack(3),
      push('d'),
      expect('stop timer 1', 'stop timer 3', ...sends(4, 'd')),
      tick(RTO - 1),
      senderGets(segment),
      expect(),
      window(2, 5, 3),
      tick(1),
      expect(...sends(2, 'b'), ...sends(4, 'd'))
    )
  })
}

test('a sender takes nothing but ACKs', (t) => {
  transcript(
    t,
    machine(),
    push('a'),
    expect(...sends(1, 'a')),
    senderGets(makeData(1, Buffer.from('x'))),
    senderGets(makeNak()),
    senderGets(makeCorrupt()),
    expect(),
    window(1, 2)
  )
})

test('the window counts from base: an ACK in the middle makes no room, one of base does', (t) => {
  transcript(
    t,
    machine(2),
    isReady(true),
    push('a'),
    isReady(true),
    push('b'),
    isReady(false),
    refuses('c'),
    expect(...sends(1, 'a'), ...sends(2, 'b')),
    ack(2),
    isReady(false),
    refuses('c'),
    expect('stop timer 2'),
    window(1, 3, 2),
    ack(1),
    expect('stop timer 1'),
    isReady(true),
    push('c'),
    push('d'),
    isReady(false),
    expect(...sends(3, 'c'), ...sends(4, 'd')),
    window(3, 5)
  )
})

test('a timer that rings although it was stopped harms nobody', (t) => {
  transcript(
    t,
    machine(),
    ...three,
    ack(1),
    ack(3),
    expect('stop timer 1', 'stop timer 3'),
    ...[0, 1, 3, 4, 99].map(ringsLate),
    expect(),
    window(2, 4, 3)
  )
})

test('the rto is read at each use', (t) => {
  transcript(
    t,
    machine(),
    rtoBecomes(50),
    push('a'),
    rtoBecomes(70),
    push('b'),
    expect("data 1 'a'", 'start 50 timer 1', "data 2 'b'", 'start 70 timer 2'),
    rtoBecomes(90),
    tick(50),
    expect("data 1 'a'", 'start 90 timer 1')
  )
})

test('in order: the receiver acknowledges, then delivers', (t) => {
  transcript(
    t,
    machine(),
    receiving(1),
    data(1, 'a'),
    expect('ack 1', "deliver 'a'"),
    receiving(2),
    data(2, 'b'),
    expect('ack 2', "deliver 'b'"),
    receiving(3)
  )
})

test('out of order: acknowledged and kept; what fills the gap delivers all that follows', (t) => {
  transcript(
    t,
    machine(),
    data(3, 'c'),
    expect('ack 3'),
    receiving(1, 3),
    data(2, 'b'),
    expect('ack 2'),
    receiving(1, 3, 2),
    data(1, 'a'),
    expect('ack 1', "deliver 'a'", "deliver 'b'", "deliver 'c'"),
    receiving(4)
  )
})

test('delivery stops at the next gap, and what is behind it stays', (t) => {
  transcript(
    t,
    machine(),
    data(2, 'b'),
    data(4, 'd'),
    data(1, 'a'),
    expect('ack 2', 'ack 4', 'ack 1', "deliver 'a'", "deliver 'b'"),
    receiving(3, 4),
    data(3, 'c'),
    expect('ack 3', "deliver 'c'", "deliver 'd'"),
    receiving(5)
  )
})

test('what is kept already is acknowledged again, and what came first stays', (t) => {
  transcript(
    t,
    machine(),
    data(2, 'b'),
    data(2, 'X'),
    expect('ack 2', 'ack 2'),
    receiving(1, 2),
    data(1, 'a'),
    expect('ack 1', "deliver 'a'", "deliver 'b'")
  )
})

test('in [rcv_base − N, rcv_base − 1]: acknowledged again, not delivered; before that, nothing', (t) => {
  const six = [...'abcdef'].map((letter, i) => data(i + 1, letter))
  const orders = [...'abcdef'].flatMap((letter, i) => [`ack ${i + 1}`, `deliver '${letter}'`])
  transcript(
    t,
    machine(),
    ...six,
    expect(...orders),
    receiving(7),
    data(6, 'f'),
    expect('ack 6'),
    data(3, 'c'),
    expect('ack 3'),
    data(2, 'b'),
    data(1, 'a'),
    expect(),
    receiving(7)
  )
})

test('in [rcv_base, rcv_base + N − 1]: kept; beyond that, nothing', (t) => {
  transcript(
    t,
    machine(),
    data(4, 'd'),
    expect('ack 4'),
    data(5, 'e'),
    data(6, 'f'),
    data(1_000_000, 'x'),
    expect(),
    receiving(1, 4)
  )
})

test('corrupt: Λ; and a receiver takes nothing but data', (t) => {
  transcript(
    t,
    machine(),
    receiverGets({ ...makeData(1, Buffer.from('a')), corrupt: true }),
    receiverGets(makeCorrupt()),
    receiverGets(makeAck(1)),
    receiverGets(makeNak()),
    expect(),
    receiving(1)
  )
})

test('numbers of three bits go round in the sender: base passes from 7 to 0', (t) => {
  const around = [1, 2, 3, 4, 5].flatMap((n) => [
    push('x'),
    ack(n),
    expect(...sends(n, 'x'), `stop timer ${n}`)
  ])
  transcript(
    t,
    machine(4, 3),
    ...around,
    ...[...'stuv'].map(push),
    isReady(false),
    expect(...sends(6, 's'), ...sends(7, 't'), ...sends(0, 'u'), ...sends(1, 'v')),
    window(6, 2),
    ack(5),
    ack(2),
    expect(),
    ack(0),
    ack(7),
    expect('stop', 'stop timer 7'),
    window(6, 2, 0, 7),
    tick(RTO),
    expect(...sends(6, 's'), ...sends(1, 'v')),
    ack(6),
    expect('stop timer 6'),
    window(1, 2),
    ringsLate(0),
    ack(0),
    expect(),
    ack(1),
    expect('stop timer 1'),
    window(2, 2)
  )
})

test('numbers of three bits go round in the receiver, and an old one is kept apart', (t) => {
  const first = [...'abcdef'].map((letter, i) => data(i + 1, letter))
  const orders = [...'abcdef'].flatMap((letter, i) => [`ack ${i + 1}`, `deliver '${letter}'`])
  transcript(
    t,
    machine(4, 3),
    ...first,
    expect(...orders),
    receiving(7),
    data(2, 'j'),
    data(0, 'h'),
    expect('ack 2', 'ack 0'),
    receiving(7, 2, 0),
    data(3, 'c'),
    data(6, 'f'),
    expect('ack 3', 'ack 6'),
    receiving(7, 2, 0),
    data(7, 'g'),
    expect('ack 7', "deliver 'g'", "deliver 'h'"),
    receiving(1, 2),
    data(1, 'i'),
    expect('ack 1', "deliver 'i'", "deliver 'j'"),
    receiving(3)
  )
})

test('on the wire a number has 32 bits: only the last k of them count', (t) => {
  transcript(
    t,
    machine(4, 3),
    data(9, 'a'),
    expect('ack 1', "deliver 'a'"),
    data(8 + 3, 'c'),
    expect('ack 3'),
    receiving(2, 3),
    push('a'),
    push('b'),
    expect(...sends(1, 'a'), ...sends(2, 'b')),
    ack(80 + 2),
    expect('stop timer 2'),
    window(1, 3, 2),
    ack(-7),
    expect('stop timer 1'),
    window(3, 3)
  )
})

test('with one bit it alternates: a window of one', (t) => {
  transcript(
    t,
    machine(1, 1),
    push('a'),
    expect(...sends(1, 'a')),
    ack(0),
    expect(),
    ack(1),
    push('b'),
    expect('stop timer 1', ...sends(0, 'b')),
    data(1, 'a'),
    data(1, 'a'),
    data(0, 'b'),
    expect('ack 1', "deliver 'a'", 'ack 1', 'ack 0', "deliver 'b'")
  )
})

test('a window may be half as wide as the numbers are many, and the rule is told', (t) => {
  t.is(sr.maxWindow?.(1), 1)
  t.is(sr.maxWindow?.(3), 4)
  t.is(sr.maxWindow?.(32), 2_147_483_648)
  t.regex(sr.windowRule ?? '', /N ≤ 2\^\(k−1\)/)
})

/** Figure 3.27, numbered from 1: the first window arrives, its ACKs do not, and 1 comes again. */
const dilemma = (windowSize: number) => [
  ...[...'abc'].slice(0, windowSize).map((letter, i) => data(i + 1, letter)),
  data(1, 'a')
]

test('figure 3.27: with four numbers and a window of three, an old segment passes for new', (t) => {
  const bench = machine(3, 2)
  transcript(t, bench, ...dilemma(3), receiving(0, 1), data(0, 'd'))
  t.deepEqual(bench.orders.slice(-3), ['ack 0', "deliver 'd'", "deliver 'a'"])
})

test('with a window of two, the most that four numbers can carry, it does not', (t) => {
  transcript(
    t,
    machine(2, 2),
    ...dilemma(2),
    expect('ack 1', "deliver 'a'", 'ack 2', "deliver 'b'", 'ack 1'),
    receiving(3)
  )
})
