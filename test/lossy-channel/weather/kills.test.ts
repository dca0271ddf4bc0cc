import test from 'ava'
import { KILLED_BY_HAND } from '../../../lossy-channel/weather/fate.js'
import { formatKill, type Kill, Kills, parseKill } from '../../../lossy-channel/weather/kills.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { LaneRig } from './lane-rig.js'

/** Capitals are data, small letters are ACKs; others are neither. */
const kindOf = (item: string) =>
  /[A-Z]/.test(item) ? 'data' : /[a-z]/.test(item) ? 'ack' : undefined

function start(phrase = 'perfect', fates?: string) {
  const kills = new Kills()
  const doom = (item: string) =>
    kills.takes('flow-1', 'up', () => kindOf(item)) ? KILLED_BY_HAND : undefined
  return { kills, rig: new LaneRig(phrase, fates, { doom }) }
}

test('the next data segment dies, and only that', (t) => {
  const { kills, rig } = start()
  rig.send('A')
  kills.add({ what: 'data' })
  rig.send('.aBC')
  t.is(rig.transcript, 'A@0 .@0 a@0 x:B C@0')
  t.is(rig.orders[3]?.why, 'killed by hand')
  t.is(rig.lane.counts.lost, 1)
  t.deepEqual(kills.pending, [])
})

test('the next ACK, or whatever comes', (t) => {
  const { kills, rig } = start()
  kills.add({ what: 'ack' })
  kills.add({ what: 'any' })
  t.is(rig.send('.AaB').transcript, 'x:. A@0 x:a B@0')
})

test('each order kills one; the oldest that fits is done', (t) => {
  const { kills, rig } = start()
  kills.add({ what: 'data' })
  kills.add({ what: 'any' })
  kills.add({ what: 'data' })
  t.is(rig.send('AbCD').transcript, 'x:A x:b x:C D@0')
})

test('the killed one has rolled: no other’s dice move', (t) => {
  const letters = 'ABCDEFGHIJKLMNOP'
  const phrase = 'loss 40% corrupt 20% duplicate 20% delay 5ms 5ms'
  const fatesOf = (rig: LaneRig) => rig.send(letters).transcript.split(' ')
  const calm = fatesOf(new LaneRig(phrase))
  const { kills, rig } = start(phrase)
  kills.add({ what: 'data' })
  const killed = fatesOf(rig)
  t.is(killed[0], 'x:A')
  const others = (all: readonly string[]) => all.filter((one) => !/A/.test(one))
  t.deepEqual(others(killed), others(calm))
})

test('it uses up its mark of a fate string, as if it had been lost by it', (t) => {
  const { kills, rig } = start('perfect', '..x.')
  kills.add({ what: 'data' })
  t.is(rig.send('ABCD').transcript, 'x:A B@0 x:C D@0')
})

test('in a cut lane the killer waits for one that would have lived', (t) => {
  const { kills, rig } = start()
  kills.add({ what: 'data' })
  rig.lane.partition(true)
  rig.send('A')
  rig.lane.partition(false)
  rig.send('B')
  t.deepEqual(
    rig.orders.map(({ why }) => why),
    ['partition', 'killed by hand']
  )
})

test('direction and flow narrow it down', (t) => {
  const kills = new Kills()
  const data = () => 'data'
  kills.add({ what: 'data', direction: 'down', flow: 'bob' })
  t.false(kills.takes('bob', 'up', data))
  t.false(kills.takes('alice', 'down', data))
  t.true(kills.takes('bob', 'down', data))
  t.false(kills.takes('bob', 'down', data))
})

test('nobody is asked for a kind where nobody shall die, and all can be spared', (t) => {
  const kills = new Kills()
  t.false(
    kills.takes('f', 'up', () => {
      throw new Error('asked')
    })
  )
  kills.add({ what: 'any' })
  kills.clear()
  t.false(kills.takes('f', 'up', () => 'data'))
})

test('so many kills are no wish but a mistake', (t) => {
  const kills = new Kills()
  for (let i = 0; i < 1000; i++) kills.add({ what: 'data' })
  t.throws(() => kills.add({ what: 'data' }), { instanceOf: BadInput, message: /wait until/ })
})

for (const [text, kill] of [
  ['data', { what: 'data' }],
  ['ack down', { what: 'ack', direction: 'down' }],
  ['  any   up alice>server ', { what: 'any', direction: 'up', flow: 'alice>server' }],
  ['data flow-3', { what: 'data', flow: 'flow-3' }]
] as readonly (readonly [string, Kill])[]) {
  test(`'${text}' says whom, and can be said back`, (t) => {
    t.deepEqual(parseKill(text, '--kill'), kill)
    t.deepEqual(parseKill(formatKill(kill), '--kill'), kill)
  })
}

for (const [text, message] of [
  ['dta', /^--kill: the next 'dta' cannot be killed; did you mean data\?$/],
  ['', /write data, ack, any/],
  ['zzzzzzzz', /write data, ack, any/],
  ['data up flow-1 now', /'now' does not belong here/],
  [`data ${'f'.repeat(300)}`, /so long a name/],
  ['\u001b[2J', /\?\[2J/]
] as const) {
  test(`${JSON.stringify(text.slice(0, 30))} is refused with the mend`, (t) => {
    t.throws(() => parseKill(text, '--kill'), { instanceOf: BadInput, message })
  })
}
