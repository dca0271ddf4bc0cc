/** `rdt sim`: the protocol in virtual time. */
import type { Command } from 'commander'
import { BadInput } from '../kernel/quantity.js'
import { RECEIVER, SENDER } from '../sim/config.js'
import { CHANNEL } from '../sim/network.js'
import { USUAL } from '../sim/replay-command.js'
import { Simulation } from '../sim/simulation.js'
import type { TraceEvent, TraceSink } from '../trace/event.js'
import { addRunOptions, describeConfig, type RunFlags, readRunOptions } from './run-options.js'
import { SimLadder } from './sim-ladder.js'
import { describeOutcome, describeShortest, recordOf, shortestOf } from './sim-report.js'
import { runInSlices } from './sim-run.js'
import { openTraceFile } from './trace-file.js'

interface SimFlags extends RunFlags {
  readonly trace?: string
  readonly ladder?: boolean
  readonly json?: boolean
  readonly plain?: boolean
}

export function addSimCommand(program: Command): void {
  const command = program
    .command('sim')
    .summary('run the protocol in virtual time')
    .description(
      'Runs one sender and one receiver in virtual time: the same protocol code as on UDP, ' +
        'exact to the microsecond, the same every time.'
    )
    .option('--trace <file>', 'write what happens, one JSON value a line')
    .option('--ladder', 'draw who sent what when, and what became of it, before the summary')
    .option('--json', 'print the summary as JSON')
    .option('--plain', 'print lines, without progress on a terminal')
  addRunOptions(command, `${USUAL.messages}`)
  command.addHelpText(
    'after',
    `
Examples:
  rdt sim --loss 20%
  rdt sim --messages 6 --window 4 --rto 150ms --fates 'data: ..x' --ladder
  rdt sim --messages 10000 --window 32 --delay 10ms --rate 10mbit --loss 2% --seed 7 --json`
  )
  command.action((flags: SimFlags) => simulate(flags))
}

async function simulate(flags: SimFlags): Promise<void> {
  if (flags.ladder && flags.json) {
    throw new BadInput('--ladder: --json prints nothing but JSON; leave one of the two out')
  }
  const config = await readRunOptions(flags)
  const file =
    flags.trace === undefined
      ? undefined
      : openTraceFile(flags.trace, {
          clock: 'virtual',
          seed: config.seed,
          config: describeConfig(config),
          nodes: [SENDER, CHANNEL, RECEIVER]
        })
  const ladder = flags.ladder ? new SimLadder(config.protocol) : undefined
  const sink = joinSinks(file?.sink, ladder?.sink)
  const start = performance.now()
  const simulation = new Simulation(config, { checks: true, ...(sink && { sink }) })
  const isWhole = await runInSlices(simulation, config.messages, flags.plain === true)
  const wallMs = performance.now() - start
  const { outcome } = simulation
  file?.close()
  const shortest = isWhole ? shortestOf(config, outcome, flags.protocol) : undefined
  const lines = flags.json
    ? [JSON.stringify(recordOf(outcome, wallMs, shortest))]
    : [
        ...(ladder?.lines() ?? []),
        ...describeOutcome(config, outcome),
        ...describeShortest(shortest)
      ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (!isWhole) process.exitCode = 130
  else if (outcome.verdict === 'fail') process.exitCode = 1
}

function joinSinks(one: TraceSink | undefined, other: TraceSink | undefined) {
  if (one === undefined || other === undefined) return one ?? other
  return (event: TraceEvent) => {
    one(event)
    other(event)
  }
}
