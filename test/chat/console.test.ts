import test from 'ava'
import { parseCommand } from '../../src/chat/commands.js'
import { perform } from '../../src/chat/perform.js'
import { serverLine } from '../../src/chat/server-lines.js'
import { ClassRoom, DELAY } from './class-room.js'

test('A6 B16 D7: the console tells who connected, joined, left and fell silent', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  bob!.serverNotices()
  alice!.client.leave('lunch')
  room.world.advance(4 * DELAY)
  t.deepEqual(room.console.map(serverLine), [
    'Client connected from alice:0',
    'Client connected from bob:0',
    'alice joined from alice:0 (uid uid-alice)',
    'bob joined from bob:0 (uid uid-bob)',
    '[Client bob not responsive, removed]',
    'alice left (lunch)',
    'Connection from alice:0 ended (lunch)'
  ])
})

test('A6: the round-trip time of a newcomer is told once there is one', (t) => {
  const room = new ClassRoom()
  const alice = room.person('alice')
  alice.client.start()
  room.world.advance(2 * DELAY)
  alice.far[0]!.figures = { ...alice.far[0]!.figures, srtt: 12_345 }
  room.world.advance(2_000_000 - 1)
  t.is(room.console.length, 2)
  room.world.advance(1)
  t.is(serverLine(room.console[2]!), 'alice at alice:0: round trip 12.345ms')
})

test('what a peer makes the console say is fit for a terminal', (t) => {
  const line = serverLine({ type: 'disconnected', peer: 'p', reason: '\u001b[2J\u202e!' })
  t.is(line, 'Connection from p ended (␛[2J!)')
})

test('B17: dereg takes oneself out, and nobody else', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  let quits = 0
  const type = (line: string): void =>
    perform(parseCommand(line), alice!.client, {
      emit: (event) => alice!.events.push(event),
      help: () => {},
      quit: () => quits++,
      patience: 1_000_000
    })
  type('/dereg bob')
  room.world.advance(1_000_000)
  t.deepEqual(alice!.errors, ['usage'])
  t.is(bob!.client.state, 'joined')
  type('/dereg ALICE')
  room.world.advance(1_000_000)
  t.is(quits, 1)
  t.is(alice!.client.state, 'left')
})

test('every typed command does what it says', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  let helps = 0
  for (const line of ['hi', '@bob psst', '/list', '/help', '/xyz', '/leave tea', '/join alice']) {
    perform(parseCommand(line), alice!.client, {
      emit: (event) => alice!.events.push(event),
      help: () => helps++,
      quit: () => t.fail('nobody quits'),
      patience: 1_000_000
    })
    room.world.advance(1_000_000)
  }
  t.deepEqual(bob!.heard, ['alice: hi', 'alice: psst'])
  t.is(alice!.of('list').length, 2, 'one asked for, one at joining again')
  t.is(helps, 1)
  t.deepEqual(alice!.errors, ['unknown-command'])
  t.like(bob!.of('presence')[0]?.left[0], { name: 'alice', reason: 'tea' })
  t.is(alice!.client.state, 'joined')
})

test('B15: receipts let messages go first: while a pipe is busy they wait, up to 2 s', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  bob!.near[0]!.backlog = 1
  const { length } = bob!.near[0]!.sent
  alice!.client.say('hello')
  room.world.advance(DELAY + DELAY + 2_000_000 - 1)
  t.is(bob!.near[0]!.sent.length, length)
  alice!.far[0]!.backlog = 1
  room.world.advance(1 + DELAY + 2_000_000)
  t.is(bob!.near[0]!.sent.length, length + 1)
  t.false(alice!.of('receipt').some(({ state }) => state === 'delivered'))
  room.world.advance(200_000 + DELAY)
  t.like(alice!.of('receipt').at(-1), { state: 'delivered', got: 1, of: 1 })
})
