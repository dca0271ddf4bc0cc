import test from 'ava'
import { makeAck, makeCorrupt, makeData } from '../../src/rdt/segment.js'
import { ReceiverBench } from './tcp-machines.js'
import { expect, receiverGets, receiverIs, tick, transcript } from './transcript.js'

const data = (n: number, words: string) => receiverGets(makeData(n, Buffer.from(words)))
/** What `ackDelay` makes of the RTO of the benches. */
const DELAY = 10_000

test('a segment in order is delivered at once, its ACK waits for a second one', (t) => {
  const bench = new ReceiverBench()
  transcript(
    t,
    bench,
    receiverIs({ expectedseqnum: 1, buffered: [] }),
    data(1, 'a'),
    expect("deliver 'a'", `start ${DELAY}`),
    data(2, 'b'),
    expect("deliver 'b'", 'stop', 'ack 3'),
    bench.told(3, { window: 8 }),
    data(3, 'c'),
    expect("deliver 'c'", `start ${DELAY}`),
    receiverIs({ expectedseqnum: 4, buffered: [] })
  )
})

test('where no second one comes, the ACK leaves after the delay, not a microsecond sooner', (t) => {
  transcript(
    t,
    new ReceiverBench(),
    data(1, 'a'),
    expect("deliver 'a'", `start ${DELAY}`),
    tick(DELAY - 1),
    expect(),
    tick(1),
    expect('ack 2'),
    tick(10 * DELAY),
    expect()
  )
})

test('the delay is an eighth of a short RTO: no peer with the same one gives up for it', (t) => {
  transcript(
    t,
    new ReceiverBench({ rto: 40_000 }),
    data(1, 'a'),
    expect("deliver 'a'", 'start 5000')
  )
})

test('with a window of one every segment has its ACK at once', (t) => {
  transcript(
    t,
    new ReceiverBench({ windowSize: 1 }),
    data(1, 'a'),
    expect("deliver 'a'", 'ack 2'),
    data(2, 'b'),
    expect("deliver 'b'", 'ack 3')
  )
})

test('out of order: kept, and told at once; the gap filled: all delivered, and told at once', (t) => {
  const bench = new ReceiverBench()
  transcript(
    t,
    bench,
    data(2, 'b'),
    expect('ack 1'),
    bench.told(1, { sack: [[2, 3]] }),
    data(3, 'c'),
    expect('ack 1'),
    bench.told(1, { sack: [[2, 4]] }),
    receiverIs({ expectedseqnum: 1, buffered: [2, 3] }),
    data(1, 'a'),
    expect("deliver 'a'", "deliver 'b'", "deliver 'c'", 'ack 4'),
    bench.told(4),
    receiverIs({ expectedseqnum: 4, buffered: [] })
  )
})

test('a part of the gap filled is told at once, too', (t) => {
  const bench = new ReceiverBench()
  transcript(
    t,
    bench,
    data(3, 'c'),
    expect('ack 1'),
    data(1, 'a'),
    expect("deliver 'a'", 'ack 2'),
    bench.told(2, { sack: [[3, 4]] })
  )
})

test('an ACK that waits is not forgotten by one that cannot', (t) => {
  const bench = new ReceiverBench()
  transcript(
    t,
    bench,
    data(1, 'a'),
    expect("deliver 'a'", `start ${DELAY}`),
    data(3, 'c'),
    expect('stop', 'ack 2'),
    bench.told(2, { sack: [[3, 4]] })
  )
})

test('the latest news comes first, and eight ranges are told at most', (t) => {
  const bench = new ReceiverBench({ windowSize: 64 })
  const even = Array.from({ length: 10 }, (_, i) => 2 * i + 2)
  transcript(
    t,
    bench,
    ...even.map((n) => data(n, 'x')),
    bench.told(1, {
      sack: [
        [20, 21],
        [18, 19],
        [16, 17],
        [14, 15],
        [12, 13],
        [10, 11],
        [8, 9],
        [6, 7]
      ]
    }),
    data(9, 'x'),
    bench.told(1, {
      sack: [
        [8, 11],
        [20, 21],
        [18, 19],
        [16, 17],
        [14, 15],
        [12, 13],
        [6, 7]
      ]
    })
  )
})

