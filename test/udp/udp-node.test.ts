import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test from 'ava'
import { RandomStream } from '../../src/kernel/random.js'
import type { Pipe } from '../../src/rdt/application.js'
import { VERSION } from '../../src/rdt/datagram.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { decode } from '../../src/wire/codec.js'
import { VERSION_AND_KIND } from '../../src/wire/fields.js'
import { ANYWHERE, Ear, openNode, pause, say, until } from './udp-rig.js'

test('two nodes talk: every message both ways, once and in order', async (t) => {
  const server = await openNode(t)
  const client = await openNode(t)
  const echo = new Ear((pipe, text) => say(pipe, `echo ${text}`))
  server.node.listen(echo)
  const ear = new Ear()
  const pipe = client.node.connect(server.node.local, ear)
  await until(() => ear.opens.length === 1)
  t.true(pipe.isOpen)
  const texts = Array.from({ length: 200 }, (_, i) => `${i} ${'x'.repeat((i * 37) % 3000)}`)
  for (const text of texts) t.true(say(pipe, text))
  await until(() => ear.heard.length === 200)
  t.deepEqual(echo.heard, texts)
  t.deepEqual(
    ear.heard,
    texts.map((text) => `echo ${text}`)
  )
  await until(() => pipe.backlog === 0)
  pipe.close('enough')
  await until(() => ear.closings.length === 1 && echo.closings.length === 1)
  t.deepEqual(ear.closings, [{ cause: 'local', reason: 'enough' }])
  t.deepEqual(echo.closings, [{ cause: 'peer', reason: 'enough' }])
})

test('a message as long as may be arrives whole', async (t) => {
  const server = await openNode(t)
  const client = await openNode(t)
  const echo = new Ear()
  server.node.listen(echo)
  const ear = new Ear()
  const pipe = client.node.connect(server.node.local, ear)
  await until(() => ear.opens.length === 1)
  const text = 'é'.repeat(1 << 19)
  t.true(say(pipe, text))
  await until(() => echo.heard.length === 1)
  t.true(echo.heard[0] === text)
})

test('garbage sent to any port does no harm', async (t) => {
  const server = await openNode(t)
  const client = await openNode(t)
  const echo = new Ear((pipe, text) => say(pipe, text))
  server.node.listen(echo)
  const ear = new Ear()
  const pipe = client.node.connect(server.node.local, ear)
  await until(() => ear.opens.length === 1)
  const answers: Uint8Array[] = []
  const stranger = await openSocket(ANYWHERE, (bytes) => answers.push(bytes))
  t.teardown(() => stranger.close())
  const dice = new RandomStream('garbage')
  const models = [...client.sent, ...server.sent]
  let sent = 0
  for (let i = 0; i < 600; i++) {
    const model = models[dice.below(models.length)]!
    const bytes = dice.chance(2 ** 31)
      ? Uint8Array.from({ length: dice.below(1_400) }, () => dice.below(256))
      : model.slice(0, dice.below(model.length + 1))
    if (bytes.length > 3 && dice.chance(2 ** 31)) bytes.set([0x52, 0x44, dice.below(256)])
    for (const { node } of [server, client]) {
      stranger.send(bytes, node.local)
      sent += bytes.length
    }
    if (i % 20 === 0) {
      say(pipe, `${i}`)
      await pause(1)
    }
  }
  await until(() => ear.heard.length === 30)
  t.deepEqual(
    ear.heard,
    Array.from({ length: 30 }, (_, i) => `${20 * i}`)
  )
  t.is(ear.closings.length, 0)
  t.is(server.node.discarded > 0, true)
  const received = answers.reduce((sum, { length }) => sum + length, 0)
  t.true(received < sent, 'a stranger never gets more back than it sent')
})

test('garbage that seems to come from a connected peer is a corrupt segment, and no more', async (t) => {
  // A relay stands between, so that its bytes come from the address of the peer.
  const server = await openNode(t)
  const client = await openNode(t)
  server.node.listen(new Ear((pipe, text) => say(pipe, text)))
  let clientAt = ANYWHERE
  const dice = new RandomStream('relay')
  const junk = (): Uint8Array => Uint8Array.from({ length: dice.below(100) }, () => dice.below(256))
  const back = await openSocket(ANYWHERE, (bytes) => {
    front.send(bytes, clientAt)
    front.send(junk(), clientAt)
  })
  const front = await openSocket(ANYWHERE, (bytes, from) => {
    clientAt = { address: from.address, port: from.port }
    back.send(bytes, server.node.local)
    back.send(junk(), server.node.local)
  })
  t.teardown(() => Promise.all([front.close(), back.close()]))
  const ear = new Ear()
  const pipe = client.node.connect(front.local, ear)
  await until(() => ear.opens.length === 1)
  for (let i = 0; i < 50; i++) say(pipe, `${i}`)
  await until(() => ear.heard.length === 50)
  t.deepEqual(
    ear.heard,
    Array.from({ length: 50 }, (_, i) => `${i}`)
  )
})

