/** A map that forgets. */
import test from 'ava'
import { Recent } from '../../src/trace/recent.js'

test('it remembers at least as many as it is told to, and at most twice as many', (t) => {
  const recent = new Recent<number, number>(10)
  for (let i = 1; i <= 100; i++) {
    recent.set(i, i)
    for (let last = Math.max(1, i - 9); last <= i; last++) t.is(recent.get(last), last)
    t.is(recent.get(i - 20), undefined)
  }
})

test('what is asked for now and then stays, and what is needed', (t) => {
  const recent = new Recent<number, number>(10, (value) => value === 2)
  for (let i = 1; i <= 100; i++) {
    recent.set(i, i)
    if (i % 5 === 0) t.is(recent.get(1), 1)
  }
  t.is(recent.get(2), 2)
  t.is(recent.get(3), undefined)
})

test('of what is needed it keeps the latest, at most eight times as many more', (t) => {
  const recent = new Recent<number, number>(10, () => true)
  for (let i = 1; i <= 1000; i++) recent.set(i, i)
  const known = Array.from({ length: 1000 }, (_, i) => i + 1).filter((i) => recent.get(i) === i)
  t.true(known.length >= 80 && known.length <= 180, `${known.length}`)
  t.true((known[0] ?? 0) > 1000 - 2 * 90)
})
