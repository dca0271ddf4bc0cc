/** `--protocol 'exec:…'`: programs that speak lines, as they should, and as they go wrong. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test, { type ExecutionContext } from 'ava'
import { splitCommand } from '../../src/cli/exec-protocol-words.js'
import { loadProtocol } from '../../src/cli/protocol-file.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { ms } from '../../src/kernel/time.js'
import { RecordingHost } from '../../src/rdt/recording-host.js'
import { makeData } from '../../src/rdt/segment.js'
import { thorough } from '../thorough.js'
import { ownProgram, program, type Spoilt } from './own-program.js'
import { PtyProcess } from './pty-process.js'
import { folder, pause, RdtProcess, rdt, until } from './rdt-process.js'
import { isLacking } from './tools.js'

/** In ms: a program has so long to start, and a fifth of it for an event. */
const HASTY = { env: { RDT_PATIENCE_MS: '3500' } }
const RUN = ['--rto', '150ms', '--messages', '4', '--fates', 'data: .x', '--seed', '1']
const sim = (word: string, ...more: string[]) => ['sim', '--protocol', word, ...RUN, ...more]

test('a program carries messages over a channel that loses one', async (t) => {
  const { status, records, err } = await rdt(t, sim(program(t), '--json'))
  t.is(err, '')
  t.is(status, 0)
  const [{ protocol, verdict, delivered, segments, finish_ms }] = records
  t.like({ protocol, verdict, delivered }, { protocol: 'my-abp', verdict: 'pass', delivered: 4 })
  t.like(segments, { data: 5, retransmitted: 1, acks: 4, timeouts: 1, dropped: 1 })
  t.is(finish_ms, 550)
})

test('what it declares is held against what it does', async (t) => {
  const { status, out } = await rdt(t, ['conformance', program(t), '--seeds', '2'])
  t.regex(out, /^My alternating bit declares to survive loss, corrupt-data/)
  t.regex(out, /✓ pass survives them all together/)
  t.is(status, 0, out)
})

test('explore finds what breaks it, and each of its runs has machines of its own', async (t) => {
  const spoil =
    "if (half === 'receiver' && event !== 'create' && segment.corrupt) me.bit = 1 - me.bit"
  const args = ['explore', '--protocol', program(t, { spoil }), '--json']
  const { status, records } = await rdt(t, args)
  t.is(status, 1)
  t.is(records[0].counterexample.faults, 1)
  t.true(records[0].counterexample.replay.includes('exec:'), records[0].counterexample.replay)
})

test('a trace of it is replayed byte by byte', async (t) => {
  const word = program(t)
  const trace = folder(t)('run.ndjson')
  await rdt(t, sim(word, '--trace', trace))
  const { status, out } = await rdt(t, ['trace', 'replay', trace, '--protocol', word])
  t.is(status, 0)
  t.regex(out, /^equal: /)
})

test('words are cut at blanks, and what stands in quotes is one', (t) => {
  const cut: readonly (readonly [string, readonly string[]])[] = [
    ['python3 my_gbn.py', ['python3', 'my_gbn.py']],
    ['  ./gbn   --fast ', ['./gbn', '--fast']],
    [`node "my programs/gbn.mjs" ''`, ['node', 'my programs/gbn.mjs', '']],
    [`a 'b "c"' d'e f'g`, ['a', 'b "c"', 'de fg']],
    ['a "b \\" c \\\\"', ['a', 'b " c \\']],
    ['C:\\Python\\python.exe gbn.py', ['C:\\Python\\python.exe', 'gbn.py']],
    ['a $HOME * ;b', ['a', '$HOME', '*', ';b']]
  ]
  for (const [command, words] of cut) t.deepEqual(splitCommand(command), words, command)
  for (const command of ['', '  ', '""', 'a "b', "a 'b", 'a b"']) {
    t.throws(() => splitCommand(command), { instanceOf: BadInput }, command)
  }
})

const REFUSED: readonly (readonly [word: string, line: RegExp])[] = [
  ['exec:', /exec: names no program; write 'exec:python3 my_gbn.py'/],
  ['exec:node "my', /a quote is left open/],
  ['exec:no-such-program-anywhere x', /there is no program no-such-program-anywhere; check its/],
  ['exce:python3 my_gbn.py', /did you mean 'exec:python3 my_gbn.py'\?/],
  ['python3 my_gbn.py', /did you mean 'exec:python3 my_gbn.py'\?/],
  ['my_gbn.py', /did you mean 'exec:python3 my_gbn.py'\?/],
  ['some/where/gbn.rb', /did you mean 'exec:ruby some\/where\/gbn.rb'\?/]
]

