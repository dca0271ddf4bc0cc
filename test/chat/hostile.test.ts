import test from 'ava'
import fc from 'fast-check'
import type { ServerFrame } from '../../src/chat/frames.js'
import { encodeUtf8 } from '../../src/kernel/utf8.js'
import { ClassRoom } from './class-room.js'

/** CMD, and CODE where there is one. */
const gist = (frames: readonly ServerFrame[]): string[] =>
  frames.map((frame) => {
    const code = 'CODE' in frame ? frame.CODE : undefined
    return code === undefined ? frame.CMD : `${frame.CMD} ${code}`
  })

const send = (more: object): string =>
  JSON.stringify({ CMD: 'SEND', MSG: 'hi', TO: [], FROM: 'mallory', ID: 1, ...more })

test('C8: a false FROM is refused, and nobody sees the message', (t) => {
  const room = new ClassRoom()
  const [alice] = room.people('alice')
  const raw = room.raw()
  raw.join('mallory')
  t.deepEqual(gist(raw.say(send({ FROM: 'alice' }))), ['ACK false-from'])
  t.deepEqual(gist(raw.say(send({ FROM: 'Mallory' }))), ['ACK', 'MSG'])
  room.world.advance(1_000_000)
  t.deepEqual(alice!.heard, ['mallory: hi'])
})

test('C5 C6 C7 C8: the frames of the original, without any of ours, work', (t) => {
  const room = new ClassRoom()
  room.people('alice')
  const raw = room.raw()
  const joined = raw.say('{"CMD":"JOIN","UN":"old","UID":7}')
  t.like(joined[0], { CMD: 'ACK', TYPE: 'OKAY' })
  t.like(joined[1], {
    CMD: 'LIST',
    DATA: [
      { UN: 'alice', UID: 'uid-alice' },
      { UN: 'old', UID: '7' }
    ]
  })
  const answers = raw.say('{"CMD":"SEND","MSG":"hi","TO":["alice"],"FROM":"old"}')
  t.like(answers[0], { CMD: 'ACK', TYPE: 'OKAY' })
  t.like(answers[1], { CMD: 'MSG', TYPE: 'PRIVATE', MSG: 'hi', FROM: 'old' })
})

test('C6: a request before joining, and joining twice, are refused by name', (t) => {
  const room = new ClassRoom()
  const raw = room.raw()
  t.deepEqual(gist(raw.say(send({}))), ['ACK not-joined'])
  t.deepEqual(gist(raw.say({ CMD: 'LIST' })), ['ACK not-joined'])
  t.deepEqual(gist(raw.say({ CMD: 'LEAVE' })), ['ACK not-joined'])
  t.deepEqual(gist(raw.join('mallory')), ['ACK', 'LIST'])
  t.deepEqual(gist(raw.join('mallory')), ['ACK', 'LIST'], 'the same again changes nothing')
  t.deepEqual(gist(raw.join('trudy')), ['ACK already-joined'])
  t.is(room.server.people.length, 1)
})

test('B3: names that look like one that is taken are refused, and so are bad ones', (t) => {
  const room = new ClassRoom()
  room.people('alice')
  const raw = room.raw()
  for (const name of ['ALICE', 'аlice', 'a1ice', 'ａlice', 'aIice', 'аӏісе']) {
    t.deepEqual(gist(raw.join(name)), ['ACK name-taken'], name)
  }
  for (const name of ['', '  ', 'a b', 'a,b', '@a', 'a\u202eb', 'a\u0000', 'x'.repeat(33)]) {
    t.deepEqual(gist(raw.join(name, '1')), ['ACK bad-name'], JSON.stringify(name))
  }
  t.deepEqual(gist(raw.join('bob')), ['ACK', 'LIST'])
})

test('garbage is answered with an error, a bounded number of times, then the connection ends', (t) => {
  const room = new ClassRoom()
  const raw = room.raw()
  for (let i = 1; i <= 9; i++) {
    t.deepEqual(gist(raw.say(new Uint8Array([i, 255, 0]))), ['ERROR bad-frame'])
  }
  t.deepEqual(gist(raw.say('{"CMD":"NONSENSE"}')), ['ERROR bad-frame'])
  t.is(raw.closings.length, 1)
  t.regex(raw.closings[0]?.reason ?? '', /not a frame/)
  t.like(
    room.console.find(({ type }) => type === 'refused'),
    { code: 'bad-frame' }
  )
})

