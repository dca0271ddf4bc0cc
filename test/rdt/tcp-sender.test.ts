import test from 'ava'
import { makeAck, makeCorrupt, makeData, makeNak } from '../../src/rdt/segment.js'
import { gets, RTO, senderBench, shows, tcpAck } from './tcp-machines.js'
import {
  expect,
  isReady,
  push,
  refuses,
  rtoBecomes,
  type Step,
  senderGets,
  tick,
  transcript
} from './transcript.js'

/** The round trip in these tests, µs, and what the sender makes of it. */
const RTT = 10_000
/** The peer may take so long for its answer, an eighth of the RTO or 10 ms. */
const ACK_DELAY = 10_000
const PROBE_AFTER = 2 * RTT + ACK_DELAY
const probe = `start ${PROBE_AFTER} timer 3`
const start = `start ${RTO}`

const pushes = (words: string): Step[] => [...words].map((word) => push(word))
const sends = (words: string, from = 1): string[] =>
  [...words].map((word, i) => `data ${from + i} '${word}'`)

/** Segment 1 goes and is acknowledged a round trip later, so that its time is known. */
const measured: readonly Step[] = [
  push('a'),
  tick(RTT),
  gets(2, 1),
  expect(...sends('a'), start, 'stop'),
  shows({ base: 2, nextseqnum: 2 })
]

test('data is numbered from 1, N may be in flight, and one timer runs', (t) => {
  transcript(
    t,
    senderBench({ windowSize: 3 }),
    shows({ base: 1, nextseqnum: 1, sacked: [] }),
    ...pushes('abc'),
    expect("data 1 'a'", start, "data 2 'b'", "data 3 'c'"),
    isReady(false),
    refuses('d'),
    expect(),
    shows({ base: 1, nextseqnum: 4 })
  )
})

test('a cumulative ACK moves base and restarts the timer; of all, it stops it', (t) => {
  transcript(
    t,
    senderBench({ windowSize: 3 }),
    ...pushes('abc'),
    expect("data 1 'a'", start, "data 2 'b'", "data 3 'c'"),
    tick(RTT),
    gets(3, 2),
    expect(start, probe),
    isReady(true),
    shows({ base: 3, nextseqnum: 4 }),
    gets(4, 3),
    expect('stop', 'stop timer 3'),
    tick(10 * RTO),
    expect()
  )
})

test('the timer rings after the rto, not a microsecond sooner, and base goes again', (t) => {
  transcript(
    t,
    senderBench({ windowSize: 1 }),
    push('a'),
    expect("data 1 'a'", start),
    tick(RTO - 1),
    expect(),
    tick(1),
    expect("data 1 'a'", start),
    rtoBecomes(2 * RTO),
    tick(RTO),
    expect("data 1 'a'", `start ${2 * RTO}`),
    tick(2 * RTO - 1),
    expect(),
    tick(1),
    expect("data 1 'a'", `start ${2 * RTO}`)
  )
})

test('after a timeout all that is overdue goes again, but not what was sent a moment ago', (t) => {
  transcript(
    t,
    senderBench(),
    ...measured,
    rtoBecomes(2 * RTT),
    ...pushes('bc'),
    tick(12_000),
    push('d'),
    expect("data 2 'b'", `start ${2 * RTT}`, "data 3 'c'", "data 4 'd'"),
    tick(7_999),
    expect(),
    tick(1),
    expect("data 2 'b'", `start ${2 * RTT}`, "data 3 'c'")
  )
})

const IGNORED = [
  ['an old', makeAck(0)],
  ['a too new', makeAck(5)],
  ['a far too new', makeAck(-1)],
  ['a corrupt', { ...tcpAck(4), corrupt: true }],
  ['no', makeNak()],
  ['no intact', makeCorrupt()],
  ['no (but a data segment as)', makeData(2, Buffer.from('x'))]
] as const

for (const [which, segment] of IGNORED) {
  test(`${which} ACK is ignored and leaves the timer alone`, (t) => {
    transcript(
      t,
      senderBench({ windowSize: 3 }),
      ...pushes('abc'),
      expect("data 1 'a'", start, "data 2 'b'", "data 3 'c'"),
      tick(RTO - 1),
      senderGets(segment),
      expect(),
      shows({ base: 1, nextseqnum: 4, sacked: [] }),
      tick(1),
      expect("data 1 'a'", start, "data 2 'b'", "data 3 'c'")
    )
  })
}

