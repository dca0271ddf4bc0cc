/** The scoreboard of `tcp`, and when RACK gives a segment up. */
import test from 'ava'
import { Rack } from '../../src/rdt/tcp-rack.js'
import { Scoreboard, type Sent } from '../../src/rdt/tcp-scoreboard.js'

const RTT = 1000

/** A board on which `count` segments were sent, one each 10 µs from time 0. */
function boardOf(count: number): { board: Scoreboard; sent: readonly Sent[] } {
  const board = new Scoreboard()
  const sent = Array.from({ length: count }, (_, i) => {
    const one = board.add(Uint8Array.of(i))
    board.transmitted(one, 10 * i)
    return one
  })
  return { board, sent }
}

/** RACK after segments 1 … 100 have come back in order, each after one round trip. */
function measured(): { rack: Rack; sent: readonly Sent[] } {
  const { sent } = boardOf(140)
  const rack = new Rack()
  for (const one of sent.slice(0, 100)) rack.arrived([one], one.order, one.sentAt + RTT)
  return { rack, sent }
}

/** Segment 102 comes before 101. */
function overtaken(): Rack {
  const { rack, sent } = measured()
  for (const index of [101, 100]) {
    const one = sent[index]
    if (one !== undefined) rack.arrived([one], one.order, one.sentAt + RTT)
  }
  return rack
}

test('before anything was measured nobody is patient', (t) => {
  t.is(new Rack().patience(false, 0), 0)
})

test('a quarter of a round trip more than one, and none where three behind it prove it', (t) => {
  const { rack } = measured()
  t.is(rack.patience(false, 0), RTT + RTT / 4)
  t.is(rack.patience(false, 2), RTT + RTT / 4)
  t.is(rack.patience(false, 3), RTT)
  t.is(rack.patience(true, 0), RTT)
})

test('where one was seen to overtake, no number of others proves anything', (t) => {
  const rack = overtaken()
  // The round trips were all alike, so it is a quarter that is added.
  t.is(rack.patience(true, 10), RTT + RTT / 4)
  t.is(rack.patience(false, 0), RTT + RTT / 4)
})

test('news that is told late is no overtaking', (t) => {
  const { rack, sent } = measured()
  const [first, second, third] = sent.slice(100)
  if (first === undefined || second === undefined || third === undefined) return t.fail()
  rack.arrived([second], second.order, second.sentAt + RTT)
  // The ACK of the first one was lost; that of the third one tells of it.
  rack.arrived([third, first], third.order, third.sentAt + RTT)
  t.is(rack.patience(true, 10), RTT)
})

test('who varies gets four times his deviation', (t) => {
  const { rack, sent } = measured()
  for (const [i, one] of sent.slice(100).entries()) {
    // The even ones are early; those that overtake are early by much.
    rack.arrived([one], one.order, one.sentAt + (i % 2 === 0 ? RTT : RTT / 2))
  }
  const [last] = sent.slice(50)
  if (last === undefined) return t.fail()
  rack.arrived([last], last.order, last.sentAt + RTT)
  t.true(rack.patience(true, 10) > RTT + RTT / 2)
  t.true(rack.patience(true, 10) < 3 * RTT)
})

test('each round trip in which one was given up too soon adds a quarter, but once', (t) => {
  const rack = overtaken()
  const before = rack.patience(true, 3)
  rack.wasHasty(10, 20)
  t.is(rack.patience(true, 3), before + RTT / 4)
  rack.wasHasty(11, 25)
  rack.wasHasty(19, 30)
  t.is(rack.patience(true, 3), before + RTT / 4)
  rack.wasHasty(20, 30)
  t.is(rack.patience(true, 3), before + RTT / 2)
})

test('to be given up too soon is overtaking, too', (t) => {
  const { rack } = measured()
  rack.wasHasty(10, 20)
  t.is(rack.patience(true, 3), RTT + RTT / 2)
})

