/** `rdt trace show`: lines, filters, the story of one segment, a trace that grows, one that is cut off. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { rdtHere } from './rdt-here.js'
import { folder, PROGRAM, RdtProcess, until } from './rdt-process.js'

const RUN = ['--messages', '6', '--window', '4', '--rto', '150ms', '--fates', 'data: ..x']

async function recorded(t: ExecutionContext, ...args: readonly string[]): Promise<string> {
  const path = folder(t)('run.ndjson')
  const { status, err } = await rdtHere(t, [
    'sim',
    ...(args.length > 0 ? args : RUN),
    '--trace',
    path
  ])
  t.is(status, 0, err)
  return path
}

test('every event is a line, with its time in ms, a sign, and no colours in a pipe', async (t) => {
  const path = await recorded(t)
  const { out, status, err } = await rdtHere(t, ['trace', 'show', path])
  t.is(status, 0)
  t.is(err, '')
  const lines = out.trimEnd().split('\n')
  t.is(lines.length, readFileSync(path, 'utf8').trimEnd().split('\n').length - 1)
  t.notRegex(out, /\x1b/)
  t.is(
    lines[0],
    '      0.000  sender    » submit       sender>receiver          rdtSend 32 B'.replace(
      'rdt',
      ' rdt'
    )
  )
  t.regex(out, /^ +0\.000 {2}channel {3}✗ drop +sender>receiver +#3 {2}data 3, fate x$/m)
  t.regex(out, /^ +250\.000 {2}sender {4}→ send +sender>receiver +#12 {2}data 3, 32 B, try 2$/m)
})

test('--where, --from, --to and --link choose, and --json gives the lines of the file', async (t) => {
  const path = await recorded(t)
  const file = readFileSync(path, 'utf8').split('\n')
  const where = await rdtHere(t, ['trace', 'show', path, '--where', 'attempt > 1', '--json'])
  t.deepEqual(
    where.out.trimEnd().split('\n'),
    file.filter((line) => /"attempt":2/.test(line))
  )
  const late = await rdtHere(t, [
    'trace',
    'show',
    path,
    '--from',
    '100ms',
    '--to',
    '0.15s',
    '--json'
  ])
  t.deepEqual(
    late.out.trimEnd().split('\n'),
    file.filter((line) => /^\{"t":(100|150)000,/.test(line))
  )
  const link = await rdtHere(t, ['trace', 'show', path, '--link', 'receiver>sender', '--json'])
  t.is(link.out.trimEnd().split('\n').length, file.length - 2)
})

test('--life tells the story of a segment, and which segments there are if it is not there', async (t) => {
  const path = await recorded(t)
  const { out, status } = await rdtHere(t, ['trace', 'show', path, '--life', '3'])
  t.is(status, 0)
  const [head, ...lines] = out.trimEnd().split('\n')
  t.is(
    head,
    'data 3, sender>receiver: rdtSend at 0 ms, sent 2 times, 1 lost, delivered at 300 ms, acknowledged at 350 ms'
  )
  t.deepEqual(lines.map((line) => /^ +[\d.]+ +\S+ +\S (\S+)/.exec(line)?.[1]).slice(0, 9), [
    'submit',
    'timer-start',
    'send',
    'drop',
    'timeout',
    'timer-start',
    'send',
    'receive',
    'deliver'
  ])
  const none = await rdtHere(t, ['trace', 'show', path, '--life', '77'])
  t.is(none.status, 2)
  t.regex(none.err, /^rdt: --life: no data segment here has the number 77; see /)
})

test('a trace that is cut off in a line is shown up to there, and that is said', async (t) => {
  const path = await recorded(t)
  const text = readFileSync(path, 'utf8')
  const lines = text.split('\n')
  writeFileSync(path, text.slice(0, lines.slice(0, 10).join('\n').length + 20))
  const { out, err, status } = await rdtHere(t, ['trace', 'show', path, '--json'])
  t.is(status, 0)
  t.is(out, `${lines.slice(1, 10).join('\n')}\n`)
  t.is(err, `rdt: ${path}: line 11 cannot be read (not JSON): the trace is taken up to there\n`)
})

test('--follow goes on with what is written, half lines too, and Ctrl-C ends it with 130', async (t) => {
  const whole = readFileSync(await recorded(t), 'utf8')
  const path = folder(t)('growing.ndjson')
  const half = whole.length >> 1
  writeFileSync(path, whole.slice(0, half))
  const following = new RdtProcess(t, ['trace', 'show', path, '--follow', '--json'])
  const before = whole.slice(whole.indexOf('\n') + 1, whole.lastIndexOf('\n', half) + 1)
  await until(
    () => following.out === before,
    20_000,
    `for ${before}, got ${following.out}${following.err}`
  )
  appendFileSync(path, whole.slice(half))
  const all = whole.slice(whole.indexOf('\n') + 1)
  await until(() => following.out === all, 20_000, `for the rest, got ${following.out}`)
  await following.interrupt()
  t.is(following.status, 130)
  t.is(following.err, '')
})

test('a trace comes through a pipe, and who stops reading hears no complaint', async (t) => {
  const at = folder(t)
  const path = await recorded(t, '--messages', '3000', '--loss', '5%', '--seed', '1')
  mkdirSync(at('bin'))
  writeFileSync(at('bin/rdt'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`)
  chmodSync(at('bin/rdt'), 0o755)
  const { stderr, stdout, status } = spawnSync(
    'sh',
    ['-c', `cat '${path}' | rdt trace show - | head -3`],
    {
      env: { ...process.env, PATH: `${at('bin')}${delimiter}${process.env['PATH']}` },
      encoding: 'utf8',
      timeout: 60_000
    }
  )
  t.is(stderr, '')
  t.is(status, 0)
  t.is(stdout.trimEnd().split('\n').length, 3)
})

test('what is wrong is one line with the mend, and status 2', async (t) => {
  const path = await recorded(t)
  const at = folder(t)
  writeFileSync(at('text'), 'no trace at all\n')
  writeFileSync(at('empty'), '')
  const calls: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[at('nowhere')], /there is no such file; /],
    [[at('.')], /that is a folder; /],
    [[at('text')], /this is no trace of rdt: .*; /],
    [[at('empty')], /it is empty; /],
    [[path, '--where', 'sq == 3'], /position 1: there is no field 'sq'; did you mean seq\?/],
    [
      [path, '--link', 'sender>reciever'],
      /the trace has no sender>reciever; did you mean sender>receiver\?/
    ],
    [[path, '--link', 'sender'], /a link has two ends; /],
    [[path, '--from', '2s', '--to', '1s'], /it is before --from; /],
    [[path, '--from', '2'], /has no unit; write /],
    [[path, '--life', 'x'], /write a whole number/],
    [[path, '--life', '3', '--follow'], /leave --follow out/],
    [['-', '--follow'], /leave it out/]
  ]
  for (const [args, message] of calls) {
    const { status, err, out } = await rdtHere(t, ['trace', 'show', ...args])
    t.is(status, 2, args.join(' '))
    t.is(out.replace(/^ .*\n/gm, ''), '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  }
})
