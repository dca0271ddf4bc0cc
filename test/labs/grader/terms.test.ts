/** What a lab may ask for: one protocol or several, one that is not of this house, code, answers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readChecks, verifyChecks } from '../../../labs/grader/check-file.js'
import type { Grade } from '../../../labs/grader/grade.js'
import { gradeSubmission } from '../../../labs/grader/grade-submission.js'
import { Guard } from '../../../labs/grader/guard.js'
import { findLab, findLabs, type Lab } from '../../../labs/grader/lab.js'
import { Sandbox } from '../../../labs/grader/sandbox.js'
import { isFault, readSubmission } from '../../../labs/grader/submission.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { handedIn } from './handed-in.js'

/** A folder with `files`, which is gone after the test. */
function folder(t: ExecutionContext, files: Readonly<Record<string, unknown>>): string {
  const path = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return path
}

const TITLES = { title: 'A lab', about: 'for a test', file: 'it.ts' }

/** A lab with `terms` and `checks`, among files that may be handed in for it. */
function labOf(t: ExecutionContext, terms: object, checks: unknown, files = {}): [Lab, string] {
  const lab = { '01-mine/lab.json': { ...TITLES, ...terms }, '01-mine/checks.json': { checks } }
  const path = folder(t, { ...lab, ...files })
  return [findLab('1', findLabs(path)), path]
}

const scenario = (name: string, more: object) => ({
  ...{ name, kind: 'scenario', about: 'a', messages: 3, window: 1, seq_bits: 1 },
  ...more
})

const STAGES = { parts: { rdt21: 'rdt2.1', rdt22: 'rdt2.2' } }
const STAGED = [
  scenario('one', { part: 'rdt21', fates: { ack: 'c' } }),
  scenario('two', { part: 'rdt22', fates: { data: 'c' } })
]

const SLIPS: readonly (readonly [what: string, terms: object, says: RegExp])[] = [
  ['an unknown kind of thing', { hands_in: 'a poem' }, /hands_in: it must be one of protocol/],
  ['a protocol as JSON', { file: 'it.json', reference: 'gbn' }, /file: .* wants a \.ts file/],
  ['answers as code', { hands_in: 'answers' }, /file: answers are handed in as a \.json file/],
  ['a reference of a module', { hands_in: 'module', reference: 'gbn' }, /^reference: only/],
  ['a reference that is none', { reference: 'gbm' }, /^reference: there is no protocol 'gbm'/],
  ['both a reference and parts', { reference: 'gbn', ...STAGES }, /^reference: with parts/],
  ['parts of nothing', { parts: {} }, /^parts: it must name one/],
  ['a part that is none', { parts: { one: 'rdt9' } }, /^parts\.one: there is no protocol 'rdt9'/],
  ['a part that is no name', { parts: { 'a b': 'gbn' } }, /its key must be the name of an export/]
]

for (const [what, terms, says] of SLIPS) {
  test(`lab.json with ${what} is refused in a line with the mend`, (t) => {
    const path = folder(t, { '01-mine/lab.json': { ...TITLES, ...terms } })
    const error = t.throws(() => findLabs(path), { instanceOf: BadInput })
    const [, file, fault] = /^(.*lab\.json): (.*)$/.exec(error?.message ?? '') ?? []
    t.is(file, join(path, '01-mine', 'lab.json'))
    t.regex(fault ?? '', says)
  })
}

const LAW = { data: 3, retransmitted: 0, acks: 3, timeouts: 0, finish_ms: 300, in_order: true }

const MISPLACED: readonly (readonly [what: string, terms: object, check: object, says: RegExp])[] =
  [
    ['no part', STAGES, scenario('s', {}), /part is missing; write one of rdt21, rdt22/],
    [
      'a part that is none',
      STAGES,
      scenario('s', { part: 'x' }),
      /there is no part 'x'; write one/
    ],
    [
      'a part too many',
      { reference: 'gbn' },
      scenario('s', { part: 'x' }),
      /has no parts; leave it/
    ],
    [
      'a protocol too many',
      { hands_in: 'module' },
      scenario('s', {}),
      /asks for module; write anot/
    ],
    [
      'no law',
      {},
      scenario('s', { expect: { ...LAW, acks: undefined } }),
      /expect\.acks is missing/
    ],
    ['a bad law', {}, scenario('s', { expect: { ...LAW, in_order: false } }), /in_order is false/],
    [
      'a bug without a reference',
      {},
      scenario('s', { expect: LAW, catches: ['retx-only-base'] }),
      /retx-only-base: there is no reference; leave it out/
    ],
    [
      "another's bug",
      STAGES,
      scenario('s', { part: 'rdt21', catches: ['rdt2.2-takes-any-ack'] }),
      /it is no bug of rdt2\.1; leave it out/
    ]
  ]

