import test from 'ava'
import * as fc from 'fast-check'
import { isMessage, makeMessage, Received } from '../../src/sim/messages.js'

/** All of `sent` messages came, each once, whole and in order. */
const isAll = (received: Received, sent: number): boolean =>
  received.isOrderly && received.total === sent

test('a message is known by its number and its size', (t) => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.nat(1_000_000),
      fc.integer({ min: 4, max: 64 }),
      (a, b, size) => {
        t.is(isMessage(makeMessage(a, size), b, size), a === b)
        t.false(isMessage(makeMessage(a, size), a, size + 1))
      }
    )
  )
})

test('a single changed bit makes a message another', (t) => {
  const whole = makeMessage(77, 40)
  for (let bit = 0; bit < 320; bit++) {
    const changed = whole.slice()
    changed[bit >> 3]! ^= 1 << (bit & 7)
    t.false(isMessage(changed, 77, 40), `bit ${bit}`)
  }
})

/** What is said of messages that come with these numbers. */
function told(numbers: readonly number[], size = 16): Received {
  const received = new Received(size)
  for (const number of numbers) received.add(makeMessage(number, size))
  return received
}

test('all in order is all there is to say', (t) => {
  const received = told([0, 1, 2, 3])
  t.true(isAll(received, 4))
  t.is(received.firstWrong, undefined)
  t.false(isAll(received, 5))
  t.false(isAll(received, 3))
})

test('a message that is missing is told by the one that came instead', (t) => {
  const received = told([0, 1, 3, 4])
  t.is(received.firstWrong, 'message 3 was due, and message 4 came')
  t.is(received.total, 4)
  t.is(received.inOrder, 2)
  t.false(isAll(received, 4))
})

test('a message that comes again is told as such', (t) => {
  t.is(told([0, 1, 1]).firstWrong, 'message 3 was due, and message 2 came again')
  t.is(told([0, 1, 2, 0]).firstWrong, 'message 4 was due, and message 1 came again')
  t.false(isAll(told([0, 1, 1]), 3))
})

test('messages in another order are told by the first', (t) => {
  t.is(told([1, 0]).firstWrong, 'message 1 was due, and message 2 came')
  t.false(isAll(told([1, 0]), 2))
})

test('a damaged message is told as damaged', (t) => {
  const received = told([0])
  const damaged = makeMessage(1, 16)
  damaged[9]! ^= 4
  received.add(damaged)
  t.is(received.firstWrong, 'message 2 was due, and a damaged one came')
  received.add(makeMessage(2, 15))
  t.is(received.firstWrong, 'message 2 was due, and a damaged one came', 'the first is kept')
})

test('messages without content can still be counted', (t) => {
  t.true(isAll(told([0, 0, 0], 0), 3))
  t.false(isAll(told([0, 0, 0, 0], 0), 3))
})
