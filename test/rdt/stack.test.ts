/** What strangers, replays and garbage can do to a stack: nothing. */
import test from 'ava'
import fc from 'fast-check'
import { seconds } from '../../src/kernel/time.js'
import { checksum } from '../../src/rdt/checksum.js'
import { COOKIE_LIFE } from '../../src/rdt/cookies.js'
import type { ControlDatagram, Datagram } from '../../src/rdt/datagram.js'
import { gbn } from '../../src/rdt/gbn.js'
import { makeAck, makeData } from '../../src/rdt/segment.js'
import { termsOf, usualTransport } from '../../src/rdt/transport.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import { encode } from '../../src/wire/codec.js'
import { holds } from '../kernel/property.js'
import { datagram as anyDatagram } from '../wire/arbitraries.js'
import { Box, converse } from './box.js'
import { Party, say } from './party.js'

const terms = termsOf(usualTransport(gbn))
const conn = 'a1'.repeat(8)
const OPEN = { kind: 'open', conn, terms } as const

/** A server that listens. */
function serving(world = new VirtualWorld(), name = 'server') {
  const party = new Party()
  const box = new Box(world, name)
  box.stack.listen(party)
  return { world, box, party }
}

/** The cookie that `box` bakes for a stranger at `from`. */
function cookieFor(box: Box, from: string): Uint8Array {
  const [answer] = box.gets(OPEN, from).take()
  if (answer?.datagram.kind !== 'cookie') throw new Error('no cookie')
  return answer.datagram.cookie
}

const echo = (cookie: Uint8Array, id = conn): ControlDatagram => ({
  kind: 'echo',
  conn: id,
  terms,
  cookie
})

/** A client and a server that are connected, and what crossed the network for that. */
function connected() {
  const { world, box: server, party: atServer } = serving()
  const client = new Box(world, 'client')
  const atClient = new Party()
  const pipe = client.stack.connect('server', atClient)
  const opening = converse(client, 'home', server, 'server')
  const serverPipe = atServer.pipes[0]
  if (serverPipe === undefined) throw new Error('not opened')
  return { world, server, client, atServer, atClient, pipe, serverPipe, opening }
}

test('ten thousand openings make a server remember nothing', (t) => {
  const { box } = serving()
  for (let n = 0; n < 10_000; n++) {
    const id = n.toString(16).padStart(16, '0')
    box.gets({ kind: 'open', conn: id, terms }, `stranger ${n % 100}`)
  }
  const answers = box.take()
  t.is(answers.length, 10_000)
  t.true(answers.every(({ datagram }) => datagram.kind === 'cookie'))
  t.is(box.stack.connections.size, 0)
})

test('an echo of the cookie opens, once', (t) => {
  const { box, party } = serving()
  const cookie = cookieFor(box, 'alice')
  t.deepEqual(box.gets(echo(cookie), 'alice').words(), ['accept > alice', 'ping > alice'])
  t.is(box.stack.connections.size, 1)
  t.deepEqual(box.gets(echo(cookie), 'alice').words(), ['accept > alice'], 'the accept was lost')
  t.is(box.stack.connections.size, 1)
  t.deepEqual(party.log, ['opened'])
})

test('a cookie is good to the microsecond that it was baked for, and not a microsecond longer', (t) => {
  for (const [wait, size] of [
    [COOKIE_LIFE - 1, 1],
    [COOKIE_LIFE, 1],
    [COOKIE_LIFE + 1, 0]
  ] as const) {
    const { world, box } = serving()
    const cookie = cookieFor(box, 'alice')
    world.run(wait)
    box.gets(echo(cookie), 'alice')
    t.is(box.stack.connections.size, size, `after ${wait}`)
  }
})

test('a cookie is good for nobody else, no other id, no other terms', (t) => {
  const { box } = serving()
  const cookie = cookieFor(box, 'alice')
  box.gets(echo(cookie), 'mallory')
  box.gets(echo(cookie, 'b2'.repeat(8)), 'alice')
  box.gets({ kind: 'echo', conn, terms: { ...terms, windowSize: 99 }, cookie }, 'alice')
  t.is(box.stack.connections.size, 0)
  t.true(box.words().every((word) => !word.startsWith('accept')))
})

