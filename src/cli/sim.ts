/** `rdt sim`: the protocol in virtual time. */
import type { Command } from 'commander'
import { BadInput, parseCount } from '../kernel/quantity.js'
import { nodesOfFlow, type SimConfig } from '../sim/config.js'
import { CHANNEL } from '../sim/network.js'
import { USUAL } from '../sim/replay-command.js'
import { Simulation } from '../sim/simulation.js'
import type { TraceEvent, TraceSink } from '../trace/event.js'
import { placeOf } from './author-file.js'
import { addRunOptions, describeConfig, type RunFlags, readRunOptions } from './run-options.js'
import { SimLadder } from './sim-ladder.js'
import { describeOutcome, describeShortest, recordOf, shortestOf } from './sim-report.js'
import { runInSlices } from './sim-run.js'
import { openTraceFile } from './trace-file.js'

interface SimFlags extends RunFlags {
  readonly flows?: string
  readonly trace?: string
  readonly ladder?: boolean
  readonly json?: boolean
  readonly plain?: boolean
}

const MOST_FLOWS = 100

export function addSimCommand(program: Command): void {
  const command = program
    .command('sim')
    .summary('run the protocol in virtual time')
    .description(
      'Runs one sender and one receiver in virtual time: the same protocol code as on UDP, ' +
        'exact to the microsecond, the same every time.'
    )
    .option('--flows <n>', 'pairs of nodes that share the two links, each with its messages', '1')
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
  rdt sim --messages 10000 --window 32 --delay 10ms --rate 10mbit --loss 2% --seed 7 --json
  rdt sim --protocol tcp --flows 2 --window 256 --messages 5000 --delay 10ms --rate 2mbit`
  )
  command.action((flags: SimFlags) => simulate(flags))
}

async function simulate(flags: SimFlags): Promise<void> {
  if (flags.ladder && flags.json) {
    throw new BadInput('--ladder: --json prints nothing but JSON; leave one of the two out')
  }
  const config = await readConfig(flags)
  const { flows = 1 } = config
  const file =
    flags.trace === undefined
      ? undefined
      : openTraceFile(flags.trace, {
          clock: 'virtual',
          seed: config.seed,
          config: describeConfig(config),
          nodes: nodesOf(config)
        })
  const ladder = flags.ladder ? new SimLadder(config.protocol) : undefined
  const sink = joinSinks(file?.sink, ladder?.sink)
  const start = performance.now()
  const simulation = new Simulation(config, { checks: true, ...(sink && { sink }) })
  const isWhole = await runInSlices(simulation, config.messages * flows, flags.plain === true)
  const wallMs = performance.now() - start
  const { outcome } = simulation
  file?.close()
  const shortest = isWhole && flows === 1 ? shortestOf(config, outcome, flags) : undefined
  const lines = flags.json
    ? [JSON.stringify(recordOf(outcome, wallMs, shortest))]
    : [
        ...(ladder?.lines() ?? []),
        ...describeOutcome(config, outcome),
        ...describeShortest(shortest)
      ]
  process.stdout.write(`${lines.join('\n')}\n`)
  tellPlace(simulation.crash)
  if (!isWhole) process.exitCode = 130
  else if (outcome.verdict === 'fail') process.exitCode = 1
}

async function readConfig(flags: SimFlags): Promise<SimConfig> {
  const config = await readRunOptions(flags)
  const flows = parseCount(flags.flows ?? '1', '--flows', 1, MOST_FLOWS)
  if (flows === 1) return config
  const bound =
    (config.handshake && '--handshake opens one connection') ||
    (flags.ladder && '--ladder draws one sender and one receiver') ||
    (config.fateBy === 'segment' && '--fate-by segment knows the segments of one flow')
  if (bound) throw new BadInput(`--flows: ${bound}; leave one of the two out`)
  return { ...config, flows }
}

/** The names of all nodes, and of the channel. */
export function nodesOf(config: SimConfig): string[] {
  const pairs = Array.from({ length: config.flows ?? 1 }, (_, i) => nodesOfFlow(i, config))
  return [...pairs.map(([sender]) => sender), CHANNEL, ...pairs.map(([, receiver]) => receiver)]
}

/** The verdict has the message of what a machine threw; its author wants the line, too. */
function tellPlace(crash: unknown): void {
  const place = placeOf(crash)
  if (place !== undefined) {
    const text = crash instanceof Error ? crash.message : String(crash)
    process.stderr.write(`rdt: ${place} throws: ${text} (RDT_DEBUG=1 shows where)\n`)
  }
  if (crash !== undefined && process.env.RDT_DEBUG === '1') console.error(crash)
}

function joinSinks(one: TraceSink | undefined, other: TraceSink | undefined) {
  if (one === undefined || other === undefined) return one ?? other
  return (event: TraceEvent) => {
    one(event)
    other(event)
  }
}
