/**
 * `rdt lab grade --interop`: whose sender works with whose receiver.
 *
 *                 1
 *                 0123456789012     receivers, by number
 *      0 reference✓✓✗✓✓✓✓✓✓✓✓✓✓
 *      1 alice    ✓✓✗✓✓✓✓✓✓✓✓✓✓
 *      2 bob      ✓✓✗✓✓✓✓✓✓✓✓✓✓
 *     senders
 */
import pc from 'picocolors'
import { type Interop, type InteropOptions, interoperate } from '../../labs/grader/interop.js'
import type { PairJudged, PairVerdict } from '../../labs/grader/interop-words.js'
import type { Lab } from '../../labs/grader/lab.js'
import type { HandedIn } from '../../labs/grader/submission-folder.js'
import { BadInput } from '../kernel/quantity.js'
import { print } from './lab-check.js'
import { csvLines } from './lab-grade-report.js'
import { writeOutput } from './output-file.js'
import { showProgress } from './progress.js'
import { canShowUnicode, LADDER_WIDTH } from './run-ladder.js'
import { onEnding } from './signals.js'

export interface InteropFlags {
  readonly only?: string
  readonly csv?: string
  readonly json?: boolean
  readonly plain?: boolean
}

const SIGNS = { pass: '✓', weak: '~', fail: '✗', hang: '∞', none: '–' } as const
const PLAIN_SIGNS = { pass: '.', weak: '~', fail: 'X', hang: '@', none: '-' } as const
const PAINTS = { pass: pc.green, weak: pc.yellow, fail: pc.red, hang: pc.red, none: pc.dim }
const LONGEST_NAME = 20
const MOST_TOLD = 8

/** @throws BadInput where the lab has nothing to try it on */
export async function showInterop(
  lab: Lab,
  all: readonly HandedIn[],
  flags: InteropFlags,
  options: Pick<InteropOptions, 'jobs' | 'patience'>
): Promise<void> {
  if (lab.hands_in !== 'protocol') {
    throw new BadInput(`--interop: lab ${lab.number} asks for no protocol; leave it out`)
  }
  const ending = new AbortController()
  const stopListening = onEnding(() => ending.abort())
  const progress = showProgress(flags.plain === true, 'pairs')
  try {
    const interop = await interoperate(lab, all, {
      ...options,
      signal: ending.signal,
      ...(flags.only !== undefined && { only: flags.only }),
      progress: (done, of) => progress?.show(done, of)
    })
    progress?.wipe()
    await tell(lab, interop, flags)
  } finally {
    stopListening()
    progress?.wipe()
  }
}

async function tell(lab: Lab, interop: Interop, flags: InteropFlags): Promise<void> {
  if (flags.json) print(recordsOf(lab, interop).map((one) => JSON.stringify(one)))
  if (flags.csv !== undefined) {
    await writeOutput('--csv', flags.csv, [Buffer.from(csvOf(interop))], '')
  }
  if (!flags.json && flags.csv !== '-') {
    const width = process.stdout.columns ?? LADDER_WIDTH
    const head = `lab ${lab.number}: ${lab.title}, ${interop.checks.join(', ')}`
    print([head, '', ...matrixLines(interop, width, !canShowUnicode()), ...storyLines(interop)])
    print(['', sumLine(interop)])
  }
  const { judged, pairs, ok } = countsOf(interop)
  if (judged < pairs) process.exitCode = 130
  else if (ok < pairs) process.exitCode = 1
}

