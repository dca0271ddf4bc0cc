/** `rdt chat` on a terminal: the real run over UDP on loopback, under a robot's keys. */
import { existsSync, readFileSync } from 'node:fs'
import test from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { runChat } from '../../src/cli/chat-run.js'
import type { ChatRunOptions } from '../../src/cli/chat-run-options.js'
import { RunRecord } from '../../src/cli/chat-screen-save.js'
import { parseScript } from '../../src/cli/chat-script.js'
import { ms, seconds } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { usualTransport } from '../../src/rdt/transport.js'
import { readEvent, readHeader } from '../../src/trace/ndjson.js'
import { FakeTerminal } from '../dashboard/terminal.js'
import { folder, pause, rdt, until } from './rdt-process.js'

function optionsFor(terminal: FakeTerminal, more: Partial<ChatRunOptions> = {}): ChatRunOptions {
  const weather = { ...PERFECT, delay: ms(5) }
  return {
    transport: usualTransport(gbn),
    channel: {
      up: weather,
      down: weather,
      fates: {},
      fateBy: 'order',
      seed: '7',
      seedWasChosen: false
    },
    listen: { address: '127.0.0.1', port: 0 },
    isShared: false,
    people: ['alice', 'bob'],
    script: [],
    bots: false,
    timeLimit: undefined,
    trace: undefined,
    json: false,
    plain: false,
    screen: { theme: 'dark', isBig: false, terminal },
    ...more
  }
}

/** What is printed goes to `text`; the status is what the process would end with. */
async function captured(run: () => Promise<void>): Promise<{ text: string; status: unknown }> {
  const { write } = process.stdout
  const before = process.exitCode
  let text = ''
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += String(chunk)
    return true
  }
  try {
    await run()
    return { text, status: process.exitCode }
  } finally {
    process.stdout.write = write
    process.exitCode = before
  }
}

const SCRIPT = parseScript('bob: the first line\n@ 20ms\nalice: the second\n', 'test')

