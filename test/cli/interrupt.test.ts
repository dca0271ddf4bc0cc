/** Ctrl-C at any moment: soon over, files whole, no port left. */
import { readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import type { DatagramSocket } from '../../src/kernel/datagram-socket.js'
import { readEvent, readHeader } from '../../src/trace/ndjson.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { folder, pause, RdtProcess, until } from './rdt-process.js'

/** It shall take a second; a machine that is busy with other tests gets three. */
const SOON = 3_000

/** Whoever listened on `port` of this machine is gone; another test may have it for a while. */
async function isFree(t: ExecutionContext, port: number): Promise<void> {
  const at = { address: '127.0.0.1', port }
  for (let waited = 0; ; waited += 100) {
    const socket = await openSocket(at, () => {}).catch((error: unknown) => error)
    if (!(socket instanceof Error)) {
      await (socket as DatagramSocket).close()
      t.pass()
      return
    }
    if (waited >= 30_000) throw socket
    await pause(100)
  }
}

const hasAlice = ({ people, joined = people }: { people: unknown; joined?: unknown }): boolean =>
  JSON.stringify(joined).includes('"alice"')

const portIn = (text: string): number => Number(/:(\d+)/.exec(text)?.[1])

const MOMENTS: readonly (readonly [when: string, wait: (run: RdtProcess) => Promise<void>])[] = [
  ['before anything was printed', () => pause(60)],
  ['at its first word', (run) => until(() => run.lines.length > 0)],
  ['while people join', (run) => until(() => run.lines.length > 0).then(() => pause(150))],
  ['in mid-conversation', (run) => until(() => run.of('message').length > 5)],
  ['while bots talk over bad weather', (run) => until(() => run.of('message').length > 2)]
]

test.serial('rdt chat, at several moments', async (t) => {
  for (const [when, wait] of MOMENTS) {
    const at = folder(t)
    const file = at('t.ndjson')
    const weather = when.includes('bad weather') ? ['--loss', '40%', '--bots'] : ['--bots']
    const run = new RdtProcess(t, ['chat', '--json', ...weather, '--trace', file, '--seed', '1'])
    await wait(run)
    const hasBegun = run.lines.length > 0
    const port = hasBegun ? portIn(run.records[0].channel[0]) : undefined
    const took = await run.interrupt()
    t.is(run.status, 130, when)
    t.is(run.err, '', when)
    t.true(took < SOON, `${when}: ${took} ms`)
    if (port === undefined) continue
    await isFree(t, port)
    t.is(run.records.at(-1).type, 'summary', when)
    t.true(run.out.endsWith('\n'))
    const [header = '', ...lines] = readFileSync(file, 'utf8').split('\n')
    t.true('value' in readHeader(header))
    t.is(lines.pop(), '', 'the last line is whole')
    for (const line of lines) if (!('value' in readEvent(line))) t.fail(line)
  }
})

test.serial('rdt server with people connected, and its clients', async (t) => {
  const server = new RdtProcess(t, ['server', '0', '--json'])
  await until(() => server.lines.length > 0)
  const port = portIn(server.records[0].address)
  const clients = ['alice', 'bob'].map(
    (name) =>
      new RdtProcess(t, ['client', `127.0.0.1:${port}`, '--name', name, '--json'], {
        stdin: 'open'
      })
  )
  await until(() => clients.every((client) => client.of('joined').length === 1))
  const [alice, bob] = clients as [RdtProcess, RdtProcess]
  await until(() => [...bob.of('list'), ...bob.of('presence')].some(hasAlice))
  t.true((await alice.interrupt()) < SOON)
  t.is(alice.status, 0)
  t.is(alice.err, '')
  t.is(alice.records.at(-1).type, 'summary')
  t.is(alice.of('left').length, 1)
  await until(() => bob.of('presence').some(({ left }) => left.length === 1))
  t.like(bob.of('presence').at(-1).left[0], { name: 'alice', silent: false })

  t.true((await server.interrupt()) < SOON)
  t.is(server.status, 130)
  t.is(server.err, '')
  t.is(server.records.at(-1).type, 'summary')
  await isFree(t, port)
  await until(() => bob.of('notice').some(({ code }) => code === 'shutdown'))
  t.true((await bob.interrupt()) < SOON, 'with no server to say good-bye to')
  t.is(bob.status, 0)
})

test.serial('rdt client whose server never answers, and rdt channel', async (t) => {
  const silent = await openSocket({ address: '127.0.0.1', port: 0 }, () => {})
  t.teardown(() => silent.close())
  const to = `127.0.0.1:${silent.local.port}`
  const client = new RdtProcess(t, ['client', to, '--name', 'alice', '--json'], { stdin: 'open' })
  const channel = new RdtProcess(t, ['channel', '--listen', '0', '--to', to, '--json'])
  await until(() => client.of('notice').length > 0 && channel.lines.length > 0)
  t.is(client.of('notice')[0].code, 'no-answer')
  t.true((await client.interrupt()) < SOON)
  t.is(client.status, 0)
  const port = portIn(channel.records[0].listen)
  t.true((await channel.interrupt()) < SOON)
  t.is(channel.status, 130)
  t.is(channel.err, '')
  await isFree(t, port)
})

test.serial('a run in virtual time, and its trace, end at once', async (t) => {
  const at = folder(t)
  const file = at('long.ndjson')
  const run = new RdtProcess(t, ['sim', '--messages', '3000000', '--loss', '5%', '--trace', file])
  await pause(800)
  t.true((await run.interrupt()) < SOON)
  t.is(run.status, 130)
  t.is(run.err, '')
})
