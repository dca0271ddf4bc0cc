import test from 'ava'
import { ms, seconds } from '../../src/kernel/time.js'
import { NewReno, NoCongestionControl } from '../../src/rdt/tcp-congestion.js'
import { Cubic, cubeRoot } from '../../src/rdt/tcp-cubic.js'
import { Pacer, paceOf } from '../../src/rdt/tcp-pacing.js'
import { LinkRate } from '../../src/rdt/tcp-rate.js'

const RTT = ms(20)

test('without congestion control nothing ever limits', (t) => {
  const none = new NoCongestionControl()
  none.lost()
  none.restart()
  t.is(none.cwnd, Number.POSITIVE_INFINITY)
})

test('NewReno: slow start doubles, a loss halves, then one more for each window', (t) => {
  const reno = new NewReno()
  t.is(reno.cwnd, 10)
  reno.acknowledged(10)
  t.is(reno.cwnd, 20)
  reno.lost(20)
  t.deepEqual([reno.cwnd, reno.ssthresh], [10, 10])
  for (let i = 0; i < 10; i++) reno.acknowledged(1)
  t.true(reno.cwnd > 10.9 && reno.cwnd < 11)
})

test('NewReno: an ACK that reaches ssthresh counts for slow start first, then for the rest', (t) => {
  const reno = new NewReno()
  reno.lost(16) // cwnd was 10
  reno.restart()
  t.deepEqual([reno.cwnd, reno.ssthresh], [1, 5])
  reno.acknowledged(6) // 4 bring it to 5, 2 of 5 more
  t.is(reno.cwnd, 5.4)
})

test('NewReno never halves below two, nor by more than was in flight', (t) => {
  const reno = new NewReno()
  reno.lost(1)
  t.deepEqual([reno.cwnd, reno.ssthresh], [2, 2])
  const other = new NewReno()
  other.lost(6)
  t.is(other.cwnd, 3)
})

test('undo returns to where it was, and not below where it is', (t) => {
  for (const control of [new NewReno(), new Cubic()]) {
    control.acknowledged(30, 0, RTT)
    control.lost(40)
    control.undo()
    t.deepEqual([control.cwnd, control.ssthresh], [40, 65_535])
    control.acknowledged(5, 0, RTT)
    control.undo()
    t.is(control.cwnd, 45)
  }
})

test('the cube root is the cube root', (t) => {
  for (const x of [1e-6, 0.001, 0.5, 1, 2, 8, 27, 1000, 12_345.678, 1e9]) {
    t.true(Math.abs(cubeRoot(x) / Math.cbrt(x) - 1) < 1e-12, `${x}`)
  }
})

/** A CUBIC that lost at 1000 segments, and has all its window acknowledged in each round trip. */
function afterLoss(rtt: number) {
  const cubic = new Cubic()
  cubic.acknowledged(990, 0, rtt)
  cubic.lost(1000)
  let now = 0
  const until = (time: number): number => {
    for (; now < time; now += rtt) cubic.acknowledged(Math.round(cubic.cwnd), now, rtt)
    return cubic.cwnd
  }
  return { cubic, until }
}

test('CUBIC: a loss leaves 0.7, and after K seconds the window is where the loss was', (t) => {
  const { cubic, until } = afterLoss(ms(100))
  t.is(cubic.cwnd, 700)
  const k = Math.cbrt(300 / 0.4) // 9.09 s
  // Half of the way in an eighth of the cube: 1000 − 300 / 8.
  t.true(Math.abs(until(seconds(k / 2)) - 962.5) < 5)
  t.true(Math.abs(until(seconds(k)) - 1000) < 5)
  t.true(Math.abs(until(seconds(2 * k)) - 1300) < 20)
})

test('CUBIC depends on time, not on the round trip', (t) => {
  const short = afterLoss(ms(10)).until(seconds(5))
  const long = afterLoss(ms(100)).until(seconds(5))
  t.true(Math.abs(short / long - 1) < 0.02)
})

