/** A process that grades the submissions of a folder, one after the other. */
import type { Grade } from './grade.js'
import type { FolderTask } from './grade-folder.js'
import { gradeSubmission } from './grade-submission.js'
import { serveTasks } from './in-processes.js'

/** What was found where a thread had to be ended, which may not have ended. */
const LOST: readonly string[] = ['loop', 'memory', 'ended']

serveTasks<FolderTask, Grade>(
  ({ lab, file, options }) => gradeSubmission(lab, file, options),
  ({ checks, load_fault }) =>
    load_fault !== null ||
    checks.some(({ findings }) => findings.some(({ rule }) => LOST.includes(rule)))
)
