/** Whatever is handed in, the grader comes to an end, says what happened, and where. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Grade } from '../../../labs/grader/grade.js'
import { type GradeOptions, gradeSubmission } from '../../../labs/grader/grade-submission.js'
import { findLab, findLabs } from '../../../labs/grader/lab.js'
import { handedIn, lineOf, type Slip } from './handed-in.js'

const LAB = findLab('5', findLabs())
/** One check is enough to see what becomes of it. */
const ONE: GradeOptions = { only: 'S03', skipsTypes: true }

function graded(t: ExecutionContext, text: string, options = ONE, name = 'gbn.ts'): Promise<Grade> {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'mine', name)
  mkdirSync(dirname(file))
  writeFileSync(join(folder, 'secret.ts'), 'export const secret = 1\n')
  writeFileSync(join(folder, 'mine', 'beside.ts'), 'export const one = 1\n')
  writeFileSync(file, text)
  return gradeSubmission(LAB, file, options)
}

/** All that a grade says is wrong. */
const faultsOf = ({ load_fault, checks }: Grade): string =>
  [
    ...(load_fault === null ? [] : [`${load_fault.place}: ${load_fault.what}`]),
    ...checks.flatMap(({ findings }) => findings.map(({ what }) => what))
  ].join('\n')

/** In the receiver, in a line of its own. */
const inReceiver = (code: string): Slip => ['// receiver', `\n    ${code} // HERE\n`]
/** At the top of the file. */
const onTop = (code: string): Slip => ['// top', `${code} // HERE`]

/** What is done, and what is said of it; all of these name the line. */
const KINDS: readonly (readonly [does: string, slip: Slip, says: RegExp])[] = [
  ['throws', inReceiver("throw new Error('I give up')"), /I give up/],
  ['throws no error', inReceiver("throw 'a text'"), /throws/],
  ['ends the process', inReceiver('process.exit(0)'), /process is not there/],
  ['asks for the time', inReceiver('Date.now()'), /Date is not there/],
  ['asks for the clock', inReceiver('performance.now()'), /performance is not there/],
  ['rolls dice', inReceiver('if (Math.random() < 0.5) return'), /Math\.random is not there/],
  ['sets a timer of its own', inReceiver('setTimeout(() => {}, 1)'), /setTimeout is not there/],
  ['fetches', inReceiver("fetch('http://127.0.0.1')"), /fetch is not there/],
  ['makes code of a text', inReceiver("eval('1')"), /strings/],
  [
    'gives an order that is none',
    inReceiver('this.host.udtSend(undefined as never)'),
    /no segment/
  ],
  ['starts a timer with no time', inReceiver('this.host.startTimer(Number.NaN)'), /not a time/],
  ['changes what it is given', inReceiver('Object.assign(segment, { seqnum: 1 })'), /read only/],
  ['sends without end', inReceiver('for (;;) this.host.udtSend(makeAck(0))'), /5000 orders/],
  ['calls itself without end', inReceiver('this.rdtRcv(segment)'), /stack/],
  [
    'finds another way to a function',
    inReceiver("(makeAck as any).constructor('return process')()"),
    /a function of a text/
  ],
  [
    'looks for a constructor among orders',
    inReceiver("(this.host.udtSend as any).constructor('return process')()"),
    /a function of a text/
  ]
]

for (const [does, slip, says] of KINDS) {
  test(`what ${does} fails, with file and line`, async (t) => {
    const text = handedIn(slip)
    const grade = await graded(t, text)
    t.is(grade.verdict, 'fail')
    t.regex(faultsOf(grade), says)
    if (does !== 'throws no error')
      t.regex(faultsOf(grade), new RegExp(`gbn\\.ts:${lineOf(text, 'HERE')}`))
  })
}

const LOADS: readonly (readonly [has: string, text: string, says: RegExp, line?: number])[] = [
  ['a syntax error', 'import { makeAck } from "rdt-chat"\nexport default {{', /gbn\.ts:2: /],
  ['no default export', 'export const x = 1', /default export is missing/],
  ['a text for a protocol', "export default 'gbn'", /is no protocol, but a string/],
  ['no machines', "export default { name: 'a', title: 'b', survives: [] }", /createSender/],
  [
    'a name with a space',
    "export default { name: 'a b', title: 'b', survives: [] }",
    /name of the protocol/
  ],
  [
    'an import of node:fs',
    "import fs from 'node:fs'\nexport default fs",
    /gbn\.ts:1: it asks for 'node:fs'/
  ],
  ['a require', "const fs = require('fs')\nexport default fs", /gbn\.ts:1: it asks for 'fs'/],
  ['a hidden require', "const n = 'fs'\nexport default require(n)", /gbn\.ts:2: .*require/],
  [
    'a file of somebody else',
    "import { secret } from '../secret.ts'\nexport default secret",
    /outside its own folder/
  ],
  [
    'a file that is not there',
    "import { x } from './nowhere.ts'\nexport default x",
    /gbn\.ts:1: there is no file/
  ],
  ['an await at the top', 'await new Promise(() => {})\nexport default 1', /await/],
  ['an exception when it is loaded', "throw new Error('no')\nexport default 1", /gbn\.ts:1: .*no/],
  ['nothing at all', '', /default export is missing/]
]

