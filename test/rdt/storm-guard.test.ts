/** Surplus answers are kept from growing into a storm; what is needed is never kept back. */
import test from 'ava'
import { ms } from '../../src/kernel/time.js'
import { makeData } from '../../src/rdt/segment.js'
import { StormGuard } from '../../src/rdt/storm-guard.js'

const SRTT = ms(40)
const data = (seqnum: number) => makeData(seqnum, new Uint8Array(1))

/** How many of `count` copies of segment 1 leave at `at`. */
function copies(guard: StormGuard, count: number, at: number) {
  let left = 0
  for (let i = 0; i < count; i++) if (!guard.isSurplus(data(1), SRTT, at)) left++
  return left
}

test('a few copies of a segment may leave within half a round trip', (t) => {
  const guard = new StormGuard()
  t.is(copies(guard, 10, 0), 3)
  t.is(copies(guard, 10, SRTT / 2), 0)
  t.is(copies(guard, 10, SRTT / 2 + 1), 3)
})

test('another number is never held back', (t) => {
  const guard = new StormGuard()
  copies(guard, 10, 0)
  t.false(guard.isSurplus(data(0), SRTT, 3))
})

test('where the round trip is unknown nothing is held back', (t) => {
  let left = 0
  const guard = new StormGuard()
  for (let i = 0; i < 10; i++) if (!guard.isSurplus(data(1), undefined, 0)) left++
  t.is(left, 10)
})

test('a segment that is sent again each round trip, for ever, is sent each time', (t) => {
  const guard = new StormGuard()
  for (let trip = 0; trip < 1_000; trip++) t.is(copies(guard, 1, trip * SRTT), 1)
})