test('no forged cookie opens anything', (t) => {
  const { box } = serving()
  const good = cookieFor(box, 'alice')
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bad = good.slice()
    bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
    box.gets(echo(bad), 'alice')
    t.is(box.stack.connections.size, 0, `bit ${bit}`)
  }
  holds(t, fc.uint8Array({ maxLength: 64 }), (cookie) => {
    box.gets(echo(cookie), 'alice')
    return box.stack.connections.size === 0
  })
  for (const text of [
    '',
    '.',
    '99999999999999',
    '99999999999999.',
    'x.y',
    '1e99.0',
    '-1.',
    '9.9.9'
  ]) {
    box.gets(echo(Buffer.from(text)), 'alice')
    t.is(box.stack.connections.size, 0, text)
  }
})

test('a cookie of the server before the restart opens nothing at the one after it', (t) => {
  const world = new VirtualWorld()
  const before = serving(world, 'server')
  const after = serving(world, 'server, restarted')
  const cookie = cookieFor(before.box, 'alice')
  after.box.gets(OPEN, 'alice').take()
  t.deepEqual(after.box.gets(echo(cookie), 'alice').words(), ['cookie > alice'])
  t.is(after.box.stack.connections.size, 0)
})

test('the replay of an opening opens nothing, while it lives, when it has ended, and ever after', (t) => {
  const { world, server, client, pipe, opening, atServer } = connected()
  const replay = () => {
    for (const { datagram, to } of opening) if (to === 'server') server.gets(datagram, 'home')
    server.take()
  }
  replay()
  t.is(server.stack.connections.size, 1)
  pipe.close('bye')
  converse(client, 'home', server, 'server')
  t.is(server.stack.connections.size, 0)
  for (const wait of [0, 1, COOKIE_LIFE - 1, COOKIE_LIFE, COOKIE_LIFE + 1, 3 * COOKIE_LIFE]) {
    world.run(Math.max(wait, world.now()))
    // Another opening makes the server tidy up what it remembers of old ones.
    if (wait >= COOKIE_LIFE) {
      const id = `${wait}`.padStart(16, '0')
      const [answer] = server.gets({ kind: 'open', conn: id, terms }, 'other').take()
      if (answer?.datagram.kind === 'cookie') server.gets(echo(answer.datagram.cookie, id), 'other')
      for (const other of server.stack.connections.values()) other.abort()
    }
    replay()
    t.is(server.stack.connections.size, 0, `after ${wait}`)
  }
  t.is(atServer.log.filter((line) => line === 'opened').length, 1 + 3)
})

test('datagrams of an earlier session, replayed into a later one, do no harm', (t) => {
  const { server, client, pipe, opening, atServer } = connected()
  say(pipe, 'old secret')
  const old = [...opening, ...converse(client, 'home', server, 'server')]
  pipe.close('bye')
  old.push(...converse(client, 'home', server, 'server'))
  atServer.log.length = 0
  const atClient = new Party()
  const again = client.stack.connect('server', atClient)
  converse(client, 'home', server, 'server')
  say(again, 'one')
  for (const { datagram, to } of old) {
    if (to === 'server') server.gets(datagram, 'home')
    else client.gets(datagram, 'server')
    converse(client, 'home', server, 'server')
  }
  say(again, 'two')
  converse(client, 'home', server, 'server')
  t.deepEqual(atServer.log, ['opened', 'got one', 'got two'])
  t.deepEqual(atClient.log, ['opened'])
  t.true(again.isOpen)
  t.is(server.stack.connections.size, 1)
})

/** What a stranger may send: everything but a good cookie. As bytes, also of another version. */
const strange = fc.oneof(
  anyDatagram.map((value) => encode(value, 'crc32')),
  fc
    .tuple(fc.constantFrom('open', 'echo'), fc.constantFrom('gbn', 'sr'), fc.nat(40))
    .map(([kind, protocol, length]) =>
      encode(
        kind === 'open'
          ? { kind, conn, terms: { ...terms, protocol } }
          : { kind: 'echo', conn, terms: { ...terms, protocol }, cookie: new Uint8Array(length) },
        'crc32'
      )
    ),
  fc
    .tuple(anyDatagram, fc.nat(15), fc.nat(12), fc.nat(1172))
    .map(([value, version, kind, length]) => {
      const bytes = new Uint8Array(28 + length)
      bytes.set(encode(value, 'crc32').subarray(0, bytes.length))
      bytes[2] = (version << 4) | kind
      const view = new DataView(bytes.buffer)
      view.setUint16(22, length)
      view.setUint32(24, 0)
      view.setUint32(24, checksum('crc32', bytes))
      return bytes
    }),
  fc.uint8Array({ maxLength: 60 })
)

