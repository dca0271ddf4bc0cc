import test from 'ava'
import fc from 'fast-check'
import { RandomStream, threshold } from '../../src/kernel/random.js'
import { holds } from './property.js'

const rolls = (stream: RandomStream, count: number): number[] =>
  Array.from({ length: count }, () => stream.uint32())

const name = fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.nat(99)), {
  minLength: 1,
  maxLength: 4
})

test('the same name gives the same numbers, another name others', (t) => {
  holds(t, name, (words) => {
    const first = rolls(new RandomStream(...words), 8)
    const again = rolls(new RandomStream(...words), 8)
    const other = rolls(new RandomStream(...words, 'x'), 8)
    return String(first) === String(again) && String(first) !== String(other)
  })
})

const GOLDEN = [1504362231, 1142005269, 1938249411, 3773969870]

test('the numbers of a stream are these on every machine', (t) => {
  t.deepEqual(rolls(new RandomStream('7', 'sender>receiver', 'up', 'loss'), 4), GOLDEN)
})

test('what one stream rolls moves no other', (t) => {
  const alone = rolls(new RandomStream('seed', 'loss'), 20)
  const loss = new RandomStream('seed', 'loss')
  const corrupt = new RandomStream('seed', 'corrupt')
  const beside = Array.from({ length: 20 }, (_, i) => {
    rolls(corrupt, i)
    return loss.uint32()
  })
  t.deepEqual(beside, alone)
})

test('every roll is a 32-bit integer, and the last one can be asked for', (t) => {
  const stream = new RandomStream('range')
  let low = 0xffffffff
  let high = 0
  for (let i = 0; i < 10_000; i++) {
    const roll = stream.uint32()
    t.true(Number.isInteger(roll) && roll >= 0 && roll <= 0xffffffff)
    t.is(stream.lastRoll, roll)
    low = Math.min(low, roll)
    high = Math.max(high, roll)
  }
  t.true(low < 0x01000000 && high > 0xff000000, 'they cover the whole range')
})

test('below(n) gives each of 0 … n − 1 about as often', (t) => {
  const stream = new RandomStream('below')
  const counts = new Array<number>(7).fill(0)
  for (let i = 0; i < 70_000; i++) {
    const n = stream.below(7)
    counts[n] = (counts[n] as number) + 1
  }
  for (const count of counts) t.true(Math.abs(count - 10_000) < 600, String(counts))
})

test('a certain thing always happens, an impossible one never, and a fifth a fifth of the time', (t) => {
  const stream = new RandomStream('chance')
  let hits = 0
  for (let i = 0; i < 10_000; i++) {
    t.true(stream.chance(threshold(1)))
    t.false(stream.chance(threshold(0)))
    if (stream.chance(threshold(0.2))) hits++
  }
  t.true(Math.abs(hits - 2000) < 200, `${hits} of 10000`)
})

test('a fraction is at least 0 and below 1', (t) => {
  holds(t, fc.string(), (seed) => {
    const fraction = new RandomStream(seed).fraction()
    return fraction >= 0 && fraction < 1
  })
})
