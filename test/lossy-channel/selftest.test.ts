import test from 'ava'
import { SELFTEST_SEED, selftest } from '../../lossy-channel/selftest.js'
import { thorough } from '../thorough.js'

test('with its own seed, every impairment lies within the 95 % interval of what was asked', (t) => {
  const checks = [...selftest()]
  t.true(checks.length > 30)
  for (const check of checks) {
    const { impairment, property, asked, low, high } = check
    t.true(check.isWithin, `${impairment}, ${property}: ${asked} is not in ${low} … ${high}`)
    t.true(low <= check.measured && check.measured <= high)
  }
})

test('with other seeds some lie outside of it, as 5 % must, but none beyond reason', (t) => {
  let outside = 0
  let checks = 0
  for (const seed of thorough(['1', '2'], ['1', '2', '3', '4'])) {
    for (const check of selftest(seed)) {
      t.true(check.isSound, `${seed}: ${check.impairment}, ${check.property}`)
      checks++
      if (!check.isWithin) outside++
    }
  }
  t.true(outside / checks < 0.1)
})

test('the same seed measures the same', (t) => {
  const first = selftest(SELFTEST_SEED).next()
  t.deepEqual(selftest(SELFTEST_SEED).next(), first)
})
