/**
 * What a lab makes of submissions of which it is known what ought to come out: the starter, the
 * reference, the bugs that its checks claim, their legal variants, and solutions that are wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { Verdict } from '../../src/sim/outcome.js'
import { checksPath, readChecks, verifyChecks } from './check-file.js'
import type { Check } from './check-kind.js'
import { Examiner } from './examiner.js'
import { type CheckGrade, worstOf } from './grade.js'
import { gradeSubmission } from './grade-submission.js'
import type { Conclusion, GradingTask, Loaded } from './grading-words.js'
import { readHints } from './hint-file.js'
import type { Lab } from './lab.js'
import { MutantLogs } from './likely-bug.js'
import { standardsOf } from './standard.js'
import { isFault, readSubmission } from './submission.js'

export type Role = 'starter' | 'reference' | 'mutant' | 'variant' | 'wrong'

/** Somebody whose verdict is known before. */
export interface Suspect {
  readonly role: Role
  /** A file, or a protocol of ours: `gbn`, `mutant:…`, `variant:…`. */
  readonly word: string
}

/** What came of it. */
export interface Evidence extends Suspect {
  readonly verdict: Verdict
  /** As which it was named. */
  readonly bug: string | null
  /** By the name of the check. */
  readonly checks: Readonly<Record<string, Verdict>>
  /** Why it was not judged. */
  readonly fault: string | null
  readonly ms: number
}

/** All whose verdict in `lab` is known. @param references the folder with a folder for each lab */
export function suspectsOf(lab: Lab, references: string): Suspect[] {
  const names = standardsOf(lab).flatMap(({ reference }) => reference?.name ?? [])
  const claimed = new Set(readChecks(checksPath(lab)).flatMap(({ catches }) => catches))
  const bases = new Set(standardsOf(lab).flatMap(({ bugs }) => bugs.map(({ of }) => of)))
  const [first] = names
  const own = join(references, lab.id)
  const solution = join(own, lab.file)
  return [
    { role: 'starter', word: join(lab.folder, 'starter', lab.file) },
    // Where one part is ours, so are the others.
    ...(first === undefined ? [] : [{ role: 'reference', word: first } as const]),
    ...(existsSync(solution) ? [{ role: 'reference', word: solution } as const] : []),
    ...[...claimed].map((name) => ({ role: 'mutant', word: `mutant:${name}` }) as const),
    ...VARIANTS.filter(({ of }) => bases.has(of)).map(
      ({ name }) => ({ role: 'variant', word: `variant:${name}` }) as const
    ),
    ...wrongIn(join(own, 'wrong'), lab).map((word) => ({ role: 'wrong', word }) as const)
  ]
}

function wrongIn(folder: string, { file }: Lab): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => extname(name) === extname(file))
    .sort()
    .map((name) => join(folder, name))
}

/** Is it a protocol of ours, which is known to come back? */
export const isOurs = ({ role, word }: Suspect): boolean =>
  role === 'mutant' || role === 'variant' || (role === 'reference' && extname(word) === '')

const PULSE = { enter() {}, leave() {} }

/**
 * What comes of protocols of ours, in this thread, and without a watch: for those that are known
 * to come back. Whoever is judged after another need not run its mutants again.
 */
export async function judgeOurs(lab: Lab, all: readonly Suspect[]): Promise<Evidence[]> {
  const checks = readChecks(checksPath(lab))
  verifyChecks(checksPath(lab), checks, lab)
  const logs = new MutantLogs()
  const found: Evidence[] = []
  for (const suspect of all) found.push(await examine(lab, suspect, checks, logs))
  return found
}

async function examine(
  lab: Lab,
  suspect: Suspect,
  checks: readonly Check[],
  logs: MutantLogs
): Promise<Evidence> {
  const begin = performance.now()
  const submission = await readSubmission(suspect.word, lab)
  if (isFault(submission)) throw new Error(`${submission.place}: ${submission.what}`)
  const { hands_in, reference, parts } = lab
  const task: GradingTask = {
    ...{ submission, checks, student: undefined, width: 80, isAscii: false },
    lab: { hands_in, reference, parts },
    pulse: new SharedArrayBuffer(8)
  }
  const examiner = new Examiner(task, PULSE, logs)
  const { fault } = examiner.answer({ ask: 'load' }) as Loaded
  const grades =
    fault === undefined
      ? checks.map((_, index) => examiner.answer({ ask: 'check', index }) as CheckGrade)
      : []
  const { bug } = examiner.answer({ ask: 'conclude' }) as Conclusion
  return {
    ...suspect,
    verdict: worstOf(grades.map(({ verdict }) => verdict)),
    bug: bug?.name ?? null,
    checks: byName(grades),
    fault: fault === undefined ? null : `${fault.place}: ${fault.what}`,
    ms: performance.now() - begin
  }
}

const byName = (grades: readonly CheckGrade[]): Record<string, Verdict> =>
  Object.fromEntries(grades.map(({ name, verdict }) => [name, verdict]))

/** What comes of a file, which may do anything. */
export async function judgeFile(lab: Lab, suspect: Suspect): Promise<Evidence> {
  const begin = performance.now()
  const grade = await gradeSubmission(lab, suspect.word, { skipsTypes: true })
  const { verdict, bug, checks, load_fault } = grade
  return {
    ...{ ...suspect, verdict, bug: bug?.name ?? null, checks: byName(checks) },
    fault: load_fault === null ? null : `${load_fault.place}: ${load_fault.what}`,
    ms: performance.now() - begin
  }
}

/** What is wrong with the files of `lab`, a line each; BadInput, too, tells one. */
export function fileFaults(lab: Lab): string[] {
  const checks = readChecks(checksPath(lab))
  verifyChecks(checksPath(lab), checks, lab)
  const topics = readHints(lab)
  const helped = new Set(topics.flatMap(({ bugs }) => bugs))
  const named = topics.flatMap((topic) => topic.checks)
  const claimed = new Set(checks.flatMap(({ catches }) => catches))
  const readme = textOf(join(lab.folder, 'README.md'))
  const starter = textOf(join(lab.folder, 'starter', lab.file))
  return [
    ...(checks.length === 0 ? ['checks.json: there is no check in it'] : []),
    ...[...claimed]
      .filter((bug) => !helped.has(bug))
      .map((bug) => `hints.json: there is no topic for ${bug}, which a check claims`),
    ...[...helped]
      .filter((bug) => !MUTANTS.some(({ name }) => name === bug))
      .map((bug) => `hints.json: there is no mutant ${bug}`),
    ...named
      .filter((check) => !checks.some(({ name }) => name === check))
      .map((check) => `hints.json: there is no check ${check}`),
    ...(/^# Lab /.test(readme) ? [] : ["README.md: it begins with '# Lab …'"]),
    ...(starter === '' ? [`starter: there is no ${basename(lab.file)} in it, or an empty one`] : [])
  ]
}

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
