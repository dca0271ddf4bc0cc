/** `rdt lab check`: the grade of a lab, or of all labs so far. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { type Grade, worstOf } from '../../labs/grader/grade.js'
import { type GradeOptions, gradeSubmission } from '../../labs/grader/grade-submission.js'
import { findLabs, type Lab } from '../../labs/grader/lab.js'
import { BadInput } from '../kernel/quantity.js'
import { chooseLab, isStarted, type LabFlags, myFile, startedFile } from './lab-desk.js'
import { rememberGrade } from './lab-progress.js'
import { checkRecord, describeGrade, gradeSummary } from './lab-report.js'
import { showProgress } from './progress.js'
import { canShowUnicode, LADDER_WIDTH } from './run-ladder.js'
import { onEnding } from './signals.js'

export interface CheckFlags extends LabFlags {
  readonly file?: string
  readonly all?: boolean
  readonly only?: string
  readonly checks?: string
  readonly student?: string
  /** False where types are not to be checked. */
  readonly types?: boolean
  readonly details?: boolean
  readonly json?: boolean
  readonly plain?: boolean
}

/** A lab, and the file that is handed in for it. */
interface Handed {
  readonly lab: Lab
  readonly file: string
}

export function addLabCheck(lab: Command): void {
  const command = lab
    .command('check')
    .argument('[lab]', 'its number, or its name (default: the one you worked on last)')
    .summary('judge your protocol, and name the likely bug')
    .description(
      'Runs your protocol through the checks of a lab: pass, weak (right, but wasteful), or fail, ' +
        'with the likely bug, the run that shows it, and the command that runs it again.'
    )
  addCheckOptions(command)
    .option('--all', 'all labs that you have started, up to this one')
    .option('--json', 'a record for each check, and the summary')
    .addHelpText(
      'after',
      `
Examples:
  rdt lab check 5
  rdt lab check 5 --only S03
  rdt lab check 5 --file my-gbn.ts --json
  rdt lab check 5 --file mutant:silent-on-duplicate   # what is said of a bug`
    )
    .action((word: string | undefined, flags: CheckFlags) => check(word, flags))
}

/** What `rdt lab watch` takes, too. */
export function addCheckOptions(command: Command): Command {
  return command
    .option('--file <path>', 'another file than the one in my-labs')
    .option('--only <check>', 'one of the checks, by its name')
    .option('--checks <file>', "checks besides the lab's own: a checks.json of yours")
    .option('--student <id>', 'whose it is: dice of one’s own')
    .option('--details', 'tell each check that is not passed, and not only the first')
    .option('--no-types', 'leave out the compiler')
    .option('--labs <folder>', 'labs of somebody else')
    .option('--plain', 'print lines, without progress on a terminal')
}

async function check(word: string | undefined, flags: CheckFlags): Promise<void> {
  const handed = flags.all ? allStarted(word, flags) : [chooseHanded(word, flags)]
  let isInterrupted = false
  const stopListening = onEnding(() => {
    isInterrupted = true
  })
  const grades: Grade[] = []
  try {
    for (const one of handed) {
      if (isInterrupted) break
      const grade = await gradeHanded(one, flags, () => isInterrupted)
      if (isInterrupted) break
      grades.push(grade)
      print(flags.json ? recordsOf(grade) : describeGrade(grade, reportOptions(flags)))
    }
  } finally {
    stopListening()
  }
  if (flags.json) print([JSON.stringify(summaryOf(grades, flags))])
  if (isInterrupted) process.exitCode = 130
  else if (grades.some(({ verdict }) => verdict === 'fail')) process.exitCode = 1
}

/** What the lab `word` is to be judged by. @throws BadInput */
export function chooseHanded(word: string | undefined, flags: CheckFlags): Handed {
  if (flags.all && flags.file !== undefined) {
    throw new BadInput('--file: one file is of one lab; leave out --all')
  }
  const lab = chooseLab(word, flags)
  return { lab, file: flags.file ?? startedFile(lab) }
}

function allStarted(word: string | undefined, flags: CheckFlags): Handed[] {
  if (flags.file !== undefined) chooseHanded(word, flags)
  const labs = findLabs(flags.labs)
  const last =
    word === undefined
      ? labs.length
      : labs.findIndex(({ id }) => id === chooseLab(word, flags).id) + 1
  const started = labs.slice(0, last).filter(isStarted)
  if (started.length === 0)
    throw new BadInput('lab: none is started; rdt lab list shows what there is')
  return started.map((lab) => ({ lab, file: myFile(lab) }))
}

export const reportOptions = (flags: CheckFlags) => ({
  width: process.stdout.columns ?? LADDER_WIDTH,
  columns: process.stdout.columns ?? Number.POSITIVE_INFINITY,
  tellsAll: flags.details === true || flags.only !== undefined
})

/** How `flags` have a submission graded. */
export function gradeOptions(flags: CheckFlags, isEnough: () => boolean): GradeOptions {
  const patience = Number(process.env.RDT_PATIENCE_MS)
  return {
    ...(flags.only !== undefined && { only: flags.only }),
    ...(flags.checks !== undefined && { moreChecks: flags.checks }),
    ...(flags.student !== undefined && { student: flags.student }),
    ...(patience > 0 && { limits: { patience } }),
    skipsTypes: flags.types === false,
    width: (process.stdout.columns ?? LADDER_WIDTH) - 2,
    isAscii: !canShowUnicode(),
    isEnough
  }
}

async function gradeHanded({ lab, file }: Handed, flags: CheckFlags, isEnough: () => boolean) {
  const progress = showProgress(flags.plain === true, 'checks')
  const show = (done: number, of: number) => progress?.show(done, of)
  try {
    const options = { ...gradeOptions(flags, isEnough), progress: show }
    const grade = await gradeSubmission(lab, file, options)
    await breathe()
    if (!isEnough()) rememberGrade(grade, flags.only === undefined)
    return grade
  } finally {
    progress?.wipe()
  }
}

const recordsOf = (grade: Grade): string[] =>
  grade.checks.map((check) => JSON.stringify(checkRecord(grade, check)))

/** Of one lab as it is; of several with one more level. */
function summaryOf(grades: readonly Grade[], { all }: CheckFlags) {
  const summaries = grades.map(gradeSummary)
  const [first] = summaries
  if (!all && first !== undefined) return { type: 'summary', ...first }
  return {
    type: 'summary',
    lab: null,
    verdict: grades.length === 0 ? null : worstOf(grades.map(({ verdict }) => verdict)),
    checks: summaries.flatMap(({ lab, checks }) => checks.map((one) => ({ lab, ...one }))),
    labs: summaries.map(({ checks: _, ...rest }) => rest)
  }
}

export const print = (lines: readonly string[]): void => {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}
