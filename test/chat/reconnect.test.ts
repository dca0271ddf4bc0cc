import test from 'ava'
import fc from 'fast-check'
import { ClassRoom } from './class-room.js'

test('C12 D7: a broken connection is noticed, told, and mended with nothing lost or twice', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  alice!.client.say('one')
  room.world.advance(1_000_000)
  bob!.die()
  alice!.client.say('two')
  alice!.client.msg(['bob'], 'three, in private')
  bob!.client.say('four')
  room.world.advance(1_000_000)
  bob!.serverNotices()
  room.world.advance(1_000_000)
  t.like(alice!.of('presence').at(-1)?.left[0], { name: 'bob', silent: true })
  alice!.client.say('five')
  bob!.noticeDeath()
  room.world.advance(5_000_000)
  t.deepEqual(bob!.heard, [
    'alice: one',
    'alice: two',
    'alice: three, in private',
    'alice: five',
    'bob: four'
  ])
  t.deepEqual(alice!.heard, bob!.heard)
  t.like(bob!.of('joined')[0], { resumed: true })
  t.is(bob!.of('notice')[0]?.code, 'connection-lost')
  t.like(
    alice!.of('receipt').findLast(({ ref }) => ref === 2),
    { got: 1, of: 1 }
  )
})

test('C17: the same client takes over its name while its dead connection lingers', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  bob!.die()
  bob!.client.say('sent into the dead connection')
  alice!.client.say('so is this')
  room.world.advance(500_000)
  bob!.noticeDeath()
  room.world.advance(2_000_000)
  t.is(bob!.client.state, 'joined')
  t.deepEqual(alice!.of('presence'), [], 'nobody left and nobody joined')
  t.deepEqual(alice!.heard, ['alice: so is this', 'bob: sent into the dead connection'])
  t.deepEqual(bob!.heard, alice!.heard)
  bob!.far[0]!.end({ cause: 'silent', reason: 'the peer fell silent' })
  room.world.advance(1_000_000)
  t.is(room.server.people.length, 2, 'the late news of the old connection harms nobody')
})

test('C12: a message whose ACK was lost is sent again and relayed once', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  // What bob says arrives, but nothing comes back any more.
  bob!.far[0]!.fate = () => []
  for (let i = 0; i < 5; i++) bob!.client.say(`line ${i}`)
  room.world.advance(1_000_000)
  t.is(alice!.messages.length, 5)
  t.is(bob!.client.unconfirmed, 5)
  bob!.noticeDeath()
  for (let i = 5; i < 8; i++) bob!.client.say(`line ${i}`)
  room.world.advance(3_000_000)
  t.is(bob!.client.unconfirmed, 0)
  const lines = Array.from({ length: 8 }, (_, i) => `bob: line ${i}`)
  t.deepEqual(alice!.heard, lines)
  t.deepEqual(bob!.heard, lines)
})

test('D8: a server that dies and comes back is joined again; a repetition is not shown twice', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  bob!.far[0]!.fate = () => []
  bob!.client.say('did you get this?')
  room.world.advance(1_000_000)
  t.is(alice!.messages.length, 1)
  for (const person of [alice!, bob!]) person.die()
  room.restartServer()
  for (const person of [alice!, bob!]) person.noticeDeath()
  room.world.advance(5_000_000)
  t.deepEqual(
    [alice!, bob!].map(({ client }) => client.state),
    ['joined', 'joined']
  )
  t.deepEqual(alice!.heard, ['bob: did you get this?'], 'the new server knows no better')
  t.is(bob!.client.unconfirmed, 0)
  t.like(bob!.of('joined')[0], { resumed: false })
})