for (const isListening of [true, false]) {
  test(`a stranger never gets more bytes than he sent, ${isListening ? '' : 'not '}listening`, (t) => {
    holds(
      t,
      strange,
      (bytes) => {
        const { box } = serving()
        if (!isListening) box.stack.listen(undefined)
        const answers = box.getsBytes(bytes, 'stranger').take()
        const back = answers.reduce((sum, answer) => sum + answer.bytes.length, 0)
        const kinds = answers.map(({ datagram }) => datagram.kind)
        if (back > bytes.length) throw new Error(`${back} bytes for ${bytes.length}: ${kinds}`)
        if (answers.some(({ to }) => to !== 'stranger')) throw new Error('to somebody else')
        return box.stack.connections.size === 0
      },
      2000
    )
  })
}

/** An opening as version `version` of the datagram would write it, `length` bytes of payload long. */
function openingOf(version: number, length: number): Uint8Array {
  const bytes = new Uint8Array(28 + length)
  bytes.set(encode(OPEN, 'crc32').subarray(0, bytes.length))
  bytes[2] = (version << 4) | 3
  const view = new DataView(bytes.buffer)
  view.setUint16(22, length)
  view.setUint32(24, 0)
  view.setUint32(24, checksum('crc32', bytes))
  return bytes
}

test('another version is refused by name, and noted here too', (t) => {
  const { box } = serving()
  const [answer] = box.getsBytes(openingOf(2, 200), 'alice').take()
  const reason = 'version mismatch: the peer speaks version 2 of the datagram, this side 1'
  t.deepEqual(answer?.datagram, { kind: 'refuse', conn, reason })
  t.deepEqual(box.whys, [reason])
})

test('an opening of another version that is not padded gets no answer', (t) => {
  const { box } = serving()
  t.deepEqual(box.getsBytes(openingOf(2, 199), 'alice').words(), [])
  t.deepEqual(box.getsBytes(openingOf(2, 0), 'alice').words(), [])
  t.is(box.whys.length, 2)
})

test('an echo without a cookie of full length gets none', (t) => {
  const { box } = serving()
  const { length } = cookieFor(box, 'alice')
  const bring = (count: number) => box.gets(echo(new Uint8Array(count)), 'alice').words()
  t.deepEqual(bring(length - 1), [])
  t.deepEqual(bring(length), ['cookie > alice'])
})

test('whoever has proved his address is told why the terms will not do', (t) => {
  const { box } = serving()
  const asked = { ...terms, checksum: 'none' } as const
  const [no] = box.gets({ kind: 'open', conn, terms: asked }, 'alice').take()
  t.is(no?.datagram.kind, 'refuse', 'an opening is long enough for the answer')
  const cookie = cookieFor(box, 'alice')
  box.stack.listen(undefined)
  const [late] = box.gets(echo(cookie), 'alice').take()
  t.deepEqual(late?.datagram, { kind: 'refuse', conn, reason: 'nobody listens here' })
})

test('a client that is answered in another version knows why it cannot connect', (t) => {
  const client = new Box(new VirtualWorld(), 'client')
  const party = new Party()
  client.stack.connect('server', party)
  const [open] = client.take()
  const bytes = encode(
    { kind: 'refuse', conn: open?.datagram.conn ?? '', reason: 'whatever' },
    'crc32'
  )
  bytes[2] = 0x27
  const view = new DataView(bytes.buffer)
  view.setUint32(24, 0)
  view.setUint32(24, checksum('crc32', bytes))
  client.getsBytes(bytes, 'server')
  t.deepEqual(party.log, ['closed refused'])
  t.deepEqual(party.reasons, ['the peer speaks version 2 of the datagram, this side 1'])
  t.is(client.stack.connections.size, 0)
})

test('an open connection is not ended by a datagram of another version', (t) => {
  const { server, serverPipe } = connected()
  const [id] = server.stack.connections.keys()
  server.stack.receiveVersion(2, 'data', id ?? '', 'home', 0)
  t.true(serverPipe.isOpen)
})

test('the connection after the two thousandth is refused, until one of them ends', (t) => {
  const { box, party } = serving()
  const knock = (n: number) => {
    const id = n.toString(16).padStart(16, '0')
    const [cookie] = box.gets({ kind: 'open', conn: id, terms }, `guest ${n}`).take()
    if (cookie?.datagram.kind !== 'cookie') return cookie?.datagram
    return box.gets(echo(cookie.datagram.cookie, id), `guest ${n}`).take()[0]?.datagram
  }
  for (let n = 0; n < 2000; n++) t.is(knock(n)?.kind, 'accept')
  const refusal = knock(2000)
  t.is(refusal?.kind === 'refuse' && refusal.reason, 'the server is full')
  t.is(box.stack.connections.size, 2000)
  party.pipes[7]?.abort()
  box.take()
  t.is(knock(2000)?.kind, 'accept')
})

