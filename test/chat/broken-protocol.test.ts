import test from 'ava'
import type { PipeFigures } from '../../src/rdt/application.js'
import { ClassRoom, DELAY } from './class-room.js'
import type { Fate } from './memory-pipe.js'

type Guest = ReturnType<ClassRoom['person']>

/** Drops, doubles or damages each n-th message; lets the joining through. */
function everyNth(n: number, fate: Fate): Fate {
  let count = 0
  return (message) => {
    count++
    return count > 4 && count % n === 0 ? fate(message) : [message]
  }
}

const dropped: Fate = () => []
const doubled: Fate = (message) => [message, message]
const damaged: Fate = (message) => {
  const copy = message.slice()
  copy[0] = 0x5b
  return [copy]
}

test('beneath a protocol that loses, the holes show and nothing hangs', (t) => {
  const room = new ClassRoom()
  const alice = room.person('alice')
  const bob = room.person('bob')
  alice.fateUp = everyNth(5, dropped)
  for (const { client } of [alice, bob]) client.start()
  room.world.advance(1_000_000)
  for (let i = 0; i < 100; i++) alice.client.say(`${i}`)
  room.world.advance(60_000_000)
  t.true(bob.messages.length < 100)
  t.true(bob.messages.length > 70)
  const lost = alice.of('error').filter(({ code }) => code === 'unconfirmed')
  t.is(lost.length + bob.messages.length + alice.client.unconfirmed, 100)
  t.true(lost.every(({ certain }) => !certain))
  const heard = new Set(bob.messages.map(({ ref }) => ref))
  t.true(lost.every(({ ref }) => !heard.has(ref)))
})

test('beneath a protocol that duplicates, the duplicates show, up and down', (t) => {
  const room = new ClassRoom()
  const alice = room.person('alice')
  const bob = room.person('bob')
  alice.fateUp = everyNth(3, doubled)
  bob.fateDown = everyNth(4, doubled)
  for (const { client } of [alice, bob]) client.start()
  room.world.advance(1_000_000)
  for (let i = 0; i < 60; i++) alice.client.say(`${i}`)
  room.world.advance(10_000_000)
  t.true(bob.messages.length > 80)
  const copies = bob.messages.filter(({ ref }) => ref === bob.messages[5]?.ref)
  t.true(copies.length >= 1)
  t.is(new Set(bob.messages.map(({ ref }) => ref)).size, 60)
})

test('beneath a protocol that damages, the chat goes on and says what it could not read', (t) => {
  const room = new ClassRoom({ garbage: Number.POSITIVE_INFINITY })
  const alice = room.person('alice')
  const bob = room.person('bob')
  alice.fateUp = everyNth(4, damaged)
  bob.fateDown = everyNth(6, damaged)
  for (const { client } of [alice, bob]) client.start()
  room.world.advance(1_000_000)
  for (let i = 0; i < 60; i++) alice.client.say(`${i}`)
  room.world.advance(10_000_000)
  t.true(alice.errors.includes('bad-frame'))
  t.true(bob.errors.includes('damaged-frame'))
  t.true(bob.messages.length > 20)
  t.is(alice.client.state, 'joined')
})

test('a JOIN or its answer that is lost beneath is said again; nobody hangs at the door', (t) => {
  const room = new ClassRoom()
  const alice = room.person('alice')
  let lost = 0
  const loseThree: Fate = (message) => (lost++ < 3 ? [] : [message])
  alice.fateUp = loseThree
  const bob = room.person('bob')
  bob.fateDown = (message) => (lost++ < 6 ? [] : [message])
  for (const { client } of [alice, bob]) client.start()
  room.world.advance(60_000_000)
  t.is(alice.client.state, 'joined')
  t.is(bob.client.state, 'joined')
  t.is(room.server.people.length, 2)
})

/** When `bob` dialled, in ms, within the first half minute; nothing that he says arrives. */
function dials(figures: Partial<PipeFigures>, backlog: number): { at: number[]; bob: Guest } {
  const room = new ClassRoom()
  const bob = room.person('bob')
  const at: number[] = []
  bob.fateUp = dropped
  bob.onDial = () => at.push(room.world.now() / 1_000)
  bob.client.start()
  for (let i = 0; i < 300; i++) {
    for (const pipe of bob.near)
      Object.assign(pipe, { backlog, figures: { ...pipe.figures, ...figures } })
    room.world.advance(100_000)
  }
  return { at, bob }
}

/** The connection opens 5 ms after it is dialled; a broken one is dialled again after 250 ms. */
const REDIAL = DELAY / 1_000 + 250

test('a JOIN that nothing repeats and nobody acknowledges: another connection after 1 s', (t) => {
  const { at } = dials({ srtt: 40_000 }, 100)
  const closing = DELAY / 1_000
  t.deepEqual(
    at.slice(0, 4),
    [0, 1, 2, 3].map((n) => n * (1_000 + closing + REDIAL))
  )
})

test('a JOIN that is acknowledged but not answered has 6 s, and each time 2 s more', (t) => {
  const { at } = dials({ srtt: 40_000 }, 0)
  const pauses = at.slice(1).map((time, i) => time - (at[i] as number))
  const rest = DELAY / 1_000 + REDIAL
  t.deepEqual(pauses, [6_000 + rest, 8_000 + rest, 10_000 + rest])
})

test('a path that is slow, or not measured, has as much time', (t) => {
  t.is(dials({ srtt: 700_000 }, 100).at[1], 6_000 + DELAY / 1_000 + REDIAL)
  t.is(dials({ srtt: undefined }, 100).at[1], 6_000 + DELAY / 1_000 + REDIAL)
})

test('a protocol that repeats by itself is waited for, and told of as what it is', (t) => {
  const { at, bob } = dials({ srtt: 40_000, timeouts: 3 }, 100)
  t.deepEqual(at, [0])
  t.is(bob.client.state, 'joining')
  t.deepEqual(
    bob.of('notice').map(({ code }) => code),
    ['join-unanswered']
  )
})

test('beneath a protocol that doubles, a second LEAVE is no news', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  alice!.near[0]!.fate = doubled
  alice!.client.leave()
  room.world.advance(1_000_000)
  t.deepEqual(alice!.errors, [])
  t.is(bob!.of('presence').length, 1)
})
