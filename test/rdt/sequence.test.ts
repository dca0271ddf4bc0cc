import test from 'ava'
import fc from 'fast-check'
import { SequenceSpace } from '../../src/rdt/sequence.js'
import { holds } from '../kernel/property.js'

/** The arithmetic once more, in integers that know no width. */
const modulo = (n: bigint, size: bigint): number => Number(((n % size) + size) % size)

for (let bits = 1; bits <= 32; bits++) {
  test(`numbers of ${bits} bits are counted modulo 2^${bits}`, (t) => {
    const space = new SequenceSpace(bits)
    const size = 2n ** BigInt(bits)
    const last = Number(size - 1n)
    t.is(space.size, Number(size))
    t.is(space.next(last), 0)
    t.is(space.previous(0), last)
    t.is(space.wrap(-1), last)
    t.is(space.distance(last, 0), 1)
    t.is(space.distance(0, last), last)
    const number = fc.oneof(
      fc.nat(last),
      fc.constantFrom(0, 1, last, Math.max(0, last - 1), Math.floor(last / 2))
    )
    holds(t, fc.tuple(number, number, fc.integer()), ([a, b, any]) => {
      const [x, y] = [BigInt(a), BigInt(b)]
      const distance = space.distance(a, b)
      return (
        space.next(a) === modulo(x + 1n, size) &&
        space.previous(a) === modulo(x - 1n, size) &&
        space.wrap(any) === modulo(BigInt(any), size) &&
        distance === modulo(y - x, size) &&
        space.wrap(a + distance) === b &&
        space.previous(space.next(a)) === a
      )
    })
  })
}

test('from 6 it is three steps to 1, with three bits', (t) => {
  const space = new SequenceSpace(3)
  t.is(space.distance(6, 1), 3)
  t.is(space.distance(1, 6), 5)
  t.is(space.distance(4, 4), 0)
})

for (const bits of [0, -1, 33, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`there are no numbers of ${bits} bits`, (t) => {
    const error = t.throws(() => new SequenceSpace(bits), { instanceOf: RangeError })
    t.is(error.message, `a sequence number has 1 … 32 bits, not ${bits}`)
  })
}
