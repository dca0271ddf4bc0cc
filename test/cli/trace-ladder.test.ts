/** `rdt trace ladder`: the ladder of a recorded run, as text and as a picture. */
import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { rdtHere } from './rdt-here.js'
import { folder } from './rdt-process.js'

const RUN = ['sim', '--messages', '6', '--window', '4', '--rto', '150ms', '--fates', 'data: ..x']

test('the ladder of a trace is that of the run', async (t) => {
  const path = folder(t)('run.ndjson')
  const run = await rdtHere(t, [...RUN, '--trace', path, '--ladder'])
  const { out, status, err } = await rdtHere(t, ['trace', 'ladder', path])
  t.is(status, 0)
  t.is(err, '')
  t.is(out, run.out.slice(0, run.out.indexOf('\n\n') + 1))
})

test('--from, --to, --width and --most draw a part of it', async (t) => {
  const path = folder(t)('run.ndjson')
  await rdtHere(t, [...RUN, '--trace', path])
  const part = await rdtHere(t, ['trace', 'ladder', path, '--from', '250ms', '--width', '100'])
  const lines = part.out.trimEnd().split('\n')
  t.regex(lines[1] ?? '', /^250 /)
  t.is(Math.max(...lines.map((line) => [...line].length)) <= 100, true)
  const few = await rdtHere(t, ['trace', 'ladder', path, '--most', '10'])
  t.true(few.out.trimEnd().split('\n').length <= 12)
  t.regex(few.out, /rows left out \(--from/)
})

test('--svg writes a picture with seed and command, the same each time', async (t) => {
  const at = folder(t)
  const path = at('run.ndjson')
  await rdtHere(t, [...RUN, '--seed', '7', '--trace', path])
  for (const name of ['one.svg', 'two.svg']) {
    const { status, out, err } = await rdtHere(t, ['trace', 'ladder', path, '--svg', at(name)])
    t.is(status, 0, err)
    t.is(out, '')
  }
  const svg = readFileSync(at('one.svg'), 'utf8')
  t.is(svg, readFileSync(at('two.svg'), 'utf8'))
  t.regex(svg, /<title>gbn, window 4, seed 7, in virtual time<\/title>/)
  t.regex(svg, />npx rdt sim --window 4 .*--fates 'data: ..x' --seed 7</)
  t.false(svg.includes(at('.')))
})

/** The trace of `count` people, each of whom says something to the server. */
function crowd(t: ExecutionContext, count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const about = { link: `person${i}>server`, id: i + 1, kind: 'data', seq: 1, len: 5 }
    return [
      { t: i, at: `person${i}`, event: 'send', ...about, attempt: 1 },
      { t: 50_000 + i, at: 'server', event: 'receive', ...about }
    ]
  })
  const header = { trace: 'rdt-chat', version: 1, clock: 'wall', seed: '', config: {}, nodes: [] }
  const events = lines.flat().sort((a, b) => a.t - b.t)
  const path = folder(t)('crowd.ndjson')
  writeFileSync(path, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

test('more nodes than 80 columns have room for are asked for two of them, by name', async (t) => {
  const ladder = (count: number, ...more: string[]) =>
    rdtHere(t, ['trace', 'ladder', crowd(t, count), ...more])
  const four = await ladder(3)
  t.is(four.err, '')
  t.is(four.out.match(/data 1/g)?.length, 6)
  const { status, out, err } = await ladder(4)
  t.is(status, 2)
  t.is(out, '')
  t.is(
    err,
    "rdt: 5 nodes have no room for their arrows in 80 columns; draw two of them with --link 'person0>server' (or 'person1>server', 'person2>server', 'person3>server'), or all with --width 98\n"
  )
  const two = await ladder(4, '--link', 'server>person2')
  t.is(two.err, '')
  t.regex(two.out, /data 1/)
  t.notRegex(two.out, /person1/)
  const all = await ladder(4, '--width', '98')
  t.is(all.err, '')
  t.is(all.out.match(/data 1/g)?.length, 8)
  const many = await ladder(12)
  t.regex(many.err, /^rdt: 13 nodes .* 'person7>server', …\), or all with --svg OUT\.svg\n$/)
})

test('what is wrong is one line with the mend, and status 2', async (t) => {
  const at = folder(t)
  const path = at('run.ndjson')
  await rdtHere(t, [...RUN, '--trace', path])
  const calls: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[path, '--link', 'sender>server'], /the trace has no sender>server; /],
    [[path, '--from', '9s'], /nothing is sent in this part of the trace; /],
    [[path, '--width', '3'], /--width: .*write a whole number from 40 to 200/],
    [[path, '--svg', at('no/such.svg')], /--svg: .*there is no such folder; /],
    [[path, '--svg', path], /--svg: .* is the file to read; /]
  ]
  for (const [args, message] of calls) {
    const { status, err, out } = await rdtHere(t, ['trace', 'ladder', ...args])
    t.is(status, 2, args.join(' '))
    t.is(out, '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  }
})
