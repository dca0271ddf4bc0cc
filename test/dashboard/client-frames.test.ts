import test from 'ava'
import { ClientRoom, type RoomOptions } from './client-room.js'
import { type Drawing, golden, inStyles } from './model/golden-frame.js'

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 50],
  [40, 12]
] as const

/** A conversation in a channel that loses a fifth: of each sort of line one. */
function conversation(options: RoomOptions = {}): ClientRoom {
  const room = new ClientRoom(options)
  const [bob, carol] = room.assemble('bob', 'carol')
  bob!.say('has anybody done exercise 3?')
  room.pass(2)
  room.type('yes, it was the timer\n')
  room.pass(2)
  carol!.say('which timer, alice?')
  bob!.msg(['alice'], 'do not tell her yet')
  carol!.msg(['alice', 'bob'], 'coffee at four?')
  room.pass(2)
  room.type('@dave are you there?\n')
  room.pass(2)
  room.press('meta+1')
  room.type('the one that is\nrestarted with every ACK of something new, as the book says')
  room.press('enter')
  room.world.run(room.world.now() + 30_000)
  room.type('and the sender')
  return room
}

test('the client at every size: one conversation, in a channel that loses 20 %', (t) => {
  const room = conversation()
  golden(t, 'client', drawings(room))
  for (const [width, height] of SIZES) {
    t.true(room.seen(width, height).includes('retransmitted'), `${width}×${height}`)
    t.true(room.seen(width, height).includes('F1'), `${width}×${height}`)
    t.true(room.seen(width, height).includes('and the sender'), `${width}×${height}`)
  }
})

test('the client with its own window beneath the chat', (t) => {
  golden(t, 'client-strip', drawings(conversation({ hasStrip: true })))
})

test('the client in large print', (t) => {
  golden(t, 'client-big', drawings(conversation({ isBig: true })))
})

test('the client: what is drawn in which style, and how that looks, dark and light', (t) => {
  golden(t, 'client-styles', inStyles(conversation({ hasStrip: true }).paper(120, 40)))
})

test('the help has every key and every command, at every size', (t) => {
  const room = conversation()
  room.press('f1')
  golden(t, 'client-help', drawings(room))
  const found = new Set<string>()
  for (let page = 0; page < 20; page++) {
    for (const row of room.rows(80, 24)) found.add(row)
    room.press('pagedown')
  }
  const all = [...found].join('\n')
  for (const word of ['Alt+1', 'Ctrl+N', 'PgUp', 'F2', 'F5', 'Tab', '/list', '/to NAME', '/bell']) {
    t.true(all.includes(word), word)
  }
  room.press('escape')
  t.false(room.seen().includes('help: all'))
})

const drawings = (room: ClientRoom): Drawing[] =>
  SIZES.map(([width, height]) => ['client', room.paper(width, height)])
