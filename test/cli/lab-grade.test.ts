/** `rdt lab grade`: a whole class, whatever it hands in. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { handedIn, SLIPS } from '../labs/grader/handed-in.js'
import { makeClass } from '../labs/grader/hostile-class.js'
import { thorough } from '../thorough.js'
import { folder, RdtProcess, rdt, until } from './rdt-process.js'

/** A place with a folder `hand-in` of files, by their names. */
function place(t: ExecutionContext, files: Readonly<Record<string, string>> = {}) {
  const path = folder(t)
  mkdirSync(path('hand-in'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(path(`hand-in/${name}`), text)
  const cwd = path('')
  const run = (...args: string[]) => rdt(t, ['lab', 'grade', ...args], { cwd })
  const read = (name: string) => readFileSync(path(name), 'utf8')
  return { path, cwd, run, read }
}

const slips = (name: string) => handedIn(...(SLIPS[name] ?? []))
const ONE = ['hand-in', '--lab', '5', '--only', 'S03'] as const

test('a class with loops, hogs, throwers, links and escape sequences is graded whole', async (t) => {
  const { path, cwd } = place(t)
  const mates = makeClass(path('class'), thorough(24, 100))
  const more = thorough(['--only', 'S03'], [])
  const args = ['lab', 'grade', 'class', '--lab', '5', '--json', '--csv', 'grades.csv', ...more]
  const { status, records, err } = await rdt(t, args, { cwd })
  t.is(status, 1, err)
  const summary = records.at(-1)
  t.is(summary.submissions, mates.length)
  t.is(summary.graded, mates.length)
  const all = records.slice(0, -1)
  for (const { student, verdict, says } of mates) {
    const found = all.find((record) => record.student === student)
    t.truthy(found, student)
    // With one check, what is only weak elsewhere passes.
    if (student.startsWith('student-')) continue
    t.is(found?.verdict, verdict, student)
    const { load_fault, checks } = found
    const what = load_fault?.what ?? ''
    if (says !== undefined && what !== '') t.regex(what, says, student)
    if (load_fault === null)
      t.is(
        checks.some((one: { name: string }) => one.name === 'S03'),
        true
      )
  }
  const names = all.map(({ student }) => student)
  t.deepEqual(
    names,
    [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  )
  const csv = readFileSync(path('grades.csv'), 'utf8')
  t.is(csv.split('\r\n').length, mates.length + 2)
  t.regex(csv, /^"'=cmd\|calc",/m)
  t.notRegex(csv, /\u001b/)
})

test('a table, in the order of the names however many are graded at a time', async (t) => {
  const { run } = place(t, {
    'zoe.ts': handedIn(),
    'bob.ts': slips('silent-on-duplicate'),
    'ann.ts': 'export default {{'
  })
  const { out, status } = await run(...ONE, '--jobs', '3')
  t.is(status, 1)
  t.deepEqual(out.split('\n').slice(0, 6), [
    'lab 5: Go-Back-N, 3 submissions',
    '',
    'student  verdict  checks  likely bug',
    'ann      fail     ann.ts:1: Expected identifier but found "{"',
    'bob      fail     ✗       silent-on-duplicate',
    'zoe      pass     ✓'
  ])
  t.regex(out, /checks from the left: S03\n/)
  t.regex(out, /1 of 3 pass, 0 weak, 2 fail\n$/)
  t.is((await run(...ONE, '--jobs', '1')).out, out)
})

test('results for Gradescope: a test for each check, private ones hidden', async (t) => {
  const { path, run, read } = place(t, { 'ann.ts': slips('silent-on-duplicate') })
  const mine = {
    ...{ name: 'private', kind: 'scenario', about: 'secret', messages: 1, window: 4 },
    ...{ fates: { ack: 'xx' }, catches: ['silent-on-duplicate'] }
  }
  writeFileSync(path('mine.json'), JSON.stringify({ checks: [mine] }))
  const args = ['hand-in/ann.ts', '--lab', '5', '--student', 'ann', '--checks', 'mine.json']
  const { status } = await run(...args, '--gradescope', 'results.json', '--points', '50')
  t.is(status, 1)
  const { score, tests, output, ...rest } = JSON.parse(read('results.json'))
  t.deepEqual(rest, { visibility: 'visible', stdout_visibility: 'hidden' })
  t.regex(output, /lab 5: Go-Back-N: fail/)
  t.notRegex(output, /secret|private/)
  const sum = (key: string) =>
    tests.reduce((all: number, one: Record<string, number>) => all + (one[key] ?? 0), 0)
  t.true(Math.abs(sum('max_score') - 50) < 0.1)
  t.true(Math.abs(sum('score') - score) < 0.1)
  t.true(score > 20 && score < 50)
  const hidden = tests.filter((one: { visibility: string }) => one.visibility === 'hidden')
  t.deepEqual(
    hidden.map(({ name, status }: Record<string, string>) => [name, status]),
    [['private: secret', 'failed']]
  )
  t.regex(
    tests.find((one: { name: string }) => one.name.startsWith('S03')).output,
    /behaves like silent-on-duplicate/
  )
})

test('a student’s folder without the file has results, too; those of a class are a file each', async (t) => {
  const { run, read, path } = place(t, { 'a?.ts': handedIn(), 'a!.ts': handedIn() })
  mkdirSync(path('empty'))
  const alone = await run('empty', '--lab', '5', '--student', 'ann', '--gradescope', 'r.json')
  t.is(alone.status, 1)
  const { score, output, tests } = JSON.parse(read('r.json'))
  t.is(score, 0)
  t.regex(output, /there is no gbn\.ts in it/)
  t.true(tests.length > 10)
  const many = await run(...ONE, '--gradescope', 'results/')
  t.is(many.status, 0, many.err)
  t.is(JSON.parse(read('results/a_.json')).score, 100)
  t.is(JSON.parse(read('results/a_-2.json')).score, 100)
  const refused = await run(...ONE, '--gradescope', 'results.json')
  t.is(refused.status, 2)
  t.regex(refused.err, /--gradescope: there are 2 submissions; name a folder/)
})

test('Ctrl-C ends it, and what was graded so far is written and called incomplete', async (t) => {
  const { path, cwd, read } = place(t, {
    'ann.ts': handedIn(),
    'bob.ts': handedIn(['// receiver', 'for (;;) {}'])
  })
  const args = ['lab', 'grade', ...ONE, '--jobs', '1', '--csv', 'grades.csv', '--json']
  const grading = new RdtProcess(t, args, { cwd, env: { RDT_PATIENCE_MS: '60000' } })
  await until(() => grading.out.includes('"student":"ann"'), 60_000, grading.err)
  await grading.interrupt()
  t.is(grading.status, 130)
  t.true(existsSync(path('grades.csv')))
  const lines = read('grades.csv').split('\r\n')
  t.regex(lines[1] ?? '', /^ann,.*,pass/)
  t.regex(lines[2] ?? '', /^bob,.*,"not graded",/)
  const summary = JSON.parse(grading.out.trim().split('\n').at(-1) ?? '')
  t.is(summary.interrupted, true)
  t.is(summary.graded, 1)
})

test('--interop: whose sender works with whose receiver', async (t) => {
  const { run, read } = place(t, {
    'ann.ts': handedIn(),
    'bob.ts': slips('silent-on-duplicate'),
    'cleo.ts': 'export default {{',
    'dan.ts': handedIn(
      ['const n = segment.acknum', 'const n = segment.acknum - 1'],
      ['makeAck(this.expectedseqnum - 1)', 'makeAck(this.expectedseqnum)'],
      ["survives: ['loss'],", "survives: ['loss'], acks: 'next',"]
    )
  })
  const { out, status } = await run('hand-in', '--lab', '5', '--interop')
  t.is(status, 1)
  t.deepEqual(out.split('\n').slice(2, 8), [
    '             01234',
    '0 reference  ✓✓✗–✗',
    '1 ann        ✓✓✗–✗',
    '2 bob        ✓✓✗–✗',
    '3 cleo       –––––',
    '4 dan        ✗✗✗–✓'
  ])
  t.regex(out, /bob, receiver: S03/)
  t.regex(out, /dan, receiver: ACKs: the receiver's name the next one/)
  const ran = await run('hand-in', '--lab', '5', '--interop', '--json', '--csv', 'pairs.csv')
  t.is(ran.of('pair').length, 25)
  t.is(ran.records.at(-1).ok, 7)
  t.regex(
    read('pairs.csv'),
    /^sender,reference,ann,bob,cleo,dan\r\nreference,pass,pass,fail,none,fail\r\n/
  )
})

test('a pair that does not come back is a verdict', async (t) => {
  const { cwd } = place(t, { 'loop.ts': handedIn(['// receiver', 'for (;;) {}']) })
  const args = ['lab', 'grade', 'hand-in', '--lab', '5', '--interop', '--json']
  const { records, status } = await rdt(t, args, { cwd, env: { RDT_PATIENCE_MS: '700' } })
  t.is(status, 1)
  const of = (sender: string, receiver: string) =>
    records.find((one) => one.sender === sender && one.receiver === receiver)?.verdict
  t.deepEqual(
    [of('loop', 'reference'), of('reference', 'loop'), of('loop', 'loop')],
    ['pass', 'hang', 'hang']
  )
})

test('what is called wrongly is refused in one line with the mend', async (t) => {
  const { run } = place(t, { 'ann.ts': handedIn() })
  const calls: readonly (readonly [args: string[], says: RegExp])[] = [
    [['nowhere', '--lab', '5'], /grade: there is no folder nowhere/],
    [['hand-in'], /--lab: .*write one of/],
    [[...ONE, '--jobs', '0'], /--jobs: .*whole number/],
    [[...ONE, '--csv', 'hand-in/ann.ts'], /--csv: .* is a submission; name another/],
    [[...ONE, '--csv', 'no/such/folder.csv'], /--csv: .*no such folder/],
    [[...ONE, '--csv', 'hand-in'], /--csv: hand-in is a folder/],
    [[...ONE, '--csv', '-', '--json'], /--csv: .*--json/],
    [[...ONE, '--student', ' '], /--student: write a name/],
    [['hand-in', 'more', '--lab', '5'], /too many arguments for 'grade'/],
    [['hand-in', '--lab', '5', '--only', 'S3'], /--only: .*did you mean/],
    [['.', '--lab', '77'], /there is no lab '77'/]
  ]
  for (const [args, says] of calls) {
    const { status, err } = await run(...args)
    t.is(status, 2, args.join(' '))
    t.regex(err, says)
    t.is(err.trim().split('\n').length, 1)
  }
})
