import { EventEmitter } from 'node:events'
import test from 'ava'
import type { SessionEnd } from '../../src/cli/client-end.js'
import { ScreenSession } from '../../src/cli/client-screen.js'
import { ms } from '../../src/kernel/time.js'
import { ClientRoom } from './client-room.js'
import { FakeTerminal } from './terminal.js'

class FakeProcess extends EventEmitter {
  readonly pid = 4711

  kill(): void {}
}

interface Stand {
  readonly room: ClientRoom
  readonly terminal: FakeTerminal
  readonly process: FakeProcess
  readonly session: ScreenSession
  readonly ends: SessionEnd[]
  /** What was printed when the terminal was given back. */
  readonly printed: string[]
  /** Seconds pass, for the chat and for the terminal. */
  pass(count: number): void
}

/** Dora before a terminal, and bob. */
async function stand(width = 80, height = 24): Promise<Stand> {
  const room = new ClientRoom()
  room.guest('bob')
  const terminal = new FakeTerminal(width, height)
  const process = new FakeProcess()
  const ends: SessionEnd[] = []
  const printed: string[] = []
  const session = new ScreenSession(
    room.host(room.node('dora')),
    {
      input: terminal.input,
      output: terminal.output,
      timers: terminal.timers,
      process,
      print: (line) => printed.push(line)
    },
    {
      name: 'dora',
      uid: 'uid-dora',
      server: '127.0.0.1:40452',
      isBig: false,
      strip: undefined,
      theme: 'dark'
    },
    (end) => ends.push(end)
  )
  await session.open()
  const pass = (count: number): void => {
    for (let i = 0; i < count * 10; i++) {
      room.world.run(room.world.now() + ms(100))
      terminal.timers.advance(100)
    }
  }
  pass(5)
  return { room, terminal, process, session, ends, printed, pass }
}

test('a terminal shows what the model draws, and types into it', async (t) => {
  const { terminal, session, pass } = await stand()
  terminal.type('hello, bob')
  t.true((await terminal.text()).includes('everybody> hello, bob'))
  t.deepEqual(await terminal.cursor(), { x: 21, y: 22 })
  terminal.press('enter')
  pass(4)
  const shown = await terminal.text()
  t.regex(shown[0]!, /^dora on 127\.0\.0\.1:40452 {2}connected {2}2 people {2}.* F1 help$/)
  t.regex(shown.join('\n'), /\n10:00 dora: hello, bob ✓✓ all\n/)
  t.regex(
    shown.at(-1)!,
    /^lag \d+ ms {2}RTO \d+ ms {2}retransmitted \d+ of \d+ \(\d+%\) {2}connected/
  )
  session.interrupted()
})

test('another size: everything is there again, with the line that was begun', async (t) => {
  const { terminal, session, pass } = await stand()
  terminal.type('half a li')
  terminal.resize(120, 40)
  let shown = await terminal.text()
  t.is(shown.length, 40)
  t.true(shown.includes('everybody> half a li'))
  t.regex(shown.join('\n'), /│ dora \(you\)\n/)
  terminal.resize(39, 12)
  t.regex((await terminal.text()).join('\n'), /too small: 39×12\n.*needs 40×12/)
  terminal.type('ne')
  terminal.resize(40, 12)
  pass(1)
  shown = await terminal.text()
  t.true(shown.includes('everybody> half a line'))
  t.regex(shown.join('\n'), /retransmitted/)
  session.interrupted()
})

test('Ctrl-C leaves politely: status 0, the terminal as it was, one line of farewell', async (t) => {
  const { terminal, ends, printed, pass, room } = await stand()
  t.true((await terminal.modes()).includes('alternate'))
  terminal.press('ctrl+c')
  t.deepEqual(ends, [])
  pass(2)
  t.deepEqual(ends, [{ status: 0, refusal: undefined }])
  t.deepEqual(printed, ['* Left the chat'])
  t.deepEqual(await terminal.modes(), [])
  t.is(terminal.timers.waiting, 0)
  t.is(room.alice.client.state, 'idle')
})

test('a second Ctrl-C does not wait for a server that is not there', async (t) => {
  const { room, terminal, ends, printed, pass } = await stand()
  room.killServer()
  terminal.type('are you there?')
  terminal.press('enter')
  terminal.type('half a li')
  pass(1)
  terminal.press('ctrl+c')
  t.deepEqual(ends, [])
  terminal.press('ctrl+c')
  t.deepEqual(ends, [{ status: 0, refusal: undefined }])
  t.deepEqual(printed, [
    '* Left the chat',
    '! 1 message was not acknowledged by the server',
    '  are you there?',
    '! typed and not said: half a li'
  ])
  t.deepEqual(await terminal.modes(), [])
})

test('/quit waits for what was said, and tells what it waited for in vain', async (t) => {
  const { room, terminal, ends, printed, pass } = await stand()
  room.killServer()
  terminal.type('are you there?')
  terminal.press('enter')
  terminal.type('/quit')
  terminal.press('enter')
  pass(2)
  t.regex((await terminal.text())[0]!, /leaving when 1 more arrived/)
  pass(10)
  t.deepEqual(ends, [{ status: 1, refusal: undefined }])
  t.is(printed[1], '! 1 message was not acknowledged by the server')
})

test('a terminal that goes away is a leave', async (t) => {
  const { terminal, ends, pass } = await stand()
  terminal.input.emit('end')
  pass(2)
  t.deepEqual(ends, [{ status: 0, refusal: undefined }])
})

test('a signal gives the terminal back at once', async (t) => {
  const { terminal, process, session, ends, pass } = await stand()
  process.on('SIGTERM', () => session.interrupted())
  process.emit('SIGTERM', 'SIGTERM')
  t.deepEqual(await terminal.modes(), [])
  pass(2)
  t.is(ends.length, 1)
})

test('where nothing happens nothing is drawn', async (t) => {
  const { terminal, session, pass } = await stand()
  pass(5)
  terminal.output.since()
  pass(60)
  t.is(terminal.output.since(), '')
  session.interrupted()
})

test('a server that is away is drawn as it waits, ten times a second at most', async (t) => {
  const { room, terminal, session, pass } = await stand()
  room.killServer()
  terminal.type('hello?')
  terminal.press('enter')
  pass(5)
  t.regex((await terminal.text()).at(-1)!, /waiting (4\.\d|5) s/)
  session.interrupted()
})
