/** Lab 5x: what its README promises of fast retransmit is so, and what it asks for passes. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { gbn } from '../../src/rdt/gbn.js'
import { examined, submissionOf } from './examined.js'
import { expectation, faring, rowsOf } from './gain-table.js'
import { shortLab } from './short-lab.js'

const LAB = findLab('5x', findLabs())
const SHORT = shortLab(LAB)
const CHECKS = readChecks(checksPath(LAB)).map(({ name }) => name)
const REFERENCES = join('test/labs/references', LAB.id)

/** The checks of which the verdict on a file is `wanted`. */
async function withVerdict(file: string, wanted: string, lab = LAB): Promise<string[]> {
  const { fault, grades } = examined(lab, await submissionOf(lab, file))
  if (fault !== undefined) throw new Error(fault.what)
  return grades.filter(({ verdict }) => verdict === wanted).map(({ name }) => name)
}

test('the starter fails every check, and the solution passes each', async (t) => {
  t.deepEqual(await withVerdict(join(LAB.folder, 'starter', LAB.file), 'fail'), CHECKS)
  t.deepEqual(await withVerdict(join(REFERENCES, LAB.file), 'pass'), CHECKS)
})

test('a wrong solution fails in the check that is about it', async (t) => {
  const shows: Readonly<Record<string, string>> = {
    'counts-corrupt-acks.ts': 'F09',
    'counts-old-acks.ts': 'F08',
    'never-begins-anew.ts': 'F07',
    'only-base.ts': 'F02',
    'plain-go-back-n.ts': 'F02',
    'sorcerers-apprentice.ts': 'F12',
    'timer-runs-on.ts': 'F10',
    'two-are-enough.ts': 'F06'
  }
  const wrong = join(REFERENCES, 'wrong')
  t.deepEqual(
    readdirSync(wrong).filter((name) => name.endsWith('.ts')),
    Object.keys(shows)
  )
  for (const [name, check] of Object.entries(shows)) {
    t.true((await withVerdict(join(wrong, name), 'fail', SHORT)).includes(check), name)
  }
})

test('lab 5 ends as late as the table says, and the new protocol as soon', (t) => {
  const rows = rowsOf(LAB)
  t.true(rows.length >= 6)
  for (const [name = '', , , before, now] of rows) {
    t.is(`${faring(LAB, name, gbn).finish_ms} ms`, before ?? '', name)
    t.is(`${expectation(LAB, name)['finish_ms']} ms`, now ?? '', name)
    t.is(faring(LAB, name, gbn).segments.data, expectation(LAB, name)['data'] ?? 0, name)
  }
})