for (const [what, terms, check, says] of MISPLACED) {
  test(`checks.json with ${what} is refused in a line with the mend`, (t) => {
    const [{ hands_in, reference, parts, folder: at }] = labOf(t, terms, [check])
    const path = join(at, 'checks.json')
    const verify = () => verifyChecks(path, readChecks(path), { hands_in, reference, parts })
    const error = t.throws(verify, { instanceOf: BadInput })
    t.true(error?.message.startsWith(`${path}: checks[0] (s): `), error?.message)
    t.regex(error?.message ?? '', says)
    t.notRegex(error?.message ?? '', /\n/)
  })
}

const checksOf = ({ checks }: Grade) => checks.map(({ name, verdict }) => [name, verdict].join(' '))

test('of several protocols in a file, each is judged by its own checks and named by its own bugs', async (t) => {
  const [lab] = labOf(t, STAGES, STAGED)
  const right = await gradeSubmission(lab, 'rdt2.2')
  t.deepEqual(checksOf(right), ['one pass', 'two pass'])
  const wrong = await gradeSubmission(lab, 'mutant:rdt2.2-takes-any-ack')
  t.deepEqual(checksOf(wrong), ['one pass', 'two fail'])
  t.is(wrong.bug?.name, 'rdt2.2-takes-any-ack')
  t.is(wrong.checks[0]?.bug, null)
  t.regex(wrong.checks[1]?.replay ?? '', /--protocol mutant:rdt2\.2-takes-any-ack /)
})

/** Two protocols in a file, of which one never gets ready. */
const TWO = `
const make = (name, isReady) => ({ name, title: name, survives: [], seqBits: 1,
  createSender: () => ({ isReady, rdtSend() {}, rdtRcv() {}, timeout() {} }),
  createReceiver: () => ({ rdtRcv() {} }) })
export const rdt21 = make('one', false)
`

