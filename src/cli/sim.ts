/** `rdt sim`: the protocol in virtual time. */
import type { Command } from 'commander'
import { describeWeather } from '../../lossy-channel/weather/words.js'
import { describeRto } from '../rdt/rto.js'
import type { SimConfig } from '../sim/config.js'
import { RECEIVER, SENDER } from '../sim/config.js'
import { CHANNEL } from '../sim/network.js'
import type { Outcome } from '../sim/outcome.js'
import { USUAL } from '../sim/replay-command.js'
import { Simulation } from '../sim/simulation.js'
import { addRunOptions, describeConfig, type RunFlags, readRunOptions } from './run-options.js'
import { runInSlices } from './sim-run.js'
import { openTraceFile } from './trace-file.js'

interface SimFlags extends RunFlags {
  readonly trace?: string
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
    .option('--json', 'print the summary as JSON')
    .option('--plain', 'print lines, without progress on a terminal')
  addRunOptions(command, `${USUAL.messages}`)
  command.addHelpText(
    'after',
    `
Examples:
  rdt sim --loss 20%
  rdt sim --messages 6 --window 4 --rto 150ms --fates 'data: ..x' --trace lost.ndjson
  rdt sim --messages 10000 --window 32 --delay 10ms --rate 10mbit --loss 2% --seed 7 --json`
  )
  command.action((flags: SimFlags) => simulate(flags))
}

async function simulate(flags: SimFlags): Promise<void> {
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
  const start = performance.now()
  const simulation = new Simulation(config, { checks: true, ...(file && { sink: file.sink }) })
  const isWhole = await runInSlices(simulation, config.messages, flags.plain === true)
  const wallMs = performance.now() - start
  const { outcome } = simulation
  file?.close()
  if (flags.json) printJson(outcome, wallMs)
  else process.stdout.write(`${describe(config, outcome).join('\n')}\n`)
  if (!isWhole) process.exitCode = 130
  else if (outcome.verdict === 'fail') process.exitCode = 1
}

function printJson(outcome: Outcome, wallMs: number): void {
  const { verdict, violations, ...facts } = outcome
  const wall_ms = Number(wallMs.toFixed(3))
  const summary = { type: 'summary', ...facts, wall_ms, verdict, violations }
  process.stdout.write(`${JSON.stringify(summary)}\n`)
}

function describe(config: SimConfig, outcome: Outcome): string[] {
  const { segments } = outcome
  const { protocol, windowSize, up, down, seed } = config
  const shown = (value: number | null, unit: string) =>
    value === null ? 'never' : `${value}${unit}`
  const lines = [
    `${protocol.title}, window ${windowSize}, RTO ${describeRto(config.rto)}, seed ${seed}`,
    `data  ${describeWeather(up)}`,
    `ACKs  ${describeWeather(down)}`,
    '',
    `delivered        ${outcome.delivered} of ${config.messages}${outcome.in_order ? ', in order' : ''}`,
    `data segments    ${segments.data}, of them retransmitted ${segments.retransmitted}`,
    `ACKs             ${segments.acks}`,
    `timeouts         ${segments.timeouts}`,
    `in the channel   ${segments.dropped} dropped, ${segments.corrupted} corrupted, ${segments.duplicated} duplicated`,
    `finished at      ${shown(outcome.finish_ms, ' ms')}`,
    `goodput          ${shown(outcome.goodput_mbit, ' Mbit/s')}`,
    ...(outcome.utilisation === null ? [] : [`utilisation      ${outcome.utilisation}`]),
    `verdict          ${outcome.verdict}`
  ]
  for (const { rule, what, t_us } of outcome.violations) {
    lines.push(`  ${rule}: ${what} (at ${t_us / 1000} ms)`)
  }
  return lines
}