test('CUBIC: where Reno would be faster it is as fast as Reno', (t) => {
  const cubic = new Cubic()
  cubic.acknowledged(10, 0, ms(1))
  cubic.lost(20)
  t.is(cubic.cwnd, 14)
  // 0.53 segments a round trip of 1 ms until 20, then one: the cube would need 2.5 s.
  let now = 0
  for (; now < ms(100); now += ms(1)) cubic.acknowledged(Math.round(cubic.cwnd), now, ms(1))
  t.true(cubic.cwnd > 90 && cubic.cwnd < 115, `${cubic.cwnd}`)
})

test('CUBIC: who loses below his old height makes room (fast convergence)', (t) => {
  const { cubic, until } = afterLoss(ms(100))
  cubic.lost(700)
  t.true(Math.abs(cubic.cwnd - 490) < 1e-6)
  // The new plateau is at 700 · 1.7 / 2 = 595, not at 700.
  const k = Math.cbrt((595 - 490) / 0.4)
  t.true(Math.abs(until(seconds(k)) - 595) < 5)
})

test('CUBIC: a time in which the window was not used is no time to grow in', (t) => {
  const { cubic, until } = afterLoss(ms(100))
  const before = until(seconds(1))
  cubic.acknowledged(Math.round(before), seconds(60), ms(100))
  t.true(cubic.cwnd < before + 20, `from ${before} to ${cubic.cwnd}`)
})

test('CUBIC: after a timeout slow start leads back to ssthresh', (t) => {
  const cubic = new Cubic()
  cubic.acknowledged(90, 0, RTT)
  cubic.lost(100)
  cubic.restart()
  t.deepEqual([cubic.cwnd, cubic.ssthresh], [1, 70])
  for (let now = 0; now < 6; now++) cubic.acknowledged(Math.round(cubic.cwnd), now * RTT, RTT)
  t.is(cubic.cwnd, 64)
})

test('the pace: twice cwnd in a round trip in slow start, a quarter faster than cwnd later', (t) => {
  t.is(paceOf({ cwnd: 10, ssthresh: 20 }, RTT, 0), 1000)
  t.is(paceOf({ cwnd: 10, ssthresh: 10 }, RTT, 0), 1600)
  t.is(paceOf({ cwnd: 10, ssthresh: 10 }, undefined, 0), 0)
  const none = { cwnd: Number.POSITIVE_INFINITY, ssthresh: 0 }
  t.is(paceOf(none, RTT, 0), 0)
  t.true(Math.abs(paceOf(none, RTT, 480) * 1.1 - 480) < 1e-9)
})

test('a pacer lets ten go back to back, then one each interval, and after a pause ten again', (t) => {
  const pacer = new Pacer()
  for (let i = 0; i < 10; i++) t.is(pacer.left(100, 0), 0)
  t.is(pacer.left(100, 0), 100)
  t.true(pacer.isHeld)
  pacer.release()
  t.is(pacer.left(100, 100), 100)
  pacer.release()
  for (let i = 0; i < 10; i++) t.is(pacer.left(100, 5000), 0)
  t.is(pacer.left(100, 5000), 100)
})

test('without an interval a pacer never holds', (t) => {
  const pacer = new Pacer()
  for (let i = 0; i < 100; i++) t.is(pacer.left(0, 7), 0)
  t.false(pacer.isHeld)
})

test('the rate of the link is what its answers are apart, whatever of them is lost', (t) => {
  const rate = new LinkRate()
  t.is(rate.interval, 0)
  const answered = [1, 2, 5, 6, 9, 10, 14, 15, 18, 20, 21, 24, 30, 33, 36, 37, 41, 44, 50]
  for (const order of answered) rate.answered(order, 20_000 + 480 * order)
  t.is(rate.interval, 480)
})

test('gaps between trains do not slow the measured link, answers out of order neither', (t) => {
  const rate = new LinkRate()
  for (let order = 1; order <= 200; order++) {
    const pause = order > 100 ? 90_000 : 0
    rate.answered(order, 480 * order + pause)
    if (order > 10) rate.answered(order - 10, 480 * order + pause)
  }
  t.is(rate.interval, 480)
})

test('a link that became slower is believed so after two seconds', (t) => {
  const rate = new LinkRate()
  for (let order = 1; order <= 100; order++) rate.answered(order, 480 * order)
  for (let order = 101; order <= 1000; order++) rate.answered(order, 48_000 + 9600 * (order - 100))
  t.is(rate.interval, 9600)
})
