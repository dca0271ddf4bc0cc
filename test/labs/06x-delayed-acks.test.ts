/** Lab 6x: what its README promises of delayed ACKs is so, and what it asks for passes. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { sr } from '../../src/rdt/sr.js'
import { examined, submissionOf } from './examined.js'
import { expectation, faring, rowsOf } from './gain-table.js'
import { shortLab } from './short-lab.js'

const LAB = findLab('6x', findLabs())
const SHORT = shortLab(LAB)
const CHECKS = readChecks(checksPath(LAB)).map(({ name }) => name)
const REFERENCES = join('test/labs/references', LAB.id)

async function verdicts(file: string, lab = LAB): Promise<Readonly<Record<string, string>>> {
  const { fault, grades } = examined(lab, await submissionOf(lab, file))
  if (fault !== undefined) throw new Error(fault.what)
  return Object.fromEntries(grades.map(({ name, verdict }) => [name, verdict]))
}

const all = (verdict: string) => Object.fromEntries(CHECKS.map((name) => [name, verdict]))

test('the starter fails every check, and the solution passes each', async (t) => {
  t.deepEqual(await verdicts(join(LAB.folder, 'starter', LAB.file)), all('fail'))
  t.deepEqual(await verdicts(join(REFERENCES, LAB.file)), all('pass'))
})

test('a wrong solution is caught in the check that is about it', async (t) => {
  const shows: Readonly<Record<string, readonly [check: string, verdict: string]>> = {
    'early-ones-wait.ts': ['D16', 'fail'],
    'gap-waits.ts': ['D17', 'fail'],
    'individual-acks.ts': ['D11', 'fail'],
    'names-none.ts': ['D16', 'fail'],
    'old-ones-wait.ts': ['D04', 'fail'],
    'too-cumulative.ts': ['D02', 'fail'],
    'too-patient.ts': ['D07', 'fail'],
    'waits-for-ever.ts': ['D07', 'fail'],
    'weak-acks-each.ts': ['D06', 'weak'],
    'weak-timer-runs-on.ts': ['D06', 'weak']
  }
  const wrong = join(REFERENCES, 'wrong')
  t.deepEqual(
    readdirSync(wrong).filter((name) => name.endsWith('.ts')),
    Object.keys(shows)
  )
  for (const [name, [check, verdict]] of Object.entries(shows)) {
    t.is((await verdicts(join(wrong, name), SHORT))[check], verdict, name)
  }
})

test('who answers everything at once has done task 1: nothing fails, and D01 to D05 pass', async (t) => {
  const found = await verdicts(join(REFERENCES, 'wrong', 'weak-acks-each.ts'))
  t.false(Object.values(found).includes('fail'))
  for (const name of CHECKS.slice(0, 5)) t.is(found[name], 'pass', name)
})

test('lab 6 sends as many ACKs and ends as the table says, and so does the new protocol', (t) => {
  const rows = rowsOf(LAB)
  t.true(rows.length >= 7)
  for (const [name = '', , acksBefore, before, acks, now] of rows) {
    const { segments, finish_ms } = faring(LAB, name, sr)
    const wanted = expectation(LAB, name)
    t.deepEqual([`${segments.acks}`, `${finish_ms} ms`], [acksBefore, before], name)
    t.deepEqual([`${wanted['acks']}`, `${wanted['finish_ms']} ms`], [acks, now], name)
  }
})
