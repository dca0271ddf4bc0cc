/** The RTO of senders that measure for themselves: rightly, and with each bug. */
import test from 'ava'
import { sender } from './machines.js'

/** As it is at the start of a connection that measures. */
const adaptive = { rto: 500_000 }

/** How long the timer is set to run, in the last of the steps, in ms. */
const rto = (name: string, steps: readonly (readonly [string, number])[], options = adaptive) =>
  Number(/start 0 for ([\d.]+) ms/.exec(sender(name, steps, options))?.[1])

const LOST_TWICE = [
  ['send', 0],
  ['timeout', 500],
  ['timeout', 1_500]
] as const

test('self-timed doubles the RTO with each timeout, backoff-missing does not', (t) => {
  t.is(rto('self-timed', LOST_TWICE), 2_000)
  t.is(rto('backoff-missing', LOST_TWICE), 500)
})

const CALM_AGAIN = [
  ...LOST_TWICE,
  ['ack 1', 1_600],
  ['send', 1_600],
  ['ack 2', 1_700],
  ['send', 1_700]
] as const

test('self-timed measures 100 ms and is back at 300, backoff-never-resets at four times that', (t) => {
  t.is(rto('self-timed', CALM_AGAIN), 300)
  t.is(rto('backoff-never-resets', CALM_AGAIN), 1_200)
})

const LATE_ACK = [
  ['send', 0],
  ['timeout', 500],
  ['ack 1', 600],
  ['send', 600]
] as const

test('self-timed does not measure what was sent twice, karn-violation takes it for 100 ms', (t) => {
  t.is(rto('self-timed', LATE_ACK), 1_000)
  t.is(rto('karn-violation', LATE_ACK), 300)
})

test('with a fixed RTO none of them measures', (t) => {
  for (const name of ['self-timed', 'backoff-missing', 'backoff-never-resets', 'karn-violation']) {
    t.is(rto(name, LOST_TWICE, { rto: 150_000 }), 150, name)
    t.is(rto(name, CALM_AGAIN, { rto: 150_000 }), 150, name)
    t.is(rto(name, LATE_ACK, { rto: 150_000 }), 150, name)
  }
})