/** Opens a connection that the other side refuses. @returns what both sides say of it */
async function refusal(
  t: Parameters<typeof openNode>[0],
  ours: Parameters<typeof openNode>[1],
  theirs: Parameters<typeof openNode>[1]
) {
  const server = await openNode(t, ours)
  const client = await openNode(t, theirs)
  server.node.listen(new Ear())
  const ear = new Ear()
  client.node.connect(server.node.local, ear)
  await until(() => ear.closings.length === 1)
  return { closing: ear.closings[0], server: server.told, client: client.told }
}

test('a checksum, or numbers, that do not agree are told by name on both sides', async (t) => {
  const checksums = await refusal(t, { checksum: 'crc32' }, { checksum: 'internet' })
  const reason = 'checksum mismatch: the server uses crc32, the client internet'
  t.deepEqual(checksums.closing, { cause: 'refused', reason })
  t.true(checksums.server.includes(`refused: ${reason}`))
  t.true(checksums.client.includes(`refused: ${reason}`))
  const bits = await refusal(t, { seqBits: 32 }, { seqBits: 8 })
  t.is(bits.closing?.cause, 'refused')
  t.regex(bits.closing?.reason ?? '', /sequence number bits mismatch: .* 32, the client 8/)
})

test('another version of the datagram is told by name on both sides', async (t) => {
  const server = await openNode(t)
  const client = await openNode(t)
  server.node.listen(new Ear())
  // A relay makes a program of version 2 out of whoever speaks through it.
  let clientAt = ANYWHERE
  const back = await openSocket(ANYWHERE, (bytes) => front.send(bytes, clientAt))
  const front = await openSocket(ANYWHERE, (bytes, from) => {
    clientAt = { address: from.address, port: from.port }
    back.send(ofVersion(2, bytes), server.node.local)
  })
  t.teardown(() => Promise.all([front.close(), back.close()]))
  const ear = new Ear()
  client.node.connect(front.local, ear)
  await until(() => ear.closings.length === 1)
  t.is(ear.closings[0]?.cause, 'refused')
  t.is(
    ear.closings[0]?.reason,
    `version mismatch: the peer speaks version 2 of the datagram, this side ${VERSION}`
  )
  t.true(
    server.told.some((line) =>
      line.startsWith('refused: version mismatch: the peer speaks version 2')
    )
  )
})

test('a server of another version is told by name to its client', async (t) => {
  const client = await openNode(t)
  const old = await openSocket(ANYWHERE, (bytes, from) => {
    // It refuses in its own version, with the opener's number.
    const answer = bytes.slice(0, 28)
    answer[VERSION_AND_KIND.offset] = (answer[VERSION_AND_KIND.offset]! & 0xf0) | 7
    answer.set([0, 0], 22)
    old.send(ofVersion(3, answer), from)
  })
  t.teardown(() => old.close())
  const ear = new Ear()
  client.node.connect(old.local, ear)
  await until(() => ear.closings.length === 1)
  t.is(ear.closings[0]?.cause, 'refused')
  t.regex(ear.closings[0]?.reason ?? '', /speaks version 3 of the datagram, this side 1/)
})

/** `bytes` as a program of another version would have sent them, their checksum right. */
function ofVersion(version: number, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const at = VERSION_AND_KIND.offset
  changed[at] = (version << 4) | (changed[at]! & 15)
  const view = new DataView(changed.buffer)
  view.setUint32(24, 0)
  view.setUint32(24, crc32(changed))
  t32(changed)
  return changed
}

/** Makes sure that what is built here is what the codec takes for another version. */
function t32(bytes: Uint8Array): void {
  const decoded = decode(bytes, 'crc32')
  if (!('refused' in decoded) || decoded.refused !== 'version') throw new Error('no such version')
}

