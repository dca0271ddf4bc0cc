import test from 'ava'
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import { parseFateString, parseFates } from '../../lossy-channel/weather/fate-string.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { ANYWHERE, ProxyRig, until } from './proxy-rig.js'
import { LaneRig, weatherOf } from './weather/lane-rig.js'

test('each client gets the answers to what it said, and nobody else’s', async (t) => {
  const rig = await ProxyRig.start(t)
  const [alice, bob] = [await rig.client(), await rig.client()]
  for (let i = 0; i < 20; i++) {
    alice.say(`a${i}`)
    bob.say(`b${i}`)
  }
  await until(() => alice.heard.length === 20 && bob.heard.length === 20)
  t.deepEqual(
    alice.heard,
    Array.from({ length: 20 }, (_, i) => `a${i}`)
  )
  t.deepEqual(
    bob.heard,
    Array.from({ length: 20 }, (_, i) => `b${i}`)
  )
  const { flows, up, down } = rig.proxy.report()
  t.deepEqual(
    flows.map(({ flow }) => flow),
    ['flow-1', 'flow-2']
  )
  t.is(up.carried, 40)
  t.is(down.carried, 40)
})

test('fates befall the datagrams of each flow and direction', async (t) => {
  const rig = await ProxyRig.start(t, { fates: parseFates('up: .x2  down: ...x') })
  const client = await rig.client()
  for (const text of ['1', '2', '3', '4']) client.say(text)
  await until(() => rig.received.length === 4 && client.heard.length === 3)
  t.deepEqual(rig.received, ['1', '3', '3', '4'])
  t.deepEqual(client.heard, ['1', '3', '3'])
  t.is(rig.proxy.report().up.lost, 1)
})

test('the proxy decides the same fates as a lane with the same names, whatever the others do', async (t) => {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const weather = weatherOf('loss 40%')
  const rig = await ProxyRig.start(t, { weather: { up: weather, down: weatherOf('perfect') } })
  const [first, second] = [await rig.client(), await rig.client()]
  first.say('!')
  for (const letter of letters) {
    second.say(letter)
    first.say('!')
  }
  await until(() => rig.proxy.report().up.submitted === 2 * letters.length + 1)
  const expected = new LaneRig('loss 40%', undefined, { flow: 'flow-2' }).send(letters).arrivals
  await until(() => rig.received.filter((text) => text !== '!').length >= expected.length)
  t.is(rig.received.filter((text) => text !== '!').join(''), expected)
})

test('a delayed datagram arrives later, in its order', async (t) => {
  const weather = { up: weatherOf('delay 30ms'), down: weatherOf('perfect') }
  const rig = await ProxyRig.start(t, { weather })
  const client = await rig.client()
  const begin = performance.now()
  for (const text of ['1', '2', '3']) client.say(text)
  await until(() => client.heard.length === 3)
  t.true(performance.now() - begin >= 30)
  t.deepEqual(client.heard, ['1', '2', '3'])
})

test('damage is done to a copy of the bytes', async (t) => {
  const submitted: Uint8Array[] = []
  const carried: Uint8Array[] = []
  const witness: ProxyWitness = {
    submitted: (_flow, _direction, bytes) => submitted.push(bytes),
    carried: (_flow, _direction, bytes, after) => {
      t.is(bytes, submitted.at(-1) as Uint8Array)
      carried.push(after.bytes)
    }
  }
  const fates = { up: parseFateString('c.'), down: parseFateString('.x.') }
  const rig = await ProxyRig.start(t, { fates, witness })
  const client = await rig.client()
  client.say('first')
  client.say('second')
  await until(() => rig.received.length === 2 && rig.proxy.report().down.submitted === 2)
  t.not(rig.received[0], 'first')
  t.is(rig.received[1], 'second')
  t.is(Buffer.from(submitted[0]!).toString(), 'first')
  t.not(carried[0], submitted[0])
})

test('the witness is told everything, with the reasons', async (t) => {
  const told: string[] = []
  const witness: ProxyWitness = {
    flowOpened: (flow) => told.push(`open ${flow}`),
    flowClosed: (flow) => told.push(`close ${flow}`),
    submitted: (flow, direction, bytes) => told.push(`${flow} ${direction} in ${bytes}`),
    dropped: (_flow, _direction, bytes, why) => told.push(`drop ${bytes}: ${why}`),
    carried: (_flow, _direction, bytes, { delay, changes }) =>
      told.push(`carry ${bytes} +${delay}${changes?.copy ? ` copy: ${changes.copy}` : ''}`),
    arrived: (_flow, direction, bytes) => told.push(`out ${direction} ${bytes}`)
  }
  const fates = { up: parseFateString('x2'), down: parseFateString('xx') }
  const rig = await ProxyRig.start(t, { fates, witness, nameFlow: () => 'alice' })
  const client = await rig.client()
  client.say('A')
  client.say('B')
  await until(() => rig.proxy.report().down.submitted === 2)
  await rig.proxy.close()
  const text = (codes: string): string => String(Buffer.from(codes))
  t.deepEqual(
    told.map((line) => line.replace(/\b65\b/, text('A')).replace(/\b66\b/, text('B'))),
    [
      'open alice',
      'alice up in A',
      'drop A: fate x',
      'alice up in B',
      'carry B +0',
      'out up B',
      'carry B +0 copy: fate 2',
      'out up B',
      'alice down in B',
      'drop B: fate x',
      'alice down in B',
      'drop B: fate x',
      'close alice'
    ]
  )
})

