/** `rdt conformance`: what a protocol declares, held against what it does. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { parseCount } from '../kernel/quantity.js'
import type { Protocol } from '../rdt/protocol.js'
import { type ConformanceCheck, conformance } from '../sim/conformance.js'
import { replayCommand } from '../sim/replay-command.js'
import { loadProtocol } from './protocol-file.js'
import { readProtocol } from './protocol-options.js'
import { ladderOfRun } from './run-ladder.js'
import { onEnding } from './signals.js'

interface ConformanceFlags {
  readonly protocol?: string
  readonly seeds: string
  readonly ladder?: boolean
  readonly json?: boolean
}

const SEEDS = 40
const MOST_SEEDS = 100_000
const SIGNS = { pass: '✓', weak: '~', fail: '✗' } as const

export function addConformanceCommand(program: Command): void {
  program
    .command('conformance')
    .argument('[protocol]', 'a name, or the file of a protocol of your own (default gbn)')
    .summary('hold what a protocol declares to survive against what it does')
    .description(
      'What a protocol declares to survive, it must survive, each fault alone and all together; ' +
        'what it does not declare, it must be seen to fail. Each failure is told by its shortest fates.'
    )
    .option('--protocol <name>', 'the same as the argument')
    .option('--seeds <n>', 'runs for each check, at most', `${SEEDS}`)
    .option('--ladder', 'draw the ladder of every failure, also of those that had to be')
    .option('--json', 'a record for each check, and the summary')
    .addHelpText(
      'after',
      `
Examples:
  rdt conformance rdt2.1
  rdt conformance gbn --seeds 200 --json`
    )
    .action((word: string | undefined, flags: ConformanceFlags) => check(word, flags))
}

async function check(argument: string | undefined, flags: ConformanceFlags): Promise<void> {
  const word = argument ?? flags.protocol ?? 'gbn'
  const protocol = (await loadProtocol(word)) ?? readProtocol(word)
  const seeds = parseCount(flags.seeds, '--seeds', 1, MOST_SEEDS)
  const checks: ConformanceCheck[] = []
  let isInterrupted = false
  const stopListening = onEnding(() => {
    isInterrupted = true
  })
  const print = (line: string) => process.stdout.write(`${line}\n`)
  if (!flags.json) print(heading(protocol, seeds))
  for (const one of conformance(protocol, seeds)) {
    checks.push(one)
    if (flags.json) print(JSON.stringify(recordOf(one, word)))
    else for (const line of describe(one, word, flags.ladder === true)) print(line)
    await breathe()
    if (isInterrupted) break
  }
  stopListening()
  const verdict = verdictOf(checks)
  if (flags.json) {
    const count = (wanted: string) => checks.filter((one) => one.verdict === wanted).length
    const counts = { pass: count('pass'), weak: count('weak'), fail: count('fail') }
    print(
      JSON.stringify({ type: 'summary', protocol: protocol.name, seeds, checks: counts, verdict })
    )
  } else print(`\nverdict ${isInterrupted ? 'none: interrupted' : verdict}`)
  if (isInterrupted) process.exitCode = 130
  else if (verdict === 'fail') process.exitCode = 1
}

function heading({ title, survives }: Protocol, seeds: number): string {
  const declared = survives.length === 0 ? 'nothing' : survives.join(', ')
  return `${title} declares to survive ${declared}; ${seeds} seeds for each check\n`
}

function verdictOf(checks: readonly ConformanceCheck[]): ConformanceCheck['verdict'] {
  if (checks.some(({ verdict }) => verdict === 'fail')) return 'fail'
  return checks.some(({ verdict }) => verdict === 'weak') ? 'weak' : 'pass'
}

function recordOf(one: ConformanceCheck, word: string): Record<string, unknown> {
  const { name, wanted, faults, verdict, runs, seed, failure } = one
  return {
    type: 'check',
    name,
    wanted,
    faults,
    verdict,
    runs,
    ...(seed === undefined ? {} : { seed }),
    ...(failure && { violation: failure.violation, replay: replayCommand(failure.config, word) })
  }
}

function describe(one: ConformanceCheck, word: string, drawsAll: boolean): string[] {
  const { name, wanted, verdict, runs, seed, failure } = one
  const lines = [`${SIGNS[verdict]} ${verdict.padEnd(5)}${name}${remark(one)}`]
  if (failure === undefined) return lines
  const { violation, config } = failure
  const what = wanted === 'fails' ? `seen on seed ${seed}` : `seed ${seed}, run ${runs}`
  lines.push(`        ${what}: ${violation.what}`, `        ${replayCommand(config, word)}`)
  if (wanted === 'survives' || drawsAll) {
    lines.push('', ...ladderOfRun(config), '')
  }
  return lines
}

function remark({ wanted, verdict, faults, name }: ConformanceCheck): string {
  if (wanted === 'fails' && verdict === 'weak') {
    return name.startsWith('fails on')
      ? `: it never did; it may declare '${faults.at(-1)}'`
      : ': it never did'
  }
  if (wanted === 'survives' && verdict === 'weak') return ', though not without waste'
  return wanted === 'fails' && faults.length > 1 && name.startsWith('fails on')
    ? `, with ${faults.slice(0, -1).join(', ')}`
    : ''
}
