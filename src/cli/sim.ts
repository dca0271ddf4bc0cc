/** `rdt sim`: the protocol in virtual time. */
import type { Command } from 'commander'
import { formatFates } from '../../lossy-channel/weather/fate-string.js'
import { describeWeather } from '../../lossy-channel/weather/words.js'
import { BadInput, parseBytes, parseCount, parseDuration } from '../kernel/quantity.js'
import { ms } from '../kernel/time.js'
import { MAX_MESSAGE } from '../rdt/sending-half.js'
import type { SimConfig } from '../sim/config.js'
import { RECEIVER, SENDER } from '../sim/config.js'
import { CHANNEL } from '../sim/network.js'
import type { Outcome } from '../sim/outcome.js'
import { Simulation } from '../sim/simulation.js'
import { addChannelOptions, type ChannelFlags, readChannelOptions } from './channel-options.js'
import {
  addProtocolOptions,
  describeRto,
  describeTransport,
  type ProtocolFlags,
  readProtocolOptions
} from './protocol-options.js'
import { runInSlices } from './sim-run.js'
import { openTraceFile } from './trace-file.js'

interface SimFlags extends ChannelFlags, ProtocolFlags {
  readonly messages: string
  readonly size: string
  readonly interval?: string
  readonly handshake?: boolean
  readonly encodeAll?: boolean
  readonly trace?: string
  readonly json?: boolean
  readonly plain?: boolean
}

const MOST_MESSAGES = 100_000_000

export function addSimCommand(program: Command): void {
  const command = program
    .command('sim')
    .summary('run the protocol in virtual time')
    .description(
      'Runs one sender and one receiver in virtual time: the same protocol code as on UDP, ' +
        'exact to the microsecond, the same every time.'
    )
    .option('--messages <n>', 'how many the application sends', '100')
    .option('--size <bytes>', 'of a message: 32, or 4KiB', '32')
    .option('--interval <time>', 'between two messages (default: all are queued at the start)')
    .option('--handshake', 'opening and closing the connection are part of the run')
    .option('--encode-all', 'turn every datagram into bytes and back: it must change nothing')
    .option('--trace <file>', 'write what happens, one JSON value a line')
    .option('--json', 'print the summary as JSON')
    .option('--plain', 'print lines, without progress on a terminal')
  addProtocolOptions(command)
  addChannelOptions(command)
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
  const config = readConfig(flags)
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

function readConfig(flags: SimFlags): SimConfig {
  const transport = readProtocolOptions(flags)
  const channel = readChannelOptions(flags, { delay: ms(50) })
  const interval = flags.interval === undefined ? 0 : parseDuration(flags.interval, '--interval')
  const messages = parseCount(flags.messages, '--messages', 0, MOST_MESSAGES)
  if (messages * interval > Number.MAX_SAFE_INTEGER / 4) {
    throw new BadInput('--interval: the run would outlast the clock; write less of it')
  }
  const { protocol, windowSize, seqBits, rto, congestion, checksum, mss } = transport
  const { up, down, fates, fateBy, seed } = channel
  return {
    protocol,
    windowSize,
    seqBits,
    rto,
    congestion,
    checksum,
    mss,
    messages,
    size: parseBytes(flags.size, '--size', 0, MAX_MESSAGE),
    interval,
    seed,
    up,
    down,
    fates,
    fateBy,
    handshake: flags.handshake === true,
    encodeAll: flags.encodeAll === true
  }
}

/** Every option of the run, resolved, in the words of the command line. */
function describeConfig(config: SimConfig): Record<string, unknown> {
  const { up, down } = config.fates
  return {
    command: 'sim',
    ...describeTransport(config),
    messages: config.messages,
    size: config.size,
    interval_us: config.interval,
    handshake: config.handshake,
    up: config.up,
    down: config.down,
    fates: { ...(up && { up: formatFates(up) }), ...(down && { down: formatFates(down) }) },
    fate_by: config.fateBy
  }
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
