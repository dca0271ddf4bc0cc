/** Slices of a time whose length is known at its end alone. */
import test from 'ava'
import { RandomStream } from '../../src/kernel/random.js'
import { TimeSlices } from '../../src/trace/time-slices.js'

test('however long it lasts, there are five to ten, round, and each event is in its own', (t) => {
  const dice = new RandomStream('slices')
  for (let run = 0; run < 60; run++) {
    const end = 20 + dice.below(10 ** (2 + dice.below(11)))
    const times = Array.from({ length: 300 }, () => dice.below(end + 1))
    const slices = new TimeSlices()
    times
      .sort((a, b) => a - b)
      .forEach((time, i) => {
        slices.sent(time, i % 3 === 0)
        slices.measured(time, 2 * i)
        slices.timerSet(time, i)
        if (i % 2 === 0) slices.delivered(time)
      })
    const found = slices.until(end)
    const how = `run ${run}, until ${end}`
    t.true(found.length > 4 && found.length <= 10, how)
    t.is(found[0]?.from, 0)
    t.is(found.at(-1)?.to, end)
    t.regex(String(found[1]?.from), /^[125]0*$/, how)
    for (const [place, { from, to, ...counts }] of found.entries()) {
      const isLast = place === found.length - 1
      const own = times.flatMap((time, i) => (time >= from && (time < to || isLast) ? [i] : []))
      t.is(counts.sent, own.length, how)
      t.is(counts.retransmitted, own.filter((i) => i % 3 === 0).length, how)
      t.is(counts.delivered, own.filter((i) => i % 2 === 0).length, how)
      if (own.length === 0) continue
      t.is(counts.rtt, Math.round(own.reduce((sum, i) => sum + 2 * i, 0) / own.length), how)
      t.is(counts.rto, own.at(-1), how)
    }
  }
})

test('what is not measured in a slice is as it was before', (t) => {
  const slices = new TimeSlices()
  slices.measured(0, 100)
  slices.timerSet(0, 500)
  slices.sent(99, false)
  t.deepEqual(slices.until(100).at(-1), {
    ...{ from: 90, to: 100, sent: 1, retransmitted: 0, delivered: 0 },
    ...{ rtt: 100, rto: 500 }
  })
})
