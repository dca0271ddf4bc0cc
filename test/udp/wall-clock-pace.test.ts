/** The clock on the wall, on a machine whose time a test turns by hand. */
import test from 'ava'
import type { TimeSource } from '../../src/udp/time-source.js'
import { WallClock } from '../../src/udp/wall-clock.js'

/** A machine whose alarms may be early by `early` real µs, as real ones are. */
class Machine implements TimeSource {
  readonly #alarms = new Set<{ readonly at: number; readonly act: () => void }>()
  readonly #early: number
  #now = 123_456.7
  /** How often somebody has set an alarm. */
  settings = 0

  constructor(early = 0) {
    this.#early = early
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, act: () => void): () => void {
    this.settings++
    const alarm = { at: this.#now + Math.max(1000, milliseconds * 1000) - this.#early, act }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  get running(): number {
    return this.#alarms.size
  }

  /** So many real µs pass. */
  pass(span: number): void {
    const end = this.#now + span
    for (;;) {
      const next = [...this.#alarms].sort((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      this.#alarms.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.act()
    }
    this.#now = end
  }
}

function start(early = 0) {
  const machine = new Machine(early)
  const clock = new WallClock(machine)
  const rung: (readonly [key: number, at: number])[] = []
  const timers = clock.timers((key, at) => rung.push([key, at]))
  return { machine, clock, rung, timers }
}

test('at pace 10 a second takes ten, and time is continuous at each change', (t) => {
  const { machine, clock } = start()
  machine.pass(1_000_000)
  t.is(clock.now(), 1_000_000)
  clock.pace = 10
  t.is(clock.now(), 1_000_000)
  machine.pass(1_000_000)
  t.is(clock.now(), 1_100_000)
  clock.pace = 1
  t.is(clock.now(), 1_100_000)
  machine.pass(5)
  t.is(clock.now(), 1_100_005)
})

test('however often the pace changes, time is whole and never goes back', (t) => {
  const { machine, clock } = start()
  let before = 0
  for (let i = 0; i < 500; i++) {
    machine.pass(i * 7.3)
    clock.pace = [1, 3, 10, 0.5, Number.POSITIVE_INFINITY][i % 5]!
    machine.pass(i % 11)
    const now = clock.now()
    t.true(Number.isInteger(now) && now >= before, `${before}, then ${now}`)
    before = now
  }
})

test('an alarm that runs is set anew, and rings when the world’s time has come', (t) => {
  const { machine, clock, rung, timers } = start()
  timers.start(100_000, 1)
  machine.pass(50_000)
  clock.pace = 10
  machine.pass(499_999)
  t.deepEqual(rung, [], 'half of it takes half a second now')
  machine.pass(1001)
  t.is(rung.length, 1)
  t.is(rung[0]![0], 1)
  t.true(rung[0]![1] >= 100_000 && rung[0]![1] <= 100_100)
  timers.start(100_000, 2)
  machine.pass(100_000)
  clock.pace = 1
  machine.pass(89_000)
  t.is(rung.length, 1)
  machine.pass(2_000)
  t.is(rung.length, 2)
})

test('no alarm rings before its time, though those of the machine do', (t) => {
  for (const pace of [1, 2.5, 10, 1000]) {
    const { machine, clock, rung, timers } = start(900)
    clock.pace = pace
    timers.start(20_300, 1)
    machine.pass(20_300 * pace - 2)
    t.deepEqual(rung, [], `pace ${pace}`)
    machine.pass(5_000)
    t.is(rung.length, 1)
    t.true(rung[0]![1] >= 20_300)
  }
})

test('a world that stands still rings nothing and needs no timer; then it goes on', (t) => {
  const { machine, clock, rung, timers } = start()
  timers.start(10_000, 1)
  machine.pass(4_000)
  clock.pace = Number.POSITIVE_INFINITY
  timers.start(1_000, 2)
  t.is(machine.running, 0)
  machine.pass(3_600_000_000)
  t.is(clock.now(), 4_000)
  t.deepEqual(rung, [])
  clock.pace = 1
  machine.pass(1_000)
  t.deepEqual(rung, [[2, 5_000]])
  machine.pass(5_000)
  t.deepEqual(rung[1], [1, 10_000])
})

test('alarms that were stopped stay so when the pace changes, and none is left behind', (t) => {
  const { machine, clock, rung, timers } = start()
  const others = clock.timers((key, at) => rung.push([key, at]))
  timers.start(1_000, 1)
  timers.start(2_000, 2)
  others.start(3_000, 3)
  timers.stop(1)
  others.stopAll()
  clock.pace = 2
  t.is(machine.running, 1)
  machine.pass(10_000)
  t.deepEqual(
    rung.map(([key]) => key),
    [2]
  )
  const { settings } = machine
  clock.pace = 1
  t.is(machine.settings, settings)
  t.is(machine.running, 0)
})

test('an alarm may start another, or itself again, and change the pace', (t) => {
  const { machine, clock } = start()
  const rung: number[] = []
  const timers = clock.timers((key, at) => {
    rung.push(at)
    if (rung.length < 4) timers.start(10_000, key)
    clock.pace = rung.length
  })
  timers.start(10_000, 1)
  machine.pass(10_000 + 10_000 + 20_000 + 30_000 + 4_000)
  t.is(rung.length, 4)
  for (const [i, at] of rung.entries())
    t.true(at >= (i + 1) * 10_000 && at < (i + 1) * 10_000 + 999)
})

test('one that waits for longer than the machine can bear waits again', (t) => {
  const { machine, clock, rung, timers } = start()
  clock.pace = 1000
  timers.start(3_600_000_000, 1)
  machine.pass(3_599_999_000_000)
  t.deepEqual(rung, [])
  machine.pass(2_000_000)
  t.is(rung.length, 1)
})

test('a pace that is none is the caller’s bug', (t) => {
  const { clock } = start()
  for (const pace of [0, -1, Number.NaN]) {
    t.throws(
      () => {
        clock.pace = pace
      },
      { instanceOf: RangeError }
    )
  }
  t.is(clock.pace, 1)
})
