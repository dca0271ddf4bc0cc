/** `rdt lab`, as a student types it. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { handedIn, lineOf, type Slip } from '../labs/grader/handed-in.js'
import { folder, RdtProcess, rdt, until } from './rdt-process.js'

const MINE = 'my-labs/05-go-back-n/gbn.ts'
const SILENT: Slip = [
  '// receiver',
  'if (isData(segment) && segment.seqnum < this.expectedseqnum) return'
]

/** A student's place: the program run there, and files. */
function place(t: ExecutionContext) {
  const path = folder(t)
  mkdirSync(path(''), { recursive: true })
  const write = (name: string, text: string) => writeFileSync(path(name), text)
  const run = (...args: string[]) => rdt(t, ['lab', ...args], { cwd: path('') })
  return { path, write, run, cwd: path('') }
}

test('from the list to a passed check, and back to the start', async (t) => {
  const { run, write, path } = place(t)
  const listed = await run('list')
  t.regex(listed.out, /5 {2}Go-Back-N/)
  t.is((await run('start', '5')).status, 0)
  t.regex(readFileSync(path(MINE), 'utf8'), /TODO/)

  const again = await run('start', '5')
  t.is(again.status, 2)
  t.regex(again.err, /is there already, and stays as it is; .*rdt lab reset 5/)

  const begun = await run('check', '--no-types')
  t.is(begun.status, 1)
  t.regex(begun.out, /stuck: nothing is on its way/)
  t.regex((await run('hint')).out, /a nudge \(1 of 3\)/)
  t.regex((await run('hint', '5')).out, /where \(2 of 3\)/)

  write(MINE, handedIn())
  const passed = await run('check', '5')
  t.is(passed.status, 0, passed.out)
  t.regex(passed.out, /verdict pass/)
  t.notRegex(passed.out, /the compiler says/)
  t.regex((await run('list', 'window')).out, /Go-Back-N +pass/)
  t.regex((await run('list', 'nothing-of-the-sort')).out, /no lab has/)

  const reset = await run('reset', '5')
  t.regex(reset.out, /your file is now .*gbn\.old-1\.ts/)
  t.true(existsSync(path('my-labs/05-go-back-n/gbn.old-1.ts')))
  t.regex(readFileSync(path(MINE), 'utf8'), /TODO/)
})

test('a bug is named, with steps, ladder, fates, the command that runs it again, and a hint', async (t) => {
  const { run, write, cwd } = place(t)
  await run('start', '5')
  write(MINE, handedIn(SILENT))
  const { out, status } = await run('check', '5', '--no-types')
  t.is(status, 1)
  t.regex(
    out.replace(/\s+/g, ' '),
    /your run behaves like silent-on-duplicate: at 200 ms the receiver got data 1 again and sent nothing; the reference sent ACK 1/
  )
  t.regex(out, /identical in all \d+ runs/)
  t.regex(out, /150 ms {2}sender {4}heard its timer ring: sent data 1 again/)
  t.regex(out, /data 1 again/)
  t.regex(out, /fates {3}ack: x/)
  const again = /again {3}npx rdt (.*)/
    .exec(out)?.[1]
    ?.split(' ')
    .map((word) => word.replaceAll("'", ''))
  t.truthy(again)
  const words = /again {3}npx rdt (.*)/.exec(out)?.[1] ?? ''
  const args = [...words.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? ''
  )
  const replayed = await rdt(t, args, { cwd })
  t.is(replayed.status, 1, replayed.err)

  t.regex((await run('hint')).out, /what the receiver answers: a nudge/)
  const stepped = await run('step', '5', '--', '--events', '1..4')
  t.regex(stepped.out, /Data 1 arrives/i, stepped.err)
  const other = await run('step', '5', '--check', 'nothing')
  t.is(other.status, 2)
})

test('--json ends in a summary with the words that are law', async (t) => {
  const { run, write } = place(t)
  write('gbn.ts', handedIn(SILENT))
  const ran = await run('check', '5', '--file', 'gbn.ts', '--json', '--no-types')
  t.is(ran.status, 1)
  const { type, lab, verdict, checks } = ran.records.at(-1)
  t.deepEqual([type, lab, verdict], ['summary', '05-go-back-n', 'fail'])
  const s03 = checks.find(({ name }: { name: string }) => name === 'S03')
  t.is(s03.verdict, 'fail')
  t.is(s03.likely_bug, 'silent-on-duplicate')
  t.is(s03.fates, 'ack: x')
  t.regex(s03.replay, /^npx rdt sim --protocol gbn\.ts /)
  t.is(ran.of('check').length, checks.length)
  const passed = checks.find(({ name }: { name: string }) => name === 'S01')
  t.deepEqual(passed, { name: 'S01', verdict: 'pass', likely_bug: null, fates: null, replay: null })
  t.false(existsSync('my-labs'))
})

