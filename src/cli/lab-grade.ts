/** `rdt lab grade`: a folder of submissions of one lab, and a table of what came of them. */
import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import type { Grade } from '../../labs/grader/grade.js'
import { checkNames, type FolderOptions, gradeFolder } from '../../labs/grader/grade-folder.js'
import { checksOf } from '../../labs/grader/grade-submission.js'
import { findLab, findLabs, type Lab } from '../../labs/grader/lab.js'
import {
  findSubmission,
  findSubmissions,
  guessLab,
  type HandedIn
} from '../../labs/grader/submission-folder.js'
import { cleanText } from '../kernel/display.js'
import { BadInput, parseCount } from '../kernel/quantity.js'
import { print } from './lab-check.js'
import { type FileFlags, GradeFiles } from './lab-grade-files.js'
import { countsLine, countsOf, GradeTable } from './lab-grade-report.js'
import { showInterop } from './lab-interop.js'
import { gradeSummary } from './lab-report.js'
import { STANDARD_OUTPUT } from './output-file.js'
import { showProgress } from './progress.js'
import { canShowUnicode, LADDER_WIDTH } from './run-ladder.js'
import { onEnding } from './signals.js'

interface GradeFlags extends FileFlags {
  readonly lab?: string
  readonly labs?: string
  readonly jobs?: string
  readonly only?: string
  readonly checks?: string
  readonly student?: string
  readonly types?: boolean
  readonly interop?: boolean
  readonly json?: boolean
  readonly plain?: boolean
}

export function addLabGrade(lab: Command): void {
  lab
    .command('grade')
    .argument('<folder>', 'a file for each student, or a folder for each')
    .summary('a whole folder of submissions: a table, CSV, Gradescope')
    .description(
      'Grades all submissions of one lab, each in a process apart: a line for each, and files for ' +
        'spreadsheets and for Gradescope. A file or folder is called as its student is.'
    )
    .option('--lab <lab>', 'which lab it is (default: by the names of the files)')
    .option('--jobs <n>', 'how many at a time (default: as many as cores)')
    .option('--csv <file>', 'a table for a spreadsheet; - is standard output')
    .option('--gradescope <file>', 'results.json of one submission; a folder/ for many')
    .option('--points <n>', 'what all checks are worth, for Gradescope', '100')
    .option('--weak <share>', 'what a weak check is worth of its points, for Gradescope', '1')
    .option('--interop', 'whose sender works with whose receiver, instead of grades')
    .option('--only <check>', 'one of the checks, by its name')
    .option('--checks <file>', "private checks besides the lab's own: a checks.json of yours")
    .option('--student <id>', 'all that is there is of this one student')
    .option('--types', 'ask the compiler, too')
    .option('--no-types', 'leave out the compiler, as it is')
    .option('--labs <folder>', 'labs of somebody else')
    .option('--json', 'a record for each submission, and the summary')
    .option('--plain', 'print lines, without progress on a terminal')
    .addHelpText(
      'after',
      `
Dice are thrown for each student by name, as rdt lab check --student NAME throws them.

Examples:
  rdt lab grade hand-in --lab 5
  rdt lab grade hand-in --lab 5 --csv grades.csv --checks private-checks.json
  rdt lab grade hand-in --lab 5 --interop
  rdt lab grade submission --lab 5 --student alice --gradescope results.json`
    )
    .action(grade)
}

async function grade(folder: string, flags: GradeFlags): Promise<void> {
  const lab = labOf(folder, flags)
  const all = handedIn(folder, lab, flags)
  const patience = Number(process.env.RDT_PATIENCE_MS)
  const pace = { jobs: jobsOf(flags), ...(patience > 0 && { patience }) }
  if (flags.interop) return showInterop(lab, all, flags, pace)
  // What is wrong with the lab itself is told before anybody is judged by it.
  const checks = checksOf(lab, {
    ...(flags.only !== undefined && { only: flags.only }),
    ...(flags.checks !== undefined && { moreChecks: flags.checks })
  }).map(({ name }) => name)
  const { more } = checkNames(lab, flags.checks)
  if (flags.json && flags.csv === STANDARD_OUTPUT) {
    throw new BadInput('--csv: standard output is for the records of --json; name a file')
  }
  const files = new GradeFiles(flags, all, { checks, hidden: more })
  const grades = await new GradeCall(lab, all, flags, checks).run(pace)
  await files.write(grades)
  const isWhole = grades.every((one) => one !== undefined)
  if (!isWhole) process.exitCode = 130
  else if (grades.some((one) => one?.verdict === 'fail')) process.exitCode = 1
}

