/**
 * A question with one answer: where it stands in answers.json, what came of it, and the words.
 *
 *     "my_run": { "data_lost": null }      answer: "my_run.data_lost"
 *
 * What is not answered yet is told with the command that helps.
 */
import { join } from 'node:path'
import * as v from 'valibot'
import { quoteWord } from '../../src/sim/replay-command.js'
import type { Bench } from './bench.js'
import { COMMON, type Judged } from './check-kind.js'

const path = v.pipe(
  v.string('it must be a text'),
  v.regex(/^[\w-]{1,40}(\.[\w-]{1,40}){0,3}$/, 'it must be a key, or keys with dots, "my_run.lost"')
)

/** What every check of an answer has. */
export const ANSWER = {
  ...COMMON,
  /** The key in answers.json, or the name of the export. */
  answer: path,
  /**
   * The command that helps. In it {name} is what the student calls himself, {trace} the path of
   * the trace that he hands in.
   */
  help: v.optional(v.string('it must be a text'))
}

/** The keys of answers.json by which a command is made a student's own. */
const NAME = 'name'
const TRACE = 'trace'
const PLAIN = /^\w[\w.-]{0,99}$/

export interface Question {
  readonly about: string
  readonly answer: string
  readonly help?: string | undefined
}

export const PASSED: Judged = { verdict: 'pass', findings: [], runs: 1 }

export const failed = (rule: string, what: string): Judged => ({
  verdict: 'fail',
  findings: [{ rule, verdict: 'fail', what }],
  runs: 1
})

/** `what`, and the command that helps. */
export const wrong = (what: string, { help }: Question, bench: Bench): Judged =>
  withHelp(failed('answer', what), help, bench)

/** The same, with the command that helps. */
export const withHelp = (judged: Judged, help: string | undefined, bench: Bench): Judged =>
  help === undefined ? judged : { ...judged, command: filledIn(help, bench) }

/** Of what a stranger has written, only a plain word gets into a command. */
const filledIn = (help: string, { exports, folder }: Bench): string => {
  const word = (key: string, otherwise: string) => {
    const value = answerAt(exports, key)
    return typeof value === 'string' && PLAIN.test(value) ? value : otherwise
  }
  const trace = join(folder, word(TRACE, 'my-run.ndjson'))
  return help.replaceAll('{name}', word(NAME, 'YOUR-NAME')).replaceAll('{trace}', quoteWord(trace))
}

/** What stands at `place`, a key or keys with dots; undefined where nothing does. */
export function answerAt(answers: unknown, place: string): unknown {
  let value = answers
  for (const key of place.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

/** Why there is nothing to judge yet; undefined where there is an answer. */
export function unanswered(value: unknown, question: Question, bench: Bench): Judged | undefined {
  const { answer, about, help } = question
  if (value === undefined) {
    return failed('answer', `${answer} is missing; write it, with what it asks for: ${about}`)
  }
  if (value !== null) return undefined
  return withHelp(failed('unanswered', `not answered yet: ${answer}`), help, bench)
}

/** A number that is expected, or why there is none. */
export function numberAnswer(question: Question, bench: Bench): number | Judged {
  const value = answerAt(bench.exports, question.answer)
  const open = unanswered(value, question, bench)
  if (open !== undefined) return open
  if (typeof value === 'number' && Number.isFinite(value)) return value
  const example = typeof value === 'string' && value.trim() !== '' ? 'without quotes' : 'such as 7'
  return wrong(
    `${question.answer} is ${shownValue(value)}: write a number, ${example}`,
    question,
    bench
  )
}

/** The same of a text. */
export function textAnswer(question: Question, bench: Bench): string | Judged {
  const value = answerAt(bench.exports, question.answer)
  const open = unanswered(value, question, bench)
  if (open !== undefined) return open
  if (typeof value === 'string') return value
  return wrong(
    `${question.answer} is ${shownValue(value)}: write a text, in quotes`,
    question,
    bench
  )
}

/** What anybody may have written, in short. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'function') return 'a function'
  return String(JSON.stringify(value) ?? value).slice(0, 60)
}
