/** Whose dice: the seed of a student's own run is what he calls himself in his answers. */
import { answerAt, failed } from './answer.js'
import type { Bench } from './bench.js'
import type { Judged } from './check-kind.js'

/** Instead of a key: the name under which it is graded, `--student`. */
const BY_GRADER = '--student'
const SEED = /^\w[\w.-]{0,39}$/

/** @param key of answers.json, or `--student` */
export function ownSeed(key: string, bench: Bench): string | Judged {
  if (key === BY_GRADER) {
    return bench.student ?? failed('seed', 'whose dice? add --student and your name')
  }
  const name = answerAt(bench.exports, key)
  const mend = `write how you are called, in small letters, "ada"`
  if (name === null || name === undefined) {
    return failed('unanswered', `not answered yet: ${key}; ${mend}`)
  }
  if (typeof name === 'string' && SEED.test(name)) return name
  return failed('answer', `${key}: your dice take a name of letters and digits; ${mend}`)
}
