import test from 'ava'
import { ClassRoom, DELAY } from './class-room.js'

test('C11 E6: a server that is not there is told of after 2 s, and found when it appears', (t) => {
  const room = new ClassRoom()
  room.isServing = false
  const bob = room.person('bob')
  bob.client.start()
  bob.client.say('first')
  room.world.advance(2_000_000 - 1)
  t.deepEqual(bob.events, [])
  room.world.advance(1)
  t.like(bob.events[0], { type: 'notice', code: 'no-answer' })
  room.world.advance(20_000_000)
  t.is(bob.events.length, 1, 'told once in a while, not at every try')
  room.isServing = true
  room.world.advance(9_000_000)
  t.is(bob.client.state, 'joined')
  t.deepEqual(bob.heard, ['bob: first'])
})

test('B11: the pauses between tries grow, up to a limit', (t) => {
  const room = new ClassRoom()
  room.isServing = false
  const bob = room.person('bob')
  const tries: number[] = []
  bob.onDial = () => tries.push(room.world.now())
  bob.client.start()
  room.world.advance(60_000_000)
  // Each try fails after 3 s; then comes the pause.
  const pauses = tries.slice(1).map((time, i) => time - tries[i]! - 3_000_000)
  t.deepEqual(pauses.slice(0, 6), [250_000, 500_000, 1_000_000, 2_000_000, 4_000_000, 5_000_000])
  t.true(pauses.slice(6).every((pause) => pause === 5_000_000))
})

test('C11: a server with other settings refuses, and the client says so and ends', (t) => {
  const room = new ClassRoom()
  const bob = room.person('bob')
  bob.client.start()
  bob.near[0]!.end({ cause: 'refused', reason: 'it speaks sr, we speak gbn' })
  room.world.advance(5_000_000)
  t.deepEqual(bob.errors, ['refused'])
  t.is(bob.client.state, 'left')
})

test('B18: the server asks the holder of a name before it believes that it is gone', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  // Another program under bob's name and user id: bob is alive, so it gets nothing.
  const other = room.person('bob')
  other.client.start()
  room.world.advance(1_000_000)
  t.deepEqual(other.errors, ['name-taken'])
  t.is(bob!.client.state, 'joined')
  // Now bob's program is killed; nobody has noticed, but it does not answer.
  bob!.die()
  const again = room.person('bob')
  again.client.start()
  room.world.advance(DELAY + DELAY + 5_000_000 - 1)
  t.is(again.client.state, 'joining')
  room.world.advance(1 + 2 * DELAY)
  t.is(again.client.state, 'joined')
  t.like(again.of('joined')[0], { resumed: false })
  room.world.advance(1_000_000)
  t.like(alice!.of('presence').at(-1), { left: [{ name: 'bob' }], joined: [{ name: 'bob' }] })
})

test('A5 B3: a taken name is asked for again, on the same connection', (t) => {
  const room = new ClassRoom()
  room.people('alice')
  const second = room.person('ALICE', { uid: 'somebody else' })
  second.client.start()
  second.client.say('waits for a name')
  room.world.advance(1_000_000)
  t.deepEqual(second.errors, ['name-taken'])
  t.is(second.client.state, 'naming')
  second.client.join('no spaces please')
  t.deepEqual(second.errors, ['name-taken', 'bad-name'])
  second.client.join('alicia')
  room.world.advance(1_000_000)
  t.is(second.client.state, 'joined')
  t.is(second.near.length, 1)
  t.deepEqual(second.heard, ['alicia: waits for a name'])
})
