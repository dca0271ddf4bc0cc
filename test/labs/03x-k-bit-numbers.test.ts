/** Lab 3x: its reference passes, each wrong solution fails where it should, and so does rdt2.2. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { examined, submissionOf, submissionOfText } from './examined.js'

const LAB = findLab('3x', findLabs())
const SOLUTIONS = fileURLToPath(
  new URL('../../../test/labs/references/03x-k-bit-numbers', import.meta.url)
)
const REFERENCE = join(SOLUTIONS, LAB.file)

/** The check that is there for it, and what is said. */
const WRONG: Readonly<Record<string, readonly [check: string, says: RegExp]>> = {
  'acks-what-came': ['old-data', /ACK 1, where ACK 2 was due/],
  'delivers-old': ['old-data', /message 4 was due, and message 2 came again|came/],
  'first-ack-zero': ['first-garbled', /ACK 0, where ACK 7 was due/],
  'minus-one': ['first-garbled', /ACK 4294967295, where ACK 7 was due/],
  'never-begins-again': ['begins-again', /ACK 4, where ACK 0 was due/],
  'one-bit': ['counts', /ACK 0, where ACK 2 was due/],
  'resends-on-old-ack': ['old-ack', /2 retransmissions; 0 are expected/],
  shifts: ['all-bits', /ACK 0, where ACK 4294967295 was due/],
  'silent-on-duplicate': ['acks-garbled', /0 came again and was not answered/],
  'takes-any-ack': ['first-garbled', /of 3 messages arrived|was due/],
  'waits-on-garbled-ack': ['acks-garbled', /stuck/]
}

test('the reference of lab 3x passes every check', async (t) => {
  const { grades } = examined(LAB, await submissionOf(LAB, REFERENCE))
  for (const { name, verdict, findings } of grades) {
    t.is(verdict, 'pass', `${name}: ${JSON.stringify(findings)}`)
  }
})

test('each wrong solution fails in the check that is there for it', async (t) => {
  const names = readdirSync(join(SOLUTIONS, 'wrong')).map((name) => name.replace('.ts', ''))
  t.deepEqual(names.sort(), Object.keys(WRONG).sort())
  for (const [name, [check, says]] of Object.entries(WRONG)) {
    const submission = await submissionOf(LAB, join(SOLUTIONS, 'wrong', `${name}.ts`))
    const { grades, bug } = examined(LAB, submission)
    const found = grades.find((one) => one.name === check)
    t.is(found?.verdict, 'fail', name)
    t.regex(found?.findings.map(({ what }) => what).join('\n') ?? '', says, name)
    t.is(bug, undefined)
  }
})

test('the steps that are shown end where the rule was broken', async (t) => {
  const submission = await submissionOf(LAB, join(SOLUTIONS, 'wrong', 'resends-on-old-ack.ts'))
  const { grades } = examined(LAB, submission)
  const steps = grades.find(({ name }) => name === 'old-ack')?.steps ?? []
  t.regex(steps.at(-1) ?? '', /220 ms +sender +got ACK 0 again: sent data 2 again/)
})

test('with numbers of one bit the rest may be right: of the starter only next and previous are left', async (t) => {
  const text = readFileSync(REFERENCE, 'utf8')
    .replace(/=> \(n \+ 1\) % 2 \*\* k/, '=> 1 - n + 0 * k')
    .replace(/=> \(n \+ 2 \*\* k - 1\) % 2 \*\* k/, '=> 1 - n + 0 * k')
  const { grades } = examined(LAB, await submissionOfText(LAB, text))
  t.deepEqual(
    grades.filter(({ verdict }) => verdict !== 'fail').map(({ name }) => name),
    ['one-bit']
  )
})

test('rdt2.2 itself, and the starter, do not pass', async (t) => {
  for (const word of ['rdt2.2', join(LAB.folder, 'starter', LAB.file)]) {
    const { fault, verdict } = examined(LAB, await submissionOf(LAB, word))
    t.is(fault, undefined)
    t.is(verdict, 'fail')
  }
})