test('after sixteen recoveries without any of it the order is trusted again', (t) => {
  const rack = overtaken()
  rack.wasHasty(10, 20)
  for (let i = 0; i < 15; i++) rack.recovered()
  t.is(rack.patience(true, 3), RTT + RTT / 2)
  rack.recovered()
  t.is(rack.patience(true, 3), RTT)
})

test('of a segment that was sent twice only the echo tells which one came', (t) => {
  const { board, sent } = boardOf(3)
  const rack = new Rack()
  const [first, second, third] = sent
  if (first === undefined || second === undefined || third === undefined) return t.fail()
  board.lose(first)
  board.transmitted(first, 500)
  // Its first transmission was the first of all; the second one, the fourth, is not known to live.
  t.is(rack.arrived([first], 1, 600), undefined)
  t.is(rack.latest, 0)
  t.is(rack.arrived([second], 2, 610), 600)
  t.is(rack.latest, 2)
  board.lose(third)
  board.transmitted(third, 700)
  t.is(rack.arrived([third], 5, 900), 200)
  t.is(rack.latest, 5)
})

test('the oldest of those in flight is the one that was sent the longest ago', (t) => {
  const { board, sent } = boardOf(4)
  t.is(board.pipe, 4)
  t.is(board.oldest, sent[0])
  board.transmitted(sent[0] as Sent, 100)
  t.is(board.oldest, sent[1])
  board.sack({ from: 2, to: 3 }, [])
  t.is(board.oldest, sent[2])
  board.lose(sent[2] as Sent)
  t.is(board.oldest, sent[3])
  t.is(board.pipe, 2)
  board.transmitted(sent[2] as Sent, 200)
  t.is(board.oldest, sent[3])
  t.is(board.pipe, 3)
})

test('lost segments go again as they were missed, but base before all others', (t) => {
  const { board, sent } = boardOf(5)
  const [one, two, three, four] = sent as [Sent, Sent, Sent, Sent]
  t.is(board.nextLost, undefined)
  for (const lost of [one, two, three]) board.lose(lost)
  t.is(board.nextLost, one)
  board.transmitted(one, 100)
  t.is(board.nextLost, two)
  board.lose(four)
  board.lose(one)
  t.is(board.nextLost, one)
  board.transmitted(one, 200)
  board.acknowledge(3, []) // two arrived after all
  t.is(board.nextLost, three)
  board.transmitted(three, 300)
  board.transmitted(four, 300)
  t.is(board.nextLost, undefined)
  t.is(board.lostCount, 0)
  t.is(board.pipe, 3)
})

test('what was given up for nothing is in flight again, the oldest first', (t) => {
  const { board, sent } = boardOf(5)
  const [one, two, three, four, five] = sent as [Sent, Sent, Sent, Sent, Sent]
  for (const lost of [one, two, three, four]) board.lose(lost)
  board.transmitted(one, 100)
  board.restore()
  t.is(board.lostCount, 0)
  t.is(board.pipe, 5)
  t.is(board.nextLost, undefined)
  for (const due of [two, three, four, five, one]) {
    t.is(board.oldest, due)
    board.lose(due)
  }
  t.is(board.oldest, undefined)
})

test('ranges that cannot be believed any more are forgotten: all of them count as lost', (t) => {
  const { board, sent } = boardOf(4)
  board.sack({ from: 2, to: 4 }, [])
  t.deepEqual(board.sacked, [2, 3])
  t.is(board.pipe, 2)
  board.forgetSacks()
  t.deepEqual(board.sacked, [])
  t.is(board.sackedCount, 0)
  t.is(board.lostCount, 2)
  t.is(board.nextLost, sent[1])
})

test('news is what was not known before, and only of what was sent', (t) => {
  const { board, sent } = boardOf(4)
  const news: Sent[] = []
  board.sack({ from: 3, to: 90 }, news)
  board.sack({ from: 3, to: 5 }, news)
  t.deepEqual(news, [sent[2], sent[3]])
  board.acknowledge(5, news)
  t.deepEqual(news, [sent[2], sent[3], sent[0], sent[1]])
  t.is(board.length, 0)
  t.is(board.pipe, 0)
  t.is(board.sackedCount, 0)
})
