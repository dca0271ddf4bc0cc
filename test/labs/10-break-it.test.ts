/** Lab 10: its answers, its traces, and what its README says. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks, verifyChecks } from '../../labs/grader/check-file.js'
import type { Judged } from '../../labs/grader/check-kind.js'
import { CHECK_KINDS } from '../../labs/grader/check-kinds.js'
import { worstOf } from '../../labs/grader/grade.js'
import { readHints } from '../../labs/grader/hint-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { rdtHere } from '../cli/rdt-here.js'
import { argumentsOf } from '../cli/shell-words.js'
import { benchFor } from './grader/kinds/break-it-bench.js'

const LAB = findLab('10', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const README = readFileSync(join(LAB.folder, 'README.md'), 'utf8')
const REFERENCES = 'test/labs/references/10-break-it'
const WRONG = join(REFERENCES, 'wrong')

/** What each check says of the answers in `path`. */
function graded(path: string, student?: string): ReadonlyMap<string, Judged> {
  const answers = JSON.parse(readFileSync(path, 'utf8'))
  return new Map(
    CHECKS.map((check) => {
      const judged = CHECK_KINDS[check.kind]?.judge(check, benchFor(answers, student))
      return [check.name, judged as Judged]
    })
  )
}

const verdictOf = (grades: ReadonlyMap<string, Judged>) =>
  worstOf([...grades.values()].map(({ verdict }) => verdict))
const notPassed = (grades: ReadonlyMap<string, Judged>): string[] =>
  [...grades].filter(([, { verdict }]) => verdict !== 'pass').map(([name]) => name)
const told = (grades: ReadonlyMap<string, Judged>, name: string): string =>
  grades
    .get(name)
    ?.findings.map(({ what }) => what)
    .join('\n') ?? ''

test('its checks agree with what the explorer and the runs find', (t) => {
  t.notThrows(() => verifyChecks(checksPath(LAB), CHECKS, LAB))
})

test('the reference passes, whoever hands it in', (t) => {
  for (const student of [undefined, 'anna', 'bob']) {
    t.deepEqual(notPassed(graded(join(REFERENCES, 'answers.json'), student)), [])
  }
})

test('the starter fails every check, and each open question is told with where to go on', (t) => {
  const grades = graded(join(LAB.folder, 'starter', LAB.file))
  for (const [name, { verdict, command }] of grades) {
    t.is(verdict, 'fail', name)
    t.regex(told(grades, name), name === 'silence' ? /survives it/ : /^not answered yet: /)
    if (name !== 'silence') t.regex(command ?? '', /^npx rdt /)
  }
})

const MISSES: Readonly<Record<string, readonly string[]>> = {
  'bugs-of-other-protocols': ['elm', 'fir', 'ginkgo', 'hazel'],
  'fates-of-another-channel': ['ash', 'cedar', 'rdt3'],
  'half-of-it-open': ['cedar', 'hazel', 'thrift'],
  'near-misses-of-bugs': ['elm', 'fir', 'ginkgo', 'hazel'],
  'tests-of-something-that-is-not-so': ['silence', 'thrift'],
  'tests-that-kill-the-legal': ['silence', 'patience'],
  'tests-that-look-at-the-data-alone': ['silence', 'patience', 'thrift'],
  'values-of-all-sorts': CHECKS.map(({ name }) => name),
  'weak-more-faults-than-it-takes': ['ash', 'birch', 'cedar', 'rdt3'],
  'what-one-message-taught': ['ash', 'birch', 'cedar', 'rdt3']
}

test('each wrong solution is one that somebody says what is wrong with', (t) => {
  t.deepEqual(
    readdirSync(WRONG).sort(),
    Object.keys(MISSES)
      .sort()
      .map((name) => `${name}.json`)
  )
})

for (const [name, misses] of Object.entries(MISSES)) {
  test(`${name} does not pass where it is wrong, and passes elsewhere`, (t) => {
    const grades = graded(join(WRONG, `${name}.json`))
    t.deepEqual(notPassed(grades), [...misses])
    t.is(verdictOf(grades), name.startsWith('weak-') ? 'weak' : 'fail')
  })
}

test('nobody is told the answer', (t) => {
  const near = graded(join(WRONG, 'near-misses-of-bugs.json'))
  const answers = JSON.parse(readFileSync(join(REFERENCES, 'answers.json'), 'utf8'))
  for (const [name, answer] of Object.entries(answers.bug)) {
    t.true(told(near, name).length > 0)
    t.false(told(near, name).includes(`${answer}`), name)
  }
  const few = graded(join(WRONG, 'weak-more-faults-than-it-takes.json'))
  t.regex(told(few, 'ash'), /one fault suffices$/)
  t.regex(told(few, 'cedar'), /two faults suffice$/)
})

test('every check has a topic of hints, and every topic a check', (t) => {
  const helped = readHints(LAB).flatMap(({ checks }) => checks)
  t.deepEqual(helped.sort(), CHECKS.map(({ name }) => name).sort())
})

test.serial('the traces of the starter are what the checks judge, byte by byte', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const fates = { elm: 'ack: xx', fir: 'data: ..x  ack: (+120ms)', ginkgo: 'data: ..x' }
  for (const [name, marks] of Object.entries(fates)) {
    const check = CHECKS.find((one) => one.name === name)
    t.is((check as unknown as { fates: string }).fates, marks)
    const made = join(folder, `${name}.ndjson`)
    const run = ['sim', '--protocol', `planted:${name}`, '--messages', '6', '--window', '4']
    await rdtHere(t, [...run, '--rto', '150ms', '--fates', marks, '--seed', name, '--trace', made])
    const starter = join(LAB.folder, 'starter', `${name}.ndjson`)
    t.is(readFileSync(made, 'utf8'), readFileSync(starter, 'utf8'), name)
  }
})

/** The commands of the README that a program within this process can run, and what they print. */
const COMMANDS = [...README.matchAll(/^npx rdt ([^#\n]*)/gm)].map(([, command]) => command ?? '')

test.serial('what the README says that its first runs print, they print', async (t) => {
  const [passing = '', failing = ''] = COMMANDS.filter((one) => one.includes('--loss 10% --seed'))
  const [shown = '', other = ''] = [...README.matchAll(/```text\n([^`]*)```/g)].map(
    ([, one]) => one
  )
  for (const [command, lines] of [
    [passing, shown],
    [failing, other]
  ] as const) {
    const { out } = await rdtHere(t, argumentsOf(`rdt ${command}`))
    for (const line of lines.trim().split('\n')) t.true(out.includes(line), `${command}: ${line}`)
  }
  for (const seed of ['3', '5', '6', '7', '8', '9', '10']) {
    const { out } = await rdtHere(t, argumentsOf(`rdt ${passing.replace(/\d+\s*$/, seed)}`))
    t.regex(out, /verdict +pass/, seed)
  }
})

test.serial('the explorer finds nothing where the README says so', async (t) => {
  const command = COMMANDS.find((one) => one.startsWith('explore --protocol planted:ash')) ?? ''
  const { out } = await rdtHere(t, argumentsOf(`rdt ${command} --jobs 1`))
  t.regex(out, /pass: none of them fails/)
})
