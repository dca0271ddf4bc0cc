/** What the sender of `tcp` makes of losses, and of those that were none. */
import test from 'ava'
import { gets, RTO, senderBench, shows } from './tcp-machines.js'
import { expect, isReady, push, type Step, tick, transcript } from './transcript.js'

const RTT = 10_000

const pushes = (count: number): Step[] => Array.from({ length: count }, () => push('x'))

/** What was ordered does not matter here. */
const anything: Step = {
  does: 'whatever was ordered',
  run: (bench) => {
    bench.orders = []
  }
}

const newreno = () => senderBench({ windowSize: 64, congestion: 'newreno' })

test('slow start: one more for each that arrives, while the window is used', (t) => {
  transcript(
    t,
    newreno(),
    shows({ state: 'slow start', cwnd: 10, ssthresh: 65_535 }),
    ...pushes(10),
    isReady(false),
    tick(RTT),
    gets(3, 2),
    shows({ cwnd: 12 }),
    gets(11, 10),
    shows({ state: 'slow start', cwnd: 20 })
  )
})

test('a window that is not used does not grow', (t) => {
  transcript(t, newreno(), ...pushes(3), tick(RTT), gets(4, 3), shows({ cwnd: 10 }))
})

test('three losses of one round trip halve cwnd once; base at the end of it ends the recovery', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    tick(RTT),
    // 1, 3 and 5 are missing.
    gets(1, 2, { sack: [[2, 3]] }),
    gets(1, 4, {
      sack: [
        [4, 5],
        [2, 3]
      ]
    }),
    gets(1, 10, {
      sack: [
        [6, 11],
        [4, 5],
        [2, 3]
      ]
    }),
    // The two that had arrived before had made room for two more, which nobody used.
    shows({ state: 'recovery', cwnd: 4, ssthresh: 4 }),
    tick(RTT),
    gets(3, 11, {
      sack: [
        [6, 11],
        [4, 5]
      ]
    }),
    gets(5, 12, { sack: [[6, 11]] }),
    shows({ state: 'recovery', cwnd: 4 }),
    gets(11, 13),
    shows({ state: 'congestion avoidance', cwnd: 4, base: 11, nextseqnum: 11 })
  )
})

test('in a recovery cwnd stays, however busy it is', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    tick(RTT),
    gets(1, 10, { sack: [[2, 11]] }),
    shows({ state: 'recovery', cwnd: 5 }),
    ...pushes(4),
    isReady(false),
    tick(RTT),
    gets(1, 14, { sack: [[2, 14]] }),
    shows({ state: 'recovery', cwnd: 5 })
  )
})

test('in congestion avoidance cwnd grows by one for each cwnd that arrive', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    tick(RTT),
    gets(1, 10, { sack: [[2, 11]] }),
    tick(RTT),
    gets(11, 11),
    shows({ state: 'congestion avoidance', cwnd: 5 }),
    ...pushes(5),
    isReady(false),
    tick(RTT),
    gets(16, 16),
    shows({ cwnd: 6 })
  )
})

test('a timeout begins again with one segment, and half the window is left to slow start', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    anything,
    tick(RTO),
    expect("data 1 'x'", `start ${RTO}`),
    shows({ state: 'slow start', cwnd: 1, ssthresh: 5 }),
    isReady(false),
    tick(RTO),
    shows({ cwnd: 1, ssthresh: 5 }), // lost again: that says nothing new
    anything,
    gets(2, 12),
    shows({ state: 'slow start', cwnd: 2 }),
    expect(`start ${RTO}`, "data 2 'x'", `start ${RTO}`, "data 3 'x'", `start 10000 timer 3`)
  )
})

test('a segment that was only overtaken costs nothing in the end, and the others get more time', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    tick(RTT),
    gets(1, 4, { sack: [[2, 5]] }),
    shows({ state: 'recovery', cwnd: 5 }),
    tick(100),
    gets(5, 1), // the first transmission of 1, not the second
    shows({ state: 'slow start', ssthresh: 65_535, base: 5 }),
    anything,
    // Before, the next hole would have been given up at once.
    gets(5, 8, { sack: [[6, 9]] }),
    shows({ state: 'slow start', base: 5 })
  )
})

