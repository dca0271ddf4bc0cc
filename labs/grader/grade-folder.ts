/** Grades many submissions of one lab at a time, each as if it were alone. */
import { basename } from 'node:path'
import { checksPath, readChecks } from './check-file.js'
import type { Check } from './check-kind.js'
import type { Grade } from './grade.js'
import { type GradeOptions, gradeUnloaded } from './grade-submission.js'
import { type Ended, inProcesses } from './in-processes.js'
import type { Lab } from './lab.js'
import type { HandedIn } from './submission-folder.js'
import { LIMITS } from './watched-worker.js'

export interface FolderTask {
  readonly lab: Lab
  readonly file: string
  readonly options: GradeOptions
}

export interface FolderOptions {
  readonly jobs: number
  readonly signal: AbortSignal
  readonly only?: string
  readonly moreChecks?: string
  readonly skipsTypes: boolean
  /** Of a single call, in ms. */
  readonly patience?: number
  /** Is told each grade as it is there, in whatever order. */
  graded(index: number, grade: Grade): void
}

const SCRIPT = new URL('grading-process.js', import.meta.url)

/** On a machine that grades on all its cores, who is slow may wait for others. */
const PATIENCE_MS = 2 * LIMITS.patience
/** MiB; as many processes as cores have to fit. */
const GROWTH = 768
const LONGEST_MS = 300_000

/** The grade of each of `all`, undefined where it was broken off before. */
export async function gradeFolder(
  lab: Lab,
  all: readonly HandedIn[],
  { jobs, signal, only, moreChecks, skipsTypes, patience, graded }: FolderOptions
): Promise<(Grade | undefined)[]> {
  const grades: (Grade | undefined)[] = all.map(() => undefined)
  const note = (index: number, grade: Grade) => {
    grades[index] = grade
    graded(index, grade)
  }
  const waiting: { readonly index: number; readonly task: FolderTask }[] = []
  for (const [index, { student, file, isAlone, fault }] of all.entries()) {
    const limits = { patience: patience ?? PATIENCE_MS, growth: GROWTH }
    const options = {
      ...{ student, limits, skipsTypes, isAlone },
      ...(only !== undefined && { only }),
      ...(moreChecks !== undefined && { moreChecks })
    }
    if (fault === undefined) waiting.push({ index, task: { lab, file, options } })
    else note(index, gradeUnloaded(lab, file, fault))
  }
  await inProcesses<FolderTask, Grade>(
    waiting.map(({ task }) => task),
    {
      ...{ script: SCRIPT, jobs, longest: LONGEST_MS, signal },
      done: (at, answer) => {
        const { index = 0, task } = waiting[at] ?? {}
        if (task !== undefined) note(index, gradeOf(task, answer))
      }
    }
  )
  return grades
}

function gradeOf({ lab, file }: FolderTask, answer: Grade | Ended): Grade {
  if (!('ended' in answer)) return answer
  return gradeUnloaded(lab, file, { place: basename(file), what: answer.ended })
}

/** The names of the checks, those of the lab first. */
export function checkNames(lab: Lab, more: string | undefined): { own: string[]; more: string[] } {
  const names = (path: string) => readChecks(path).map(({ name }: Check) => name)
  return { own: names(checksPath(lab)), more: more === undefined ? [] : names(more) }
}
