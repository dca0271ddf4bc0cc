import test, { type ExecutionContext } from 'ava'
import { PtyProcess } from './pty-process.js'
import { RdtProcess, until } from './rdt-process.js'
import { isLacking } from './tools.js'

async function openServer(t: ExecutionContext): Promise<string> {
  const server = new RdtProcess(t, ['server', '0', '--json'])
  await until(() => server.lines.length > 0)
  return server.records[0].address
}

/** As a shell wants its terminal back. */
const SANE = /(?<!-)isig (?<!-)icanon .*(?<!-)echo /s

test.serial('rdt client on a terminal fills the screen, and gives it back at Ctrl-C', async (t) => {
  if (isLacking(t, 'script', 'stty')) return
  const address = await openServer(t)
  const alice = new PtyProcess(t, ['client', address, '--name', 'alice', '--show-rdt'])
  const screen = await alice.shows(/^alice on .* connected {2}1 person .*F1 help/)
  t.true(alice.isAlternate)
  t.regex(screen, /your window/)
  t.regex(screen, /retransmitted \d+ of \d+ \(\d+%\)/)
  alice.send('hello\r')
  await alice.shows(/\d\d:\d\d alice: hello ✓/)
  const bob = new RdtProcess(t, ['client', address, '--name', 'bob', '--plain'], { stdin: 'open' })
  await alice.shows(/connected {2}2 people/)
  bob.type('is alice here?')
  await alice.shows(/» bob: is alice here\?/)
  alice.send('half a line\x03')
  const after = await alice.shows(/status 0\n.*speed.*extproc/s)
  t.false(alice.isAlternate)
  t.regex(after, /\* Left the chat\n! typed and not said: half a line\nstatus 0/)
  t.regex(after, SANE)
})

test.serial('with --plain on a terminal there are lines, and a line to type on', async (t) => {
  if (isLacking(t, 'script', 'stty')) return
  const address = await openServer(t)
  const alice = new PtyProcess(t, ['client', address, '--name', 'alice', '--plain'])
  await alice.shows(/Connected to Server at \(/)
  t.false(alice.isAlternate)
  alice.send('hello\r')
  await alice.shows(/^alice \(you\): hello$/m)
  alice.send('/quit\r')
  t.regex(await alice.shows(/status 0\n.*speed.*extproc/s), SANE)
})

test.serial(
  'a server with another protocol: the reason is told when the screen is gone',
  async (t) => {
    if (isLacking(t, 'script', 'stty')) return
    const address = await openServer(t)
    const alice = new PtyProcess(t, ['client', address, '--name', 'alice', '--protocol', 'sr'])
    const after = await alice.shows(/status 2/)
    t.regex(after.replaceAll('\n', ''), /rdt: the server refused the connection: protocol mismatch/)
  }
)

test.serial('without a name on a terminal one is asked for', async (t) => {
  if (isLacking(t, 'script', 'stty')) return
  const address = await openServer(t)
  const alice = new PtyProcess(t, ['client', address, '--theme', 'light', '--big'])
  await alice.shows(/Your name in the chat:/)
  alice.send('a b\r')
  await alice.shows(/must not contain spaces/)
  alice.send('alice\r')
  await alice.shows(/alice on .* connected/)
  t.true(alice.isAlternate)
  alice.send('/quit\r')
  await alice.shows(/status 0/)
  t.false(alice.isAlternate)
})