test('--all judges what has been started', async (t) => {
  const { run, write } = place(t)
  t.is((await run('check', '--all')).status, 2)
  await run('start', '5')
  write(MINE, handedIn())
  const ran = await run('check', '--all', '--json', '--no-types')
  t.is(ran.status, 0)
  const summary = ran.records.at(-1)
  t.deepEqual(
    summary.labs.map(({ lab }: { lab: string }) => lab),
    ['05-go-back-n']
  )
  t.is(summary.verdict, 'pass')
})

test('a type error is told with its line, and fails nobody', async (t) => {
  const { run, write } = place(t)
  const text = handedIn(['// top', "const wrong: number = 'a text' // HERE"])
  write('gbn.ts', text)
  const { out, status } = await run('check', '5', '--file', 'gbn.ts', '--only', 'S01')
  t.is(status, 0)
  t.true(
    out.includes(`gbn.ts:${lineOf(text, 'HERE')}: Type 'string'`) ||
      /types were not checked/.test(out)
  )
})

test('a loop without end is told with its line and the run that it is in', async (t) => {
  const { write, cwd } = place(t)
  const text = handedIn(['// receiver', '\n for (;;) { // HERE\n }'])
  write('gbn.ts', text)
  const args = ['lab', 'check', '5', '--file', 'gbn.ts', '--only', 'S03', '--no-types', '--json']
  const { records, status } = await rdt(t, args, { cwd, env: { RDT_PATIENCE_MS: '600' } })
  t.is(status, 1)
  const [check] = records
  t.regex(
    check.findings[0].what,
    new RegExp(`^gbn\\.ts:${lineOf(text, 'HERE')}: .*loop without end`)
  )
  t.regex(check.replay, /^npx rdt sim --protocol gbn\.ts .*--fates 'ack: x'/)
})

test('progress that is damaged is begun anew', async (t) => {
  const { run, write } = place(t)
  await run('start', '5')
  for (const damage of ['{', '[]', '{"version":7}', '{"version":1,"labs":{"05-go-back-n":3}}']) {
    write('my-labs/.progress.json', damage)
    const hint = await run('hint', '5')
    t.is(hint.status, 0, damage)
    t.regex(hint.out, /1 of 3/)
  }
})

test('the hint for a bug goes where its check passes, or where another is worse', async (t) => {
  const { run, write } = place(t)
  await run('start', '5')
  const only = (check: string) => run('check', '5', '--only', check, '--no-types')
  write(MINE, handedIn(SILENT))
  await only('S03')
  t.regex((await run('hint', '5')).out, /what the receiver answers: a nudge/)
  await only('S01')
  t.regex((await run('hint', '5')).out, /what the receiver answers: where/)
  write(MINE, handedIn())
  await only('S03')
  t.regex((await run('hint', '5')).out, /getting started: a nudge/)
})

test('a lab that asks for no protocol: hints by check, and nothing to chat over', async (t) => {
  const { run } = place(t)
  t.notRegex((await run('start', '2')).out, /lab step/)
  t.is((await run('check', '2', '--no-types')).status, 1)
  const hint = await run('hint', '2')
  t.regex(hint.out, /a nudge \(1 of 3\)/)
  t.notRegex(hint.out, /getting started/)
  for (const word of ['chat', 'step']) {
    const { status, err } = await run(word, '2')
    t.is(status, 2)
    t.regex(err, /lab 2 asks for no protocol.*rdt lab check 2/)
  }
})

test('what was judged alone is what the hint is about, and shows what it prints', async (t) => {
  const { run, write } = place(t)
  await run('start', '7')
  await run('check', '7', '--no-types')
  await run('check', '7', '--only', 'karn', '--no-types')
  t.regex((await run('hint', '7')).out, /^Karn’s rule: a nudge/)

  write(
    'my-labs/07-timers/rtt.ts',
    'export const createRtoTimer = ({ initial }) => ({ get rto() { console.log(7); return initial } })'
  )
  const { out } = await run('check', '7', '--only', 'start', '--no-types')
  t.regex(out, /✓ pass {2}start .*\n\n {2}it printed:\n {2}\| 7\n/)
  t.regex((await run('hint', '7')).out, /^Karn’s rule: where/)
})