/** CRC-32 by its definition, bit by bit. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

test('what was recorded in an earlier session opens and says nothing in this one', async (t) => {
  const server = await openNode(t)
  const echo = new Ear()
  server.node.listen(echo)
  const client = await openNode(t)
  const ear = new Ear()
  const pipe = client.node.connect(server.node.local, ear)
  await until(() => ear.opens.length === 1)
  for (let i = 0; i < 10; i++) say(pipe, `${i}`)
  await until(() => pipe.backlog === 0)
  pipe.close()
  await until(() => echo.closings.length === 1)
  const recorded = client.sent.map((bytes) => bytes.slice())
  const { local } = client.node
  await client.node.close()

  // From the very same address, and from another one, to the same server and to a new one.
  const next = await openNode(t)
  const nextEar = new Ear()
  next.node.listen(nextEar)
  const same = await openSocket(local, () => {})
  const other = await openSocket(ANYWHERE, () => {})
  t.teardown(() => Promise.all([same.close(), other.close()]))
  const submitted = server.received.length
  for (const socket of [same, other]) {
    for (const bytes of recorded) {
      socket.send(bytes, server.node.local)
      socket.send(bytes, next.node.local)
    }
  }
  await until(
    () =>
      server.received.length - submitted >= 2 * recorded.length &&
      next.received.length >= 2 * recorded.length
  )
  t.is(echo.opens.length, 1)
  t.is(echo.heard.length, 10)
  t.is(nextEar.opens.length, 0)
  t.is(nextEar.heard.length, 0)
})

test('what is replayed within a session is delivered once', async (t) => {
  const server = await openNode(t)
  const client = await openNode(t)
  const echo = new Ear()
  server.node.listen(echo)
  const ear = new Ear()
  const pipe = client.node.connect(server.node.local, ear)
  await until(() => ear.opens.length === 1)
  for (let i = 0; i < 20; i++) say(pipe, `${i}`)
  await until(() => pipe.backlog === 0)
  const stranger = await openSocket(ANYWHERE, () => {})
  t.teardown(() => stranger.close())
  for (const bytes of client.sent.slice()) stranger.send(bytes, server.node.local)
  await pause(50)
  say(pipe, 'and one more')
  await until(() => echo.heard.includes('and one more'))
  t.deepEqual(echo.heard, [...Array.from({ length: 20 }, (_, i) => `${i}`), 'and one more'])
  t.is(echo.opens.length, 1)
  t.is(ear.closings.length, 0)
})

test('an opening that nobody answers can be given up', async (t) => {
  const silent = await openSocket(ANYWHERE, () => {})
  t.teardown(() => silent.close())
  const client = await openNode(t)
  const ear = new Ear()
  const pipe = client.node.connect(silent.local, ear)
  t.false(pipe.isOpen)
  t.false(say(pipe, 'hello?'))
  pipe.abort('never mind')
  await until(() => ear.closings.length === 1)
  t.deepEqual(ear.closings, [{ cause: 'local', reason: 'never mind' }])
})

test('a node that nobody listens at refuses', async (t) => {
  const server = await openNode(t)
  const client = await openNode(t)
  const ear = new Ear()
  client.node.connect(server.node.local, ear)
  await until(() => ear.closings.length === 1)
  t.deepEqual(ear.closings[0], { cause: 'refused', reason: 'nobody listens here' })
})

test('closing frees the port at once, tells the peer, and may be done twice', async (t) => {
  const server = await openNode(t)
  const client = await openNode(t)
  const echo = new Ear()
  server.node.listen(echo)
  const ear = new Ear()
  const pipe: Pipe = client.node.connect(server.node.local, ear)
  await until(() => ear.opens.length === 1)
  const { local } = client.node
  await Promise.all([client.node.close(), client.node.close()])
  const again = await openSocket(local, () => {})
  await again.close()
  t.false(pipe.isOpen)
  t.false(say(pipe, 'too late'))
  await until(() => echo.closings.length === 1)
  t.is(echo.closings[0]?.cause, 'peer')
})

test('a program whose nodes are closed has nothing left that keeps it alive', async (t) => {
  const program = `
    import { openUdpNode } from ${url('../../src/udp/udp-node.js')}
    import { openSocket } from ${url('../../src/udp/datagram-socket.js')}
    import { WallClock } from ${url('../../src/udp/wall-clock.js')}
    import { gbn } from ${url('../../src/rdt/gbn.js')}
    import { usualTransport } from ${url('../../src/rdt/transport.js')}
    const at = { address: '127.0.0.1', port: 0 }
    const open = () =>
      openUdpNode({ at, openSocket, world: new WallClock(), transport: usualTransport(gbn) })
    const [a, b, c] = [await open(), await open(), await open()]
    const nobody = { opened() {}, received() {}, closed() {} }
    a.listen(nobody)
    await new Promise((opened) => b.connect(a.local, { ...nobody, opened }))
    c.connect({ address: '127.0.0.1', port: 9 }, nobody)
    await Promise.all([a.close(), b.close(), c.close()])
    await new Promise((next) => setTimeout(next, 50))
    const left = process.getActiveResourcesInfo().filter((what) => /UDP|Timeout/.test(what))
    console.log('left:' + left.join())`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program])
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  t.teardown(() => child.kill('SIGKILL'))
  const begin = performance.now()
  const [status] = await once(child, 'close')
  t.is(status, 0)
  t.is(out, 'left:\n')
  t.true(performance.now() - begin < 10_000)
})

const url = (path: string): string => JSON.stringify(import.meta.resolve(path))
