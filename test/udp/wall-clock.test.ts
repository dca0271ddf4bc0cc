import test from 'ava'
import { WallClock } from '../../src/udp/wall-clock.js'
import { pause, until } from './udp-rig.js'

test('time begins at nought and goes on in microseconds', async (t) => {
  const clock = new WallClock()
  t.true(clock.now() < 1_000_000)
  const before = clock.now()
  await pause(20)
  t.true(clock.now() - before >= 19_000)
  t.true(Number.isInteger(clock.now()))
})

test('an alarm rings once, late rather than early, and the last start counts', async (t) => {
  const clock = new WallClock()
  const told: (readonly [key: number, at: number])[] = []
  const timers = clock.timers((key, at) => told.push([key, at]))
  const begin = clock.now()
  timers.start(1_000, 1)
  timers.start(30_500, 1)
  timers.start(20_000, 2)
  timers.start(1_000, 3)
  timers.stop(3)
  timers.stop(4)
  await until(() => told.length === 2)
  await pause(20)
  t.deepEqual(
    told.map(([key]) => key),
    [2, 1]
  )
  // The machine's own timers may be a millisecond early.
  t.true(told[1]![1] - begin >= 29_500)
  t.true(told[0]![1] - begin >= 19_000)
})

test('all alarms can be stopped, and none keeps a program alive', async (t) => {
  const clock = new WallClock()
  const told: number[] = []
  const timers = clock.timers((key) => told.push(key))
  for (let key = 0; key < 5; key++) timers.start(5_000, key)
  timers.stopAll()
  await pause(30)
  t.deepEqual(told, [])
})
