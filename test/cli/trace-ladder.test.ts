/** `rdt trace ladder`: the ladder of a recorded run, as text and as a picture. */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { folder, rdt } from './rdt-process.js'

const RUN = ['sim', '--messages', '6', '--window', '4', '--rto', '150ms', '--fates', 'data: ..x']

test('the ladder of a trace is that of the run', async (t) => {
  const path = folder(t)('run.ndjson')
  const run = await rdt(t, [...RUN, '--trace', path, '--ladder'])
  const { out, status, err } = await rdt(t, ['trace', 'ladder', path])
  t.is(status, 0)
  t.is(err, '')
  t.is(out, run.out.slice(0, run.out.indexOf('\n\n') + 1))
})

test('--from, --to, --width and --most draw a part of it', async (t) => {
  const path = folder(t)('run.ndjson')
  await rdt(t, [...RUN, '--trace', path])
  const part = await rdt(t, ['trace', 'ladder', path, '--from', '250ms', '--width', '100'])
  const lines = part.out.trimEnd().split('\n')
  t.regex(lines[1] ?? '', /^250 /)
  t.is(Math.max(...lines.map((line) => [...line].length)) <= 100, true)
  const few = await rdt(t, ['trace', 'ladder', path, '--most', '10'])
  t.true(few.out.trimEnd().split('\n').length <= 12)
  t.regex(few.out, /rows left out \(--from/)
})

test('--svg writes a picture with seed and command, the same each time', async (t) => {
  const at = folder(t)
  const path = at('run.ndjson')
  await rdt(t, [...RUN, '--seed', '7', '--trace', path])
  for (const name of ['one.svg', 'two.svg']) {
    const { status, out, err } = await rdt(t, ['trace', 'ladder', path, '--svg', at(name)])
    t.is(status, 0, err)
    t.is(out, '')
  }
  const svg = readFileSync(at('one.svg'), 'utf8')
  t.is(svg, readFileSync(at('two.svg'), 'utf8'))
  t.regex(svg, /<title>gbn, window 4, seed 7, in virtual time<\/title>/)
  t.regex(svg, />npx rdt sim --window 4 .*--fates 'data: ..x' --seed 7</)
  t.false(svg.includes(at('.')))
})

test('what is wrong is one line with the mend, and status 2', async (t) => {
  const at = folder(t)
  const path = at('run.ndjson')
  await rdt(t, [...RUN, '--trace', path])
  const calls: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[path, '--link', 'sender>server'], /the trace has no sender>server; /],
    [[path, '--from', '9s'], /nothing is sent in this part of the trace; /],
    [[path, '--width', '3'], /--width: .*write a whole number from 40 to 200/],
    [[path, '--svg', at('no/such.svg')], /--svg: .*there is no such folder; /],
    [[path, '--svg', path], /--svg: .* is the file to read; /]
  ]
  for (const [args, message] of calls) {
    const { status, err, out } = await rdt(t, ['trace', 'ladder', ...args])
    t.is(status, 2, args.join(' '))
    t.is(out, '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  }
})
