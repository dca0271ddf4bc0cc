import test from 'ava'
import { ClassRoom } from './class-room.js'
import type { Fate } from './memory-pipe.js'

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
