import test from 'ava'
import { NoReturn, within } from '../../src/cli/watchdog.js'
import { protocolOf, quietRun } from '../sim/quiet-run.js'

const LIMIT = 300

test.serial('work that comes back is as if nobody watched', (t) => {
  const words: string[] = []
  t.is(
    within(() => words.push('done'), undefined, LIMIT),
    1
  )
  t.deepEqual(words, ['done'])
  class Mine extends Error {}
  t.throws(
    () =>
      within(() => {
        throw new Mine('mine')
      }),
    { instanceOf: Mine, message: 'mine' }
  )
})

test.serial('work that does not is broken off, and the next is done', (t) => {
  let rounds = 0
  const endless = () => {
    for (;;) rounds++
  }
  t.throws(() => within(endless, undefined, LIMIT), {
    instanceOf: NoReturn,
    message: 'the protocol has not come back for 0.3 s: is there a loop without end?'
  })
  t.true(rounds > 0)
  t.is(
    within(() => 7, undefined, LIMIT),
    7
  )
})

test.serial('nothing within can catch it', (t) => {
  let isCaught = false
  const stubborn = () => {
    try {
      for (;;);
    } catch {
      isCaught = true
    }
  }
  t.throws(() => within(stubborn, undefined, LIMIT), { instanceOf: NoReturn })
  t.false(isCaught)
})

test.serial('the run that it was at is told as a command', (t) => {
  const running = () => ({
    config: quietRun(protocolOf('rdt3.0'), { messages: 2 }),
    protocol: 'my abp.ts'
  })
  const endless = () => {
    for (;;);
  }
  t.throws(() => within(endless, running, LIMIT), {
    message: /\? See: npx rdt sim --protocol 'my abp\.ts' --rto 150ms --messages 2 --seed quiet$/
  })
})