for (const [word, line] of REFUSED) {
  test(`${word} is refused in one line that ends in the mend`, async (t) => {
    const { status, out, err } = await rdt(t, sim(word))
    t.is(status, 2)
    t.is(out, '')
    t.regex(err, line)
    t.regex(err, /^rdt: --protocol: [^\n]+\n$/)
  })
}

test('a file that may not be run is no program', async (t) => {
  const path = folder(t)('gbn')
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, 0o600)
  const { status, err } = await rdt(t, sim(`exec:${path}`))
  t.is(status, 2)
  t.regex(err, /cannot be started \(EACCES\); is it a program that you may run/)
})

const hello = (change: string) => `say({ ...ME, ${change} })`
const GREETINGS: readonly (readonly [what: string, spoilt: Spoilt, line: RegExp])[] = [
  ['ends at once', { top: 'process.exit(3)' }, /ended with status 3, before it said a word\n/],
  [
    'ends with an error',
    { top: "throw new Error('no idea')" },
    /ended with status 1, before it said a word: Node\.js v/
  ],
  [
    'greets its reader',
    { hello: "write('hello\\n')" },
    /line 1 of its output: it is no JSON object;/
  ],
  [
    'has no name',
    { hello: hello('name: undefined') },
    /line 1 of its output: name: it is missing:/
  ],
  ['has a bad name', { hello: hello("name: 'my abp'") }, /name: it must be 1 to 32 letters/],
  ['survives too much', { hello: hello("survives: ['fire']") }, /each must be one of corrupt-data/],
  ['has a strange window', { hello: hello("maxWindow: '2^k'") }, /maxWindow: it must be a whole/],
  ['speaks other lines', { hello: hello('hello: 2') }, /hello: it must be 1, the version/],
  ['never says hello', { hello: '' }, /has not said hello within 3\.5 s; is there a loop/],
  ['has no end of line', { hello: "write('{')" }, /has not said hello within 3\.5 s/]
]

for (const [what, spoilt, line] of GREETINGS) {
  test(`a program that ${what} is not taken`, async (t) => {
    const { status, out, err } = await rdt(t, sim(program(t, spoilt)), HASTY)
    t.is(status, 2, err)
    t.is(out, '')
    t.regex(err, line)
    t.regex(err, /rdt: --protocol: [^\n]+\n$/)
  })
}

const at = (n: number, what: string) => `if (events === ${n}) { ${what} }`
const order = (line: string) => at(5, `say(${line})`)
const segment = (fields: string) => order(`{ order: 'udtSend', segment: { ${fields} } }`)

