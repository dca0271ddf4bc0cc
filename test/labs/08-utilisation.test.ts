/** Lab 8: its functions, its measurements, and what its README says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks, verifyChecks } from '../../labs/grader/check-file.js'
import { gradeSubmission } from '../../labs/grader/grade-submission.js'
import { readHints } from '../../labs/grader/hint-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { rdtHere } from '../cli/rdt-here.js'
import { argumentsOf } from '../cli/shell-words.js'
import { examined, submissionOf, submissionOfText } from './examined.js'

const LAB = findLab('8', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const README = readFileSync(join(LAB.folder, 'README.md'), 'utf8')
const REFERENCES = 'test/labs/references/08-utilisation'
const SOLUTION = readFileSync(join(REFERENCES, LAB.file), 'utf8')

/** The names of the checks that are not passed, with what is said of them. */
async function missed(path: string): Promise<ReadonlyMap<string, string>> {
  const { grades } = examined(LAB, await submissionOf(LAB, path))
  return lines(grades)
}

const lines = (grades: ReturnType<typeof examined>['grades']) =>
  new Map(
    grades
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ name, findings }) => [name, findings.map(({ what }) => what).join('\n')])
  )

test('its checks ask for what there is', (t) => {
  t.notThrows(() => verifyChecks(checksPath(LAB), CHECKS, LAB))
})

test('the reference passes, and the starter fails every check', async (t) => {
  t.deepEqual([...(await missed(join(REFERENCES, LAB.file)))], [])
  const open = await missed(join(LAB.folder, 'starter', LAB.file))
  t.deepEqual(
    [...open.keys()],
    CHECKS.map(({ name }) => name)
  )
  for (const [name, said] of open) t.regex(said, /^not answered yet: |is no number yet: /, name)
})

const MISSES: Readonly<Record<string, readonly string[]>> = {
  'dice-of-somebody-else': ['lossy-sw', 'lossy-gbn', 'lossy-sr', 'acks-gbn', 'acks-sr', 'hasty'],
  'fails-once-at-most': ['sw'],
  'gives-text': ['queueing-rto'],
  'more-than-all-the-time': ['clean', 'sr-bound'],
  'one-frame-short': ['least-rto'],
  'one-way-only': ['clean', 'sr-bound'],
  'sr-as-gbn': ['acks-sr'],
  'success-as-well': ['sw'],
  'throughput-for-utilisation': ['lossy-gbn'],
  'timer-from-the-frame': ['gbn-timer'],
  'window-not-whole': ['least-window'],
  'window-rounded': ['least-window'],
  'wrong-reasons': ['why-curves']
}
/** This one has to be watched from outside. */
const ENDLESS = 'no-end'

test('each wrong solution fails where it is wrong, and nowhere else', async (t) => {
  t.deepEqual(
    readdirSync(join(REFERENCES, 'wrong')).sort(),
    [...Object.keys(MISSES), ENDLESS].map((name) => `${name}.ts`).sort()
  )
  for (const [name, misses] of Object.entries(MISSES)) {
    const found = [...(await missed(join(REFERENCES, 'wrong', `${name}.ts`))).keys()]
    if (name === 'dice-of-somebody-else') {
      t.true(found.length > 0 && found.every((one) => misses.includes(one)), `${name}: ${found}`)
    } else t.deepEqual(found, [...misses], name)
  }
})

test('a function without end is told, and does not stop the grader', async (t) => {
  const file = join(REFERENCES, 'wrong', `${ENDLESS}.ts`)
  const limits = { patience: 300 }
  const { checks } = await gradeSubmission(LAB, file, {
    only: 'least-rto',
    skipsTypes: true,
    limits
  })
  t.is(checks[0]?.verdict, 'fail')
  t.regex(checks[0]?.findings[0]?.what ?? '', /loop without end/)
})

test('whatever is exported, it is judged by its values', async (t) => {
  const changes: readonly (readonly [string, string, RegExp])[] = [
    ['return 2 + 2 * a', 'throw new Error("no idea")', /utilisation\.ts:\d+: .*no idea/],
    ['return 2 + 2 * a', 'return null as unknown as number', /gives null/],
    ['export function leastRto', 'function leastRto', /there is no function leastRto/],
    ['rto6: 0.998', 'get rto6(): number { throw new Error("mine") }', /measured .*mine/],
    ['rto6: 0.998', 'rto6: Number.POSITIVE_INFINITY', /not answered yet: measured.rto6/],
    ['rto6: 0.998', 'rto6: "0.998" as unknown as number', /measured.rto6 is no number/],
    ['rto6: 0.998', 'rto6: 1', /measured.rto6 is 1; your run has less .*; write more digits$/],
    ['rto6: 0.998', 'rto6: 0.9', /measured.rto6 is 0.9; your run has more [^;]*$/],
    ["null = 'ada'", "null = 'a b'", /your dice take a name/],
    ["null = 'b'", 'null = 3 as unknown as string', /whyGbnKeepsUp is 3: write a text/]
  ]
  for (const [from, to, says] of changes) {
    t.true(SOLUTION.includes(from), from)
    const { grades } = examined(LAB, await submissionOfText(LAB, SOLUTION.replace(from, to)))
    t.regex([...lines(grades).values()].join('\n'), says, to)
  }
})

test('every check has a topic of hints, and every topic a check', (t) => {
  const helped = readHints(LAB).flatMap(({ checks }) => checks)
  t.deepEqual(helped.sort(), CHECKS.map(({ name }) => name).sort())
})

test.serial('what the README says that its first runs print, they print', async (t) => {
  const commands = [...README.matchAll(/^npx (rdt sim [^#\n]*)/gm)].map(([, one = '']) => one)
  const printed = [...README.matchAll(/```text\n([^`]*)```/g)].map(([, one = '']) => one.trim())
  const [gbn = '', sr = ''] = printed[0]?.split('\n') ?? []
  for (const [command = '', text] of [
    [commands[0], gbn],
    [commands[1], sr]
  ] as const) {
    const { out } = await rdtHere(t, argumentsOf(command))
    t.true(text.length > 0 && out.includes(text), `${command}\n${out}`)
  }
})

test.serial('the command that a check prints measures what the check asks for', async (t) => {
  const own = new Map([...SOLUTION.matchAll(/^ {2}(\w+): ([\d.]+),?$/gm)].map(([, k, n]) => [k, n]))
  for (const check of CHECKS) {
    if (check.kind !== 'measured') continue
    const { help = '', answer } = check as unknown as { help?: string; answer: string }
    const command = help.replace('npx ', '').replace('{name}', 'ada')
    const { records } = await rdtHere(t, argumentsOf(command))
    const said = Number(own.get(answer.replace('measured.', '')))
    t.true(Math.abs(records[0].utilisation - said) < 0.001, `${check.name}: ${command}`)
  }
})