test('where a retransmission was not needed, the next hole is given more time', (t) => {
  transcript(
    t,
    senderBench({ windowSize: 64 }),
    ...pushes(10),
    tick(RTT),
    anything,
    gets(1, 4, { sack: [[2, 5]] }),
    expect(`start ${RTO}`, "data 1 'x'", `start ${RTO}`, 'start 30000 timer 3'),
    tick(100),
    gets(5, 1), // the first transmission of 1, not the second
    anything,
    gets(5, 8, { sack: [[6, 9]] }),
    shows({ state: 'no congestion control', base: 5 }),
    // A round trip, four times its deviation, and a quarter of its mean, less what has passed.
    expect(`start ${RTO}`, 'start 17604 timer 2', 'stop timer 3')
  )
})

test('a recovery sends one segment at once; what arrives before it is sent again costs nothing', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    tick(RTT),
    gets(1, 4, { sack: [[4, 5]] }),
    anything,
    tick(2_500),
    // 1, 2 and 3 count as lost. One goes at once; but six are in flight still, and cwnd is 4.5.
    shows({ state: 'recovery', cwnd: 4.5 }),
    expect("data 1 'x'", `start ${RTO}`, 'start 30000 timer 3'),
    gets(2, 1, { sack: [[4, 5]] }),
    shows({ state: 'recovery', cwnd: 4.5 }),
    anything,
    gets(5, 3), // the ACK of 2 was lost
    expect(`start ${RTO}`, 'start 30625 timer 3'),
    shows({ state: 'slow start', ssthresh: 65_535, base: 5 })
  )
})

test('an RTO that was too short costs nothing: what it gave up is in flight as before', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    tick(RTO),
    shows({ state: 'slow start', cwnd: 1, ssthresh: 5 }),
    anything,
    gets(2, 1),
    shows({ cwnd: 10, ssthresh: 65_535, base: 2 }),
    expect(`start ${RTO}`),
    gets(11, 10),
    expect('stop')
  )
})

test('a copy that the channel made proves nothing', (t) => {
  transcript(
    t,
    newreno(),
    ...pushes(10),
    tick(RTT),
    gets(1, 10, { sack: [[2, 11]] }),
    shows({ state: 'recovery', cwnd: 5 }),
    gets(1, 10, { sack: [[2, 11]] }),
    shows({ state: 'recovery', cwnd: 5 }),
    tick(RTT),
    gets(11, 11),
    gets(11, 11),
    shows({ state: 'congestion avoidance', cwnd: 5 })
  )
})

test('a loss that a probe repaired was a loss, too', (t) => {
  transcript(
    t,
    newreno(),
    push('x'),
    tick(RTT),
    gets(2, 1),
    push('y'),
    tick(3 * RTT),
    anything,
    tick(RTT),
    gets(3, 3), // transmission 3 was the probe
    shows({ cwnd: 2, ssthresh: 2 })
  )
})

test('a probe that was not needed costs nothing', (t) => {
  transcript(
    t,
    newreno(),
    push('x'),
    tick(RTT),
    gets(2, 1),
    push('y'),
    tick(3 * RTT),
    gets(3, 2),
    shows({ cwnd: 10, ssthresh: 65_535 })
  )
})

test('more than a few segments leave at a pace, and the next one when its time has come', (t) => {
  const bench = senderBench({ windowSize: 64, congestion: 'newreno' })
  transcript(
    t,
    bench,
    ...pushes(10),
    tick(RTT),
    gets(11, 10),
    anything,
    // cwnd is 20 now, and in slow start two of them are to leave in a round trip: one each 250 µs.
    ...pushes(10),
    isReady(true),
    anything,
    push('y'),
    expect("data 21 'y'", 'start 250 timer 1'),
    isReady(false),
    tick(249),
    isReady(false),
    tick(1),
    isReady(true)
  )
})
