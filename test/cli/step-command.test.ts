/** `rdt step`: lines, records, questions on a pipe, a student's file; and the screen on a terminal. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { freeName, saveRun } from '../../src/cli/step-save.js'
import { branchOf } from '../../src/sim/stepper/branch.js'
import { recordSteps } from '../../src/sim/stepper/stepped-run.js'
import { bookConfig } from '../trace/book-run.js'
import { ownProtocol, RECEIVER_LINE } from './own-protocol.js'
import { PtyProcess } from './pty-process.js'
import { rdtHere } from './rdt-here.js'
import { folder, rdt } from './rdt-process.js'
import { argumentsOf } from './shell-words.js'
import { isLacking } from './tools.js'

const S02 = [
  ...['step', '--messages', '6', '--window', '4', '--rto', '150ms', '--seed', 's'],
  ...['--fates', 'data: ..x']
]

test('a line for each event, and what came of the run', async (t) => {
  const { lines, status } = await rdtHere(t, S02)
  t.is(status, 0)
  const steps = lines.filter((line) => /^ +\d+ +[\d.]+ {2}/.test(line))
  t.is(steps.length, 25)
  t.regex(
    steps[6] ?? '',
    /7 +50\.000 {2}receiver {2}Data 4 arrives: expected 3, so it is thrown away/
  )
  t.regex(
    steps[16] ?? '',
    /Timeout after 150 ms .* In truth data 3 was lost in the channel\. {2}\[3\.\.7/
  )
  t.true(lines.includes('data segments    10, of them retransmitted 4'))
})

test('--events prints a part', async (t) => {
  const numbers = async (range: string) => {
    const { records } = await rdtHere(t, [...S02, '--json', '--events', range])
    return records.filter(({ type }) => type === 'step').map(({ step }) => step)
  }
  t.deepEqual(await numbers('3..5'), [3, 4, 5])
  t.deepEqual(await numbers('24..'), [24, 25])
  t.deepEqual(await numbers('..2'), [1, 2])
  t.deepEqual(await numbers('7'), [7])
  t.deepEqual(await numbers('20..900'), [20, 21, 22, 23, 24, 25])
})

for (const [range, message] of [
  ['x', /--events: x is no part of a run; write 3\.\.9/],
  ['9..3', /--events: 9\.\.3 ends before it begins/],
  ['0..3', /--events: the first event is number 1/],
  ['..', /is no part of a run/],
  ['99', /--events: the run has 25 events; write a part of 1\.\.25/]
] as const) {
  test(`--events ${range} is refused with the mend`, async (t) => {
    const { status, err } = await rdtHere(t, [...S02, '--events', range])
    t.is(status, 2)
    t.regex(err, message)
    t.is(err.trim().split('\n').length, 1)
  })
}

test('--json: a record for each step, and the summary of the run', async (t) => {
  const { records, status } = await rdtHere(t, [...S02, '--json'])
  t.is(status, 0)
  const timeout = records.find(({ event }) => event === 'timeout')
  t.like(timeout, { type: 'step', step: 17, t_ms: 250, at: 'sender', half: 'sender', delivered: 0 })
  t.deepEqual(timeout.sender, { base: 3, nextseqnum: 7 })
  t.deepEqual(
    timeout.sends.map(({ seq }: { seq: number }) => seq),
    [3, 4, 5, 6]
  )
  t.deepEqual(timeout.timers, [{ event: 'timer-start', half: 'sender', timer: 0, delay_ms: 150 }])
  t.like(records.at(-1), {
    type: 'summary',
    steps: 25,
    whole: true,
    verdict: 'pass',
    finish_ms: 350
  })
})

test('the same command gives the same bytes', async (t) => {
  const once = await rdtHere(t, [...S02, '--json', '--loss', '20%'])
  const again = await rdtHere(t, [...S02, '--json', '--loss', '20%'])
  t.is(once.out, again.out)
})

test('--predict on a pipe reads an answer a line, and keeps the score', async (t) => {
  const input = 'r\n99\nnonsense\nl\n\n'
  const run = await rdt(t, [...S02, '--predict', '--events', '1..5'], { input })
  t.regex(run.out, /\? the application calls rdtSend .* What becomes of it\? \(r: /)
  t.regex(run.out, / {2}right: it starts, or starts anew/)
  t.regex(run.out, / {2}wrong: 2/)
  t.regex(run.out, / {2}that is no answer here: r: /)
  t.regex(run.out, /predicted: 2 right, 1 wrong, 2 skipped of 5 questions/)
})

test('--predict --json has questions, answers, and the score in the summary', async (t) => {
  const input = 'r\n99\n'
  const run = await rdt(t, [...S02, '--predict', '--json', '--events', '1..3'], { input })
  const types = run.records.map(({ type }) => type)
  t.deepEqual(types.slice(0, 3), ['question', 'answer', 'step'])
  t.deepEqual(
    run.records.filter(({ type }) => type === 'answer').map(({ given, right }) => [given, right]),
    [
      ['r', true],
      ['99', false],
      ['', null]
    ]
  )
  t.deepEqual(run.records.at(-1).predicted, { asked: 3, right: 1, wrong: 1, skipped: 1 })
})

test('a run that fails has status 1', async (t) => {
  const { status, out } = await rdtHere(t, [
    'step',
    '--protocol',
    'rdt2.0',
    '--messages',
    '2',
    '--fates',
    'data: x'
  ])
  t.is(status, 1)
  t.regex(out, /verdict {10}fail/)
})

test('the file and line of what a student’s machine throws stand at the step that threw', async (t) => {
  const path = folder(t)('my-abp.ts')
  writeFileSync(
    path,
    ownProtocol({ receiver: "if (this.received === 2) throw new Error('what now?')" })
  )
  const run = await rdt(t, ['step', '--protocol', path, '--messages', '3', '--json'])
  t.is(run.status, 1)
  const steps = run.records.filter(({ type }) => type === 'step')
  t.regex(steps.at(-1).text, new RegExp(`my-abp\\.ts:${RECEIVER_LINE} throws: what now\\?`))
  t.regex(steps.at(-1).text, /^Data 1 arrives at the receiver\. /)
  t.like(steps.at(-1), { at: 'receiver', event: 'receive' })
  t.regex(run.err, /my-abp\.ts:\d+ throws: what now\?/)
})

test('of a long run the beginning is kept, and what is left out is told', async (t) => {
  const { records } = await rdtHere(t, [
    'step',
    '--messages',
    '100000',
    '--events',
    '1..2',
    '--json'
  ])
  t.like(records.at(-1), { type: 'summary', whole: false, verdict: null })
  t.true(records.at(-1).trace_events < 260_000)
})

test('what w writes can be run again: the same trace, byte for byte', async (t) => {
  const at = folder(t)
  const loss = { kind: 'random', probability: 0.2, correlation: 0 } as const
  const up = { ...bookConfig('').up, loss }
  const config = bookConfig('', { messages: 8, up, seed: 'dice' })
  const fate = { mark: 'x', by: 0 } as const
  const run = recordSteps(branchOf(config, { direction: 'up', index: 4, fate }))
  const name = at('mine')
  t.regex(saveRun(run, name, undefined), /mine\.ndjson is the trace, .*mine\.svg .*mine\.txt/)
  t.regex(readFileSync(`${name}.svg`, 'utf8'), /^<\?xml/)
  const text = readFileSync(`${name}.txt`, 'utf8')
  t.regex(text, /^data: \?\?\?\?x$/m)
  const command = text.split('\n').find((line) => line.startsWith('npx rdt sim')) ?? ''
  const again = at('again.ndjson')
  await rdtHere(t, [...argumentsOf(command.replace(/^npx /, '')), '--trace', again])
  t.is(readFileSync(again, 'utf8'), readFileSync(`${name}.ndjson`, 'utf8'))
  t.throws(() => saveRun(run, name, undefined), { message: /is there already; write another name/ })
  t.throws(() => saveRun(run, at('no/folder'), undefined), {
    message: /no folder that there is/
  })
  t.false(existsSync(`${freeName(run)}.ndjson`))
})

test('on a terminal: steps forth and back, and gives the terminal back', async (t) => {
  if (isLacking(t, 'script')) return
  const terminal = new PtyProcess(t, S02)
  await terminal.shows(/event 0 of 25/)
  t.true(terminal.isAlternate)
  terminal.send('n')
  await terminal.shows(/event 17 of 25[\s\S]*Timeout after 150 ms/)
  terminal.send('\x1b[D')
  await terminal.shows(/event 16 of 25/)
  terminal.send(' ')
  await terminal.shows(/event 17 of 25/)
  terminal.send('q')
  await terminal.shows(/status 0/)
  t.false(terminal.isAlternate)
})

test('on a terminal Ctrl-C ends it with status 130, and the score is told', async (t) => {
  if (isLacking(t, 'script')) return
  const terminal = new PtyProcess(t, [...S02, '--predict'])
  await terminal.shows(/event 0 of 25/)
  terminal.send('\x1b[C')
  await terminal.shows(/What becomes of it/)
  terminal.send('r')
  await terminal.shows(/predicted 1\/1/)
  terminal.send('\x03')
  const text = await terminal.shows(/status 130/)
  t.regex(text, /predicted: 1 right, 0 wrong, 0 skipped of 1 questions/)
})
