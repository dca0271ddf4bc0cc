/** The options of a simulated run, which several commands share. */
import type { Command } from 'commander'
import { formatFates } from '../../lossy-channel/weather/fate-string.js'
import { BadInput, parseBytes, parseCount, parseDuration } from '../kernel/quantity.js'
import { MAX_MESSAGE } from '../rdt/sending-half.js'
import type { SimConfig } from '../sim/config.js'
import { USUAL } from '../sim/replay-command.js'
import { addChannelOptions, type ChannelFlags, readChannelOptions } from './channel-options.js'
import { loadCongestion } from './congestion-file.js'
import { loadProtocol } from './protocol-file.js'
import {
  addProtocolOptions,
  describeTransport,
  type ProtocolFlags,
  readProtocolOptions
} from './protocol-options.js'

/** What commander makes of the options that `addRunOptions` adds. */
export interface RunFlags extends ChannelFlags, ProtocolFlags {
  readonly messages?: string
  readonly size?: string
  readonly interval?: string
  readonly handshake?: boolean
  readonly encodeAll?: boolean
}

/** What a command holds for usual that `rdt sim` does not. */
interface RunDefaults {
  readonly window?: number
  readonly messages?: (windowSize: number) => number
}

const MOST_MESSAGES = 100_000_000

/** @param messages how many there are where `--messages` says nothing, in words */
export function addRunOptions(command: Command, messages: string): Command {
  command
    .option('--messages <n>', `how many the application sends (default ${messages})`)
    .option('--size <bytes>', `of a message: 32, or 4KiB (default ${USUAL.size})`)
    .option('--interval <time>', 'between two messages (default: all are queued at the start)')
    .option('--handshake', 'opening and closing the connection are part of the run')
    .option('--encode-all', 'turn every datagram into bytes and back: it must change nothing')
  return addChannelOptions(addProtocolOptions(command))
}

/**
 * The run that `flags` describe, every option resolved.
 * @param usual what holds where nothing is said; as many messages as `messages` makes of the window
 * @throws BadInput with the mend
 */
export async function readRunOptions(flags: RunFlags, usual: RunDefaults = {}): Promise<SimConfig> {
  const loaded = await loadProtocol(flags.protocol)
  const control = await loadCongestion(flags.congestion)
  const named = control === undefined ? flags : { ...flags, congestion: 'newreno' }
  const transport = readProtocolOptions(named, loaded, usual.window)
  const channel = readChannelOptions(flags, { delay: USUAL.delay })
  const interval = flags.interval === undefined ? 0 : parseDuration(flags.interval, '--interval')
  const count =
    flags.messages === undefined
      ? (usual.messages?.(transport.windowSize) ?? USUAL.messages)
      : parseCount(flags.messages, '--messages', 0, MOST_MESSAGES)
  if (count * interval > Number.MAX_SAFE_INTEGER / 4) {
    throw new BadInput('--interval: the run would outlast the clock; write less of it')
  }
  const { protocol, windowSize, seqBits, rto, checksum, mss } = transport
  const { up, down, fates, fateBy, seed } = channel
  return {
    protocol,
    windowSize,
    seqBits,
    rto,
    congestion: control ?? transport.congestion,
    checksum,
    mss,
    messages: count,
    size: flags.size === undefined ? USUAL.size : parseBytes(flags.size, '--size', 0, MAX_MESSAGE),
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
export function describeConfig(config: SimConfig): Record<string, unknown> {
  const { up, down } = config.fates
  return {
    command: 'sim',
    ...describeTransport(config),
    messages: config.messages,
    size: config.size,
    interval_us: config.interval,
    handshake: config.handshake,
    ...(config.flows !== undefined && { flows: config.flows }),
    up: config.up,
    down: config.down,
    fates: { ...(up && { up: formatFates(up) }), ...(down && { down: formatFates(down) }) },
    fate_by: config.fateBy
  }
}
