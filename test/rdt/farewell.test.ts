/** How long a polite end waits for what is not acknowledged. */
import test from 'ava'
import { ms, seconds } from '../../src/kernel/time.js'
import { Farewell } from '../../src/rdt/farewell.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

const LIMIT = seconds(60)

/** A farewell with `backlog` bytes unacknowledged, and what it says and when. */
function begin(backlog: number) {
  const world = new VirtualWorld()
  const log: string[] = []
  const state = { backlog }
  const note = (what: string) => log.push(`${world.now() / 1_000} ${what}`)
  const farewell = new Farewell(world, {
    backlog: () => state.backlog,
    say: () => note('say'),
    end: (reason) => {
      note(`end: ${reason}`)
      farewell.stop()
    }
  })
  farewell.begin('bye')
  return { world, log, state, farewell }
}

test('with everything acknowledged close is said at once, and again, up to a limit', (t) => {
  const { world, log } = begin(0)
  t.deepEqual(log, ['0 say'])
  world.run(seconds(100))
  t.deepEqual(log.slice(0, 3), ['0 say', '250 say', '750 say'])
  t.regex(log.at(-1) ?? '', /^5\d\d\d end: bye$/)
})

test('the last ACK ends the wait', (t) => {
  const { world, log, state, farewell } = begin(100)
  world.run(seconds(10))
  t.deepEqual(log, [])
  state.backlog = 0
  farewell.look()
  t.deepEqual(log, ['10000 say'])
  t.true(farewell.answered())
  t.is(log.at(-1), '10000 end: bye')
})

test('without any progress close is said after a minute all the same', (t) => {
  const { world, log, farewell } = begin(100)
  world.run(LIMIT - 1)
  farewell.look()
  t.deepEqual(log, [])
  t.false(farewell.answered(), 'close was not said yet')
  world.run(LIMIT)
  t.deepEqual(log, [`${LIMIT / 1_000} say`])
})

test('while ever more is acknowledged it is waited for, however long it takes', (t) => {
  const { world, log, state } = begin(10)
  for (let minute = 1; minute <= 9; minute++) {
    state.backlog--
    world.run(minute * LIMIT)
    t.deepEqual(log, [])
  }
  world.run(10 * LIMIT - ms(1))
  t.deepEqual(log, [])
  world.run(10 * LIMIT)
  t.deepEqual(log, [`${(10 * LIMIT) / 1_000} say`])
})
