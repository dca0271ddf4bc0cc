/** A hand in the running proxy, and over HTTP: a script can be the channel. */
import test, { type ExecutionContext } from 'ava'
import { startControl } from '../../lossy-channel/control.js'
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import { FateRecorder } from '../../lossy-channel/weather/fate-recorder.js'
import { allOf } from '../../lossy-channel/witnesses.js'
import { changeRunning } from '../../src/cli/channel-set.js'
import { RunTrace } from '../../src/cli/run-trace.js'
import { BadInput } from '../../src/kernel/quantity.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { ProxyRig, until } from './proxy-rig.js'

/** To these programs a text with a ? is data, one with a ! is an answer. */
const kindOf = (bytes: Uint8Array) => {
  const text = Buffer.from(bytes).toString()
  return text.includes('?') ? 'data' : text.includes('!') ? 'ack' : undefined
}

async function start(t: ExecutionContext, witness?: ProxyWitness) {
  const whys: string[] = []
  const waits: string[] = []
  const own: ProxyWitness = {
    dropped: (_flow, direction, bytes, why) =>
      whys.push(`${direction} ${Buffer.from(bytes)} ${why}`),
    waits: ({ id, item }) => waits.push(`${id} ${Buffer.from(item)}`),
    left: ({ id }, fate) => waits.push(`${id} ${fate?.mark}`)
  }
  const rig = await ProxyRig.start(t, { kindOf, witness: allOf(own, undefined, witness) })
  return { rig, hand: rig.proxy.hand, whys, waits }
}

async function post(port: number, path: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
  })
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into whatever JSON there is
  return { status: response.status, body: (await response.json()) as any }
}

test('the next data segment of any flow dies, once', async (t) => {
  const { rig, hand, whys } = await start(t)
  const [alice, bob] = [await rig.client(), await rig.client()]
  hand.kill({ what: 'data', direction: 'up' })
  alice.say('plain')
  await until(() => alice.heard.length === 1)
  bob.say('b?')
  await until(() => whys.length === 1)
  alice.say('a?')
  bob.say('c?')
  await until(() => alice.heard.length === 2 && bob.heard.length === 1)
  t.deepEqual(whys, ['up b? killed by hand'])
  t.deepEqual(rig.received.toSorted(), ['a?', 'c?', 'plain'])
  t.is(rig.proxy.report().up.lost, 1)
})

test('one flow and one direction can be named', async (t) => {
  const { rig, hand, whys } = await start(t)
  const [alice, bob] = [await rig.client(), await rig.client()]
  hand.kill({ what: 'ack', direction: 'down', flow: 'flow-2' })
  alice.say('a!')
  await until(() => alice.heard.length === 1)
  bob.say('b!')
  await until(() => whys.length === 1)
  t.deepEqual(whys, ['down b! killed by hand'])
  t.deepEqual(rig.received, ['a!', 'b!'])
})

test('in the tray of one direction datagrams of all flows wait, the new ones’ too', async (t) => {
  const { rig, hand, waits } = await start(t)
  const alice = await rig.client()
  alice.say('1')
  await until(() => alice.heard.length === 1)
  hand.openTray(['up'])
  const bob = await rig.client()
  alice.say('2')
  await until(() => hand.tray.length === 1)
  bob.say('3')
  await until(() => hand.tray.length === 2)
  t.deepEqual(hand.isOpen, { up: true, down: false })
  t.is(rig.received.length, 1)
  t.true(hand.waited(hand.tray[0]!) >= 0)
  hand.decide(2, { mark: '.', by: 0 })
  await until(() => bob.heard.length === 1)
  hand.decide(1, { mark: '2', by: 0 })
  await until(() => alice.heard.length === 3)
  t.deepEqual(rig.received, ['1', '3', '2', '2'])
  t.deepEqual(waits, ['1 2', '2 3', '2 .', '1 2'])
  t.like(rig.proxy.report().up, { submitted: 3, carried: 4, duplicated: 1 })
})

test('closing the tray delivers in order, and the fates are written down', async (t) => {
  const recorder = new FateRecorder()
  const { rig, hand } = await start(t, recorder)
  hand.openTray()
  const client = await rig.client()
  for (const text of ['1', '2', '3', '4']) client.say(text)
  await until(() => hand.tray.length === 4)
  hand.decide(2, { mark: 'x', by: 0 })
  hand.closeTray()
  await until(() => client.heard.length === 3)
  t.deepEqual(client.heard, ['1', '3', '4'])
  t.is(recorder.textOf('flow-1'), 'up: .x..  down: ...')
  t.deepEqual(hand.tray, [])
})

test('only the directions that are named are closed', async (t) => {
  const { rig, hand } = await start(t)
  hand.openTray()
  const client = await rig.client()
  client.say('1')
  await until(() => hand.tray.length === 1)
  hand.closeTray(['up'])
  await until(() => hand.tray[0]?.direction === 'down')
  t.deepEqual(client.heard, [])
  hand.decideAll({ mark: '.', by: 0 })
  await until(() => client.heard.length === 1)
})

