/** Lab 4x: the starter fails, what the README asks for passes, and each way to go wrong is seen. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { examined, submissionOf } from './examined.js'
import { shortLab } from './short-lab.js'

const LAB = findLab('4x', findLabs())
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
  const shows: Readonly<Record<string, string>> = {
    'delivers-garbled.ts': 'N02',
    'naks-duplicates.ts': 'N08',
    'no-timer.ts': 'N05',
    'rdt3.0-itself.ts': 'N02',
    'resends-on-wrong-ack.ts': 'N10',
    'silent-on-duplicate.ts': 'N08',
    'takes-nak-for-ack.ts': 'N02',
    'timer-goes-on.ts': 'N02',
    'timer-not-stopped.ts': 'N15',
    'waits-on-garbled-ack.ts': 'N04'
  }
  const wrong = join(REFERENCES, 'wrong')
  t.deepEqual(readdirSync(wrong).sort(), Object.keys(shows))
  for (const [name, check] of Object.entries(shows)) {
    t.is((await verdicts(join(wrong, name), SHORT))[check], 'fail', name)
  }
})

test('rdt3.0 itself passes as many of the scenarios as the README says', async (t) => {
  const found = await verdicts(join(REFERENCES, 'wrong', 'rdt3.0-itself.ts'), SHORT)
  const passed = Object.values(found).filter((verdict) => verdict === 'pass').length
  t.is(passed, 10)
  t.regex(readFileSync(join(LAB.folder, 'README.md'), 'utf8'), /Ten of the checks/)
})
