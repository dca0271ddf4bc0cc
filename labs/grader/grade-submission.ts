/**
 * Grades what somebody handed in for a lab: loads it, judges it by every check in a thread of its
 * own, and names the likely bug. Whatever the submission does, this comes to an end with a grade.
 *
 *     gbn.ts ──bundle──▶ script ──▶ worker: load, check, check, …, conclude ──▶ Grade
 *                                     ╳ hangs, floods, ends
 *                                   worker: the checks that are left
 */
import { SourceMap, type SourceMapPayload } from 'node:module'
import { basename } from 'node:path'
import { nearest } from '../../src/kernel/nearest.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { checksPath, readChecks, verifyChecks } from './check-file.js'
import type { Check } from './check-kind.js'
import { type CheckGrade, type Grade, worstOf } from './grade.js'
import { GradingDesk } from './grading-desk.js'
import type { GradingTask, Loaded } from './grading-words.js'
import type { Lab } from './lab.js'
import { isFault, type LoadFault, readSubmission, type Submission } from './submission.js'
import { typeErrorsOf } from './type-errors.js'
import { LIMITS, type Limits, type Lost } from './watched-worker.js'

export interface GradeOptions {
  /** Only the check of this name, and these besides those of the lab. */
  readonly only?: string
  readonly moreChecks?: string
  /** Whose it is, for seeds of one's own. */
  readonly student?: string
  /** Of ladders; 80 columns where nothing is said. */
  readonly width?: number
  readonly isAscii?: boolean
  readonly limits?: Partial<Limits>
  /** Leaves out the compiler. */
  readonly skipsTypes?: boolean
  /** What lies beside it is somebody else's. */
  readonly isAlone?: boolean
  /** Is told each check as it is done. */
  readonly progress?: (done: number, of: number) => void
  /** Somebody has broken it off: what is left is not run. */
  readonly isEnough?: () => boolean
}

/** A submission that has hung or flooded so often is not run any more. */
const MOST_LOST = 2
const WIDTH = 80

/**
 * The grade of the file `file` in `lab`.
 * @throws BadInput where there is no such file, or where the lab's own files are wrong
 */
export async function gradeSubmission(
  lab: Lab,
  file: string,
  options: GradeOptions = {}
): Promise<Grade> {
  const checks = checksOf(lab, options)
  const submission = await readSubmission(file, lab, options.isAlone)
  if (isFault(submission)) return gradeUnloaded(lab, file, submission)
  return gradeBundle(lab, submission, checks, options)
}

/** The checks that count for `lab`, each verified. @throws BadInput */
export function checksOf(lab: Lab, { only, moreChecks }: GradeOptions = {}): Check[] {
  const paths = [checksPath(lab), ...(moreChecks === undefined ? [] : [moreChecks])]
  const all = paths.flatMap((path) => {
    const checks = readChecks(path)
    verifyChecks(path, checks, lab)
    return checks
  })
  if (only === undefined) return all
  const found = all.filter(({ name }) => name === only)
  if (found.length > 0) return found
  const names = all.map(({ name }) => name)
  const near = nearest(only, names)
  const mend = near === undefined ? `write one of ${names.join(', ')}` : `did you mean ${near}?`
  throw new BadInput(`--only: there is no check '${only.slice(0, 40)}'; ${mend}`)
}

/** The same for what is bundled already. */
export async function gradeBundle(
  lab: Lab,
  submission: Submission,
  checks: readonly Check[],
  options: GradeOptions
): Promise<Grade> {
  const { student, width = WIDTH, isAscii = false, limits, skipsTypes } = options
  const types = skipsTypes ? Promise.resolve([]) : typeErrorsOf(submission.word)
  const { hands_in, reference, parts } = lab
  const terms = { hands_in, reference, parts }
  const task = { submission, lab: terms, checks, student, width, isAscii }
  const grading = new Grading(task, { ...LIMITS, ...limits }, options)
  const { loaded, grades, bug } = await grading.run()
  const type_errors = await types
  if (loaded.fault !== undefined) {
    return {
      ...gradeUnloaded(lab, submission.word, loaded.fault),
      type_errors,
      printed: loaded.printed
    }
  }
  return {
    ...headOf(lab, submission.word),
    verdict: worstOf(grades.map(({ verdict }) => verdict)),
    load_fault: null,
    checks: grades,
    bug,
    type_errors,
    printed: loaded.printed
  }
}

