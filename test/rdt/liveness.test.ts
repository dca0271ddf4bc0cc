import test from 'ava'
import { ms, seconds } from '../../src/kernel/time.js'
import { ASK_EVERY, Liveness, SILENCE_LIMIT } from '../../src/rdt/liveness.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'

function living(measures = true) {
  const world = new VirtualWorld()
  const log: string[] = []
  let rolls = 0
  const say = (what: string) => log.push(`${world.now() / 1000} ${what}`)
  const liveness = new Liveness({
    world,
    roll: () => ++rolls,
    ping: (token) => say(`ping ${token}`),
    measured: measures ? (rtt) => say(`measured ${rtt / 1000}`) : undefined,
    silent: () => say('silent')
  })
  liveness.start()
  return { world, liveness, log }
}

test('the first round trip is measured at the opening', (t) => {
  const { world, liveness, log } = living()
  world.run(ms(45))
  liveness.answered(1, world.now())
  t.deepEqual(log, ['0 ping 1', '45 measured 45'])
})

test('a pong is measured once, and one of another token never', (t) => {
  const { world, liveness, log } = living()
  world.run(ms(45))
  liveness.answered(2, world.now())
  liveness.answered(1, world.now())
  liveness.answered(1, world.now())
  t.deepEqual(log, ['0 ping 1', '45 measured 45'])
})

test('each timeout asks anew, at most every 100 ms; the answer to an older question is not measured', (t) => {
  const { world, liveness, log } = living()
  world.run(ms(99))
  liveness.noticed(1, world.now())
  t.deepEqual(log, ['0 ping 1'])
  world.run(ms(100))
  liveness.noticed(2, world.now())
  liveness.noticed(2, world.now())
  t.deepEqual(log, ['0 ping 1', '100 ping 2'])
  liveness.answered(1, world.now())
  world.run(ms(140))
  liveness.answered(2, world.now())
  t.deepEqual(log, ['0 ping 1', '100 ping 2', '140 measured 40'])
})

test('with a fixed RTO nothing is asked but whether a silent peer lives', (t) => {
  const { world, liveness, log } = living(false)
  liveness.noticed(3, world.now())
  world.run(seconds(3) - 1)
  t.deepEqual(log, [])
  world.run(seconds(3))
  t.deepEqual(log, ['3000 ping 1'])
})

test('a peer that is heard is left in peace; a silent one is asked, and given up at the limit', (t) => {
  const { world, liveness, log } = living(false)
  world.run(seconds(2))
  liveness.heard(world.now())
  world.run(seconds(5) - 1)
  t.deepEqual(log, [])
  world.run(seconds(2) + SILENCE_LIMIT - 1)
  t.is(log.length, (SILENCE_LIMIT - seconds(3)) / ASK_EVERY)
  t.true(log.every((line) => line.includes('ping')))
  world.run(seconds(2) + SILENCE_LIMIT)
  t.is(log.at(-1), `${(seconds(2) + SILENCE_LIMIT) / 1000} silent`)
})

test('a stopped one asks no more', (t) => {
  const { world, liveness, log } = living(false)
  liveness.stop()
  world.run(seconds(60))
  t.deepEqual(log, [])
})
