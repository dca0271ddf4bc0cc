/**
 * `rdt channel --dashboard` and `rdt server --dashboard` on a terminal without a window, with real
 * sockets: a server, the channel before it, and people. Nothing here depends on how fast it goes.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { startProxy } from '../../lossy-channel/proxy.js'
import { ChatClient } from '../../src/chat/client.js'
import { ChatServer } from '../../src/chat/server.js'
import { readChannelOptions } from '../../src/cli/channel-options.js'
import { ChannelScreen } from '../../src/cli/channel-screen.js'
import { openNode } from '../../src/cli/open-node.js'
import { classifyPassing, kindOfPassing } from '../../src/cli/passing.js'
import { ServerScreen } from '../../src/cli/server-screen.js'
import type { SocketAddress } from '../../src/kernel/datagram-socket.js'
import { ms } from '../../src/kernel/time.js'
import type { Application } from '../../src/rdt/application.js'
import { gbn } from '../../src/rdt/gbn.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import { readEvent, readHeader } from '../../src/trace/ndjson.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { WallClock } from '../../src/udp/wall-clock.js'
import { FakeTerminal } from '../dashboard/terminal.js'

const LOOPBACK = { address: '127.0.0.1', port: 0 }
const CHOICE = { theme: 'dark', isBig: false } as const

/** Ends in reverse order whatever was begun. */
function endings(t: ExecutionContext): (end: () => unknown) => void {
  const ends: (() => unknown)[] = []
  t.teardown(async () => {
    for (const end of ends.reverse()) await end()
  })
  return (end) => ends.push(end)
}

type Later = ReturnType<typeof endings>

async function startServer(
  later: Later,
  transport: TransportOptions,
  screen?: ServerScreen
): Promise<{ server: ChatServer; local: SocketAddress }> {
  const world = new WallClock()
  const server = new ChatServer({
    world,
    say: (event) => screen?.tell(event),
    token: () => 'the only life of this server'
  })
  const watch = screen?.watch(undefined).watch
  const node = await openNode({ at: LOOPBACK, world, transport, watch })
  later(() => node.close())
  later(() => new Promise<void>((gone) => server.shutdown('the test is over', gone, ms(200))))
  node.listen(screen?.listening(server) ?? server)
  return { server, local: node.local }
}

interface Guest {
  readonly client: ChatClient
  readonly heard: string[]
  hasJoined: boolean
}

/** Begins to join, and leaves at the end. */
async function invite(
  later: Later,
  name: string,
  server: SocketAddress,
  transport: TransportOptions
): Promise<Guest> {
  const world = new WallClock()
  const node = await openNode({ at: LOOPBACK, world, transport })
  later(() => node.close())
  const heard: string[] = []
  let left = (): void => {}
  const client: ChatClient = new ChatClient(
    {
      world,
      connect: (application: Application) => node.connect(server, application),
      token: () => `token of ${name}`,
      emit: (event) => {
        if (event.type === 'message') heard.push(event.text)
        else if (event.type === 'joined') guest.hasJoined = true
        else if (event.type === 'left') left()
      }
    },
    { name, uid: undefined }
  )
  const guest: Guest = { client, heard, hasJoined: false }
  later(async () => {
    const gone = new Promise<void>((resolve) => {
      left = resolve
    })
    client.leave()
    await gone
  })
  client.start()
  return guest
}

