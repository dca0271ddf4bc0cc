/** Server, channel and clients as programs of their own, and what befalls them. */
import test from 'ava'
import { RandomStream } from '../../src/kernel/random.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { pause, RdtProcess, until } from './rdt-process.js'
import { UdpRelay } from './udp-relay.js'

const portIn = (text: string): number => Number(/:(\d+)/.exec(text)?.[1])

/** What `run` heard `author` say, in its order. */
const heard = (run: RdtProcess, author: string): string[] =>
  run
    .of('message')
    .filter(({ from }) => from === author)
    .map(({ text }) => text)

const numbered = (name: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `${name} says ${from + i}`)

test('people behind a channel and a foreign relay: kills, restarts and garbage do no harm', async (t) => {
  const server = new RdtProcess(t, ['server', '0', '--json'])
  await until(() => server.lines.length > 0)
  const serverPort = portIn(server.records[0].address)
  const weather = ['--loss', '10%', '--corrupt', '3%', '--delay', '5ms', '--json', '--seed', 's']
  const startChannel = (port: number): RdtProcess =>
    new RdtProcess(t, [
      ...['channel', '--listen', `${port}`, '--to', `127.0.0.1:${serverPort}`],
      ...weather
    ])
  let channel = startChannel(0)
  await until(() => channel.lines.length > 0)
  const channelPort = portIn(channel.records[0].listen)
  const relay = new UdpRelay(channelPort, 0.05)
  t.teardown(() => relay.close())
  const port = await relay.open()
  const client = (name: string): RdtProcess =>
    new RdtProcess(
      t,
      ['client', `127.0.0.1:${port}`, '--name', name, '--uid', `uid-${name}`, '--json'],
      { stdin: 'open' }
    )
  const alice = client('alice')
  const carol = client('carol')
  let bob = client('bob')
  await until(() => [alice, bob, carol].every((one) => one.of('joined').length > 0))

  const say = (run: RdtProcess, texts: readonly string[]): void => {
    for (const text of texts) run.type(text)
  }
  say(alice, numbered('alice', 0, 15))
  say(carol, numbered('carol', 0, 15))
  say(bob, numbered('bob', 0, 5))
  await until(() => [alice, carol].every((one) => heard(one, 'bob').length === 5))

  // Garbage to every port there is, all the time.
  const stranger = await openSocket({ address: '127.0.0.1', port: 0 }, () => {})
  t.teardown(() => stranger.close())
  const dice = new RandomStream('garbage')
  const throwing = setInterval(() => {
    for (const to of [serverPort, channelPort, port]) {
      const bytes = Uint8Array.from({ length: dice.below(200) }, () => dice.below(256))
      if (bytes.length > 2 && dice.chance(2 ** 31)) bytes.set([0x52, 0x44])
      stranger.send(bytes, { address: '127.0.0.1', port: to })
    }
  }, 5)
  t.teardown(() => clearInterval(throwing))

  // Bob's program dies, and is started again.
  bob.child.kill('SIGKILL')
  await bob.end()
  bob = client('bob')
  say(alice, numbered('alice', 15, 30))
  await until(() => bob.of('joined').length > 0)
  t.is(bob.of('joined')[0].name, 'bob')
  say(bob, numbered('bob', 5, 10))
  await until(() => heard(alice, 'bob').length === 10)

  // The channel is stopped in mid-conversation, and started again.
  say(carol, numbered('carol', 15, 25))
  await channel.interrupt()
  say(alice, numbered('alice', 30, 40))
  say(bob, numbered('bob', 10, 15))
  await pause(700)
  channel = startChannel(channelPort)
  say(carol, numbered('carol', 25, 40))

  const all = { alice: numbered('alice', 0, 40), carol: numbered('carol', 0, 40) }
  await until(
    () =>
      [alice, carol].every(
        (one) =>
          heard(one, 'alice').length >= 40 &&
          heard(one, 'carol').length >= 40 &&
          heard(one, 'bob').length >= 15
      ),
    60_000,
    'for the conversation'
  )
  await pause(300)
  for (const one of [alice, carol]) {
    t.deepEqual(heard(one, 'alice'), all.alice)
    t.deepEqual(heard(one, 'carol'), all.carol)
    t.deepEqual(heard(one, 'bob'), numbered('bob', 0, 15))
  }
  // Who came later hears from then on: an end of it all, and no gap.
  await until(() => heard(bob, 'carol').at(-1) === 'carol says 39')
  await until(() => heard(bob, 'bob').at(-1) === 'bob says 14')
  const late = heard(bob, 'carol')
  t.deepEqual(late, all.carol.slice(-late.length))
  t.deepEqual(heard(bob, 'bob'), numbered('bob', 5, 15))
  t.true(relay.dropped > 0)

  // Everybody leaves: the end of input is a polite one, after all has been acknowledged.
  for (const one of [alice, bob, carol]) one.child.stdin?.end()
  await Promise.all([alice.end(), bob.end(), carol.end()])
  for (const one of [alice, bob, carol]) {
    t.is(one.status, 0, one.out.slice(-500))
    t.is(one.err, '')
    t.like(one.records.at(-1), { type: 'summary', unconfirmed: 0 })
  }
  await Promise.all([channel.interrupt(), server.interrupt()])
  for (const one of [channel, server]) {
    t.is(one.status, 130)
    t.is(one.err, '')
  }
})