const CRASHES: readonly (readonly [what: string, spoil: string, line: RegExp])[] = [
  [
    'prints to debug',
    at(5, "write('got \\x1b[31ma segment\\u202e\\n')"),
    /line \d+ of its output: it is no JSON object; what it prints to debug belongs on standard error: got ␛\[31ma segment$/
  ],
  ['prints a list', at(5, 'say([1, 2])'), /it is no JSON object: \[1,2\]$/],
  ['prints a number', at(5, 'say(7)'), /it is no JSON object: 7$/],
  ['says nothing that counts', at(5, 'say({})'), /it is neither an order nor done; write/],
  [
    'misspells an order',
    order("{ order: 'udpSend' }"),
    /no order "udpSend"; did you mean udtSend\?/
  ],
  ['gives an order of Object', order("{ order: 'toString' }"), /there is no order "toString"/],
  ['sends nothing', order("{ order: 'udtSend' }"), /udtSend: it has no segment; write/],
  [
    'sends another kind',
    segment("kind: 'syn'"),
    /udtSend: "syn" is no kind of segment; write data/
  ],
  ['sends half a number', segment("kind: 'ack', acknum: 0.5"), /acknum is 0\.5; write a whole/],
  ['sends below zero', segment("kind: 'ack', acknum: -1"), /acknum is -1; write a whole number/],
  ['sends a wide window', segment("kind: 'ack', window: 65536"), /window is 65536; write a whole/],
  [
    'sends plain text',
    segment("kind: 'data', data: 'hello'"),
    /data is "hello"; write a text in b/
  ],
  ['sends data without any', segment("kind: 'data'"), /udtSend: data is missing; write a text/],
  ['is not sure', segment("kind: 'ack', corrupt: 'no'"), /corrupt is "no"; write true or false/],
  ['delivers nothing', order("{ order: 'deliverData' }"), /deliverData: data is missing; write/],
  [
    'delivers at the sender',
    at(3, "say({ order: 'deliverData', data: '' })"),
    /deliverData: a sender has nothing to deliver; that is for the receiver/
  ],
  [
    'starts for no time',
    order("{ order: 'startTimer' }"),
    /startTimer: delay is missing; write mi/
  ],
  ['starts in the past', order("{ order: 'startTimer', delay: -5 }"), /-5 is not a time in micro/],
  ['starts timer x', order("{ order: 'startTimer', delay: 5, timer: 'x' }"), /timer is "x"; write/],
  ['stops timer -1', order("{ order: 'stopTimer', timer: -1 }"), /-1 is not the number of a timer/],
  ['answers another event', at(5, 'say({ done: n + 7 })'), /done is 12, and the event .* is 5:/],
  ['answers twice', at(5, 'say({ done: n, isReady: true })'), /line \d+ of its output: /],
  ['forgets isReady', at(3, 'say({ done: n })'), /isReady of the sender is missing; write true/],
  ['is 1 for ready', at(3, 'say({ done: n, isReady: 1 })'), /isReady of the sender is 1; write/],
  ['has a list for a state', order('{ done: n, isReady: true, state: [] }'), /state is no object/],
  [
    'ends in the middle',
    at(5, 'write(\'{"order":"udt\'); process.exit(7)'),
    /line \d+ of its output: it is no JSON object/
  ],
  [
    'ends with an error',
    at(5, "console.error('out of luck'); process.exit(7)"),
    /ended with status 7, after line \d+: out of luck$/
  ],
  ['kills itself', at(5, "process.kill(process.pid, 'SIGKILL')"), /ended with SIGKILL, after line/],
  ['falls silent', at(5, 'return'), /has not said all of its answer after line \d+ within 0\.7 s/],
  ['loops', at(5, 'for (;;) {}'), /has not said all of its answer after line \d+ within 0\.7 s/],
  [
    'gives orders without end',
    at(5, "for (;;) say({ order: 'stopTimer' })"),
    /100000 orders for one event; is there a loop without end\?|has not said all of its answer/
  ],
  [
    'has a line of 100 MB',
    at(5, "const much = 'x'.repeat(1 << 20); for (let i = 0; i < 100; i++) write(much)"),
    /line \d+ of its output: it is longer than any line may be: x{80}…$/
  ]
]

for (const [what, spoil, line] of thorough(
  CRASHES.filter((_, i) => i % 4 === 0),
  CRASHES
)) {
  test(`a program that ${what} is a verdict: crash`, async (t) => {
    const word = program(t, { spoil })
    // The run of two flows is not shrunk, for which the program would be started time and again.
    const args = sim(word, '--flows', '2', '--json')
    const { status, records, out, err } = await rdt(t, args, HASTY)
    t.is(status, 1, err)
    const [{ verdict, violations }] = records
    t.is(verdict, 'fail')
    const crash = violations.find(({ rule }: { rule: string }) => rule === 'crash')
    t.regex(crash?.what, line)
    t.true(crash.what.includes('my-abp.mjs'), crash.what)
    t.notRegex(out + err, /[\x1b\u202e]|a bug of ours|\n {4}at /)
  })
}

test('the run that breaks it is shrunk, though it is started again for each', async (t) => {
  const spoil = "if (event === 'timeout') { console.error('oh dear'); process.exit(9) }"
  const { status, records, err } = await rdt(t, sim(program(t, { spoil }), '--json'))
  t.is(status, 1)
  const [{ shortest }] = records
  t.like(shortest, { fates: 'data: x', messages: 1 })
  t.regex(shortest.what, /ended with status 9, after line \d+: oh dear$/)
  t.is(err, 'my-abp.mjs: oh dear\n', 'the same story again is told once')
})

test('in a chat it ends the run, in one line that says why', async (t) => {
  const spoil = at(20, "say({ order: 'udtsend' })")
  const args = ['chat', '--protocol', program(t, { spoil }), '--plain', '--seed', '1']
  const { status, err } = await rdt(t, args, { input: 'alice: hello\nbob: hi\n' })
  t.is(status, 1)
  t.regex(
    err,
    /^rdt: [^\n]+my-abp\.mjs: line \d+ of its output: there is no order "udtsend";[^\n]+\n$/
  )
})

test('what it writes to standard error is shown with its name, cleaned', async (t) => {
  const spoil = at(5, "console.error('base is now\\x1b[2J 7\\n\\tand so on')")
  const { status, err } = await rdt(t, sim(program(t, { spoil })))
  t.is(status, 0)
  t.is(err, 'my-abp.mjs: base is now␛[2J 7\nmy-abp.mjs:     and so on\n')
})

test('what it says when its input ends is shown, too', async (t) => {
  const top = "process.on('exit', () => console.error(events + ' events'))"
  const { status, err } = await rdt(t, sim(program(t, { top })))
  t.is(status, 0)
  t.regex(err, /^my-abp\.mjs: \d+ events\n$/)
})

test('an endless standard error is cut off, and the run goes on', async (t) => {
  const spoil = at(5, "for (let i = 0; i < 50_000; i++) console.error('line ' + i)")
  const { status, err } = await rdt(t, sim(program(t, { spoil })))
  t.is(status, 0)
  const lines = err.split('\n')
  t.is(lines.length, 10_001)
  t.is(lines[9_999], 'my-abp.mjs: … what more it says is not shown')
})

test('while a screen has the terminal, its standard error waits', async (t) => {
  if (isLacking(t, 'script', 'stty')) return
  const word = program(t, { spoil: "console.error('event ' + events)" })
  const chat = new PtyProcess(t, ['chat', '--protocol', word, '--people', 'alice,bob'])
  const screen = await chat.shows(/bob joined/)
  t.true(chat.isAlternate)
  t.notRegex(screen, /event \d/)
  chat.send('\x03')
  t.regex(await chat.shows(/status 130/), /^my-abp\.mjs: event \d+$/m)
})

test('it is told which machines nobody needs any more', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const path = folder(t)('forgotten')
  const top = `const { appendFileSync } = await import('node:fs')
    const forget = machines.delete.bind(machines)
    machines.delete = (machine) => {
      appendFileSync(${JSON.stringify(path)}, forget(machine) + ' ' + machine + '\\n')
    }`
  const protocol = await loadProtocol(program(t, { top }))
  const options = { windowSize: 1, seqBits: 1, rto: ms(150) }
  const kept = protocol?.createReceiver(new RecordingHost(), options)
  for (let tries = 0; tries < 200 && !existsSync(path); tries++) {
    protocol?.createSender(new RecordingHost(), options)
    collect()
    await pause(10)
  }
  const forgotten = readFileSync(path, 'utf8')
  t.regex(forgotten, /^(true \d+\n)+$/)
  t.notRegex(forgotten, /^true 1$/m)
  kept?.rdtRcv(makeData(0, new Uint8Array(1)), 0)
  t.deepEqual(kept?.state, { bit: 1 })
})

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A program that would stay for ever, and a child of its own; their numbers are in the file. */
function stubborn(t: ExecutionContext, spoil = '') {
  const path = folder(t)('pids')
  const top = `
    const { spawn } = await import('node:child_process')
    const { writeFileSync, renameSync } = await import('node:fs')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    writeFileSync(${JSON.stringify(`${path}~`)}, process.pid + ' ' + child.pid)
    renameSync(${JSON.stringify(`${path}~`)}, ${JSON.stringify(path)})
    setInterval(() => {}, 1000)
    process.on('SIGTERM', () => {})
    process.on('SIGINT', () => {})`
  const pids = () => (existsSync(path) ? readFileSync(path, 'utf8').split(' ').map(Number) : [])
  return { word: program(t, { top, spoil }), pids }
}

