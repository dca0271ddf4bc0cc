/** What `rdt lab check` prints: a line for each check, and the story of the first that fails. */
import pc from 'picocolors'
import type { CheckGrade, Grade, NamedBug } from '../../labs/grader/grade.js'
import { cleanText } from '../kernel/display.js'
import { wrapText } from '../trace/wrap-text.js'

const SIGNS = { pass: '✓', weak: '~', fail: '✗' } as const
const PAINTS = { pass: pc.green, weak: pc.yellow, fail: pc.red } as const
const MOST_WIDTH = 100
const MOST_PRINTED = 12

export interface ReportOptions {
  readonly width: number
  /** Of a terminal; elsewhere the line of a check stays whole. */
  readonly columns: number
  /** Tells every check that is not passed, and not only the first. */
  readonly tellsAll: boolean
}

/** The whole report of a grade. */
export function describeGrade(grade: Grade, options: ReportOptions): string[] {
  const { number, title, file, load_fault, checks, type_errors } = grade
  const head = [`lab ${number}: ${title}, ${cleanText(file)}`, '']
  const types =
    type_errors.length === 0
      ? []
      : ['', '  the compiler says:', ...type_errors.map((one) => `  ${cleanText(one)}`)]
  if (load_fault !== null) {
    const { place, what } = load_fault
    const fault = `${SIGNS.fail} fail  ${cleanText(place)}: ${what}`
    return [...head, ...printedLines(grade.printed), fault, ...types, '', 'verdict fail']
  }
  const widest = Math.max(...checks.map(({ name }) => name.length))
  return [
    ...head,
    ...printedLines(grade.printed),
    ...checks.flatMap((check) => lineOf(check, widest, options.columns)),
    ...storiesOf(grade, options),
    ...types,
    '',
    verdictLine(grade)
  ]
}

function lineOf({ name, verdict, about, findings }: CheckGrade, widest: number, columns: number) {
  const mark = `${SIGNS[verdict]} ${verdict.padEnd(5)}`
  const head = `${mark} ${name.padEnd(widest)}  `
  const isLeftOut = findings.some(({ rule }) => rule === 'run')
  const text = isLeftOut ? (findings[0]?.what ?? '') : about
  const [first = '', ...rest] = wrapText(text, columns, ' '.repeat(head.length), head)
  return [PAINTS[verdict](mark) + first.slice(mark.length), ...rest]
}

function storiesOf({ checks, bug, number }: Grade, { width, tellsAll }: ReportOptions): string[] {
  const told = checks.filter(({ runs, verdict }) => runs > 0 && verdict !== 'pass')
  const first = told.find(({ verdict }) => verdict === 'fail') ?? told[0]
  const [only] = checks
  const isAlone = checks.length === 1 && only?.verdict === 'pass'
  if (first === undefined) return isAlone ? printedLines(only.printed) : []
  const stories = tellsAll ? told : [first]
  const rest = told.filter((check) => !stories.includes(check)).map(({ name }) => name)
  const more =
    rest.length === 0
      ? []
      : [
          '',
          ...wrapText(`also not passed: ${rest.join(', ')}`, Math.min(width, MOST_WIDTH)),
          `  rdt lab check ${number} --only ${rest[0]}   tells one of them`
        ]
  return [...stories.flatMap((check) => storyOf(check, bug, number, width)), ...more]
}

function storyOf(check: CheckGrade, overall: NamedBug | null, number: string, width: number) {
  const { name, verdict, about, findings, difference, steps, ladder, fates, replay } = check
  const bug = check.bug ?? overall
  const text = Math.min(width, MOST_WIDTH) - 4
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`)
  return [
    '',
    `${PAINTS[verdict](`${SIGNS[verdict]} ${name}`)}: ${about}`,
    ...indented(findings.flatMap(({ what }) => wrapText(what, text, '  ', '· '))),
    ...(bug === null ? [] : ['', ...indented(likelyLines(bug, difference, text))]),
    ...(bug === null && difference !== null
      ? ['', ...indented(wrapText(difference, text, ''))]
      : []),
    ...printedLines(check.printed),
    ...(steps.length === 0 ? [] : ['', '  the steps:', ...indented(indented(steps))]),
    ...(ladder.length === 0 ? [] : ['', ...indented(ladder)]),
    '',
    ...(fates === null
      ? []
      : [`  fates   ${fates === '' ? 'none: it fails without any fault' : fates}`]),
    ...(replay === null ? [] : [`  again   ${replay}`]),
    `  hint    rdt lab hint ${number}`
  ]
}

function likelyLines(
  { name, story, isLegal, confidence }: NamedBug,
  difference: string | null,
  width: number
) {
  const kind = isLegal ? 'the legal variant ' : ''
  const how = confidence.startsWith('identical') ? 'behaves like' : 'is most like'
  const where = difference === null ? '' : `: ${difference}`
  return [
    ...wrapText(`your run ${how} ${kind}${name}${where}`, width, ''),
    ...wrapText(`(${name}: ${story})`, width, ''),
    ...wrapText(`(${confidence})`, width, '')
  ]
}

function printedLines(printed: readonly string[]): string[] {
  if (printed.length === 0) return []
  const rest = printed.length - MOST_PRINTED
  const more = rest > 0 ? [`  | … and ${rest} more lines`] : []
  return [
    '',
    '  it printed:',
    ...printed.slice(0, MOST_PRINTED).map((line) => `  | ${line}`),
    ...more
  ]
}

function verdictLine({ verdict, checks }: Grade): string {
  const of = (wanted: string) => checks.filter((check) => check.verdict === wanted).length
  const counts = (['pass', 'weak', 'fail'] as const)
    .filter((one) => of(one) > 0)
    .map((one) => `${of(one)} ${one}`)
  return `verdict ${PAINTS[verdict](verdict)}: ${counts.join(', ')}`
}

/** The records of a grade for programs; the summary is for the last one. */
export const checkRecord = ({ lab }: Grade, check: CheckGrade) => ({
  type: 'check',
  lab,
  ...checkSummary(check),
  kind: check.kind,
  about: check.about,
  findings: check.findings,
  confidence: check.bug?.confidence ?? null,
  difference: check.difference,
  steps: check.steps,
  runs: check.runs,
  printed: check.printed
})

const checkSummary = ({ name, verdict, bug, fates, replay }: CheckGrade) => ({
  name,
  verdict,
  likely_bug: bug?.name ?? null,
  fates,
  replay
})

export const gradeSummary = (grade: Grade) => ({
  lab: grade.lab,
  file: grade.file,
  verdict: grade.verdict,
  checks: grade.checks.map(checkSummary),
  likely_bug: grade.bug?.name ?? null,
  load_fault: grade.load_fault,
  type_errors: grade.type_errors
})
