import test from 'ava'
import fc from 'fast-check'
import { ms, seconds } from '../../src/kernel/time.js'
import { ADAPTIVE, RFC6298, RtoEstimator, type RtoPolicy } from '../../src/rdt/rto.js'
import { holds } from '../kernel/property.js'
import { EndpointPair } from './endpoint-pair.js'

/** No floor and no ceiling in the way of the arithmetic. */
const FREE: RtoPolicy = { initial: ms(500), floor: 1, ceiling: seconds(1000) }

test('before the first measurement the RTO is the initial one', (t) => {
  t.is(new RtoEstimator(ADAPTIVE).rto, ms(500))
  t.is(new RtoEstimator(RFC6298).rto, seconds(1))
  t.is(new RtoEstimator({ fixed: ms(70) }).rto, ms(70))
  t.is(new RtoEstimator(ADAPTIVE).srtt, undefined)
})

test('the numbers of RFC 6298, worked by hand', (t) => {
  const estimator = new RtoEstimator(FREE)
  // SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 RTTVAR
  estimator.measure(ms(100))
  t.is(estimator.srtt, ms(100))
  t.is(estimator.rto, ms(300))
  // RTTVAR = ¾·50 + ¼·|100 − 200| = 62.5, then SRTT = ⅞·100 + ⅛·200 = 112.5
  estimator.measure(ms(200))
  t.is(estimator.srtt, ms(112.5))
  t.is(estimator.rto, ms(362.5))
  // RTTVAR = ¾·62.5 + ¼·|112.5 − 60| = 60, SRTT = ⅞·112.5 + ⅛·60 = 105.9375
  estimator.measure(ms(60))
  t.is(estimator.srtt, 105_938)
  t.is(estimator.rto, 105_938 + ms(240))
})

test('on a path without variance the granularity of the clock remains', (t) => {
  const estimator = new RtoEstimator(FREE)
  for (let n = 0; n < 100; n++) estimator.measure(ms(40))
  t.is(estimator.srtt, ms(40))
  t.is(estimator.rto, ms(41))
})

test('the RTO keeps to its floor and its ceiling', (t) => {
  const estimator = new RtoEstimator(ADAPTIVE)
  estimator.measure(ms(2))
  t.is(estimator.rto, ms(100))
  estimator.measure(seconds(60))
  t.is(estimator.rto, seconds(10))
  const letter = new RtoEstimator(RFC6298)
  letter.measure(ms(2))
  t.is(letter.rto, seconds(1))
})

test('each timeout doubles the RTO up to the ceiling, and a measurement ends that', (t) => {
  const estimator = new RtoEstimator(ADAPTIVE)
  let at = 0
  const seen = Array.from({ length: 7 }, () => {
    estimator.backOff(at)
    at += estimator.rto
    return estimator.rto / 1000
  })
  t.deepEqual(seen, [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000])
  estimator.measure(ms(100))
  t.is(estimator.rto, ms(300))
})

test('timers of one flight that run out together back off once', (t) => {
  const estimator = new RtoEstimator(ADAPTIVE)
  for (let n = 0; n < 8; n++) estimator.backOff(seconds(1))
  t.is(estimator.rto, seconds(1))
  estimator.backOff(seconds(2) - 1)
  t.is(estimator.rto, seconds(1))
  estimator.backOff(seconds(2))
  t.is(estimator.rto, seconds(2))
})

test('a fixed RTO is never backed off, nor measured away', (t) => {
  const estimator = new RtoEstimator({ fixed: ms(70) })
  for (let n = 0; n < 20; n++) estimator.backOff(n * seconds(1))
  t.is(estimator.rto, ms(70))
  estimator.measure(ms(500))
  t.is(estimator.rto, ms(70))
  t.is(estimator.srtt, ms(500), 'the status line may still show how long the round trip is')
})

test('progress that cannot be measured ends the back-off, but not where two losses began it', (t) => {
  const estimator = new RtoEstimator(ADAPTIVE)
  estimator.backOff(0)
  estimator.progressed()
  t.is(estimator.rto, seconds(1), 'after the first timeout it is kept: the RTO may be too short')
  estimator.backOff(seconds(10))
  estimator.progressed()
  t.is(estimator.rto, ms(500))
})

test('to the letter of RFC 6298 only a measurement ends back-off', (t) => {
  const estimator = new RtoEstimator(RFC6298)
  for (let n = 0; n < 3; n++) {
    estimator.backOff(n * seconds(100))
    estimator.progressed()
  }
  t.is(estimator.rto, seconds(8))
})

type Happening = { readonly rtt: number } | 'timeout' | 'progress'

const happenings = fc.array(
  fc.oneof(
    fc.nat(20_000_000).map((rtt): Happening => ({ rtt })),
    fc.constantFrom<Happening>('timeout', 'progress')
  ),
  { maxLength: 60 }
)

test('whatever happens, the RTO is a whole number between floor and ceiling', (t) => {
  holds(t, fc.tuple(happenings, fc.constantFrom(ADAPTIVE, RFC6298)), ([all, policy]) => {
    const estimator = new RtoEstimator(policy)
    let at = 0
    for (const one of all) {
      if (one === 'timeout') estimator.backOff(at)
      else if (one === 'progress') estimator.progressed()
      else estimator.measure(one.rtt)
      const { rto } = estimator
      at += rto
      if (!('floor' in policy) || !Number.isInteger(rto)) return false
      if (rto < policy.floor || rto > policy.ceiling) return false
    }
    return true
  })
})

for (const roundTrip of [600, 1500, 3000, 6000]) {
  test(`a path of ${roundTrip} ms, where all is sent twice at first, is measured in the end`, (t) => {
    const pair = new EndpointPair({ delay: ms(roundTrip / 2), windowSize: 1, framing: 'bare' })
    for (let n = 0; n < 40; n++) pair.a.send(Uint8Array.of(n), 0)
    pair.run(seconds(40 * 30))
    t.is(pair.received.b.length, 40)
    t.is(pair.a.figures?.srtt, ms(roundTrip))
    const { rto = 0, retransmitted = 99 } = pair.a.figures ?? {}
    t.true(rto > ms(roundTrip))
    t.true(retransmitted < 40, `${retransmitted} retransmissions`)
  })
}