test('ranges that nobody could mean are not believed, the number beside them is', (t) => {
  const data = new Uint8Array([0, 0, 0, 9, 0, 0, 0, 7])
  transcript(
    t,
    senderBench(),
    ...pushes('abc'),
    senderGets({ ...tcpAck(2), data }),
    shows({ base: 2, sacked: [] }),
    senderGets({ ...tcpAck(2), data: data.subarray(1) }),
    shows({ base: 2, sacked: [] })
  )
})

test('what SACK names is not sent again, and its numbers are shown', (t) => {
  transcript(
    t,
    senderBench({ windowSize: 4 }),
    ...pushes('abcd'),
    tick(RTT),
    gets(1, 3, { sack: [[3, 4]] }),
    shows({ base: 1, sacked: [3] }),
    gets(1, 4, { sack: [[3, 5]] }),
    shows({ sacked: [3, 4] }),
    expect(
      ...[...sends('a'), start, ...sends('bcd', 2)],
      ...[start, 'start 2500 timer 2', start, 'start 2500 timer 2']
    ),
    tick(2_500),
    expect("data 1 'a'", start, "data 2 'b'", probe)
  )
})

test('three behind a hole prove it: the lost one goes again at once', (t) => {
  transcript(
    t,
    senderBench(),
    ...pushes('abcde'),
    tick(RTT),
    expect("data 1 'a'", start, ...sends('bcde', 2)),
    gets(1, 2, { sack: [[2, 3]] }),
    expect(start, 'start 2500 timer 2'),
    gets(1, 3, { sack: [[2, 4]] }),
    expect(start, 'start 2500 timer 2'),
    gets(1, 4, { sack: [[2, 5]] }),
    expect(start, "data 1 'a'", start, 'stop timer 2', probe),
    shows({ state: 'recovery' }),
    tick(RTT),
    gets(6, 6),
    expect('stop', 'stop timer 3'),
    shows({ state: 'no congestion control', base: 6 })
  )
})

test('one behind a hole makes it lost a quarter of a round trip later, not sooner', (t) => {
  transcript(
    t,
    senderBench(),
    ...pushes('ab'),
    tick(RTT),
    expect("data 1 'a'", start, "data 2 'b'"),
    gets(1, 2, { sack: [[2, 3]] }),
    expect(start, 'start 2500 timer 2'),
    tick(2_499),
    expect(),
    tick(1),
    expect("data 1 'a'", start, probe)
  )
})

test('a retransmission that is lost too is known by what was sent after it', (t) => {
  transcript(
    t,
    senderBench(),
    ...pushes('abcd'),
    tick(RTT),
    gets(1, 4, { sack: [[2, 5]] }),
    expect(...sends('a'), start, ...sends('bcd', 2), start, "data 1 'a'", start, probe),
    push('e'), // transmission 6; the fifth was the retransmission
    tick(RTT),
    expect("data 5 'e'"),
    gets(1, 6, { sack: [[2, 6]] }),
    expect(start, "data 1 'a'", start, probe)
  )
})

test('a probe goes where nothing comes back, and tells what is missing', (t) => {
  transcript(
    t,
    senderBench(),
    ...measured,
    ...pushes('bcd'),
    expect("data 2 'b'", start, probe, ...sends('cd', 3)),
    tick(PROBE_AFTER - 1),
    expect(),
    tick(1),
    expect("data 4 'd'", `start ${2 * PROBE_AFTER} timer 3`),
    tick(RTT),
    gets(2, 5, { sack: [[4, 5]] }), // transmission 5 was the probe
    expect(start, "data 2 'b'", start, "data 3 'c'", probe)
  )
})

test('probes go ever more seldom, and only before the RTO', (t) => {
  transcript(
    t,
    senderBench(),
    ...measured,
    push('b'),
    expect("data 2 'b'", start, probe),
    tick(PROBE_AFTER),
    expect("data 2 'b'", `start ${2 * PROBE_AFTER} timer 3`),
    tick(2 * PROBE_AFTER - 1),
    expect(),
    tick(1),
    expect("data 2 'b'"),
    tick(RTO - 3 * PROBE_AFTER - 1),
    expect(),
    tick(1),
    expect("data 2 'b'", start, probe)
  )
})