const headOf = ({ id, number, title }: Lab, file: string) => ({ lab: id, number, title, file })

/** The grade of what cannot be run. */
export const gradeUnloaded = (lab: Lab, file: string, { place, what }: LoadFault): Grade => ({
  ...headOf(lab, file),
  verdict: 'fail',
  load_fault: { place, what },
  checks: [],
  bug: null,
  type_errors: [],
  printed: []
})

/** One submission on its way through the checks, by as many workers as it wears out. */
class Grading {
  readonly #task: Omit<GradingTask, 'pulse'>
  readonly #limits: Limits
  readonly #options: GradeOptions
  #desk: GradingDesk | undefined
  #lost = 0

  constructor(task: Omit<GradingTask, 'pulse'>, limits: Limits, options: GradeOptions) {
    this.#task = task
    this.#limits = limits
    this.#options = options
  }

  async run() {
    try {
      const loaded = await this.#load()
      const grades: CheckGrade[] = []
      if (loaded.fault === undefined) {
        for (const index of this.#task.checks.keys()) {
          grades.push(await this.#check(index))
          this.#options.progress?.(grades.length, this.#task.checks.length)
        }
      }
      return { loaded, ...(await this.#conclude(grades)) }
    } finally {
      await this.#desk?.close()
    }
  }

  async #load(): Promise<Loaded> {
    this.#desk ??= new GradingDesk(this.#task, this.#limits)
    const loaded = await this.#desk.ask({ ask: 'load' })
    if (!('lost' in loaded)) return loaded
    const { submission } = this.#task
    const place = placeOf(loaded, submission) ?? basename(submission.word)
    return { fault: { place, what: loaded.what }, printed: [] }
  }

  async #check(index: number): Promise<CheckGrade> {
    const check = this.#task.checks[index] as Check
    if (this.#options.isEnough?.()) return notRun(check, 'it was broken off')
    if (this.#lost >= MOST_LOST) return notRun(check, 'not run: mend the loop or the flood first')
    if (this.#desk === undefined) {
      const { fault } = await this.#load()
      if (fault !== undefined) return notRun(check, `${fault.place}: ${fault.what}`)
    }
    const grade = await this.#desk?.ask({ ask: 'check', index })
    if (grade === undefined) return notRun(check, 'not run')
    if (!('lost' in grade)) return grade
    this.#lost++
    await this.#desk?.close()
    this.#desk = undefined
    return lostGrade(check, grade, this.#task.submission)
  }

  async #conclude(grades: readonly CheckGrade[]) {
    const isWanted = grades.some(({ verdict }) => verdict !== 'pass')
    const conclusion = isWanted ? await this.#desk?.ask({ ask: 'conclude' }) : undefined
    if (conclusion === undefined || 'lost' in conclusion) return { grades, bug: null }
    const named = grades.map((grade) =>
      grade.verdict === 'pass' ? grade : { ...grade, bug: conclusion.bugs[grade.name] ?? grade.bug }
    )
    return { grades: named, bug: conclusion.bug }
  }
}

const NOTHING = { bug: null, difference: null, steps: [], ladder: [], fates: null } as const

const notRun = ({ name, kind, about }: Check, what: string): CheckGrade => ({
  ...{
    name,
    kind,
    about,
    verdict: 'fail',
    runs: 0,
    replay: null,
    run: null,
    printed: [],
    ...NOTHING
  },
  findings: [{ rule: 'run', verdict: 'fail', what }]
})

function lostGrade(check: Check, lost: Lost, submission: Submission): CheckGrade {
  const place = placeOf(lost, submission)
  const what = place === undefined ? lost.what : `${place}: ${lost.what}`
  return {
    ...notRun(check, what),
    findings: [{ rule: lost.lost, verdict: 'fail', what }],
    runs: 1,
    replay: lost.replay ?? null
  }
}

function placeOf({ at }: Lost, { map }: Submission): string | undefined {
  if (at === undefined) return undefined
  const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(
    at.line - 1,
    at.column - 1
  )
  return 'originalSource' in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : undefined
}
