import test from 'ava'
import { ClassRoom, DELAY } from './class-room.js'

test('C5 C6 D1: joining under a free name is acknowledged, and the list comes with it', (t) => {
  const room = new ClassRoom()
  const alice = room.person('alice')
  alice.client.start()
  room.world.advance(4 * DELAY)
  t.deepEqual(
    alice.events.map(({ type }) => type),
    ['joined', 'list']
  )
  t.like(alice.of('joined')[0], { name: 'alice', uid: 'uid-alice', resumed: false })
  t.deepEqual(alice.of('list')[0]?.people, [{ name: 'alice', uid: 'uid-alice', own: true }])
  t.like(
    room.console.filter(({ type }) => type === 'joined'),
    [{ name: 'alice', peer: 'alice:0' }]
  )
})

test('C8 C9 D3: a public message reaches everybody once, and its author as a copy', (t) => {
  const room = new ClassRoom()
  const [alice, bob, carol] = room.people('alice', 'bob', 'carol')
  const ref = alice!.client.say('hello')
  room.world.advance(1_000_000)
  for (const person of [alice!, bob!, carol!]) {
    t.is(person.messages.length, 1)
    t.like(person.messages[0], {
      from: 'alice',
      text: 'hello',
      kind: 'all',
      room: 'lobby',
      id: 1,
      own: person === alice,
      uid: 'uid-alice',
      ref: ref ?? null
    })
  }
})

test('D4 C8 C9: a message to one is private, to several a group, and nobody else sees it', (t) => {
  const room = new ClassRoom()
  const [alice, bob, carol, dave] = room.people('alice', 'bob', 'carol', 'dave')
  alice!.client.msg(['BOB'], 'psst')
  alice!.client.msg(['bob', 'carol', 'bob'], 'you two')
  room.world.advance(1_000_000)
  t.deepEqual(alice!.heard, ['alice: psst', 'alice: you two'])
  t.deepEqual(bob!.heard, ['alice: psst', 'alice: you two'])
  t.deepEqual(carol!.heard, ['alice: you two'])
  t.deepEqual(dave!.heard, [])
  t.like(bob!.messages[0], { kind: 'private', to: ['bob'], room: null })
  t.like(bob!.messages[1], { kind: 'group', to: ['bob', 'carol'], room: null })
})

test('C10: unknown names and oneself are refused by name; the others still get it', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  const ref = alice!.client.msg(['nobody', 'bob', 'Alice'], 'hi')
  room.world.advance(1_000_000)
  t.deepEqual(bob!.heard, ['alice: hi'])
  t.deepEqual(
    alice!.of('error').map(({ code, name, certain }) => [code, name, certain]),
    [
      ['unknown-name', 'nobody', true],
      ['to-self', 'Alice', true]
    ]
  )
  t.true(alice!.of('error').every((error) => error.ref === ref))
  alice!.client.msg(['nobody'], 'hi')
  room.world.advance(1_000_000)
  t.is(alice!.of('error').length, 3)
  t.is(alice!.messages.length, 1, 'a message that nobody can get is not copied to its author')
})

test('B15: ✓ when the server has it, ✓✓ k/n when the members have it, batched', (t) => {
  const room = new ClassRoom()
  const [alice] = room.people('alice', 'bob', 'carol')
  for (let i = 0; i < 20; i++) alice!.client.say(`line ${i}`)
  room.world.advance(2_000_000)
  const receipts = alice!.of('receipt')
  t.is(receipts.filter(({ state }) => state === 'accepted').length, 20)
  const final = new Map(
    receipts.filter(({ state }) => state === 'delivered').map((receipt) => [receipt.ref, receipt])
  )
  t.is(final.size, 20)
  for (const { got, of } of final.values()) t.deepEqual([got, of], [2, 2])
})

test('B15: receipts are gathered for 200 ms at the member, and 200 ms at the server', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  alice!.client.say('one')
  room.world.advance(2 * DELAY)
  t.is(bob!.messages.length, 1)
  const before = bob!.near[0]!.sent.length
  room.world.advance(199_999)
  t.is(bob!.near[0]!.sent.length, before)
  room.world.advance(1)
  t.is(bob!.near[0]!.sent.length, before + 1)
  room.world.advance(DELAY + 200_000 + DELAY - 1)
  t.is(alice!.of('receipt').filter(({ state }) => state === 'delivered').length, 0)
  room.world.advance(1)
  t.like(alice!.of('receipt').at(-1), { state: 'delivered', got: 1, of: 1 })
})

test('D2: arrivals and departures within a moment are told together', (t) => {
  const room = new ClassRoom()
  const [alice] = room.people('alice')
  const late = ['bob', 'carol', 'dave'].map((name) => room.person(name))
  for (const { client } of late) client.start()
  room.world.advance(1_000_000)
  t.is(alice!.of('presence').length, 1)
  t.deepEqual(
    alice!.of('presence')[0]?.joined.map(({ name }) => name),
    ['bob', 'carol', 'dave']
  )
  t.is(alice!.of('presence')[0]?.people, 4)
  for (const { client } of late) client.leave('lunch')
  room.world.advance(1_000_000)
  t.is(alice!.of('presence').length, 2)
  t.deepEqual(
    alice!.of('presence')[1]?.left.map(({ name, reason, silent }) => [name, reason, silent]),
    ['bob', 'carol', 'dave'].map((name) => [name, 'lunch', false])
  )
})

