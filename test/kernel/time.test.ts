import test from 'ava'
import fc from 'fast-check'
import { ms, seconds, toMs, us } from '../../src/kernel/time.js'
import { holds } from './property.js'

test('time is a whole number of microseconds', (t) => {
  t.is(us(20), 20)
  t.is(us(20.4), 20)
  t.is(ms(250), 250_000)
  t.is(ms(0.5), 500)
  t.is(seconds(2), 2_000_000)
  t.is(seconds(0.1) + seconds(0.2), seconds(0.3))
  t.is(toMs(1500), 1.5)
  holds(t, fc.double({ min: 0, max: 1e6, noNaN: true }), (count) =>
    [us(count), ms(count), seconds(count)].every(Number.isSafeInteger)
  )
})