test('the weather changes while it runs, for open flows and new ones', async (t) => {
  const rig = await ProxyRig.start(t)
  const alice = await rig.client()
  alice.say('1')
  await until(() => alice.heard.length === 1)
  rig.proxy.change({ up: { loss: { kind: 'random', probability: 1, correlation: 0 } } })
  const bob = await rig.client()
  alice.say('2')
  bob.say('3')
  await until(() => rig.proxy.report().up.lost === 2)
  rig.proxy.change({ both: weatherOf('perfect') })
  bob.say('4')
  await until(() => bob.heard.length === 1)
  t.deepEqual(rig.received, ['1', '4'])
})

test('a partition cuts, and heals', async (t) => {
  const rig = await ProxyRig.start(t)
  const client = await rig.client()
  rig.proxy.partition(true, ['down'])
  client.say('1')
  await until(() => rig.proxy.report().down.cut === 1)
  rig.proxy.partition(false)
  client.say('2')
  await until(() => client.heard.length === 1)
  t.deepEqual(client.heard, ['2'])
  t.deepEqual(rig.received, ['1', '2'])
})

test('what is held waits for its release', async (t) => {
  const rig = await ProxyRig.start(t)
  rig.proxy.hold(['up'])
  const client = await rig.client()
  for (const text of ['1', '2', '3']) client.say(text)
  await until(() => rig.proxy.report().up.submitted === 3)
  t.is(rig.proxy.report().up.carried, 0)
  rig.proxy.release()
  await until(() => client.heard.length === 3)
  t.deepEqual(client.heard, ['1', '2', '3'])
})

test('the flow that was idle longest gives way when there are too many', async (t) => {
  const rig = await ProxyRig.start(t, { mostFlows: 2 })
  const clients = [await rig.client(), await rig.client(), await rig.client()]
  for (const client of [clients[0]!, clients[1]!, clients[0]!, clients[2]!]) {
    const heard = client.heard.length
    client.say('hello')
    await until(() => client.heard.length > heard)
  }
  const { flows, opened, up } = rig.proxy.report()
  t.deepEqual(
    flows.map(({ flow }) => flow),
    ['flow-1', 'flow-3']
  )
  t.is(opened, 3)
  t.is(up.submitted, 4, 'what a closed flow has counted is not forgotten')
})

test('a flow leaves when it has been idle for long', async (t) => {
  const rig = await ProxyRig.start(t, { idleTime: 40_000 })
  const client = await rig.client()
  client.say('hello')
  await until(() => client.heard.length === 1)
  await until(() => rig.proxy.report().flows.length === 0)
  client.say('again')
  await until(() => client.heard.length === 2)
  t.is(rig.proxy.report().opened, 2)
})

test('strangers cannot speak to a client through its flow', async (t) => {
  const opened: { port: number; address: string }[] = []
  const rig = await ProxyRig.start(t, {
    openSocket: async (at, receive) => {
      const socket = await openSocket(at, receive)
      opened.push(socket.local)
      return socket
    }
  })
  const client = await rig.client()
  client.say('hello')
  await until(() => client.heard.length === 1)
  const stranger = await rig.client()
  stranger.socket.send(Buffer.from('evil'), opened[1]!)
  client.say('still there')
  await until(() => client.heard.length === 2)
  t.deepEqual(client.heard, ['hello', 'still there'])
})

test('no socket left for a flow is no reason to fall', async (t) => {
  let openings = 0
  const rig = await ProxyRig.start(t, {
    openSocket: (at, receive) => {
      if (++openings === 3) return Promise.reject(new Error('too many open files'))
      return openSocket(at, receive)
    }
  })
  const [alice, bob] = [await rig.client(), await rig.client()]
  alice.say('1')
  await until(() => alice.heard.length === 1)
  bob.say('lost')
  await until(() => rig.proxy.report().opened === 2 && rig.proxy.report().flows.length === 1)
  bob.say('2')
  await until(() => bob.heard.length === 1)
  t.is(rig.proxy.report().flows.length, 1, 'the old flow gave way')
})

test('it closes within a second with everything under way, and its port is free', async (t) => {
  const rig = await ProxyRig.start(t, {
    weather: { up: weatherOf('delay 1h'), down: weatherOf('perfect') }
  })
  const client = await rig.client()
  for (let i = 0; i < 50; i++) client.say('late')
  await until(() => rig.proxy.report().up.carried === 50)
  const begin = performance.now()
  await rig.proxy.close()
  t.true(performance.now() - begin < 1000)
  const again = await openSocket(rig.proxy.local, () => {})
  await again.close()
  await rig.proxy.close()
})

test('a port that is in use is refused', async (t) => {
  const rig = await ProxyRig.start(t)
  await t.throwsAsync(ProxyRig.start(t, { listen: rig.proxy.local }), { instanceOf: BadInput })
})

test('it will not forward to itself', async (t) => {
  let refusal: unknown
  // Another test may take the port before the proxy does: then another port is tried.
  for (let tries = 0; tries < 20; tries++) {
    const probe = await openSocket(ANYWHERE, () => {})
    const { local } = probe
    await probe.close()
    refusal = await ProxyRig.start(t, { listen: local, target: local }).catch((error) => error)
    if (!(refusal instanceof BadInput && /is in use/.test(refusal.message))) break
  }
  t.true(refusal instanceof BadInput)
  t.regex(String(refusal), /forward to itself/)
})
