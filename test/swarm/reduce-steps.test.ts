import test from 'ava'
import { leastSteps } from './reduce-steps.js'

const STEPS = Array.from({ length: 60 }, (_, i) => i)

test('what matters is left, in its order, and nothing else', (t) => {
  for (const needed of [[0], [59], [3, 4], [7, 31, 50], [0, 20, 40, 59]]) {
    const fails = (steps: readonly number[]): boolean => needed.every((one) => steps.includes(one))
    t.deepEqual(leastSteps(STEPS, fails), needed)
  }
})

test('where no step is needed, none is left', (t) => {
  t.deepEqual(
    leastSteps(STEPS, () => true),
    []
  )
})

test('where all are needed, all are left', (t) => {
  t.deepEqual(
    leastSteps(STEPS, (steps) => steps.length === STEPS.length),
    STEPS
  )
})

test('it tries no more than so often, and what it has by then fails', (t) => {
  const many = Array.from({ length: 5_000 }, (_, i) => i)
  let tries = 0
  const fails = (steps: readonly number[]): boolean => {
    tries++
    return steps.filter((step) => step % 3 === 0).length > 1_600
  }
  const least = leastSteps(many, fails)
  t.true(tries <= 400)
  t.true(least.length < many.length)
  t.true(fails(least))
})