test('C15: everybody knows who is here after the list and the news, in any order', (t) => {
  const room = new ClassRoom()
  const all = Array.from({ length: 12 }, (_, i) => room.person(`p${i}x`))
  all.forEach(({ client }, i) => {
    room.world.after(i * 37_000, () => client.start())
  })
  room.world.advance(2_000_000)
  for (const { client } of all) t.is(client.people.length, 12)
  all[3]!.client.leave()
  room.world.advance(1_000_000)
  for (const { client } of all) if (client !== all[3]!.client) t.is(client.people.length, 11)
  t.deepEqual(
    room.server.people.map(({ name }) => name),
    all.filter((_, i) => i !== 3).map(({ client }) => client.name)
  )
})

test('A8 B17 C14 D5: leaving is polite, told with its reason, and one may come back', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  bob!.client.leave('dinner')
  t.is(bob!.client.state, 'leaving')
  room.world.advance(1_000_000)
  t.is(bob!.client.state, 'left')
  t.deepEqual(bob!.of('left'), [{ type: 'left', reason: 'dinner', unconfirmed: 0 }])
  t.like(
    room.console.find(({ type }) => type === 'left'),
    { name: 'bob', reason: 'dinner' }
  )
  bob!.client.say('anyone?')
  t.deepEqual(bob!.errors, ['not-joined'])
  bob!.client.join()
  room.world.advance(1_000_000)
  t.is(bob!.client.state, 'joined')
  t.is(alice!.of('presence').length, 2)
})

test('C12: what is said before the connection stands waits, and goes out in order', (t) => {
  const room = new ClassRoom()
  const [alice] = room.people('alice')
  const bob = room.person('bob')
  for (let i = 0; i < 5; i++) bob.client.say(`early ${i}`)
  bob.client.start()
  for (let i = 5; i < 9; i++) bob.client.say(`early ${i}`)
  room.world.advance(1_000_000)
  t.deepEqual(
    alice!.messages.map(({ text }) => text),
    Array.from({ length: 9 }, (_, i) => `early ${i}`)
  )
})

test('E4: leaving after the end of input waits until all is acknowledged', (t) => {
  const room = new ClassRoom()
  const [alice] = room.people('alice')
  const bob = room.person('bob')
  bob.client.start()
  for (let i = 0; i < 200; i++) bob.client.say(`line ${i}`)
  bob.client.leave('end of input', 10_000_000)
  room.world.advance(20_000_000)
  t.is(alice!.messages.length, 200)
  t.deepEqual(bob.of('left'), [{ type: 'left', reason: 'end of input', unconfirmed: 0 }])
})

test('E4: without any progress it leaves after its patience, and says what is unconfirmed', (t) => {
  const room = new ClassRoom()
  room.isServing = false
  const bob = room.person('bob')
  bob.client.start()
  bob.client.say('into the void')
  bob.client.leave('end of input', 10_000_000)
  room.world.advance(9_999_999)
  t.deepEqual(bob.of('left'), [])
  room.world.advance(2_000_001)
  t.deepEqual(bob.of('left'), [{ type: 'left', reason: 'end of input', unconfirmed: 1 }])
})

test('E5: a shutdown tells everybody, closes all connections and says when they are gone', (t) => {
  const room = new ClassRoom()
  const people = room.people('alice', 'bob')
  let gone = 0
  room.isServing = false
  room.server.shutdown('maintenance', () => gone++)
  room.world.advance(DELAY)
  t.is(gone, 1)
  for (const { client, events } of people) {
    t.like(events[0], { type: 'notice', code: 'shutdown', text: 'the server says: maintenance' })
    t.is(client.state, 'connecting')
  }
  const { near, closings } = room.raw()
  room.world.advance(1_000_000)
  t.false(near.isOpen)
  t.is(closings.length, 1)
})

test('E5: a shutdown waits for slow peers up to its limit, and not a microsecond longer', (t) => {
  const room = new ClassRoom()
  const [alice] = room.people('alice')
  alice!.far[0]!.takes = false
  let gone = 0
  room.server.shutdown('maintenance', () => gone++)
  room.world.advance(3_000_000 - 1)
  t.is(gone, 0)
  t.true(alice!.far[0]!.isOpen)
  room.world.advance(1)
  t.false(alice!.far[0]!.isOpen)
  room.world.advance(DELAY)
  t.is(gone, 1)
})

test('E5: a shutdown of an empty server is over at once', (t) => {
  const room = new ClassRoom()
  let gone = 0
  room.server.shutdown('bye', () => gone++)
  t.is(gone, 1)
})

test('D6: the same conversation in virtual time is the same, event for event', (t) => {
  const run = (): unknown[] => {
    const room = new ClassRoom()
    const [alice, bob] = room.people('alice', 'bob')
    for (let i = 0; i < 30; i++) alice!.client.say(`line ${i}`)
    bob!.client.msg(['alice'], 'ok')
    room.world.advance(3_000_000)
    return [alice!.events, bob!.events, room.console]
  }
  t.deepEqual(run(), run())
})
