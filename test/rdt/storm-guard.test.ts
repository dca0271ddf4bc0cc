/** Surplus answers are kept from growing into a storm; what is needed is never kept back. */
import test from 'ava'
import { ms } from '../../src/kernel/time.js'
import { makeAck, makeData } from '../../src/rdt/segment.js'
import { StormGuard } from '../../src/rdt/storm-guard.js'

const SRTT = ms(40)
const data = (seqnum: number) => makeData(seqnum, new Uint8Array(1))

/** How many of `count` copies of segment 1 leave at `at`. */
function copies(
  guard: StormGuard,
  count: number,
  at: number,
  path = { srtt: SRTT as number | undefined }
) {
  let left = 0
  for (let i = 0; i < count; i++) if (!guard.isSurplus(data(1), 2, path.srtt, at)) left++
  return left
}

test('a few copies of a segment may leave within half a round trip', (t) => {
  const guard = new StormGuard()
  t.false(guard.isSurplus(data(1), 1, SRTT, 0))
  t.is(copies(guard, 10, ms(1)), 3)
  t.is(copies(guard, 10, SRTT / 2), 0)
  t.is(copies(guard, 10, SRTT / 2 + ms(1)), 4)
})

test('a new segment, or another number, is never held back', (t) => {
  const guard = new StormGuard()
  copies(guard, 10, 0)
  t.false(guard.isSurplus(data(1), 1, SRTT, 1))
  copies(guard, 10, 2)
  t.false(guard.isSurplus(data(0), 2, SRTT, 3))
})

test('ACKs are not counted, and where the round trip is unknown nothing is', (t) => {
  const guard = new StormGuard()
  copies(guard, 10, 0)
  t.false(guard.isSurplus(makeAck(1), 1, SRTT, 1))
  t.is(copies(new StormGuard(), 10, 0, { srtt: undefined }), 10)
})

test('a segment that is sent again each round trip, for ever, is sent each time', (t) => {
  const guard = new StormGuard()
  for (let trip = 0; trip < 1_000; trip++) t.is(copies(guard, 1, trip * SRTT), 1)
})