/** Waits for the world, however slow it is. */
async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 30_000 && !isSo(); waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The same for what is seen; in vain, it shows what is. */
async function sees(t: ExecutionContext, terminal: FakeTerminal, ...what: RegExp[]): Promise<void> {
  let text = ''
  for (let waited = 0; waited < 30_000; waited += 50) {
    text = (await terminal.text()).join('\n')
    if (what.every((each) => each.test(text))) {
      t.pass()
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  t.fail(`${what.filter((each) => !each.test(text)).join(' and ')} never seen on\n${text}`)
}

async function channelRig(t: ExecutionContext, transport: TransportOptions, trace?: string) {
  const later = endings(t)
  const { server, local: target } = await startServer(later, transport)
  const options = readChannelOptions({ loss: '20%', delay: '5ms', seed: 'screen' })
  const screen = new ChannelScreen(CHOICE, options, trace)
  later(() => screen.close())
  const world = new WallClock()
  const proxy = await startProxy({
    listen: LOOPBACK,
    target,
    weather: { up: options.up, down: options.down },
    seed: options.seed,
    classify: classifyPassing,
    kindOf: kindOfPassing,
    openSocket,
    world,
    witness: screen.witness
  })
  later(() => proxy.close())
  const terminal = new FakeTerminal(120, 40)
  later(() => terminal.dispose())
  const ends: string[] = []
  await screen.open(
    proxy,
    world,
    { quit: () => ends.push('quit'), interrupt: () => ends.push('interrupt') },
    { input: terminal.input, output: terminal.output }
  )
  return { later, proxy, screen, terminal, ends, server }
}

test.serial(
  'the channel decodes what passes; keys and --control turn the same knobs',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rdt-screen-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const trace = join(folder, 'channel.ndjson')
    const transport = usualTransport(gbn)
    const { later, proxy, screen, terminal, ends } = await channelRig(t, transport, trace)
    await sees(
      t,
      terminal,
      /protocol unknown yet/,
      /waiting for somebody to send/,
      /retransmitted 0/
    )
    const alice = await invite(later, 'alice', proxy.local, transport)
    const bob = await invite(later, 'bob', proxy.local, transport)
    await sees(t, terminal, /gbn, window 8/, /alice/, /bob/, /2 flows/)
    await until(() => alice.hasJoined && bob.hasJoined)
    for (let i = 0; i < 30; i++) alice.client.say(`hello ${i}`)
    await sees(t, terminal, /data \d+/, /retransmitted [1-9]\d* of \d+/)
    await sees(t, terminal, /ladder: (alice|bob) ⇄ server|ladder: server ⇄ (alice|bob)/)
    terminal.press('+')
    await sees(t, terminal, /▸loss +\S+ (2[1-9]|30)%/)
    proxy.change({ both: { delay: ms(77) } })
    await sees(t, terminal, /delay +\S+ 77ms/)
    terminal.type(':kill data up nobody')
    terminal.press('enter')
    await sees(t, terminal, /there is no flow 'nobody'; there are flow-1, flow-2/)
    terminal.press('ctrl+u')
    terminal.type('loss 0%')
    terminal.press('enter')
    await until(() => bob.heard.length >= 30)
    t.is(bob.heard.length, 30)
    terminal.press('q')
    await sees(t, terminal, /Quit\? 2 flows pass here/)
    terminal.press('y')
    t.deepEqual(ends, ['quit'])
    screen.close()
    t.deepEqual(await terminal.modes(), [])
    const [first = '', ...lines] = readFileSync(trace, 'utf8').trimEnd().split('\n')
    const header = readHeader(first)
    t.like(header, { value: { config: { command: 'channel', protocol: 'gbn', window: 8 } } })
    const events = lines.map(readEvent).flatMap((read) => ('value' in read ? [read.value] : []))
    t.is(events.length, lines.length)
    t.true(events.filter(({ event }) => event === 'send').length > 60)
  }
)

test.serial('what a person holds in the tray waits, and goes on when it is told to', async (t) => {
  const transport = usualTransport(gbn)
  const { later, proxy, terminal } = await channelRig(t, transport)
  terminal.press('0', 't')
  await sees(t, terminal, /YOU ARE THE CHANNEL/)
  await invite(later, 'alice', proxy.local, transport)
  await sees(t, terminal, /flow-1 .*open/)
  terminal.press('x')
  await sees(t, terminal, /lost.*by hand/)
  terminal.press('t')
  await sees(t, terminal, /the dice rule again/, /alice/)
})

test.serial('the alternating bit comes back: only what is sent again counts as such', async (t) => {
  const transport = { ...usualTransport(rdt30), windowSize: 1, seqBits: 1 }
  const { later, proxy, terminal, server } = await channelRig(t, transport)
  const alice = await invite(later, 'alice', proxy.local, transport)
  await until(() => alice.hasJoined)
  for (let i = 0; i < 12; i++) alice.client.say(`hello ${i}`)
  await sees(t, terminal, /rdt3.0, window 1, 1-bit numbers/)
  // What both ends say of themselves.
  const truth = (): string => {
    const pipes = [alice.client.pipe, ...server.people.map(({ pipe }) => pipe)]
    const sum = (of: 'sent' | 'retransmitted') =>
      pipes.reduce((all, pipe) => all + (pipe?.figures[of] ?? 0), 0)
    return `${sum('retransmitted')} of ${sum('sent')}`
  }
  let shown = ''
  await until(() => alice.client.unconfirmed === 0)
  for (let waited = 0; waited < 300 && shown !== truth(); waited++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const [title = ''] = await terminal.text()
    shown = /retransmitted (\d+ of \d+)/.exec(title)?.[1] ?? ''
  }
  t.is(shown, truth())
})

test.serial('random datagrams are counted and shown, and harm nothing', async (t) => {
  const { later, proxy, terminal } = await channelRig(t, usualTransport(gbn))
  const socket = await openSocket(LOOPBACK, () => {})
  later(() => socket.close())
  for (let i = 0; i < 200; i++) {
    const bytes = Buffer.alloc((i * 37) % 1400, `\x1b[2J${i}`)
    if (i % 3 === 0 && bytes.length > 28) bytes.set([0x52, 0x44, 0x10 + (i % 16)])
    socket.send(bytes, proxy.local)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await sees(t, terminal, /flow-1/, /\d+ bytes/)
  terminal.press('f')
  await sees(t, terminal, /flows: all that pass/)
  t.notRegex((await terminal.text()).join(''), /[\u0000-\u001f]/)
})

test.serial(
  'the server shows who is here and what is said to everybody, and nothing else',
  async (t) => {
    const later = endings(t)
    const transport = usualTransport(gbn)
    const screen = new ServerScreen(CHOICE, transport, new WallClock())
    later(() => screen.close())
    const { server, local } = await startServer(later, transport, screen)
    const terminal = new FakeTerminal(120, 40)
    later(() => terminal.dispose())
    const ends: string[] = []
    await screen.open(
      `127.0.0.1:${local.port}`,
      server,
      { quit: () => ends.push('quit'), interrupt: () => ends.push('interrupt') },
      { input: terminal.input, output: terminal.output }
    )
    await sees(t, terminal, /nobody is here yet/, /Go-Back-N, window 8/)
    const alice = await invite(later, 'alice', local, transport)
    await invite(later, 'bob', local, transport)
    await sees(t, terminal, /alice joined/, /bob joined/, /2 people/)
    alice.client.say('hello to all \x1b[2J')
    alice.client.msg(['bob'], 'a secret')
    alice.client.say('hello again')
    await sees(t, terminal, /alice: hello to all/, /alice: hello again/, /data \d/)
    await sees(t, terminal, /ladder: (alice|bob) ⇄ server|ladder: server ⇄ (alice|bob)/)
    t.notRegex((await terminal.text()).join('\n'), /secret/)
    terminal.press('ctrl+c')
    t.deepEqual(ends, ['interrupt'])
    screen.close()
    t.deepEqual(await terminal.modes(), [])
    t.false(screen.tell({ type: 'shutdown', reason: 'over', people: 2 }), 'lines again')
  }
)