test('what comes twice is delivered once, and its ACK says again what is known', (t) => {
  const bench = new ReceiverBench()
  transcript(
    t,
    bench,
    data(1, 'a'),
    data(2, 'b'),
    expect("deliver 'a'", `start ${DELAY}`, "deliver 'b'", 'stop', 'ack 3'),
    data(1, 'a'),
    expect('ack 3'),
    data(4, 'd'),
    data(4, 'd'),
    expect('ack 3', 'ack 3'),
    bench.told(3, { sack: [[4, 5]] })
  )
})

test('beyond its window nothing is kept', (t) => {
  const bench = new ReceiverBench({ windowSize: 4 })
  transcript(
    t,
    bench,
    data(5, 'e'),
    expect('ack 1'),
    bench.told(1),
    data(4, 'd'),
    expect('ack 1'),
    bench.told(1, { sack: [[4, 5]] })
  )
})

test('an ACK echoes which transmission called it forth', (t) => {
  const bench = new ReceiverBench()
  const sent = (n: number, transmission: number) =>
    receiverGets({ ...makeData(n, Buffer.from('x')), acknum: transmission })
  transcript(
    t,
    bench,
    sent(2, 17),
    bench.told(1, { echo: 17, sack: [[2, 3]] }),
    sent(1, 18),
    bench.told(3, { echo: 18 }),
    sent(3, 19),
    sent(4, 20),
    bench.told(5, { echo: 20 })
  )
})

test('corrupt segments and those that are not for a receiver are ignored', (t) => {
  transcript(
    t,
    new ReceiverBench(),
    receiverGets(makeCorrupt()),
    receiverGets({ ...makeData(1, Buffer.from('a')), corrupt: true }),
    receiverGets(makeAck(1)),
    expect(),
    receiverIs({ expectedseqnum: 1, buffered: [] })
  )
})

test('numbers wrap, in order and out of it', (t) => {
  const bench = new ReceiverBench({ seqBits: 3, windowSize: 4 })
  transcript(
    t,
    bench,
    ...[1, 2, 3, 4, 5, 6].map((n) => data(n, `${n}`)),
    data(0, '8'),
    bench.told(7, { sack: [[8, 9]] }),
    receiverIs({ expectedseqnum: 7, buffered: [0] }),
    data(1, '9'),
    bench.told(7, { sack: [[8, 10]] }),
    data(7, '7'),
    bench.told(2)
  )
})

test('the window tells of the room above, and never of more than N', (t) => {
  const bench = new ReceiverBench({ windowSize: 4, room: 3 })
  transcript(
    t,
    bench,
    data(2, 'b'),
    bench.told(1, { sack: [[2, 3]], window: 3 }),
    bench.roomBecomes(100),
    data(3, 'c'),
    bench.told(1, { sack: [[2, 4]], window: 4 })
  )
})

test('a window that closes is told at once, and so is its opening, when the receiver looks', (t) => {
  const bench = new ReceiverBench({ room: 1 })
  transcript(
    t,
    bench,
    bench.roomBecomes(0),
    data(1, 'a'),
    expect("deliver 'a'", 'ack 2', `start ${DELAY} timer 1`),
    bench.told(2, { window: 0 }),
    tick(DELAY),
    expect(`start ${2 * DELAY} timer 1`),
    tick(2 * DELAY),
    expect(`start ${4 * DELAY} timer 1`),
    bench.roomBecomes(5),
    tick(4 * DELAY - 1),
    expect(),
    tick(1),
    expect('ack 2'),
    bench.told(2, { window: 5 }),
    tick(100 * DELAY),
    expect()
  )
})

test('a receiver whose application never reads looks no more often than once in an RTO', (t) => {
  const bench = new ReceiverBench({ room: 0 })
  const starts = [1, 2, 4, 8, 10, 10, 10].map((times) => `start ${times * DELAY} timer 1`)
  transcript(
    t,
    bench,
    data(1, 'a'),
    expect("deliver 'a'", 'ack 2', starts[0] ?? ''),
    tick(DELAY * (1 + 2 + 4 + 8 + 10 + 10)),
    expect(...starts.slice(1))
  )
})
