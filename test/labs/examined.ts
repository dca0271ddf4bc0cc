/** Judges in this thread, and without a watch: for submissions that are known to come back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { Examiner } from '../../labs/grader/examiner.js'
import { type CheckGrade, worstOf } from '../../labs/grader/grade.js'
import type { Conclusion, Loaded } from '../../labs/grader/grading-words.js'
import type { Lab } from '../../labs/grader/lab.js'
import { MutantLogs } from '../../labs/grader/likely-bug.js'
import { isFault, readSubmission, type Submission } from '../../labs/grader/submission.js'

/** Whoever is judged after another need not run its mutants again. */
const LOGS = new MutantLogs()
const PULSE = { enter() {}, leave() {} }

/** What comes of `submission` in the checks of `lab`, or in those of one of its parts. */
export function examined(lab: Lab, submission: Submission, part?: string) {
  const checks = readChecks(checksPath(lab)).filter(
    (one) => part === undefined || one.part === part
  )
  const { hands_in, reference, parts } = lab
  const task = {
    ...{ submission, lab: { hands_in, reference, parts }, checks, student: undefined },
    ...{ width: 80, isAscii: false, pulse: new SharedArrayBuffer(8) }
  }
  const examiner = new Examiner(task, PULSE, LOGS)
  const { fault } = examiner.answer({ ask: 'load' }) as Loaded
  const grades = checks.map((_, index) => examiner.answer({ ask: 'check', index }) as CheckGrade)
  const { bug } = examiner.answer({ ask: 'conclude' }) as Conclusion
  const verdict = worstOf(grades.map((grade) => grade.verdict))
  return { fault, grades, bug: bug?.name, verdict }
}

/** What `word`, a file or `mutant:NAME`, is as a submission for `lab`. @throws Error if it does not load */
export async function submissionOf(lab: Lab, word: string): Promise<Submission> {
  const submission = await readSubmission(word, lab)
  if (isFault(submission)) throw new Error(`${submission.place}: ${submission.what}`)
  return submission
}

/** The same of a text. */
export async function submissionOfText(lab: Lab, text: string): Promise<Submission> {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  try {
    const file = join(folder, lab.file)
    writeFileSync(file, text)
    return await submissionOf(lab, file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
