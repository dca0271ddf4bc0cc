/** Percentiles: exact while there are few values, near enough when there are many. */
import test from 'ava'
import { RandomStream } from '../../src/kernel/random.js'
import { Distribution } from '../../src/trace/quantiles.js'

function quantilesOf(values: readonly number[]) {
  const distribution = new Distribution()
  for (const value of values) distribution.add(value)
  return distribution.quantiles
}

/** By the nearest rank, from all values. */
const expected = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? 0

test('nothing has no percentiles, and one value is all of them', (t) => {
  t.is(quantilesOf([]), undefined)
  t.deepEqual(quantilesOf([7]), { count: 1, min: 7, p50: 7, p90: 7, p99: 7, max: 7 })
})

test('of a hundred values each percentile is one of them', (t) => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i)
  t.deepEqual(quantilesOf(values), { count: 100, min: 1, p50: 50, p90: 90, p99: 99, max: 100 })
})

for (const count of [99_999, 100_000, 100_001, 300_000]) {
  test(`of ${count} values they are ${count > 100_000 ? 'at most 0.1 % too low' : 'exact'}`, (t) => {
    const dice = new RandomStream('quantiles', count)
    const values = Array.from({ length: count }, () => dice.below(10 ** (1 + dice.below(8))))
    const found = quantilesOf(values)
    t.is(found?.count, count)
    t.is(found?.min, expected(values, 1e-9))
    t.is(found?.max, expected(values, 1))
    for (const [share, value = -1] of [
      [0.5, found?.p50],
      [0.9, found?.p90],
      [0.99, found?.p99]
    ] as const) {
      const exact = expected(values, share)
      t.true(value <= exact, `${share}: ${value} and ${exact}`)
      t.true(value >= (count > 100_000 ? 0.999 * exact - 1 : exact), `${share}: ${value}, ${exact}`)
    }
  })
}
