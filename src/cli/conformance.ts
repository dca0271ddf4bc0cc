/** `rdt conformance`: what a protocol declares, held against what it does. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { BadInput, parseCount } from '../kernel/quantity.js'
import type { Protocol } from '../rdt/protocol.js'
import {
  type ConformanceCheck,
  type ConformanceStep,
  conformanceSteps
} from '../sim/conformance.js'
import { replayCommand } from '../sim/replay-command.js'
import { showProgress } from './progress.js'
import { loadProtocol } from './protocol-file.js'
import { readProtocol } from './protocol-options.js'
import { ladderOfRun } from './run-ladder.js'
import { onEnding } from './signals.js'
import { LONG, within } from './watchdog.js'

interface ConformanceFlags {
  readonly protocol?: string
  readonly seeds: string
  readonly ladder?: boolean
  readonly json?: boolean
  readonly plain?: boolean
}

const SEEDS = 40
const MOST_SEEDS = 100_000
/** In ms: for so long, nobody hears Ctrl-C. */
const SLICE = 50
const CHECK_RUNS = 'runs of this check'
const SIGNS = { pass: '✓', weak: '~', fail: '✗' } as const

export function addConformanceCommand(program: Command): void {
  program
    .command('conformance')
    .argument('[protocol]', 'a name, or your own: a file, or exec: and a program (default gbn)')
    .summary('hold what a protocol declares to survive against what it does')
    .description(
      'What a protocol declares to survive, it must survive, each fault alone and all together; ' +
        'what it does not declare, it must be seen to fail. Each failure is told by its shortest fates.'
    )
    .option('--protocol <name>', 'the same as the argument')
    .option('--seeds <n>', 'runs for each check, at most', `${SEEDS}`)
    .option('--ladder', 'draw the ladder of every failure, also of those that had to be')
    .option('--json', 'a record for each check, and the summary')
    .option('--plain', 'print lines, without progress on a terminal')
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
  if (flags.protocol !== undefined && flags.protocol !== word) {
    throw new BadInput(`${word} and --protocol ${flags.protocol}: name one of the two`)
  }
  const protocol = (await loadProtocol(word)) ?? readProtocol(word)
  const seeds = parseCount(flags.seeds, '--seeds', 1, MOST_SEEDS)
  const checks: ConformanceCheck[] = []
  const print = (line: string) => process.stdout.write(`${line}\n`)
  let isInterrupted = false
  const stopListening = onEnding(() => {
    isInterrupted = true
  })
  if (!flags.json) print(heading(protocol, seeds))
  const suite = new Suite(protocol, seeds, word, flags.plain === true)
  const isWhole = await suite
    .run(
      () => isInterrupted,
      (one) => {
        checks.push(one)
        if (flags.json) print(JSON.stringify(recordOf(one, word)))
        else for (const line of describe(one, word, flags.ladder === true)) print(line)
      }
    )
    .finally(stopListening)
  const verdict = isWhole ? verdictOf(checks) : null
  if (flags.json) {
    const count = (wanted: string) => checks.filter((one) => one.verdict === wanted).length
    const counts = { pass: count('pass'), weak: count('weak'), fail: count('fail') }
    print(
      JSON.stringify({ type: 'summary', protocol: protocol.name, seeds, checks: counts, verdict })
    )
  } else print(`\nverdict ${verdict ?? 'none: interrupted'}`)
  if (!isWhole) process.exitCode = 130
  else if (verdict === 'fail') process.exitCode = 1
}

/** The suite in slices, so that Ctrl-C is heard and a terminal sees how far it is. */
class Suite {
  readonly #steps: Iterator<ConformanceStep>
  /** What was said last; undefined before the first word, and after the last. */
  #step: ConformanceStep | undefined
  readonly #seeds: number
  readonly #word: string
  readonly #isPlain: boolean

  constructor(protocol: Protocol, seeds: number, word: string, isPlain: boolean) {
    this.#steps = conformanceSteps(protocol, seeds)
    this.#seeds = seeds
    this.#word = word
    this.#isPlain = isPlain
  }

  /** @returns false where it was broken off */
  async run(isEnough: () => boolean, tell: (check: ConformanceCheck) => void): Promise<boolean> {
    let progress = showProgress(this.#isPlain, CHECK_RUNS)
    try {
      while (!isEnough()) {
        const limit = this.#isNextQuick ? undefined : LONG
        if (
          within(
            () => this.#slice(),
            () => this.#running,
            limit
          )
        )
          return true
        if (this.#step !== undefined && 'check' in this.#step) {
          progress?.wipe()
          progress = showProgress(this.#isPlain, CHECK_RUNS)
          tell(this.#step.check)
        } else progress?.show(this.#step?.run ?? 0, this.#seeds)
        await breathe()
      }
      return false
    } finally {
      progress?.wipe()
    }
  }

  get #isNextQuick(): boolean {
    return this.#step === undefined || ('next' in this.#step && this.#step.next === 'run')
  }

  get #running() {
    const step = this.#step
    return step && 'config' in step ? { config: step.config, protocol: this.#word } : undefined
  }

  /** @returns whether it was the last */
  #slice(): boolean {
    const end = performance.now() + SLICE
    do {
      const { value, done } = this.#steps.next()
      this.#step = done ? undefined : value
      if (done) return true
    } while (this.#isNextQuick && performance.now() < end)
    return false
  }
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
