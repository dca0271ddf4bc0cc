import test from 'ava'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import { BoundedRun } from './bounded-run.js'

/** A run in a world of its own, and what it has come to. */
function newRun(): { world: VirtualWorld; run: BoundedRun; told: string[]; seen: number[] } {
  const world = new VirtualWorld()
  const told: string[] = []
  const seen: number[] = []
  const run = new BoundedRun(world, {
    happened: () => seen.push(world.now()),
    circled: (what) => told.push(what)
  })
  return { world, run, told, seen }
}

test('it looks after each event, and ends at the time that it was given', (t) => {
  const { world, run, told, seen } = newRun()
  for (const time of [5, 10, 10, 30]) world.at(time, () => {})
  run.until(20)
  t.deepEqual(seen.slice(0, 3), [5, 10, 10])
  t.is(world.now(), 20)
  t.is(world.events, 3)
  run.until(100)
  t.is(world.events, 4)
  t.is(world.now(), 100)
  t.deepEqual(told, [])
})

test('time that stands still is told', (t) => {
  const { world, run, told } = newRun()
  const again = (): void => world.at(world.now(), again)
  world.at(7, again)
  run.until(1_000)
  t.deepEqual(told, ['time stands still at 0.000007 s, while events happen'])
  run.until(2_000)
  t.is(told.length, 1)
})

test('so are events without end', (t) => {
  const { world, run, told } = newRun()
  const again = (): void => world.at(world.now() + 1, again)
  world.at(0, again)
  run.until(Number.MAX_SAFE_INTEGER)
  t.regex(told.join(), /^no end after \d+ events$/)
})

test('one that was stopped stays where it is', (t) => {
  const { world, run, seen } = newRun()
  world.at(5, () => run.stop())
  world.at(6, () => {})
  run.until(10)
  t.is(world.now(), 5)
  t.is(seen.length, 1)
})