test('a file that lacks one of them does not load; where all are there, each is run by its name', async (t) => {
  const two = `${TWO}export const rdt22 = make('two', true)\n`
  const [lab, path] = labOf(t, STAGES, STAGED, { 'one.js': TWO, 'two.js': two })
  const { load_fault } = await gradeSubmission(lab, join(path, 'one.js'))
  t.regex(load_fault?.what ?? '', /the export rdt22 is missing; write 'export const rdt22/)
  const { checks } = await gradeSubmission(lab, join(path, 'two.js'))
  t.deepEqual(
    checks.map(({ run }) => run?.[run.indexOf('--protocol') + 1]),
    [`${path}/two.js#rdt21`, `${path}/two.js#rdt22`]
  )
})

test('without a reference, what the check expects is the law, and no bug is named', async (t) => {
  const law = { data: 5, retransmitted: 2, acks: 4, timeouts: 1, finish_ms: 350, in_order: true }
  const loss = scenario('loss', {
    ...{ messages: 3, window: 4, seq_bits: 32 },
    ...{ fates: { data: '.x' }, expect: law }
  })
  const dice = { name: 'dice', kind: 'seeds', about: 'a', seeds: 3, messages: 9, window: 4 }
  const every = { name: 'every', kind: 'explore', about: 'a', messages: 2, window: 4 }
  const checks = [
    loss,
    { ...dice, weather: 'loss 20% duplicate 10%' },
    { ...every, faults: ['loss'], max_faults: 1, depth: 4 }
  ]
  const [lab, path] = labOf(t, {}, checks, {
    'right.ts': handedIn(),
    'wasteful.ts': handedIn([
      'for (let n = this.base;',
      'this.again(this.base); for (let n = this.base;'
    ]),
    'wrong.ts': handedIn(['this.expectedseqnum++', ''])
  })
  const grade = async (file: string) =>
    gradeSubmission(lab, join(path, file), { skipsTypes: true, width: 80 })
  t.deepEqual(checksOf(await grade('right.ts')), ['loss pass', 'dice pass', 'every pass'])
  const wasteful = await grade('wasteful.ts')
  t.is(wasteful.verdict, 'fail')
  t.regex(JSON.stringify(wasteful.checks[0]?.findings), /6 data segments; 5 are expected/)
  t.is(wasteful.bug, null)
  const wrong = await grade('wrong.ts')
  t.deepEqual(checksOf(wrong), ['loss fail', 'dice fail', 'every fail'])
  t.is(wrong.checks[0]?.difference, null)
  t.true((wrong.checks[0]?.steps.length ?? 0) > 0)
  t.regex(wrong.checks[0]?.replay ?? '', /wrong\.ts/)
})

const ANSWERS = { hands_in: 'answers', file: 'answers.json' }

test('answers are read as they are; what is no object of JSON does not load, with the line', async (t) => {
  const [lab, path] = labOf(t, ANSWERS, [], {
    'good.json': '\uFEFF{"one": 1, "__proto__": {"two": 2}}',
    'comma.json': '{\n  "one": 1,\n}\n',
    'open.json': '{\n  "one": [1\n',
    'list.json': '[1]',
    'text.json': '"one"'
  })
  const read = (name: string) => readSubmission(join(path, name), lab)
  const good = await read('good.json')
  t.false(isFault(good))
  t.is(isFault(good) ? undefined : good.answers?.['one'], 1)
  const said = async (name: string) => {
    const fault = await read(name)
    return isFault(fault) ? `${fault.place}: ${fault.what}` : 'nothing'
  }
  t.regex(await said('comma.json'), /^comma\.json:2: this is no JSON: .*; mend it there/)
  t.regex(await said('open.json'), /^open\.json:\d: this is no JSON/)
  t.regex(await said('list.json'), /^list\.json: the answers are a list; write an object/)
  t.regex(await said('text.json'), /^text\.json: the answers are a string; write an object/)
})

test('a protocol of ours stands for a protocol, and for nothing else', async (t) => {
  const [answers] = labOf(t, ANSWERS, [])
  await t.throwsAsync(() => readSubmission('mutant:retx-only-base', answers), {
    instanceOf: BadInput,
    message: 'mutant:retx-only-base is a protocol, and this lab asks for answers; name a file'
  })
  const [staged] = labOf(t, STAGES, [])
  await t.throwsAsync(() => readSubmission('gbn', staged), { message: /no part of this lab/ })
  await t.throwsAsync(() => readSubmission('mutant:rdt2.2-takes-ani-ack', staged), {
    message: /did you mean mutant:rdt2\.2-takes-any-ack/
  })
})

test('a function of a module is called in its own realm, and what it throws is told with the line', async (t) => {
  const text = `export const twice = (n) => 2 * n
export class Counter { count = 0; next() { return ++this.count } }
export const wrong = () => {
  throw new Error('I give up')
}
export const late = async () => 1
export const odd = () => { throw null }
`
  const [lab, path] = labOf(t, { hands_in: 'module' }, [], { 'it.js': text })
  const submission = await readSubmission(join(path, 'it.js'), lab)
  if (isFault(submission)) return t.fail(submission.what)
  const sandbox = new Sandbox(submission)
  const beats: string[] = []
  const pulse = { enter: () => beats.push('in'), leave: () => beats.push('out') }
  const guard = new Guard(sandbox, pulse)
  const { twice, Counter, wrong, late, odd, none } = sandbox.load() as Record<string, never>
  t.deepEqual(guard.call(twice, undefined, [21]), { value: 42 })
  const counter = guard.call((Class: new () => object) => new Class(), undefined, [Counter])
  const one = 'value' in counter ? (counter.value as Record<string, unknown>) : {}
  t.deepEqual(guard.call(one['next'], one, []), { value: 1 })
  t.deepEqual(guard.call(wrong, undefined, []), { thrown: 'I give up', place: 'it.js:4' })
  t.like(guard.call(none, undefined, []), { thrown: 'it is no function, but missing' })
  t.regex(JSON.stringify(guard.call(late, undefined, [])), /async/)
  t.like(guard.call(odd, undefined, []), { thrown: 'it throws null' })
  t.deepEqual(new Set(beats.filter((_, i) => i % 2 === 0)), new Set(['in']))
  return undefined
})
