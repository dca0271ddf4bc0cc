import test from 'ava'
import { Transmissions } from '../../src/trace/transmissions.js'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

test('numbers begin at 1 and never come again', (t) => {
  const transmissions = new Transmissions()
  t.deepEqual(
    [1, 2, 3].map(() => transmissions.next()),
    [1, 2, 3]
  )
})

test('bytes lead back to their transmission, once, and by their link', (t) => {
  const transmissions = new Transmissions()
  transmissions.remember('a>b', bytes(1, 2), 7)
  t.is(transmissions.recall('b>a', bytes(1, 2)), undefined)
  t.is(transmissions.recall('a>b', bytes(1, 3)), undefined)
  t.is(transmissions.recall('a>b', bytes(1, 2)), 7)
  t.is(transmissions.recall('a>b', bytes(1, 2)), undefined)
})

test('equal bytes on one link are recalled in their order', (t) => {
  const transmissions = new Transmissions()
  for (const id of [4, 5, 6]) transmissions.remember('a>b', bytes(9), id)
  t.deepEqual(
    [1, 2, 3, 4].map(() => transmissions.recall('a>b', bytes(9))),
    [4, 5, 6, undefined]
  )
})

test('what was never heard of again is forgotten at last, the oldest first', (t) => {
  const transmissions = new Transmissions()
  const of = (n: number) => bytes(n & 255, (n >> 8) & 255, n >> 16)
  for (let n = 0; n < 50_010; n++) transmissions.remember('a>b', of(n), n)
  t.is(transmissions.recall('a>b', of(9)), undefined)
  t.is(transmissions.recall('a>b', of(10)), 10)
  t.is(transmissions.recall('a>b', of(50_009)), 50_009)
})
