/** What `rdt mutants` prints: the matrix, and the story of one mutant. */

import type { Judgement } from '../sim/judge.js'
import {
  demonstrate,
  isAsExpected,
  isSeenInData,
  killersOf,
  type Limit,
  type MatrixRow,
  scenariosOf
} from '../sim/kill-matrix.js'
import type { Outcome } from '../sim/outcome.js'
import { scenarioConfig } from '../sim/scenario.js'
import { wrapText } from '../trace/wrap-text.js'
import { ladderOfRun } from './run-ladder.js'

const WIDTH = 80
/** For the longest name, and a space. */
const NAME_WIDTH = 33

export const LEGEND = `#  fails, and the delivered data shows it    x  fails, by counts, times or rules
w  weak: correct, but wasteful or other      .  as the reference`

/** Before the first row of each protocol: the numbers of its scenarios, to be read downwards. */
export function headingOf({ kind, of }: MatrixRow): string[] {
  if (kind !== 'reference') return []
  const numbers = scenariosOf(of).map(({ id }) => /\d+/.exec(id)?.[0] ?? '')
  const digits = (at: number) => numbers.map((number) => number[at] ?? ' ').join('')
  return ['', `${''.padEnd(NAME_WIDTH)}${digits(0)}`, `${of.title.padEnd(NAME_WIDTH)}${digits(1)}`]
}

export function describeRow(row: MatrixRow): string[] {
  const name = row.kind === 'reference' ? `  the reference, ${row.of.name}` : row.name
  const remark = isAsExpected(row) ? '' : row.kind === 'mutant' ? '  SURVIVES' : '  KILLED'
  const marks = row.judgements.map(markOf).join('')
  const kind = row.kind === 'variant' ? 'legal: ' : ''
  const story = row.story === '' ? [] : wrapText(`${kind}${row.story}`, WIDTH - 4, '')
  return [`${name.padEnd(NAME_WIDTH)}${marks}${remark}`, ...story.map((line) => `    ${line}`)]
}

function markOf({ verdict, isDelivered }: Judgement): string {
  if (verdict === 'fail') return isDelivered ? 'x' : '#'
  return verdict === 'weak' ? 'w' : '.'
}

function countsOf(rows: readonly MatrixRow[]) {
  const mutants = rows.filter(({ kind }) => kind === 'mutant')
  const others = rows.filter(({ kind }) => kind !== 'mutant')
  return {
    mutants: mutants.length,
    killed: mutants.filter(isAsExpected).length,
    killed_by_data_alone: mutants.filter(isSeenInData).length,
    survivors: mutants.filter((row) => !isAsExpected(row)).map(({ name }) => name),
    legal: others.length,
    legal_killed: others.filter((row) => !isAsExpected(row)).map(({ protocol }) => protocol.name)
  }
}

export function summaryOf(rows: readonly MatrixRow[], limits: readonly Limit[]) {
  const passing = limits.filter(({ hasFailed }) => !hasFailed).map(({ scenario }) => scenario.id)
  return { type: 'summary', ...countsOf(rows), limits: limits.length, limits_that_pass: passing }
}

export function summaryLines(rows: readonly MatrixRow[], limits: readonly Limit[]): string[] {
  const { mutants, killed, killed_by_data_alone, legal, legal_killed } = countsOf(rows)
  const kept = legal - legal_killed.length
  return [
    '',
    'Protocols where they do not belong, which have to fail:',
    ...limits.flatMap(({ scenario, hasFailed }) => {
      const [first, ...rest] = wrapText(scenario.about, WIDTH - 20, '')
      const verdict = hasFailed ? 'fails' : 'PASSES'
      return [
        `${scenario.id.padEnd(12)}${verdict.padEnd(8)}${first}`,
        ...rest.map((line) => `${''.padEnd(20)}${line}`)
      ]
    }),
    '',
    `${killed} of ${mutants} mutants are killed; by delivered data alone, ${killed_by_data_alone} of them.`,
    `${kept} of ${legal} references and legal variants are left alive.`
  ]
}

/** The record of a row for programs. */
export function recordOf(row: MatrixRow) {
  const { kind, name, of, protocol, expected, story, judgements } = row
  const ids = (all: readonly Judgement[]) => all.map(({ scenario }) => scenario.id)
  return {
    type: kind,
    name: kind === 'reference' ? of.name : name,
    of: of.name,
    protocol: protocol.name,
    story,
    expected,
    as_expected: isAsExpected(row),
    killed_by: kind === 'mutant' ? ids(killersOf(row)) : [],
    seen_in_data: isSeenInData(row),
    scenarios: Object.fromEntries(
      judgements.map(({ scenario, verdict }) => [scenario.id, verdict])
    ),
    show: demonstrate(row)?.command ?? null
  }
}

/** One mutant or variant: what it is, what it does otherwise, and how to see that. */
export function storyOf(row: MatrixRow, drawsLadder: boolean): string[] {
  const { kind, name, of, story } = row
  const what = kind === 'mutant' ? 'a bug' : 'a legal variant'
  const lines = [
    `${name}, ${what} of ${of.title} (${of.name})`,
    '',
    ...wrapText(story, WIDTH, ''),
    ''
  ]
  const shown = demonstrate(row)
  if (shown === undefined) return [...lines, 'No scenario tells it from the reference.']
  const { judgement, command, reference } = shown
  lines.push(`${judgement.scenario.id}: ${judgement.scenario.about}`, '', ...table(row, judgement))
  for (const { rule, verdict, what } of judgement.findings) {
    const [first, ...rest] = wrapText(what, WIDTH - 20, '')
    lines.push(`${verdict}  ${rule.padEnd(14)}${first}`)
    lines.push(...rest.map((line) => `${''.padEnd(20)}${line}`))
  }
  if (drawsLadder) lines.push('', ...ladderOfRun(scenarioConfig(judgement.scenario, row.protocol)))
  lines.push('', 'See it, and the same without:', `  ${command}`, `  ${reference}`)
  const killers = killersOf(row).map(({ scenario }) => scenario.id)
  const seen = row.expected === 'fail' ? 'Killed by' : 'Weak in'
  if (kind === 'mutant') lines.push('', ...wrapText(`${seen} ${killers.join(', ')}`, WIDTH, ''))
  return lines
}

function table({ name, of }: MatrixRow, { outcome, reference }: Judgement): string[] {
  const cells = ({ delivered, segments, finish_ms }: Outcome) =>
    [delivered, segments.data, segments.acks, segments.timeouts, finish_ms ?? 'never']
      .map((cell) => `${cell}`.padStart(9))
      .join('')
  const heads = ['delivered', 'data', 'ACKs', 'timeouts', 'ms'].map((head) => head.padStart(9))
  return [
    `${''.padEnd(NAME_WIDTH)}${heads.join('')}`,
    ...(reference ? [`${of.name.padEnd(NAME_WIDTH)}${cells(reference)}`] : []),
    `${name.padEnd(NAME_WIDTH)}${cells(outcome)}`,
    ''
  ]
}