test('it works with a window of one', (t) => {
  transcript(
    t,
    senderBench({ windowSize: 1, congestion: 'newreno' }),
    ...measured,
    push('b'),
    isReady(false),
    expect("data 2 'b'", start, probe),
    tick(PROBE_AFTER + RTT),
    gets(3, 3),
    expect("data 2 'b'", `start ${2 * PROBE_AFTER} timer 3`, 'stop', 'stop timer 3'),
    isReady(true)
  )
})

test('numbers wrap', (t) => {
  transcript(
    t,
    senderBench({ seqBits: 3, windowSize: 4 }),
    ...pushes('abcd'),
    gets(5, 4),
    ...pushes('efgh'),
    shows({ base: 5, nextseqnum: 1 }),
    gets(7, 6, { sack: [[8, 9]] }),
    shows({ base: 7, nextseqnum: 1, sacked: [0] }),
    gets(1, 8),
    shows({ base: 1, nextseqnum: 1, sacked: [] })
  )
})

test('an ACK that was overtaken still tells its ranges', (t) => {
  transcript(
    t,
    senderBench(),
    ...pushes('abcd'),
    tick(RTT),
    gets(3, 2),
    gets(2, 4, { sack: [[4, 5]] }),
    shows({ base: 3, sacked: [4] })
  )
})

test('a receiver that still expects what it said it had is not believed: all goes again', (t) => {
  transcript(
    t,
    senderBench(),
    ...pushes('abc'),
    tick(RTT),
    gets(1, 3, { sack: [[2, 4]] }),
    shows({ sacked: [2, 3] }),
    expect("data 1 'a'", start, ...sends('bc', 2), start, 'start 2500 timer 2'),
    gets(2, 1),
    shows({ base: 2, sacked: [] }),
    expect(start, "data 2 'b'", start, "data 3 'c'", 'stop timer 2', probe)
  )
})

test('an ACK that was overtaken tells of a window that is no more', (t) => {
  transcript(
    t,
    senderBench(),
    ...pushes('abcd'),
    tick(RTT),
    gets(4, 3, { window: 5 }),
    shows({ rwnd: 5 }),
    gets(3, 2, { window: 0 }),
    shows({ base: 4, rwnd: 5 }),
    isReady(true)
  )
})

test('a closed window holds new data back, until an ACK opens it', (t) => {
  transcript(
    t,
    senderBench(),
    ...pushes('ab'),
    tick(RTT),
    gets(3, 2, { window: 0 }),
    isReady(false),
    shows({ rwnd: 0 }),
    expect("data 1 'a'", start, "data 2 'b'", `start ${RTO} timer 4`, 'stop'),
    gets(3, 2, { window: 1 }),
    isReady(true),
    shows({ rwnd: 1 }),
    expect('stop timer 4'),
    push('c'),
    isReady(false)
  )
})

test('after an RTO one segment asks whether the window is still closed, and then as the RTO says', (t) => {
  transcript(
    t,
    senderBench({ congestion: 'newreno' }),
    push('a'),
    tick(RTT),
    gets(2, 1, { window: 0 }),
    expect("data 1 'a'", start, `start ${RTO} timer 4`, 'stop'),
    tick(RTO - 1),
    isReady(false),
    tick(1),
    isReady(true),
    push('b'),
    isReady(false),
    expect("data 2 'b'", start),
    tick(RTO - 1),
    expect(),
    tick(1),
    expect("data 2 'b'", start),
    shows({ cwnd: 10 }) // a full receiver is no congestion
  )
})

test('what was sent to a closed window goes again as soon as it opens', (t) => {
  transcript(
    t,
    senderBench(),
    ...measured,
    ...pushes('bcd'),
    expect("data 2 'b'", start, probe, ...sends('cd', 3)),
    tick(RTT),
    gets(2, 1, { window: 0 }),
    tick(RTT),
    expect('stop timer 3'),
    gets(2, 1, { window: 2 }),
    expect("data 2 'b'", start, "data 3 'c'", probe),
    tick(RTT),
    gets(3, 5, { window: 2 }),
    expect(start, "data 4 'd'", probe)
  )
})

test('a smaller window of the receiver counts, whatever N is', (t) => {
  transcript(
    t,
    senderBench({ windowSize: 8 }),
    push('a'),
    gets(2, 1, { window: 2 }),
    ...pushes('bc'),
    isReady(false),
    gets(3, 2, { window: 2 }),
    isReady(true)
  )
})