for (const [has, text, says] of LOADS) {
  test(`a file that has ${has} does not load, and that is a verdict`, async (t) => {
    const grade = await graded(t, text)
    t.is(grade.verdict, 'fail')
    t.not(grade.load_fault, null)
    t.regex(faultsOf(grade), says)
  })
}

test('a file beside it may be imported, and so may a protocol in JavaScript be', async (t) => {
  const grade = await graded(
    t,
    handedIn(onTop("import { one } from './beside.ts'"), ['+ 1\n', '+ one\n'])
  )
  t.is(grade.verdict, 'pass', faultsOf(grade))
  const script = `import { isAck, isData, makeAck } from 'rdt-chat'
export default { name: 'nothing', title: 'Nothing', survives: [],
  createSender: () => ({ isReady: false, rdtSend() {}, rdtRcv() {}, timeout() {} }),
  createReceiver: () => ({ rdtRcv() {} }) }`
  const other = await graded(t, script, ONE, 'gbn.js')
  t.is(other.load_fault, null)
  t.regex(faultsOf(other), /stuck/)
})

test('an async machine is told that it comes too late', async (t) => {
  const grade = await graded(
    t,
    handedIn([
      'rdtRcv(segment: Segment) {\n    // receiver',
      'async rdtRcv(segment: Segment) {\n    // receiver'
    ])
  )
  t.regex(faultsOf(grade), /rdtRcv is async/)
})

test('a promise that nobody waits for ends nothing', async (t) => {
  const grade = await graded(t, handedIn(inReceiver("Promise.reject(new Error('later'))")))
  t.is(grade.verdict, 'pass', faultsOf(grade))
})

test('a loop without end is broken off, and after two of them the rest is left out', async (t) => {
  const limits = { patience: 1_000 }
  const grade = await graded(t, handedIn(inReceiver('for (;;) {}')), { skipsTypes: true, limits })
  t.is(grade.verdict, 'fail')
  t.deepEqual(
    grade.checks.slice(0, 3).map(({ findings }) => findings[0]?.rule),
    ['loop', 'loop', 'run']
  )
  t.is(grade.checks.filter(({ runs }) => runs > 0).length, 2)
})

test('a loop without end that a promise begins is broken off, too', async (t) => {
  const loop = inReceiver('Promise.resolve().then(() => { for (;;) {} })')
  const limits = { silence: 5_000 }
  const grade = await graded(t, handedIn(loop), { skipsTypes: true, limits })
  t.is(grade.verdict, 'fail')
  t.true(
    grade.checks.some(({ findings }) => findings[0]?.rule === 'loop'),
    faultsOf(grade)
  )
})

test('a loop without end at the top of the file does not load', async (t) => {
  const options = { ...ONE, limits: { patience: 400 } }
  const grade = await graded(t, handedIn(onTop('for (;;) {}')), options)
  t.regex(grade.load_fault?.what ?? '', /has not come back/)
})

test.serial('who fills the memory is stopped, and the grader lives on', async (t) => {
  const hog = inReceiver('for (const all = []; ; ) all.push(new Array(1000).fill(all.length))')
  const grade = await graded(t, handedIn(hog), { ...ONE, limits: { patience: 60_000, memory: 48 } })
  t.regex(faultsOf(grade), /more than 48 MiB/)
  t.is((await graded(t, handedIn())).verdict, 'pass')
})

test.serial(
  'who fills the memory with bytes, which are not in the heap, is stopped, too',
  async (t) => {
    const hog = inReceiver('for (const all = []; ; ) all.push(new Uint8Array(1_000_000).fill(1))')
    const limits = { patience: 60_000, growth: 300 }
    t.regex(faultsOf(await graded(t, handedIn(hog), { ...ONE, limits })), /MiB of memory/)
  }
)

test('what it prints is kept, bounded and cleaned, and of the first run only', async (t) => {
  const loud = handedIn(
    onTop("console.log('loaded')"),
    inReceiver(
      "for (let i = 0; i < 100_000; i++) console.log('\\u001b[2J line', i, 'x'.repeat(1e4))"
    )
  )
  const grade = await graded(t, loud)
  t.deepEqual(grade.printed, ['loaded'])
  const [check] = grade.checks
  t.true((check?.printed.length ?? 0) > 10 && (check?.printed.length ?? 0) < 60)
  t.regex(check?.printed.at(-1) ?? '', /more lines/)
  t.true(check?.printed.every((line) => line.length < 400 && !line.includes('\u001b')))
})

test('what a protocol says of itself and throws reaches no terminal as it is', async (t) => {
  const grade = await graded(
    t,
    handedIn(inReceiver("throw new Error('\\u001b[31mred\\nand more')"))
  )
  t.notRegex(JSON.stringify(grade), /\\u001b/)
})

test('one that changes the language for itself changes nothing for its judge', async (t) => {
  const sly = onTop(
    'Array.prototype.push = () => 0; Map.prototype.get = () => undefined; Object.keys = () => []; JSON.stringify = () => "pass"'
  )
  const grade = await graded(t, handedIn(sly, inReceiver('if (isData(segment)) return')))
  t.is(grade.verdict, 'fail')
})
