import test from 'ava'
import { SERVER_LIMITS } from '../../src/chat/server-limits.js'
import { ClassRoom, DELAY } from './class-room.js'

const { flood } = SERVER_LIMITS

test('a burst beyond the flood limit is slowed down, told, and arrives whole and in order', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i}`)
  for (const line of lines) alice!.client.say(line)
  room.world.advance(2_000_000)
  t.true(bob!.messages.length < 250, `${bob!.messages.length}`)
  t.like(alice!.of('notice')[0], { code: 'waiting' })
  t.regex(alice!.of('notice')[0]?.text ?? '', /wait \d+ ms/)
  room.world.advance(60_000_000)
  t.deepEqual(
    bob!.messages.map(({ text }) => text),
    lines
  )
  t.is(alice!.client.unconfirmed, 0)
  t.deepEqual(alice!.errors, [])
})

test('the flood limit can be switched off', (t) => {
  const room = new ClassRoom({ flood: { ...flood, apply: false } })
  const [alice, bob] = room.people('alice', 'bob')
  for (let i = 0; i < 2_000; i++) alice!.client.say(`line ${i}`)
  room.world.advance(1_000_000)
  t.is(bob!.messages.length, 2_000)
  t.deepEqual(alice!.of('notice'), [])
})

test('a client that does not slow down keeps nobody else waiting', (t) => {
  const room = new ClassRoom()
  const raw = room.raw()
  raw.join('mallory')
  for (let i = 0; i < flood.messagesAtOnce + 50; i++) {
    raw.near.send(
      new Uint8Array(Buffer.from(`{"CMD":"SEND","MSG":"${i}","TO":[],"FROM":"mallory"}`))
    )
  }
  room.world.advance(2 * DELAY)
  const answers = raw.frames.filter((frame) => frame.CMD === 'ACK' && frame.OF === 'SEND')
  t.is(answers.filter((frame) => frame.CMD === 'ACK' && frame.TYPE === 'OKAY').length, 100)
  const refused = answers.filter((frame) => frame.CMD === 'ACK' && frame.CODE === 'too-fast')
  t.is(refused.length, 50)
  const [alice] = room.people('alice')
  alice!.client.say('hello')
  room.world.advance(1_000_000)
  t.is(alice!.messages.length, 1)
})

test('requests without end close the connection', (t) => {
  const room = new ClassRoom()
  const raw = room.raw()
  raw.join('mallory')
  for (let i = 0; i < 1_000; i++) raw.near.send(new Uint8Array(Buffer.from('{"CMD":"LIST"}')))
  room.world.advance(1_000_000)
  t.is(raw.closings.length, 1)
  t.regex(raw.closings[0]?.reason ?? '', /too many requests/)
})

test('a client queue that is full refuses by name, and what it took arrives', (t) => {
  const room = new ClassRoom({ flood: { ...flood, apply: false } })
  const [alice, bob] = room.people('alice', 'bob')
  alice!.near[0]!.takes = false
  let taken = 0
  for (let i = 0; i < 5_000; i++) if (alice!.client.say(`${i}`) !== undefined) taken++
  t.is(taken, 4_096)
  t.is(alice!.errors.filter((code) => code === 'queue-full').length, 5_000 - 4_096)
  alice!.near[0]!.takes = true
  room.world.advance(10_000_000)
  t.is(bob!.messages.length, 4_096)
})