const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  anyDatagram.map((value) => encode(value, 'crc32')),
  anyDatagram.chain((value) =>
    fc.tuple(fc.nat(1199), fc.nat(255)).map(([at, byte]) => {
      const bytes = encode(value, 'crc32')
      bytes[at % bytes.length] = byte
      return bytes
    })
  )
)

for (const from of ['home', 'mallory']) {
  test(`garbage from ${from === 'home' ? "the peer's own" : 'an unknown'} address does no harm`, (t) => {
    holds(
      t,
      fc.array(garbage, { maxLength: 40 }),
      (all) => {
        const { server, client, pipe, serverPipe, atServer } = connected()
        say(pipe, 'before')
        for (const bytes of all) {
          server.getsBytes(bytes, from)
          server.stack.receiveBroken('too short', from, server.world.now())
        }
        converse(client, 'home', server, 'server')
        say(pipe, 'after')
        converse(client, 'home', server, 'server')
        return (
          String(atServer.log) === 'opened,got before,got after' &&
          pipe.isOpen &&
          serverPipe.isOpen &&
          serverPipe.peer === 'home' &&
          server.stack.connections.size === 1
        )
      },
      100
    )
  })
}

test('bytes that are no datagram are a corrupt segment where they come from a peer', (t) => {
  const { server } = connected()
  server.stack.receiveBroken('not ours', 'home', 0)
  t.deepEqual(server.words(), ['ack > home'], 'the receiver says again how far it is')
  server.stack.receiveBroken('not ours', 'mallory', 0)
  t.deepEqual(server.words(), [])
  t.is(server.whys.at(-1), 'not ours, from nobody we know')
  t.is(server.stack.discarded, 1)
})

test('a peer that moves is followed when it has proved its new address', (t) => {
  const { server, client, pipe, serverPipe, atServer } = connected()
  say(pipe, 'from the new place')
  for (const { datagram } of client.take()) server.gets(datagram, 'hotel')
  const answers = server.take()
  t.deepEqual(
    answers.map(({ datagram, to }) => `${datagram.kind} > ${to}`),
    ['ping > hotel', 'ack > home'],
    'until then everything goes to the old address'
  )
  t.is(serverPipe.peer, 'home')
  for (const { datagram, to } of answers) if (to === 'hotel') client.gets(datagram, 'server')
  for (const { datagram } of client.take()) server.gets(datagram, 'hotel')
  t.is(serverPipe.peer, 'hotel')
  say(serverPipe, 'welcome')
  t.deepEqual(server.words(), ['data > hotel'])
  t.deepEqual(atServer.log, ['opened', 'got from the new place'])
  server.stack.receiveBroken('not ours', 'hotel', 0)
  t.deepEqual(server.words(), ['ack > hotel'], 'it is known there')
  server.stack.receiveBroken('not ours', 'home', 0)
  t.deepEqual(server.words(), [], 'and no more here')
})

test('a datagram replayed from another address does not steal the connection', (t) => {
  const { world, server, client, pipe, serverPipe, atServer } = connected()
  say(pipe, 'hello')
  const overheard = client.take()
  for (const { datagram } of overheard) server.gets(datagram, 'home')
  server.take()
  for (let n = 0; n < 20; n++) {
    for (const { datagram } of overheard) server.gets(datagram, 'mallory')
  }
  const answers = server.take()
  const toMallory = answers.filter(({ to }) => to === 'mallory')
  t.deepEqual(
    toMallory.map(({ datagram }) => datagram.kind),
    ['ping'],
    'one question, and not one for each replay'
  )
  const [ping] = toMallory
  if (ping?.datagram.kind !== 'ping') return t.fail()
  const [id] = server.stack.connections.keys()
  const token = (ping.datagram.token + 1) >>> 0
  server.gets({ kind: 'pong', conn: id ?? '', token }, 'mallory')
  t.is(serverPipe.peer, 'home', 'a guessed answer is none')
  server.gets({ kind: 'pong', conn: id ?? '', token: ping.datagram.token }, 'somewhere else')
  t.is(serverPipe.peer, 'home', 'nor is the right one from a third address')
  world.run(world.now() + seconds(1))
  server.take()
  for (const { datagram } of answers) if (datagram.kind === 'ack') client.gets(datagram, 'server')
  say(pipe, 'still me')
  converse(client, 'home', server, 'server')
  t.deepEqual(atServer.log, ['opened', 'got hello', 'got still me'])
  t.is(serverPipe.peer, 'home')
})