/** The matrix; where there are more receivers than columns, one part below the other. */
function matrixLines(interop: Interop, width: number, isAscii: boolean): string[] {
  const { names, matrix } = interop
  const signs = isAscii ? PLAIN_SIGNS : SIGNS
  const digits = String(names.length - 1).length
  const nameWidth = Math.min(LONGEST_NAME, Math.max(...names.map((name) => [...name].length)))
  const labels = names.map((name, i) => `${String(i).padStart(digits)} ${cut(name, nameWidth)}  `)
  const room = Math.max(10, width - digits - nameWidth - 3)
  const lines: string[] = []
  for (let from = 0; from < names.length; from += room) {
    if (from > 0) lines.push('')
    lines.push(...headOf(names.length, from, room, digits, digits + nameWidth + 3))
    for (const [sender, row] of matrix.entries()) {
      const cells = row.slice(from, from + room).map((one) => cellOf(one, signs))
      lines.push(`${labels[sender] ?? ''}${cells.join('')}`)
    }
  }
  return [
    ...lines,
    '',
    'rows: whose sender; columns, by number: whose receiver',
    `${signs.pass} pass   ${signs.weak} weak   ${signs.fail} fail   ${signs.hang} does not come back   ${signs.none} does not load`
  ]
}

/** The numbers of the columns, to be read downwards. */
function headOf(count: number, from: number, room: number, digits: number, indent: number) {
  const numbers = Array.from({ length: Math.min(room, count - from) }, (_, i) =>
    String(from + i).padStart(digits)
  )
  return Array.from(
    { length: digits },
    (_, at) => `${' '.repeat(indent)}${numbers.map((number) => number[at]).join('')}`
  )
}

const cellOf = (judged: PairJudged | undefined, signs: Readonly<Record<PairVerdict, string>>) =>
  judged === undefined ? ' ' : PAINTS[judged.verdict](signs[judged.verdict])

function cut(text: string, width: number): string {
  const all = [...text]
  const short = all.length > width ? `${all.slice(0, width - 1).join('')}…` : text
  return short + ' '.repeat(Math.max(0, width - [...short].length))
}

/** What was found with the reference, which says whose fault it is. */
function storyLines({ names, matrix }: Interop): string[] {
  if (names[0] !== 'reference') return []
  const told = names.flatMap((name, i) => {
    const [asSender, asReceiver] = [matrix[i]?.[0], matrix[0]?.[i]]
    return [
      ...(isBad(asSender) ? [`${name}, sender: ${asSender.what}`] : []),
      ...(isBad(asReceiver) && asReceiver.what !== asSender?.what
        ? [`${name}, receiver: ${asReceiver.what}`]
        : [])
    ]
  })
  if (told.length === 0) return []
  const rest = told.length - MOST_TOLD
  const more = rest > 0 ? [`… and ${rest} more; --json tells all`] : []
  return ['', 'with the reference:', ...told.slice(0, MOST_TOLD).map((one) => `  ${one}`), ...more]
}

const isBad = (judged: PairJudged | undefined): judged is PairJudged =>
  judged !== undefined && judged.verdict !== 'pass' && judged.verdict !== 'weak'

function countsOf({ matrix }: Interop) {
  const all = matrix.flat()
  const judged = all.filter((one) => one !== undefined)
  return {
    pairs: all.length,
    judged: judged.length,
    ok: judged.filter((one) => !isBad(one)).length
  }
}

function sumLine(interop: Interop): string {
  const { pairs, judged, ok } = countsOf(interop)
  const line = `${ok} of ${judged} pairs work`
  return judged < pairs ? `interrupted: ${judged} of ${pairs} pairs were judged; ${line}` : line
}

function recordsOf({ id }: Lab, interop: Interop) {
  const { names, matrix, checks } = interop
  const { judged, pairs } = countsOf(interop)
  return [
    ...matrix.flatMap((row, sender) =>
      row.flatMap((one, receiver) =>
        one === undefined
          ? []
          : [{ type: 'pair', sender: names[sender], receiver: names[receiver], ...one }]
      )
    ),
    {
      ...{ type: 'summary', lab: id, names, scenarios: checks, ...countsOf(interop) },
      ...(judged < pairs && { interrupted: true })
    }
  ]
}

const csvOf = ({ names, matrix }: Interop): string =>
  csvLines([
    ['sender', ...names],
    ...matrix.map((row, i) => [names[i] ?? '', ...row.map((one) => one?.verdict ?? 'not judged')])
  ])
