/**
 * A grade as Gradescope's autograders hand it in, results.json: what there is in all, and a test
 * for each check (gradescope-autograders.readthedocs.io, "Autograder Specifications").
 */
import type { CheckGrade, Grade } from '../../labs/grader/grade.js'
import { cleanText } from '../kernel/display.js'
import type { Verdict } from '../sim/outcome.js'

export interface Marking {
  /** For all checks together, the same for each. */
  readonly points: number
  /** What a weak check is worth, 0 … 1. */
  readonly weak: number
  /** Their names and what is said of them students do not see. */
  readonly hidden: readonly string[]
  /** All checks, by name: those that were not run are there, too. */
  readonly checks: readonly string[]
}

/** The object of one results.json. */
export function gradescopeOf(grade: Grade, marking: Marking) {
  const { checks: names, points } = marking
  const each = points / Math.max(1, names.length)
  const tests = names.map((name) => {
    const check = grade.checks.find((one) => one.name === name)
    const verdict = check?.verdict ?? 'fail'
    return {
      name: check === undefined ? name : `${name}: ${check.about}`,
      score: rounded(each * worthOf(verdict, marking)),
      max_score: rounded(each),
      status: verdict === 'fail' ? 'failed' : 'passed',
      output: check === undefined ? 'not run' : outputOf(check),
      visibility: marking.hidden.includes(name) ? 'hidden' : 'visible'
    }
  })
  const verdicts = names.map((name) => grade.checks.find((one) => one.name === name)?.verdict)
  const worth = verdicts.reduce((sum, verdict) => sum + worthOf(verdict ?? 'fail', marking), 0)
  return {
    score: rounded(each * worth),
    output: summaryOf(grade),
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests
  }
}

const rounded = (points: number): number => Math.round(points * 1_000) / 1_000

function worthOf(verdict: Verdict, { weak }: Marking): number {
  if (verdict === 'pass') return 1
  return verdict === 'weak' ? weak : 0
}

/** Nothing of the private checks: this everybody sees. */
function summaryOf({ number, title, load_fault, verdict, type_errors }: Grade): string {
  const fault = load_fault === null ? [] : [`${cleanText(load_fault.place)}: ${load_fault.what}`]
  const types = type_errors.map((one) => cleanText(one))
  return [
    `lab ${number}: ${title}: ${verdict}`,
    ...fault,
    ...(types.length === 0 ? [] : ['the compiler says:', ...types])
  ].join('\n')
}

function outputOf(check: CheckGrade): string {
  const { verdict, findings, bug, difference, steps, replay } = check
  if (verdict === 'pass') return 'pass'
  const likely = bug === null ? [] : [`your run behaves like ${bug.name}: ${bug.story}`]
  return [
    `${verdict}:`,
    ...findings.map(({ what }) => `  ${what}`),
    ...likely,
    ...(difference === null ? [] : [difference]),
    ...(steps.length === 0 ? [] : ['the steps:', ...steps.map((step) => `  ${step}`)]),
    ...(replay === null ? [] : [`again: ${cleanText(replay)}`])
  ].join('\n')
}