/** The lab of the call. @throws BadInput */
function labOf(folder: string, flags: Pick<GradeFlags, 'lab' | 'labs'>): Lab {
  const labs = findLabs(flags.labs)
  return flags.lab === undefined ? guessLab(folder, labs) : findLab(flags.lab, labs)
}

/** @throws BadInput where there is none */
function handedIn(folder: string, lab: Lab, { student }: GradeFlags): HandedIn[] {
  if (student?.trim() === '') throw new BadInput('--student: write a name, --student alice')
  if (student !== undefined) return [findSubmission(folder, cleanText(student), lab)]
  const all = findSubmissions(folder, lab)
  if (all.length > 0) return all
  throw new BadInput(
    `grade: there is no submission in ${folder}; it takes a file for each student, as alice.ts, ` +
      `or a folder for each with ${lab.file} in it`
  )
}

/** How many processes. @throws BadInput */
const jobsOf = ({ jobs }: Pick<GradeFlags, 'jobs'>): number =>
  jobs === undefined ? availableParallelism() : parseCount(jobs, '--jobs', 1, 256)

class GradeCall {
  readonly #lab: Lab
  readonly #all: readonly HandedIn[]
  readonly #flags: GradeFlags
  readonly #table: GradeTable
  readonly #grades: (Grade | undefined)[]
  /** Lines stand in the order of the names, whoever is done first. */
  #printed = 0

  constructor(lab: Lab, all: readonly HandedIn[], flags: GradeFlags, checks: readonly string[]) {
    this.#lab = lab
    this.#all = all
    this.#flags = flags
    this.#grades = all.map(() => undefined)
    const options = { width: process.stdout.columns ?? LADDER_WIDTH, checks }
    const students = all.map(({ student }) => student)
    this.#table = new GradeTable(students, { ...options, isAscii: !canShowUnicode() })
  }

  /** @param pace how many at a time, and how long one call may take in ms */
  async run(
    pace: Pick<FolderOptions, 'jobs' | 'patience'>
  ): Promise<readonly (Grade | undefined)[]> {
    const { only, checks, types, plain } = this.#flags
    const ending = new AbortController()
    const stopListening = onEnding(() => ending.abort())
    const progress = showProgress(plain === true, 'submissions')
    let done = 0
    this.#begin()
    try {
      await gradeFolder(this.#lab, this.#all, {
        ...{ ...pace, signal: ending.signal, skipsTypes: types !== true },
        ...(only !== undefined && { only }),
        ...(checks !== undefined && { moreChecks: checks }),
        graded: (index, grade) => {
          this.#grades[index] = grade
          progress?.wipe()
          this.#printDone()
          progress?.show(++done, this.#all.length)
        }
      })
    } finally {
      stopListening()
      progress?.wipe()
    }
    this.#end()
    return this.#grades
  }

  get #isTable(): boolean {
    return this.#flags.json !== true && this.#flags.csv !== '-'
  }

  #begin(): void {
    const { number, title } = this.#lab
    const { length } = this.#all
    const count = `${length} submission${length === 1 ? '' : 's'}`
    if (this.#isTable) print([`lab ${number}: ${title}, ${count}`, '', this.#table.head])
  }

  /** Those whose turn it is. @param isLast those behind a gap, too */
  #printDone(isLast = false): void {
    for (; this.#printed < this.#all.length; this.#printed++) {
      const grade = this.#grades[this.#printed]
      const student = this.#all[this.#printed]?.student ?? ''
      if (grade === undefined && !isLast) return
      if (grade === undefined) continue
      if (this.#flags.json) print([JSON.stringify(recordOf(student, grade))])
      else if (this.#isTable) print([this.#table.row(student, grade)])
    }
  }

  #end(): void {
    this.#printDone(true)
    const counts = countsOf(this.#grades)
    const isInterrupted = counts.graded < counts.submissions
    if (this.#flags.json) {
      const interrupted = isInterrupted ? { interrupted: true } : {}
      print([JSON.stringify({ type: 'summary', lab: this.#lab.id, ...counts, ...interrupted })])
    } else if (this.#isTable) print(['', ...this.#table.legend, '', countsLine(this.#grades)])
    else if (isInterrupted) process.stderr.write(`${countsLine(this.#grades)}\n`)
  }
}

function recordOf(student: string, grade: Grade) {
  return { type: 'submission', student, ...gradeSummary(grade) }
}