test.serial('one chats, steers, saves and quits; the terminal is as it was', async (t) => {
  const terminal = new FakeTerminal(120, 40)
  const at = folder(t)
  let ended = false
  const run = captured(() => runChat(optionsFor(terminal, { script: SCRIPT }))).finally(() => {
    ended = true
  })
  const shows = async (what: RegExp): Promise<void> => {
    let seen = ''
    for (let waited = 0; waited < 20_000 && !ended; waited += 50) {
      seen = (await terminal.text()).join('\n')
      if (what.test(seen)) return
      await pause(50)
    }
    terminal.press('ctrl+c')
    await run
    throw new Error(`${what} is not on the screen:\n${seen}`)
  }
  await shows(/bob: the first line/)
  await shows(/alice: the second ✓✓ 1\/1/)
  await shows(/The script is over/)
  await shows(/retransmitted \d+ of \d+ \(/)
  await shows(/STEERING {2}\? help/)
  // Not Escape: what follows it at once would belong to it.
  terminal.press('f2')
  terminal.type('typed by hand')
  await shows(/alice> typed by hand/)
  terminal.press('enter')
  await shows(/alice: typed by hand ✓✓ 1\/1/)
  terminal.resize(80, 24)
  await shows(/alice: typed by hand/)
  terminal.press('f2', 'k', 'f2')
  terminal.type('this one dies')
  terminal.press('enter')
  await shows(/killed by hand/)
  await shows(/alice: this one dies ✓✓ 1\/1/)
  await shows(/retransmitted [1-9]\d* of/)
  terminal.press('f2', ':')
  terminal.type(`save ${at('run')}`)
  terminal.press('enter')
  await shows(/all \d+ events/)
  t.true(existsSync(at('run.fates')))
  terminal.press('q')
  const { text, status } = await run
  t.is(status, 0)
  t.regex(text, /^Go-Back-N, window 8, seed 7\n/)
  t.regex(text, /messages +4 said, 4 of 4 deliveries: nothing lost/)
  t.regex(text, /segments +\d+ of data, of them [1-9]\d* retransmitted/)
  t.deepEqual(await terminal.modes(), [])
  const [header = '', ...lines] = readFileSync(at('run.ndjson'), 'utf8').trimEnd().split('\n')
  t.true('value' in readHeader(header))
  let latest = 0
  for (const line of lines) {
    const event = readEvent(line)
    if (!('value' in event)) t.fail(line)
    else t.true(event.value.t >= latest)
    latest = 'value' in event ? event.value.t : latest
  }
  const fates = readFileSync(at('run.fates'), 'utf8')
  t.regex(fates, /^alice>server {2}up: \.+.*x/m)
  const replay = await rdt(t, ['trace', 'replay', at('run.ndjson'), '--link', 'alice>server'])
  t.is(replay.status, 0, replay.err)
})

test.serial('Ctrl-C ends politely with 130, whatever waits', async (t) => {
  const terminal = new FakeTerminal(80, 24)
  const run = captured(() => runChat(optionsFor(terminal, { script: undefined, bots: true })))
  await until(() => terminal.output.written.includes('STEERING'), 20_000, 'for the screen')
  await pause(300)
  terminal.press('t', 'ctrl+c')
  const { text, status } = await run
  t.is(status, 130)
  t.regex(text, /messages +\d+ said/)
  t.deepEqual(await terminal.modes(), [])
})

test.serial('a window that is too small says so, and comes back', async (t) => {
  const terminal = new FakeTerminal(30, 8)
  const run = captured(() => runChat(optionsFor(terminal)))
  await until(() => terminal.output.written.includes('too small'), 20_000, 'for the message')
  terminal.resize(80, 24)
  const seen = (await terminal.text()).join('\n')
  t.regex(seen, /retransmitted 0 of/)
  terminal.press('q')
  t.is((await run).status, 0)
})

test('a channel on IPv6 has its people and its server there', async (t) => {
  const at = await rdt(t, ['chat', '--host', '::1', '--port', '0', '--json', '--seed', '1'], {
    input: 'alice: hello\nbob: hi\n'
  })
  if (/cannot be had|not available|EADDRNOTAVAIL/.test(at.err)) {
    t.log('skipped: this machine has no IPv6')
    t.pass()
    return
  }
  t.is(at.status, 0, at.err)
  t.like(at.records.at(-1).messages, { sent: 2, expected: 2, delivered: 2, lost: 0 })
})

test('without a terminal, and with --plain, there are lines', async (t) => {
  const run = await rdt(t, ['chat', '--seed', '1', '--theme', 'light'], {
    input: 'alice: hello\n'
  })
  t.is(run.status, 0, run.err)
  t.notRegex(run.out, /\u001b/)
  const wrong = await rdt(t, ['chat', '--theme', 'drak'], { input: '' })
  t.is(wrong.status, 2)
  t.is(wrong.err, 'rdt: --theme: there is no theme drak; did you mean dark?\n')
  const big = await rdt(t, ['chat', '--big'], { input: '' })
  t.is(big.status, 2)
  t.regex(big.err, /^rdt: --big needs the full screen: .*\n$/)
})

test('what is saved is all, or says how much; nothing is written over', (t) => {
  const at = folder(t)
  const record = new RunRecord(optionsFor(new FakeTerminal()))
  const bytes = new Uint8Array([1, 2, 3])
  record.witness.submitted?.('alice>server', 'up', bytes, 5)
  record.witness.dropped?.('alice>server', 'up', bytes, 'killed by hand', 5)
  record.sink({ t: 7, at: 'alice', event: 'say', from: 'alice', to: [], text: 'hi' })
  record.sink({ t: 6, at: 'bob', event: 'say', from: 'bob', to: [], text: 'hi' })
  t.regex(record.save(at('a')), /a\.ndjson has all 2 events, .*a\.fates all fates/)
  const lines = readFileSync(at('a.ndjson'), 'utf8').trimEnd().split('\n')
  t.deepEqual(
    lines.slice(1).map((line) => JSON.parse(line).t),
    [7, 7],
    'in the order of their times'
  )
  t.regex(readFileSync(at('a.fates'), 'utf8'), /^alice>server {2}up: x/m)
  t.throws(() => record.save(at('a')), { message: /a\.ndjson is there already/ })
  t.throws(() => record.save(at('no/such/b')), { message: /is in no folder that there is/ })
  for (let i = 0; i < 50_000; i++) record.sink({ t: i + 10, at: 'bob', event: 'state' })
  t.regex(record.save(at('b.ndjson')), /b\.ndjson has the last 50000 events/)
  t.true(existsSync(at('b.ndjson')))
  t.is(seconds(1), 1_000_000)
})