test('a proxy that closes with a full tray does so at once', async (t) => {
  const { rig, hand, waits } = await start(t)
  hand.openTray()
  const client = await rig.client()
  client.say('1')
  await until(() => hand.tray.length === 1)
  await rig.proxy.close()
  t.deepEqual(hand.tray, [])
  t.is(waits.at(-1), '1 undefined')
})

test('over HTTP a script is the channel', async (t) => {
  const { rig } = await start(t)
  const control = await startControl(rig.proxy, 0)
  t.teardown(() => control.close())
  const ask = (path: string, body?: unknown) => post(control.port, path, body)
  t.like((await ask('/tray', { direction: 'up' })).body, { up: { isByHand: true }, inTray: 0 })
  const client = await rig.client()
  for (const text of ['one?', 'two!', 'three']) client.say(text)
  await until(() => rig.proxy.hand.tray.length === 3)
  const { up, down, waiting } = (await ask('/tray')).body
  t.deepEqual([up, down, waiting.length], [true, false, 3])
  t.like(waiting[0], { id: 1, flow: 'flow-1', direction: 'up', what: 'data', length: 4 })
  t.is(waiting[0].begins, Buffer.from('one?').toString('hex'))
  t.true(waiting[0].waited_ms >= 0)
  t.is((await ask('/decide', { id: 2, fate: 'deliver' })).status, 200)
  t.is((await ask('/decide', { id: 1, fate: 'x' })).status, 200)
  const gone = await ask('/decide', { id: 1, fate: '.' })
  t.deepEqual(
    [gone.status, gone.body.error],
    [404, 'nothing with the id 1 waits in the tray; read /tray']
  )
  t.is(
    (await ask('/decide', { id: 3, fate: 'delver' })).body.error.includes('did you mean deliver'),
    true
  )
  t.is((await ask('/decide', { id: 1.5, fate: '.' })).status, 400)
  t.is((await ask('/decide', { id: 'all', fate: '.' })).body.inTray, 0)
  await until(() => client.heard.length === 2)
  t.deepEqual(client.heard, ['two!', 'three'])
  t.like((await ask('/untray', {})).body, { up: { isByHand: false } })
})

test('over HTTP the next one is killed, or spared; what is wrong is refused', async (t) => {
  const { rig } = await start(t)
  const control = await startControl(rig.proxy, 0)
  t.teardown(() => control.close())
  const ask = (path: string, body?: unknown) => post(control.port, path, body)
  t.deepEqual((await ask('/kill', { what: 'data' })).body.kills, ['data'])
  const { body } = await ask('/kill', { what: 'ack', direction: 'down', flow: 'flow-1' })
  t.deepEqual(body.kills, ['data', 'ack down flow-1'])
  for (const wrong of [
    {},
    { what: 'dat' },
    { what: 'data', direction: 'left' },
    { what: 'data', flow: '' }
  ]) {
    t.is((await ask('/kill', wrong)).status, 400, JSON.stringify(wrong))
  }
  t.deepEqual((await ask('/kill', { what: 'none' })).body.kills, [])
})

test('rdt channel set --kill says the same', async (t) => {
  const { rig } = await start(t)
  const control = await startControl(rig.proxy, 0)
  t.teardown(() => control.close())
  t.deepEqual((await changeRunning(control.port, { kill: 'ack up' })).kills, ['ack up'])
  t.deepEqual((await changeRunning(control.port, { kill: 'data', loss: '5%' })).kills, [
    'ack up',
    'data'
  ])
  t.deepEqual((await changeRunning(control.port, { kill: 'none' })).kills, [])
  await t.throwsAsync(changeRunning(control.port, { kill: 'dat' }), {
    instanceOf: BadInput,
    message: /^--kill: .*did you mean data/
  })
})

test('the trace says what a hand did, and that it was one', async (t) => {
  const events: TraceEvent[] = []
  const trace = new RunTrace((event) => events.push(event))
  const { rig, hand } = await start(t, trace.watchChannel())
  hand.kill({ what: 'data' })
  hand.openTray(['up'])
  const client = await rig.client()
  for (const text of ['dead?', 'drop', 'corrupt', 'duplicate', 'late']) client.say(text)
  await until(() => hand.tray.length === 4)
  for (const [i, mark] of (['x', 'c', '2'] as const).entries()) hand.decide(i + 1, { mark, by: 0 })
  hand.decide(4, { mark: 'late', by: 5_000 })
  await until(() => rig.received.length === 4)
  const told = events.map(({ event, why }) => `${event} ${why?.replace(/for .*/, 'for …')}`)
  t.deepEqual(
    told.filter((line) => !line.startsWith('delay by hand: kept')),
    [
      'drop killed by hand',
      'drop by hand: dropped',
      'corrupt by hand: one bit flipped',
      'duplicate by hand: duplicated',
      'delay by hand: 5ms late'
    ]
  )
})