test('who knows no connection of that number says so, and only the peer it is for believes it', (t) => {
  const { server, client, pipe, atClient } = connected()
  t.deepEqual(server.gets({ ...makeAck(1), conn: 'ff'.repeat(8) }, 'alice').words(), [
    'unknown > alice'
  ])
  const [id] = server.stack.connections.keys()
  client.gets({ kind: 'unknown', conn: 'ff'.repeat(8) }, 'server')
  client.gets({ kind: 'unknown', conn: id ?? '' }, 'mallory')
  t.true(pipe.isOpen)
  client.gets({ kind: 'unknown', conn: id ?? '' }, 'server')
  t.deepEqual(atClient.log, ['opened', 'closed restarted'])
})

test('what cannot be a question is never answered, so that two nodes never answer each other for ever', (t) => {
  const { box } = serving()
  const id = 'ff'.repeat(8)
  const quiet: Datagram[] = [
    { kind: 'unknown', conn: id },
    { kind: 'closed', conn: id },
    { kind: 'pong', conn: id, token: 1 },
    { kind: 'accept', conn: id, peer: id, terms },
    { kind: 'cookie', conn: id, cookie: new Uint8Array(3) },
    { kind: 'refuse', conn: id, reason: 'no' },
    { ...makeData(1, new Uint8Array(3)), conn: id, corrupt: true }
  ]
  for (const datagram of quiet) t.deepEqual(box.gets(datagram, 'alice').words(), [], datagram.kind)
  t.is(box.stack.discarded, quiet.length)
})

test('a restarted client opens a new connection, and the old one ends at the next question', (t) => {
  const { world, server, serverPipe, atServer } = connected()
  const reborn = new Box(world, 'client, restarted')
  const atReborn = new Party()
  reborn.stack.connect('server', atReborn)
  converse(reborn, 'home', server, 'server')
  t.deepEqual(atReborn.log, ['opened'])
  t.is(server.stack.connections.size, 2)
  say(serverPipe, 'are you there?')
  converse(reborn, 'home', server, 'server')
  t.false(serverPipe.isOpen)
  t.true(atServer.log.includes('closed restarted'))
  t.is(server.stack.connections.size, 1)
})

test('segments of a connection are read with its checksum, strangers with that of the node', (t) => {
  const world = new VirtualWorld()
  const box = new Box(world, 'server', { checksum: 'parity' })
  t.is(box.stack.algorithmFor('ff'.repeat(8)), 'parity')
})

test('an application that throws in its own call leaves the stack alive', (t) => {
  const { world, box } = serving()
  let isFirst = true
  const party = new Party({
    opened: () => {
      if (isFirst) {
        isFirst = false
        throw new Error("the application's own")
      }
    }
  })
  box.stack.listen(party)
  const cookie = cookieFor(box, 'alice')
  t.throws(() => box.gets(echo(cookie), 'alice'), { message: "the application's own" })
  box.take()
  const other = cookieFor(box, 'bob')
  box.gets(echo(other), 'bob')
  t.is(box.stack.connections.size, 2)
  party.pipes[1]?.abort()
  world.run(seconds(1))
  t.deepEqual(party.log, ['opened', 'opened', 'closed local'])
})

test('a machine that throws is heard of, and leaves the rest of the stack alive', (t) => {
  const world = new VirtualWorld()
  const protocol = {
    ...gbn,
    createReceiver: () => ({
      rdtRcv: () => {
        throw new Error("the student's own")
      }
    })
  }
  const server = new Box(world, 'server', { protocol })
  const party = new Party()
  server.stack.listen(party)
  const client = new Box(world, 'client')
  const pipe = client.stack.connect('server', new Party())
  converse(client, 'home', server, 'server')
  say(pipe, 'x')
  const [data] = client.take()
  t.throws(() => server.gets(data?.datagram as Datagram, 'home'), { message: "the student's own" })
  party.pipes[0]?.abort('a bug')
  world.run(1)
  t.deepEqual(party.log, ['opened', 'closed local'])
})
