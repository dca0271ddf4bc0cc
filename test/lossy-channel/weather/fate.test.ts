import test from 'ava'
import {
  type Fate,
  fateTold,
  KILLED_BY_HAND,
  whyByHand,
  whyFated
} from '../../../lossy-channel/weather/fate.js'
import { ms } from '../../../src/kernel/time.js'

const MARKS = ['x', 'c', 'w', '2', 't', '>'] as const

for (const mark of MARKS) {
  test(`the reason of a '${mark}' leads back to it, whether it was written or decided by hand`, (t) => {
    const fate: Fate = { mark, by: 0 }
    t.deepEqual(fateTold(whyFated(fate)), fate)
    t.deepEqual(fateTold(whyByHand(fate, ms(5))), fate)
  })
}

test('what is late tells by how much', (t) => {
  const fate: Fate = { mark: 'late', by: ms(60) }
  t.deepEqual(fateTold(whyFated(fate)), fate)
  t.deepEqual(fateTold(whyByHand(fate, ms(5)), ms(65)), { mark: 'late', by: ms(65) })
  t.deepEqual(fateTold(whyByHand({ mark: '.', by: 0 }, ms(5)), ms(5)), { mark: 'late', by: ms(5) })
})

test('one killed as the next of its kind was lost, and dice tell of no fate', (t) => {
  t.deepEqual(fateTold(KILLED_BY_HAND), { mark: 'x', by: 0 })
  t.is(fateTold('loss: rolled 0.11 < 0.2'), undefined)
  t.is(fateTold('partition'), undefined)
})
