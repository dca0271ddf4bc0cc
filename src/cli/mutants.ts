/** `rdt mutants`: the bugs that have a name, and which scenario kills which. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { nearest } from '../kernel/nearest.js'
import type { BadInput } from '../kernel/quantity.js'
import { VARIED_NAMES } from '../rdt/mutants/catalogue.js'
import {
  isAsExpected,
  judgeLimits,
  MATRIX_SIZE,
  type MatrixRow,
  matrixRows
} from '../sim/kill-matrix.js'
import {
  describeRow,
  headingOf,
  LEGEND,
  recordOf,
  storyOf,
  summaryLines,
  summaryOf
} from './mutants-report.js'
import { showProgress } from './progress.js'
import { unknownWord } from './protocol-options.js'
import { onEnding } from './signals.js'

interface MutantsFlags {
  readonly ladder?: boolean
  readonly json?: boolean
  readonly plain?: boolean
}

export function addMutantsCommand(program: Command): void {
  program
    .command('mutants')
    .argument('[name]', 'one of them: what it is, and how to see it')
    .summary('bugs that have a name, and the scenarios that show them')
    .description(
      'Judges every bug that has a name by every scenario of its protocol, and the references and ' +
        'their legal variants too, which must not fail. With a name: the story of one of them.'
    )
    .option('--ladder', 'with a name: draw the run that shows it')
    .option('--json', 'a record for each, and the summary')
    .option('--plain', 'print lines, without progress on a terminal')
    .addHelpText(
      'after',
      `
Every one of them is a protocol that any command takes: --protocol mutant:NAME.

Examples:
  rdt mutants
  rdt mutants silent-on-duplicate
  rdt mutants --json | grep '"mutant"'`
    )
    .action((name: string | undefined, flags: MutantsFlags) =>
      name === undefined ? showMatrix(flags) : tellStory(name, flags)
    )
}

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}

async function showMatrix(flags: MutantsFlags): Promise<void> {
  const progress = showProgress(flags.plain === true, 'protocols')
  let isInterrupted = false
  const stopListening = onEnding(() => {
    isInterrupted = true
  })
  const rows: MatrixRow[] = []
  for (const row of matrixRows()) {
    rows.push(row)
    progress?.show(rows.length, MATRIX_SIZE)
    await breathe()
    if (isInterrupted) break
  }
  progress?.wipe()
  stopListening()
  const limits = isInterrupted ? [] : judgeLimits()
  if (flags.json) {
    const summary = { ...summaryOf(rows, limits), ...(isInterrupted ? { interrupted: true } : {}) }
    print([...rows.map(recordOf), summary].map((one) => JSON.stringify(one)))
  } else {
    const lines = rows.flatMap((row) => [...headingOf(row), ...describeRow(row)])
    const end = isInterrupted
      ? ['', `interrupted: ${rows.length} of ${MATRIX_SIZE} protocols were judged`]
      : summaryLines(rows, limits)
    print([LEGEND, ...lines, ...end])
  }
  const isSound = rows.every(isAsExpected) && limits.every(({ hasFailed }) => hasFailed)
  if (isInterrupted) process.exitCode = 130
  else if (!isSound) process.exitCode = 1
}

/** @throws BadInput where nothing has that name */
function tellStory(word: string, flags: MutantsFlags): void {
  const name = word.replace(/^(mutant|variant):/, '')
  const [row] = [...matrixRows(name)].filter(({ kind }) => kind !== 'reference')
  if (row === undefined) throw unknownName(word)
  if (flags.json) print([recordOf(row), summaryOf([row], [])].map((one) => JSON.stringify(one)))
  else print(storyOf(row, flags.ladder === true))
  if (!isAsExpected(row)) process.exitCode = 1
}

function unknownName(word: string): BadInput {
  const known = VARIED_NAMES.map((one) => one.replace(/^\w+:/, ''))
  const isNear = nearest(word, known) !== undefined
  return unknownWord('the name', 'mutant', word, isNear ? known : ['those that rdt mutants lists'])
}