async function allGone(t: ExecutionContext, pids: readonly number[]): Promise<void> {
  t.is(pids.length, 2)
  await until(() => !pids.some(isAlive), 20_000, `for the end of ${pids}`)
}

test('a program that does not want to end is gone with us, and so is its child', async (t) => {
  const { word, pids } = stubborn(t)
  const { status } = await rdt(t, sim(word))
  t.is(status, 0)
  await allGone(t, pids())
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
  test(`nor does one outlive us that loops when we get a ${signal}`, async (t) => {
    const { word, pids } = stubborn(t, at(5, "console.error('now'); for (;;) {}"))
    const args = sim(word)
    const run = new RdtProcess(t, args, { env: { RDT_PATIENCE_MS: '20000' } })
    await until(() => run.err.includes('now') || pids().length === 2)
    run.child.kill(signal)
    await run.end(30_000)
    await allGone(t, pids())
  })
}

test('a program in a folder with blanks, with arguments of its own', async (t) => {
  const at = folder(t)
  mkdirSync(at('my programs'))
  const top = "if (process.argv[2] !== 'two words') process.exit(4)"
  writeFileSync(at('my programs/abp.mjs'), ownProgram({ top }))
  const { status, err } = await rdt(t, sim(`exec:node '${at('my programs/abp.mjs')}' "two words"`))
  t.is(status, 0, err)
})
