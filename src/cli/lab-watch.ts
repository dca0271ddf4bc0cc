/** `rdt lab watch`: judges whenever a file is saved. What runs as before is not run again. */
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Grade } from '../../labs/grader/grade.js'
import { checksOf, gradeBundle, gradeUnloaded } from '../../labs/grader/grade-submission.js'
import type { Lab } from '../../labs/grader/lab.js'
import { isFault, readSubmission } from '../../labs/grader/submission.js'
import { BadInput } from '../kernel/quantity.js'
import {
  addCheckOptions,
  type CheckFlags,
  chooseHanded,
  gradeOptions,
  print,
  reportOptions
} from './lab-check.js'
import { rememberGrade } from './lab-progress.js'
import { describeGrade } from './lab-report.js'
import { onEnding } from './signals.js'

const LOOK_EVERY_MS = 150

export function addLabWatch(lab: Command): void {
  const command = lab
    .command('watch')
    .argument('[lab]', 'its number, or its name (default: the one you worked on last)')
    .summary('judge your protocol whenever you save it')
    .description(
      'Judges your protocol now, and again whenever its file, or one beside it, changes.'
    )
  addCheckOptions(command)
    .addHelpText('after', '\nExamples:\n  rdt lab watch 5\n  rdt lab watch 5 --only S03')
    .action((word: string | undefined, flags: CheckFlags) => watch(word, flags))
}

async function watch(word: string | undefined, flags: CheckFlags): Promise<void> {
  const { lab, file } = chooseHanded(word, flags)
  const ending = new AbortController()
  const stopListening = onEnding(() => ending.abort())
  const watcher = new Watcher(lab, file, flags, () => ending.signal.aborted)
  let seen = ''
  try {
    while (!ending.signal.aborted) {
      const now = stampOf(dirname(file))
      if (now !== seen) {
        const isFirst = seen === ''
        seen = now
        await watcher.judge(isFirst)
      }
      await wait(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => {})
    }
  } finally {
    stopListening()
  }
  process.exitCode = 130
}

class Watcher {
  readonly #lab: Lab
  readonly #file: string
  readonly #flags: CheckFlags
  readonly #isEnough: () => boolean
  /** What was judged last. */
  #code: string | undefined

  constructor(lab: Lab, file: string, flags: CheckFlags, isEnough: () => boolean) {
    this.#lab = lab
    this.#file = file
    this.#flags = flags
    this.#isEnough = isEnough
  }

  /** A file that is just being written may be gone for a moment. */
  async judge(isFirst: boolean): Promise<void> {
    try {
      const grade = await this.#grade()
      if (this.#isEnough()) return
      const time = isFirst ? [] : ['', `──── ${this.#file} was saved ────`, '']
      print([...time, ...(grade ? describeGrade(grade, reportOptions(this.#flags)) : [AS_BEFORE])])
      print(['', 'watching; Ctrl-C ends'])
    } catch (error) {
      if (!(error instanceof BadInput) || isFirst) throw error
      print([`  ${error.message}`])
    }
  }

  /** @returns undefined where what runs is what ran before */
  async #grade(): Promise<Grade | undefined> {
    const options = gradeOptions(this.#flags, this.#isEnough)
    const checks = checksOf(this.#lab, options)
    const submission = await readSubmission(this.#file, this.#lab)
    if (isFault(submission)) {
      this.#code = undefined
      return gradeUnloaded(this.#lab, this.#file, submission)
    }
    const code = JSON.stringify([submission.code, submission.answers, checks])
    if (code === this.#code) return undefined
    const grade = await gradeBundle(this.#lab, submission, checks, options)
    if (!this.#isEnough()) {
      this.#code = code
      rememberGrade(grade, this.#flags.only === undefined)
    }
    return grade
  }
}

const AS_BEFORE = 'what runs is as it was: nothing is judged anew'

/** Changes when any file of the folder does. */
function stampOf(folder: string): string {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(ts|js|mjs|json)$/.test(name) && !name.startsWith('.'))
      .map((name) => {
        const { mtimeMs, size } = statSync(join(folder, name))
        return `${name} ${mtimeMs} ${size}`
      })
      .join('\n')
  } catch {
    return 'gone' // between two moments
  }
}