test('of a lab with parts the last is chatted over, or the one that is named', async (t) => {
  const { run } = place(t)
  await run('start', '3')
  const wrong = await run('chat', '3', '--part', 'rdt99')
  t.is(wrong.status, 2)
  t.regex(wrong.err, /--part: there is no part 'rdt99'; write one of rdt20, rdt21, rdt22/)
  const stepped = await run('step', '3', '--part', 'rdt21', '--', '--events', '1..2')
  t.is(stepped.status, 1, stepped.err)
  t.regex((await run('chat', '5', '--part', 'x')).err, /start 5|has no parts/)
})

test('what a starter has besides is copied, put aside where it was changed, and else left', async (t) => {
  const { run, path, cwd } = place(t)
  const own = (name: string) => path(`labs/05-go-back-n/${name}`)
  cpSync('labs/05-go-back-n', own(''), { recursive: true })
  writeFileSync(own('starter/window.ts'), 'export const window = 1')
  writeFileSync(own('starter/timer.ts'), 'export const timer = 1')
  const started = await run('start', '5', '--labs', 'labs')
  t.regex(started.out, /window\.ts {3}comes with it/)
  writeFileSync(path('my-labs/05-go-back-n/window.ts'), 'export const window = 2')
  const reset = await run('reset', '5', '--labs', 'labs')
  t.regex(reset.out, /your files are now .*gbn\.old-1\.ts, .*window\.old-1\.ts\n/)
  t.is(readFileSync(`${cwd}/my-labs/05-go-back-n/window.ts`, 'utf8'), 'export const window = 1')
})

test('what is called wrongly is refused in one line with the mend', async (t) => {
  const { run } = place(t)
  const calls: readonly (readonly [args: string[], says: RegExp])[] = [
    [['chek'], /did you mean check/],
    [['check'], /none is started; rdt lab list/],
    [['check', '5'], /rdt lab start 5 makes it/],
    [['check', '5', '--file', 'nowhere.ts'], /there is no file nowhere\.ts/],
    [
      ['check', '5', '--file', 'mutant:silent-on-duplicate', '--only', 'S3'],
      /--only: .*did you mean/
    ],
    [['start', '77'], /there is no lab '77'/],
    [['check', '5', '--labs', 'nowhere'], /--labs: there is no folder nowhere/]
  ]
  for (const [args, says] of calls) {
    const { status, err, out } = await run(...args)
    t.is(status, 2, args.join(' '))
    t.regex(err, says)
    t.is(err.trim().split('\n').length, 1)
    t.is(out, '')
  }
})

test('watch judges at once, again when the file is saved, and not when nothing runs otherwise', async (t) => {
  const { run, write, cwd } = place(t)
  await run('start', '5')
  write(MINE, handedIn(SILENT))
  const watching = new RdtProcess(t, ['lab', 'watch', '5', '--no-types', '--only', 'S03'], { cwd })
  const times = (what: RegExp) => watching.out.match(what)?.length ?? 0
  await until(() => times(/verdict fail/g) === 1, 60_000, watching.err)
  write(MINE, `${handedIn(SILENT)}// a remark more\n`)
  await until(() => times(/nothing is judged anew/g) === 1)
  write(MINE, handedIn())
  await until(() => times(/verdict pass/g) === 1)
  write(MINE, 'export default {{')
  await until(() => times(/gbn\.ts:1: /g) === 1)
  await watching.interrupt()
  t.is(watching.status, 130)
  t.is(times(/verdict/g), 3)
})

test('the chat runs over the protocol of a lab', async (t) => {
  const { run, write, cwd } = place(t)
  await run('start', '5')
  write(MINE, handedIn())
  const args = ['lab', 'chat', '5', '--', '--loss', '20%', '--seed', '3', '--json']
  const ran = await rdt(t, args, { cwd, input: 'alice: hello\nbob: hi\n' })
  t.is(ran.status, 0, ran.err)
  t.is(ran.records.at(-1).messages.lost, 0)
  t.is(ran.records.at(-1).protocol, 'my-gbn')
})
