/**
 * `npm run swarm`: random worlds by the thousand. What fails is told with the command that
 * replays it, and kept in failing-seeds.json, which CI replays for ever.
 */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { onEnding } from '../../src/cli/signals.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import type { Failure } from './case.js'
import { keepFailingSeed, readFailingSeeds } from './failing-seeds.js'
import { tellFailure, tellSummary } from './report.js'
import { Swarm } from './swarm.js'
import { readSwarmOptions, type SwarmOptions } from './swarm-options.js'
import { SwarmPool } from './swarm-pool.js'
import { SwarmProgress } from './swarm-progress.js'
import type { CaseName } from './swarm-worker.js'

const FAILED = 1
const WRONG_CALL = 2
const INTERRUPTED = 130
/** So many failures are told at length; of the others the command is enough. */
const MOST_TOLD = 10

/** Beside the source of this file, not beside what it is compiled to. */
const FAILING_SEEDS = fileURLToPath(
  new URL('../../../test/swarm/failing-seeds.json', import.meta.url)
)

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}

// Whoever reads our output may stop reading; that is no error of ours.
process.stdout.on('error', () => process.exit(process.exitCode ?? 0))

async function main(args: readonly string[]): Promise<void> {
  const options = await readSwarmOptions(args, availableParallelism(), FAILING_SEEDS)
  readFailingSeeds(options.failures)
  const { seeds, seed, jobs, isPlain } = options
  const pool = new SwarmPool(Math.min(jobs, seeds))
  const progress = new SwarmProgress(seeds, isPlain)
  /** Whoever ends the swarm waits for no story. */
  const ending = new AbortController()
  let told = 0
  const swarm = new Swarm(options, {
    now: () => performance.now(),
    run: (name) => pool.run(name),
    progressed: (done, failed) => progress.show(done, failed),
    failed: async (name, failure) => {
      const isTold = told++ < MOST_TOLD
      const story = isTold ? await pool.explain(name, failure, ending.signal) : undefined
      progress.wipe()
      print(tellFailure(name, failure, story))
      keep(options, name, failure)
    }
  })
  const stopListening = onEnding(() => {
    if (swarm.isStopped) process.exit(INTERRUPTED)
    swarm.stop()
    ending.abort()
  })
  progress.begin(Math.min(jobs, seeds))
  try {
    await swarm.run()
  } finally {
    stopListening()
    progress.wipe()
    await pool.close()
  }
  print(seed === undefined ? tellSummary(swarm) : [`seed ${seed}: ${verdictOf(swarm)}`])
  if (swarm.failed > 0) process.exitCode = FAILED
  else if (swarm.isStopped) process.exitCode = INTERRUPTED
}

const verdictOf = ({ failed }: Swarm): string => (failed > 0 ? 'fail' : 'pass')

/** What mutants and files of somebody's own do wrong, nobody will mend here. */
function keep({ failures, protocol, only }: SwarmOptions, name: CaseName, failure: Failure): void {
  const isOurs = protocol === undefined || PROTOCOLS.some((known) => known.name === protocol)
  if (!isOurs || only !== undefined) return
  const { subject, seed } = name
  const note = `${failure.rule}: ${failure.what}`
  keepFailingSeed(failures, { subject, seed, ...(protocol !== undefined && { protocol }), note })
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const isWrongCall = error instanceof BadInput || error instanceof CommanderError
  if (!isWrongCall) throw error
  const isHelp = error instanceof CommanderError && error.exitCode === 0
  const line = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  if (!isHelp) {
    process.exitCode = WRONG_CALL
    process.stderr.write(`swarm: ${line}\n`)
  }
}
