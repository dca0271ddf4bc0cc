/** `rdt explore`: every fate of the first transmissions, the fewest faults first. */
import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { parseCount } from '../kernel/quantity.js'
import type { SimConfig } from '../sim/config.js'
import { Explorer } from '../sim/explorer.js'
import { formatFatesOfRun, replayCommand, USUAL } from '../sim/replay-command.js'
import {
  DEPTH,
  type Exploration,
  type ExploreFlags,
  MAX_FAULTS,
  readExploration
} from './explore-options.js'
import { ExploreRun, type Exploring } from './explore-run.js'
import { ladderOfRun } from './run-ladder.js'
import { addRunOptions } from './run-options.js'

interface CommandFlags extends ExploreFlags {
  readonly jobs?: string
  readonly json?: boolean
  readonly plain?: boolean
}

export function addExploreCommand(program: Command): void {
  const command = program
    .command('explore')
    .summary('try every fate up to a bound, and find the smallest that breaks a protocol')
    .description(
      'Runs a protocol through all fates of its first transmissions, with no fault, with one, ' +
        'with two, …, checks at every event that nothing is wrong, and at the end that there is one.'
    )
    .option(
      '--faults <names>',
      'which: loss,corrupt,swap,duplicate,reorder (default: all, but swap only where the checksum is not crc32)'
    )
    .option('--max-faults <n>', `how many in one run, at most (default ${MAX_FAULTS})`)
    .option('--depth <n>', `transmissions that may meet one (default ${DEPTH})`)
    .option('--jobs <n>', 'cores to use, at most (default: all of them)')
    .option('--json', 'print the summary as JSON')
    .option('--plain', 'print lines, without progress on a terminal')
  addRunOptions(command, 'window + 2')
  command.addHelpText(
    'after',
    `
Without --rto the timeout is one and a half round trips, without --window it is
4, or what fits. The channel has no dice, but may have a delay and a rate.

Examples:
  rdt explore --protocol rdt2.2 --faults loss
  rdt explore --seq-bits 2 --window 4 --unsafe-window --faults loss
  rdt explore --protocol sr --messages 4 --depth 16 --max-faults 3 --jobs 2`
  )
  command.action((flags: CommandFlags) => explore(flags))
}

async function explore(flags: CommandFlags): Promise<void> {
  const jobs =
    flags.jobs === undefined ? availableParallelism() : parseCount(flags.jobs, '--jobs', 1, 256)
  const exploration = await readExploration(flags)
  const { config, limits } = exploration
  const start = performance.now()
  const explorer = new Explorer(config, limits)
  const run = new ExploreRun(explorer, flags, jobs, flags.plain === true)
  const exploring = run.run(limits.maxFaults)
  if (!flags.json) print(heading(exploration))
  const explored = await exploring
  const wallMs = performance.now() - start
  if (flags.json) printJson(exploration, explored, wallMs, flags.protocol)
  else print(describe(exploration, explored, flags.protocol))
  if (explored.counterexample !== undefined) process.exitCode = 1
  else if (explored.isInterrupted) process.exitCode = 130
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The run that shows the counterexample. */
function failingRun({ config }: Exploration, { counterexample }: Exploring): SimConfig | undefined {
  return counterexample && { ...config, fates: counterexample.fates }
}

function printJson(
  exploration: Exploration,
  explored: Exploring,
  wallMs: number,
  protocol: string | undefined
): void {
  const { config, limits, faults } = exploration
  const { counterexample, levels, isInterrupted } = explored
  const failing = failingRun(exploration, explored)
  const summary = {
    type: 'summary',
    protocol: config.protocol.name,
    messages: config.messages,
    window: config.windowSize,
    seq_bits: config.seqBits,
    faults,
    max_faults: limits.maxFaults,
    depth: limits.depth,
    runs: sum(levels),
    levels,
    ...(isInterrupted && { interrupted: true }),
    counterexample:
      counterexample && failing
        ? {
            fates: formatFatesOfRun(counterexample.fates),
            faults: counterexample.faults,
            violation: counterexample.violation,
            replay: replayCommand(failing, protocol)
          }
        : null,
    wall_ms: Number(wallMs.toFixed(3))
  }
  process.stdout.write(`${JSON.stringify(summary)}\n`)
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

function heading({ config, limits, faults }: Exploration): string[] {
  const { protocol, windowSize, seqBits, messages } = config
  return [
    `${protocol.title}, window ${windowSize}, ${seqBits}-bit numbers, ${plural(messages, 'message')}`,
    `the first ${limits.depth} transmissions, at most ${plural(limits.maxFaults, 'fault')} of ${faults.join(', ')}`,
    ''
  ]
}

function describe(
  exploration: Exploration,
  explored: Exploring,
  protocol: string | undefined
): string[] {
  const { counterexample, levels, isInterrupted } = explored
  const lines = levels.map(
    (runs, count) => `${plural(count, 'fault').padEnd(10)} ${plural(runs, 'run')}`
  )
  const failing = failingRun(exploration, explored)
  if (counterexample === undefined || failing === undefined) {
    const end = isInterrupted ? 'interrupted: none so far fails' : 'pass: none of them fails'
    return [...lines, '', end]
  }
  const { violation } = counterexample
  return [
    ...lines,
    '',
    counterexample.faults === 0
      ? 'fail, without any fault'
      : `fail, with ${plural(counterexample.faults, 'fault')}: ${formatFatesOfRun(counterexample.fates)}`,
    `  ${violation.rule}: ${violation.what} (at ${violation.t_us / 1000} ms)`,
    `  ${replayCommand(failing, protocol)}`,
    ...remarks(failing),
    '',
    ...ladderOfRun(failing)
  ]
}

/** Numbers that come round while old segments are late: no window is narrow enough for that. */
function remarks({ protocol, seqBits, windowSize, fates }: SimConfig): string[] {
  const isLegal = windowSize <= (protocol.maxWindow?.(seqBits) ?? 0)
  const all = [...(fates.up ?? []), ...(fates.down ?? [])]
  const isLate = all.some(({ mark }) => mark === 'late' || mark === '>')
  if (!isLegal || !isLate || seqBits === USUAL.seqBits) return []
  return [
    '  (the rule of the window supposes that nothing old is under way when its number',
    '  comes round; with --faults loss,corrupt,duplicate nothing is)'
  ]
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
