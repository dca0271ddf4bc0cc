/**
 * What `rdt lab grade` says of a class: a line for each submission, the same as a table for a
 * spreadsheet, and the sums.
 *
 *     student    verdict  checks                 likely bug
 *     alice      pass     ✓✓✓✓✓✓✓✓✓✓✓✓✓✓
 *     bob        fail     ✓✓✗✓✓✓✓✓✗✓✓✓✓✓         silent-on-duplicate
 */
import pc from 'picocolors'
import type { Grade } from '../../labs/grader/grade.js'
import type { HandedIn } from '../../labs/grader/submission-folder.js'
import { cleanText } from '../kernel/display.js'
import type { Verdict } from '../sim/outcome.js'

const SIGNS = { pass: '✓', weak: '~', fail: '✗' } as const
const PLAIN_SIGNS = { pass: '.', weak: '~', fail: 'X' } as const
const PAINTS = { pass: pc.green, weak: pc.yellow, fail: pc.red } as const
const NOT_GRADED = 'not graded'
const LONGEST_NAME = 24
const VERDICT_WIDTH = 9

export interface TableOptions {
  readonly width: number
  readonly isAscii: boolean
  /** The names of the checks, from the left. */
  readonly checks: readonly string[]
}

/** The table of one call: its columns are as wide as all its names need. */
export class GradeTable {
  readonly #options: TableOptions
  readonly #nameWidth: number
  readonly #checksWidth: number

  constructor(students: readonly string[], options: TableOptions) {
    this.#options = options
    const longest = Math.max(7, ...students.map((name) => [...name].length))
    this.#nameWidth = Math.min(LONGEST_NAME, longest) + 2
    this.#checksWidth = Math.max(6, options.checks.length) + 2
  }

  get head(): string {
    const checks = 'checks'.padEnd(this.#checksWidth)
    return `${'student'.padEnd(this.#nameWidth)}${'verdict'.padEnd(VERDICT_WIDTH)}${checks}likely bug`
  }

  row(student: string, { verdict, load_fault, checks, bug }: Grade): string {
    const name = cut(student, this.#nameWidth - 2).padEnd(this.#nameWidth)
    const head = `${name}${PAINTS[verdict](verdict.padEnd(VERDICT_WIDTH))}`
    if (load_fault !== null) {
      const rest = this.#options.width - this.#nameWidth - VERDICT_WIDTH
      return `${head}${cut(`${cleanText(load_fault.place)}: ${load_fault.what}`, rest)}`
    }
    const signs = this.#options.isAscii ? PLAIN_SIGNS : SIGNS
    const of = new Map(checks.map((check) => [check.name, check.verdict]))
    const marks = this.#options.checks.map((check) => markOf(of.get(check), signs)).join('')
    const legal = bug?.isLegal ? 'legal: ' : ''
    const last = bug === null ? '' : `${legal}${bug.name}`
    const room = this.#checksWidth - this.#options.checks.length
    return `${head}${marks}${last === '' ? '' : ' '.repeat(room)}${last}`
  }

  /** What the columns are, and what the signs mean. */
  get legend(): string[] {
    const { checks, isAscii, width } = this.#options
    const signs = isAscii ? PLAIN_SIGNS : SIGNS
    const words = ['checks', 'from', 'the', 'left:', ...checks]
    return [
      ...folded(words, width),
      `${signs.pass} pass   ${signs.weak} weak: right, but wasteful or other   ${signs.fail} fail`
    ]
  }
}

const markOf = (verdict: Verdict | undefined, signs: Readonly<Record<Verdict, string>>) =>
  verdict === undefined ? ' ' : PAINTS[verdict](signs[verdict])

const cut = (text: string, width: number): string => {
  const all = [...text]
  return all.length > width ? `${all.slice(0, Math.max(0, width - 1)).join('')}…` : text
}

function folded(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** `61 of 100 pass, 4 weak, 35 fail`; what was broken off is told. */
export function countsLine(grades: readonly (Grade | undefined)[]): string {
  const { submissions, graded, pass, weak, fail } = countsOf(grades)
  const of = `${pass} of ${graded} pass, ${weak} weak, ${fail} fail`
  return graded < submissions ? `interrupted: ${graded} of ${submissions} were graded; ${of}` : of
}

export function countsOf(grades: readonly (Grade | undefined)[]) {
  const of = (wanted: Verdict) => grades.filter((grade) => grade?.verdict === wanted).length
  const graded = grades.filter((grade) => grade !== undefined).length
  return {
    ...{ submissions: grades.length, graded },
    ...{ pass: of('pass'), weak: of('weak'), fail: of('fail') }
  }
}

/** The table for a spreadsheet, by RFC 4180: a line for each student, a column for each check. */
export function csvOf(
  all: readonly HandedIn[],
  grades: readonly (Grade | undefined)[],
  checks: readonly string[]
): string {
  const head = ['student', 'file', 'lab', 'verdict', 'likely_bug', 'fault', ...checks]
  const rows = all.map(({ student, file }, index) => {
    const grade = grades[index]
    if (grade === undefined) return [student, file, '', NOT_GRADED]
    const fault = grade.load_fault
    const of = new Map(grade.checks.map(({ name, verdict }) => [name, verdict]))
    return [
      ...[student, file, grade.lab, grade.verdict, grade.bug?.name ?? ''],
      fault === null ? '' : `${fault.place}: ${fault.what}`,
      ...checks.map((check) => of.get(check) ?? '')
    ]
  })
  return csvLines([head, ...rows.map((row) => head.map((_, i) => row[i] ?? ''))])
}

/** Lines of a table for a spreadsheet. */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('')

/** What a spreadsheet would take for a formula gets an apostrophe, as OWASP has it. */
function csvField(value: string): string {
  const clean = cleanText(value)
  const safe = /^\s*[=+\-@＝＋－＠|%]/u.test(clean) ? `'${clean}` : clean
  return /[",\s]/.test(safe) || safe !== clean ? `"${safe.replaceAll('"', '""')}"` : safe
}
