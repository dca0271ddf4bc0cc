/** The grader tells a bug by its name, and lets be whatever is right. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../../labs/grader/check-file.js'
import { Examiner } from '../../../labs/grader/examiner.js'
import { type CheckGrade, worstOf } from '../../../labs/grader/grade.js'
import type { Conclusion, GradingTask, Loaded } from '../../../labs/grader/grading-words.js'
import { findLab, findLabs } from '../../../labs/grader/lab.js'
import { MutantLogs } from '../../../labs/grader/likely-bug.js'
import { isFault, readSubmission, type Submission } from '../../../labs/grader/submission.js'
import { gbn } from '../../../src/rdt/gbn.js'
import { MUTANTS } from '../../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../../src/rdt/mutants/variants.js'
import { handedIn, LEGAL, SLIPS } from './handed-in.js'

const LAB = findLab('5', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const CLAIMED = new Set(CHECKS.flatMap(({ catches }) => catches))
/** Whoever is judged after another need not run its mutants again. */
const LOGS = new MutantLogs()
const PULSE = { enter() {}, leave() {} }

/** In this thread, and without a watch: for those that are known to come back. */
function examined(submission: Submission) {
  const task: GradingTask = {
    submission,
    reference: 'gbn',
    checks: CHECKS,
    student: undefined,
    width: 80,
    isAscii: false,
    pulse: new SharedArrayBuffer(8)
  }
  const examiner = new Examiner(task, PULSE, LOGS)
  const { fault } = examiner.answer({ ask: 'load' }) as Loaded
  const checks = CHECKS.map((_, index) => examiner.answer({ ask: 'check', index }) as CheckGrade)
  const { bug } = examiner.answer({ ask: 'conclude' }) as Conclusion
  return { fault, checks, bug: bug?.name, verdict: worstOf(checks.map(({ verdict }) => verdict)) }
}

/** The submission of a text. */
async function bundled(text: string): Promise<Submission> {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  try {
    const file = join(folder, 'gbn.ts')
    writeFileSync(file, text)
    const submission = await readSubmission(file)
    if (isFault(submission)) throw new Error(`${submission.place}: ${submission.what}`)
    return submission
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('every mutant that lab 5 claims is caught by each check that claims it, and is named', async (t) => {
  t.true(CLAIMED.size >= 30)
  for (const name of CLAIMED) {
    const mutant = MUTANTS.find((one) => one.name === name)
    const { checks, bug } = examined((await readSubmission(`mutant:${name}`)) as Submission)
    t.is(bug, name)
    for (const { name: check, catches } of CHECKS) {
      if (!catches.includes(name)) continue
      const found = checks.find((one) => one.name === check)
      t.is(found?.verdict, mutant?.expected, `${name} in ${check}`)
    }
  }
})

test('every bug that somebody else makes is caught, and nine in ten are given their name', async (t) => {
  const wrong: string[] = []
  for (const [name, slips] of Object.entries(SLIPS)) {
    const { fault, verdict, bug } = examined(await bundled(handedIn(...slips)))
    t.is(fault, undefined, name)
    t.is(verdict, MUTANTS.find((one) => one.name === name)?.expected ?? 'pass', name)
    if (bug !== name) wrong.push(`${name} is called ${bug}`)
  }
  t.log(`${Object.keys(SLIPS).length - wrong.length} of ${Object.keys(SLIPS).length} named`)
  for (const one of wrong) t.log(one)
  t.true(wrong.length <= Object.keys(SLIPS).length / 10)
})

test('the reference passes, and no legal variant fails, ours or somebody else’s', async (t) => {
  const variants = VARIANTS.filter(({ of }) => of === gbn)
  t.true(variants.length >= 6)
  for (const { name, expected } of variants) {
    const { verdict } = examined((await readSubmission(`variant:${name}`)) as Submission)
    t.true(verdict === 'pass' || verdict === expected, `${name}: ${verdict}`)
  }
  for (const [name, slips] of Object.entries(LEGAL)) {
    const { verdict } = examined(await bundled(handedIn(...slips)))
    const isPlain = ['as it is', 'acks the next', 'shows no state', 'timer before the segment']
    t.is(verdict, isPlain.includes(name) ? 'pass' : 'weak', name)
  }
})

test('the starter compiles, loads, and fails every check', async (t) => {
  const submission = await readSubmission(join(LAB.folder, 'starter', LAB.file))
  if (isFault(submission)) return t.fail(submission.what)
  const { fault, checks } = examined(submission)
  t.is(fault, undefined)
  t.true(checks.every(({ verdict }) => verdict === 'fail'))
  return undefined
})