test('C12: what is too old to be kept is told, not silently missing', (t) => {
  const room = new ClassRoom({ log: { messages: 10, bytes: 1e6 } })
  const [alice, bob] = room.people('alice', 'bob')
  bob!.die()
  room.world.advance(1_000)
  bob!.serverNotices()
  for (let i = 0; i < 25; i++) alice!.client.say(`line ${i}`)
  room.world.advance(1_000_000)
  bob!.noticeDeath()
  room.world.advance(2_000_000)
  t.deepEqual(
    bob!.messages.map(({ text }) => text),
    Array.from({ length: 10 }, (_, i) => `line ${i + 15}`)
  )
  t.like(bob!.of('error')[0], { code: 'missed' })
  t.regex(bob!.of('error')[0]?.text ?? '', /15 older/)
})

test('C12: a private message that was not for one is not among what one missed', (t) => {
  const room = new ClassRoom()
  const [alice, , carol] = room.people('alice', 'bob', 'carol')
  carol!.die()
  alice!.client.msg(['bob'], 'secret')
  alice!.client.say('public')
  room.world.advance(1_000_000)
  carol!.noticeDeath()
  room.world.advance(3_000_000)
  t.deepEqual(carol!.heard, ['alice: public'])
})

test('C12: after a polite leave there is nothing to resume', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  bob!.client.leave()
  room.world.advance(1_000_000)
  alice!.client.say('behind your back')
  room.world.advance(1_000_000)
  bob!.client.join()
  room.world.advance(1_000_000)
  t.deepEqual(bob!.heard, [])
})

test('C12: a client that falls too far behind is cut off, and gets the rest when it resumes', (t) => {
  const room = new ClassRoom({ outbox: { frames: 20, bytes: 1e6 } })
  const [alice, bob] = room.people('alice', 'bob')
  bob!.far[0]!.takes = false
  for (let i = 0; i < 60; i++) alice!.client.say(`line ${i}`)
  room.world.advance(5_000_000)
  t.is(bob!.near.length, 2)
  t.deepEqual(
    bob!.messages.map(({ text }) => text),
    Array.from({ length: 60 }, (_, i) => `line ${i}`)
  )
})

test('a pipe that refuses for a while loses nothing and keeps order, both ways', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  alice!.near[0]!.takes = false
  bob!.far[0]!.takes = false
  for (let i = 0; i < 50; i++) alice!.client.say(`line ${i}`)
  room.world.advance(1_000_000)
  t.deepEqual(bob!.heard, [])
  alice!.near[0]!.takes = true
  room.world.advance(1_000_000)
  t.deepEqual(bob!.heard, [])
  bob!.far[0]!.takes = true
  room.world.advance(1_000_000)
  t.deepEqual(
    bob!.messages.map(({ text }) => text),
    Array.from({ length: 50 }, (_, i) => `line ${i}`)
  )
})

/** What can happen to a conversation of three: somebody speaks, a connection dies, time passes. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die' as const), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deaf' as const), who: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), who: fc.nat(300) }) }
)

test('C12 D7: through any dying of connections, everything arrives exactly once and in order', (t) => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const room = new ClassRoom()
      const people = room.people('alice', 'bob', 'carol')
      const said = people.map(() => 0)
      for (const { do: what, who } of happenings) {
        const person = people[who % 3]!
        if (what === 'wait') room.world.advance(who * 1_000)
        else if (what === 'say') {
          person.client.say(`${said[who]!}`)
          said[who]!++
        } else {
          if (what === 'die') person.die()
          else if (person.far.length > 0) person.far.at(-1)!.fate = () => []
          const { length } = person.near
          room.world.after(50_000, () => {
            if (person.near.length === length) person.noticeDeath()
          })
          const far = person.far.at(-1)
          const late = (): void => far?.end({ cause: 'silent', reason: 'silence' })
          room.world.after(said[0]! % 2 === 0 ? 30_000 : 900_000, late)
        }
      }
      room.world.advance(60_000_000)
      for (const reader of people) {
        for (const [i, author] of ['alice', 'bob', 'carol'].entries()) {
          const texts = reader.messages
            .filter(({ from }) => from === author)
            .map(({ text }) => text)
          const expected = Array.from({ length: said[i]! }, (_, n) => `${n}`)
          if (texts.join() !== expected.join()) return false
        }
      }
      return true
    }),
    { numRuns: 300 }
  )
  t.pass()
})
