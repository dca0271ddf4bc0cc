import test from 'ava'
import * as fc from 'fast-check'
import { SteppedClock } from '../../lossy-channel/stepped-clock.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

/** A world whose alarms and calls write their name and time down. */
function rig() {
  const world = new VirtualWorld()
  const told: string[] = []
  const timers = world.timers((key, at) => told.push(`${key}@${at}`))
  const at = (time: number, action: () => void = () => {}): void =>
    world.at(time, () => {
      told.push(`call@${world.now()}`)
      action()
    })
  return { world, told, timers, at }
}

test('an alarm rings once, at its time and not a microsecond earlier', (t) => {
  const { world, told, timers } = rig()
  timers.start(100, 7)
  world.run(99)
  t.deepEqual(told, [])
  t.is(world.now(), 99)
  world.run(100)
  t.deepEqual(told, ['7@100'])
  world.run(1_000)
  t.deepEqual(told, ['7@100'])
})

test('an alarm that is started again rings later, once', (t) => {
  const { world, told, timers, at } = rig()
  timers.start(100, 1)
  at(60, () => timers.start(100, 1))
  world.run(159)
  t.deepEqual(told, ['call@60'])
  world.run(160)
  t.deepEqual(told, ['call@60', '1@160'])
  world.run()
  t.is(told.length, 2)
})

test('an alarm that is started again for an earlier time rings then, and only then', (t) => {
  const { world, told, timers, at } = rig()
  timers.start(1_000, 1)
  at(10, () => timers.start(20, 1))
  world.run()
  t.deepEqual(told, ['call@10', '1@30'])
  t.is(world.events, 2)
})

test('later, earlier and later again: the last start alone counts', (t) => {
  const { world, told, timers, at } = rig()
  timers.start(100, 1)
  at(1, () => timers.start(500, 1))
  at(2, () => timers.start(50, 1))
  at(3, () => timers.start(300, 1))
  world.run()
  t.deepEqual(told, ['call@1', 'call@2', 'call@3', '1@303'])
})

test('a stopped alarm does not ring; stopping one that does not run is no error', (t) => {
  const { world, told, timers, at } = rig()
  timers.stop(9)
  timers.start(100, 1)
  at(99, () => timers.stop(1))
  timers.start(200, 2)
  timers.stopAll()
  world.run(300)
  t.deepEqual(told, ['call@99'])
  t.is(world.events, 1, 'what was stopped in time is no event')
  timers.start(5, 1)
  world.run()
  t.deepEqual(told, ['call@99', '1@305'])
})

test('a stopped alarm that is started again rings at its new time', (t) => {
  const { world, told, timers, at } = rig()
  timers.start(100, 1)
  at(10, () => timers.stop(1))
  at(20, () => timers.start(30, 1))
  at(60, () => timers.start(500, 1))
  at(70, () => timers.stop(1))
  at(80, () => timers.start(500, 1))
  world.run()
  t.deepEqual(told, ['call@10', 'call@20', '1@50', 'call@60', 'call@70', 'call@80', '1@580'])
})

test('an alarm may start itself again when it rings', (t) => {
  const world = new VirtualWorld()
  const told: number[] = []
  const timers = world.timers((key, at) => {
    told.push(at)
    if (told.length < 4) timers.start(10, key)
  })
  timers.start(10, 3)
  world.run()
  t.deepEqual(told, [10, 20, 30, 40])
})

test('what is due at one instant happens in the order in which it was put there', (t) => {
  const { world, told, timers, at } = rig()
  at(50)
  timers.start(50, 1)
  timers.start(50, 2)
  at(50)
  timers.start(50, 3)
  world.run()
  t.deepEqual(told, ['call@50', '1@50', '2@50', 'call@50', '3@50'])
})

test('an alarm that was put off keeps the place of its last start, not of its first', (t) => {
  const { world, told, timers, at } = rig()
  timers.start(40, 1)
  timers.start(40, 2)
  at(10, () => {
    timers.start(90, 2)
    world.at(100, () => told.push('middle'))
    timers.start(90, 1)
  })
  world.run()
  t.deepEqual(told, ['call@10', '2@100', 'middle', '1@100'])
})

test('tables of alarms do not know each other', (t) => {
  const world = new VirtualWorld()
  const told: string[] = []
  const a = world.timers((key) => told.push(`a${key}`))
  const b = world.timers((key) => told.push(`b${key}`))
  a.start(10, 1)
  b.start(20, 1)
  a.stopAll()
  world.run()
  t.deepEqual(told, ['b1'])
})

test('a run ends after so many events and goes on from there', (t) => {
  const { world, told, at } = rig()
  for (let i = 1; i <= 5; i++) at(10 * i)
  t.false(world.run(1_000, 3))
  t.deepEqual(told, ['call@10', 'call@20', 'call@30'])
  t.is(world.now(), 30)
  t.true(world.run(1_000, 3))
  t.is(told.length, 5)
  t.is(world.now(), 1_000)
  t.is(world.events, 5)
})

test('nothing happens after the time that a run is given, and its end is then', (t) => {
  const { world, told, at } = rig()
  at(10)
  at(11)
  t.true(world.run(10))
  t.deepEqual(told, ['call@10'])
  t.is(world.now(), 10)
})

test('alarms ring as those of the plain clock do, whatever is started and stopped', (t) => {
  const step = fc.record({
    wait: fc.nat(30),
    key: fc.nat(3),
    delay: fc.nat(60),
    what: fc.constantFrom('start', 'start', 'start', 'stop', 'stopAll', 'call')
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const stepped = new SteppedClock()
      const virtual = new VirtualWorld()
      const worlds = [
        {
          world: stepped,
          advance: (span: number) => stepped.advance(span),
          after: (delay: number, act: () => void) => stepped.after(delay, act)
        },
        {
          world: virtual,
          advance: (span: number) => virtual.run(virtual.now() + span),
          after: (delay: number, act: () => void) => virtual.at(virtual.now() + delay, act)
        }
      ]
      const told = worlds.map(({ world, advance, after }) => {
        const lines: string[] = []
        const timers = world.timers((key, at) => lines.push(`${key}@${at}`))
        for (const [i, { wait, key, delay, what }] of steps.entries()) {
          advance(wait)
          if (what === 'start') timers.start(delay, key)
          else if (what === 'stop') timers.stop(key)
          else if (what === 'stopAll') timers.stopAll()
          else after(delay, () => lines.push(`call ${i}`))
        }
        advance(1_000)
        return lines
      })
      t.deepEqual(told[1], told[0])
    }),
    { numRuns: 500 }
  )
})