test('a plain client reads lines and prints lines', async (t) => {
  const server = new RdtProcess(t, ['server', '0'])
  await until(() => server.lines.length > 1)
  t.regex(
    server.out,
    /^Server has started listening on 127\.0\.0\.1:\d+\nwaiting for clients\.\.\.\n/
  )
  const port = portIn(server.out)
  const bob = new RdtProcess(t, ['client', `127.0.0.1:${port}`, '--name', 'bob', '--plain'], {
    stdin: 'open'
  })
  await until(() => bob.out.includes('Joined as bob'))
  t.regex(bob.out, new RegExp(`^Connected to Server at \\(127\\.0\\.0\\.1, ${port}\\)\n`))
  const alice = new RdtProcess(
    t,
    ['client', '--port', `${port}`, '--name', 'alice', '--plain', '--no-echo'],
    { stdin: 'open' }
  )
  await until(() => bob.out.includes('alice joined'))
  for (const line of ['hello', '@bob psst', '# text']) alice.type(line)
  alice.child.stdin?.end()
  await alice.end()
  t.is(alice.status, 0, alice.out)
  t.notRegex(alice.out, /hello/)
  await until(() => bob.out.includes('alice left'))
  t.regex(bob.out, /\nalice: hello\n\[private\] alice: psst\nalice: # text\n/)
  bob.type('/quit see you')
  await bob.end()
  t.is(bob.status, 0)
  t.is(bob.err, '')
  server.child.kill('SIGTERM')
  await server.end()
  t.is(server.status, 0)
})

for (const [what, ours, theirs, message] of [
  [
    'checksum',
    ['--checksum', 'crc32'],
    ['--checksum', 'internet'],
    /checksum mismatch: .*crc32.*internet/
  ],
  ['sequence numbers', [], ['--seq-bits', '8'], /sequence number bits mismatch: .*32.*8/]
] as const) {
  test(`a client whose ${what} do not agree is told by name, on both sides`, async (t) => {
    const server = new RdtProcess(t, ['server', '0', '--json', ...ours])
    await until(() => server.lines.length > 0)
    const at = `127.0.0.1:${portIn(server.records[0].address)}`
    const client = new RdtProcess(t, ['client', at, '--name', 'a', '--plain', ...theirs], {
      stdin: 'open'
    })
    await client.end()
    t.is(client.status, 2)
    t.regex(client.err, /^rdt: [^\n]+\n$/)
    t.regex(client.err, message)
    await until(() => server.of('refused').length > 0)
    t.is(server.of('refused').length, 1)
    t.regex(server.of('refused')[0].text, message)
  })
}

test('a client that starts first tells so after 2 s, and joins when the server appears', async (t) => {
  // Not one that the system gives to whoever asks for any: it has to stay free for two seconds.
  const port = 20_000 + (process.pid % 10_000)
  const begin = performance.now()
  const client = new RdtProcess(t, ['client', '--port', `${port}`, '--name', 'a', '--json'], {
    stdin: 'open'
  })
  await until(() => client.of('notice').length > 0)
  t.true(performance.now() - begin > 1_900)
  t.is(client.of('notice')[0].code, 'no-answer')
  const server = new RdtProcess(t, ['server', `${port}`, '--json'])
  await until(() => client.of('joined').length > 0)
  t.like(client.of('joined')[0], { name: 'a', resumed: false })
  client.type('{"cmd":"quit"}')
  await client.end()
  t.is(client.status, 0)
  await server.interrupt()
})