test('huge and nonsensical fields are refused, and the server goes on', (t) => {
  const room = new ClassRoom({ garbage: 1_000 })
  const [alice] = room.people('alice')
  const raw = room.raw()
  raw.join('mallory')
  room.world.advance(1_000_000)
  const bad = [
    send({ TO: Array.from({ length: 65 }, () => 'alice') }),
    send({ TO: ['x'.repeat(65)] }),
    send({ TO: 'alice' }),
    send({ TO: [7] }),
    send({ ID: -1 }),
    send({ ID: 1.5 }),
    send({ MSG: null }),
    '{"CMD":"SEEN","DATA":[[5,3]]}',
    '{"CMD":"SEEN","DATA":[[1,3],[2,4]]}',
    JSON.stringify({ CMD: 'SEEN', DATA: Array.from({ length: 129 }, (_, i) => [2 * i, 2 * i]) }),
    `{"CMD":"JOIN","UN":"x","UID":"${'u'.repeat(65)}"}`,
    '{"CMD":"JOIN","UN":"x","UID":"\\u0000"}',
    '{"CMD":"JOIN","UN":{"toString":1},"UID":1}',
    '{"__proto__":{"CMD":"LIST"}}',
    '['.repeat(100_000),
    'null',
    '',
    ' '.repeat(500_000)
  ]
  for (const frame of bad) {
    t.deepEqual(gist(raw.say(frame)), ['ERROR bad-frame'], frame.slice(0, 80))
  }
  t.deepEqual(gist(raw.say(send({ MSG: 'x'.repeat(65_537) }))), ['ACK text-too-long'])
  alice!.client.say('still here')
  room.world.advance(1_000_000)
  t.deepEqual(alice!.heard, ['alice: still here'])
})

test('receipts for what was never sent, or twice, raise no count above the truth', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  const raw = room.raw()
  raw.join('mallory')
  bob!.die()
  alice!.client.say('one')
  alice!.client.msg(['bob'], 'two')
  room.world.advance(1_000_000)
  for (let i = 0; i < 3; i++) {
    raw.say({ CMD: 'SEEN', DATA: [[0, Number.MAX_SAFE_INTEGER]] })
    raw.say({ CMD: 'SEEN', DATA: [[1, 2]] })
  }
  room.world.advance(1_000_000)
  const delivered = alice!.of('receipt').filter(({ state }) => state === 'delivered')
  t.deepEqual(
    delivered.map(({ ref, got, of }) => [ref, got, of]),
    [[1, 1, 2]]
  )
})

test('nobody takes over a name by its public user id', (t) => {
  const room = new ClassRoom()
  const [alice] = room.people('alice')
  const raw = room.raw()
  raw.join('alice', 'uid-alice')
  room.world.advance(10_000_000)
  t.deepEqual(gist(raw.frames), ['ACK name-taken'])
  t.is(alice!.client.state, 'joined')
  t.is(alice!.near.length, 1)
})

test('a server that is full refuses, and so does one that nobody joins on for long', (t) => {
  const room = new ClassRoom({ peers: 2 })
  const first = room.raw('one')
  const second = room.raw('two')
  const third = room.raw('three')
  t.regex(third.closings[0]?.reason ?? '', /full/)
  second.join('bob')
  room.world.advance(700_000_000)
  t.is(first.closings.length, 1)
  t.is(second.closings.length, 0)
})

test('any bytes from a peer leave the server working', (t) => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((json) => encodeUtf8(json)),
    fc
      .record({
        CMD: fc.constantFrom('JOIN', 'SEND', 'LEAVE', 'LIST', 'SEEN', 'PONG', 'ACK'),
        UN: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('bob')),
        UID: fc.oneof(fc.string(), fc.integer()),
        MSG: fc.string({ unit: 'binary' }),
        TO: fc.array(fc.constantFrom('alice', 'bob', 'nobody')),
        FROM: fc.constantFrom('alice', 'bob'),
        ID: fc.nat(5),
        AGAIN: fc.boolean(),
        TURN: fc.nat(3),
        DATA: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 3 })
      })
      .map((frame) => encodeUtf8(JSON.stringify(frame)))
  )
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 30 }), (messages) => {
      const room = new ClassRoom()
      const [alice] = room.people('alice')
      const raw = room.raw()
      raw.join('bob')
      for (const message of messages) raw.say(message)
      alice!.client.say('fine')
      room.world.advance(1_000_000)
      return alice!.messages.some(({ own, text }) => own && text === 'fine')
    }),
    { numRuns: 300 }
  )
  t.pass()
})

test('any bytes from a server leave the client working', (t) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.uint8Array(), fc.json().map(encodeUtf8))), (messages) => {
      const room = new ClassRoom()
      const [alice] = room.people('alice')
      for (const message of messages) alice!.far[0]!.send(message)
      alice!.client.say('fine')
      room.world.advance(1_000_000)
      return alice!.client.state === 'joined' && alice!.messages.length === 1
    }),
    { numRuns: 200 }
  )
  t.pass()
})
