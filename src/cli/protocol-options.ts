/** The options of the protocol, which many commands share. */
import type { Command } from 'commander'
import { nearest } from '../kernel/nearest.js'
import { BadInput, parseBytes, parseCount, parseDuration } from '../kernel/quantity.js'
import { seconds } from '../kernel/time.js'
import { CHECKSUMS } from '../rdt/checksum.js'
import { findMutant, VARIED_NAMES } from '../rdt/mutants/catalogue.js'
import { findPlanted } from '../rdt/mutants/planted.js'
import { CONGESTION, nameOfCongestion, type Protocol } from '../rdt/protocol.js'
import { PROTOCOLS } from '../rdt/protocols.js'
import { ADAPTIVE, describeRto, RFC6298, type RtoPolicy } from '../rdt/rto.js'
import { MAX_MSS, MIN_MSS, type TransportOptions, usualTransport } from '../rdt/transport.js'
import { meaningOfAcks } from './ack-probe.js'

/** What commander makes of the options that `addProtocolOptions` adds. */
export interface ProtocolFlags {
  readonly protocol?: string
  readonly window?: string
  readonly seqBits?: string
  readonly rto?: string
  readonly congestion?: string
  readonly mss?: string
  readonly checksum?: string
  readonly unsafeWindow?: boolean
}

const DEFAULT_WINDOW = 8
const MAX_WINDOW = 65_535
const LONGEST_RTO = seconds(3600)

export function addProtocolOptions(command: Command): Command {
  return command
    .option(
      '--protocol <name>',
      `the rdt protocol: ${PROTOCOLS.map((p) => p.name).join(', ')}; mutant:NAME, variant:NAME (rdt mutants lists them); a file of your own, my-gbn.ts; or a program in any language, 'exec:python3 my_gbn.py'`
    )
    .option('--window <n>', `segments in flight (default ${DEFAULT_WINDOW}, or what fits)`)
    .option('--seq-bits <k>', 'bits of a sequence number, 1 to 32 (default 32)')
    .option('--rto <time>', 'retransmission timeout: adaptive, rfc6298, or fixed, 150ms')
    .option(
      '--congestion <name>',
      `what tcp makes of a loss: ${CONGESTION.join(', ')} (default newreno); in the simulator also a file of your own, my-reno.ts`
    )
    .option('--mss <bytes>', `payload bytes of a segment, at most (default ${MAX_MSS})`)
    .option('--checksum <name>', `of segments: ${CHECKSUMS.join(', ')} (default crc32)`)
    .option('--unsafe-window', 'allow a window that the sequence numbers cannot carry')
}

/**
 * The protocol and its options, all resolved.
 * @param loaded the protocol of a file, where `--protocol` names one
 * @param usualWindow where `--window` says nothing, if it fits
 * @throws BadInput with the mend
 */
export function readProtocolOptions(
  flags: ProtocolFlags,
  loaded?: Protocol,
  usualWindow = DEFAULT_WINDOW
): TransportOptions {
  const protocol = loaded ?? readProtocol(flags.protocol ?? 'gbn')
  const seqBits = readSeqBits(flags, protocol)
  return {
    ...usualTransport(protocol),
    windowSize: readWindow(flags, protocol, seqBits, usualWindow),
    seqBits,
    rto: readRto(flags.rto ?? 'adaptive'),
    congestion: readWord(
      '--congestion',
      'congestion control',
      flags.congestion ?? 'newreno',
      CONGESTION
    ),
    mss: flags.mss === undefined ? MAX_MSS : parseBytes(flags.mss, '--mss', MIN_MSS, MAX_MSS),
    checksum: readWord('--checksum', 'checksum', flags.checksum ?? 'crc32', CHECKSUMS)
  }
}

export function readProtocol(name: string): Protocol {
  const protocol =
    PROTOCOLS.find((known) => known.name === name) ?? findMutant(name) ?? findPlanted(name)
  if (protocol !== undefined) return protocol
  const names = PROTOCOLS.map((known) => known.name)
  const all = [...names, ...VARIED_NAMES]
  const known = nearest(name, all) === undefined ? [...names, 'or what rdt mutants lists'] : all
  throw unknownWord('--protocol', 'protocol', name, known)
}

function readWord<T extends string>(
  option: string,
  what: string,
  word: string,
  known: readonly T[]
): T {
  const found = known.find((one) => one === word)
  if (found !== undefined) return found
  throw unknownWord(option, what, word, known)
}

function readSeqBits({ seqBits }: ProtocolFlags, protocol: Protocol): number {
  const bits = seqBits === undefined ? undefined : parseCount(seqBits, '--seq-bits', 1, 32)
  if (protocol.seqBits === undefined) return bits ?? 32
  if (bits === undefined || bits === protocol.seqBits) return protocol.seqBits
  throw new BadInput(
    `--seq-bits: the numbers of ${protocol.name} have ${protocol.seqBits} bit and no other; leave it out`
  )
}

function readWindow(
  flags: ProtocolFlags,
  protocol: Protocol,
  seqBits: number,
  usual: number
): number {
  const most = protocol.maxWindow?.(seqBits) ?? MAX_WINDOW
  if (flags.window === undefined) return Math.min(usual, most)
  const windowSize = parseCount(flags.window, '--window', 1, MAX_WINDOW)
  if (windowSize <= most) return windowSize
  if (most === 1 && protocol.seqBits !== undefined) {
    throw new BadInput(`--window: ${protocol.windowRule}; leave it out`)
  }
  if (flags.unsafeWindow) return windowSize
  const rule = protocol.windowRule ?? `${protocol.title} has a window of at most ${most}`
  throw new BadInput(
    `--window: ${windowSize} breaks the rule of ${seqBits}-bit numbers: ${rule}; write at most ${most}, or add --unsafe-window to see it fail`
  )
}

function readRto(text: string): RtoPolicy {
  if (text === 'adaptive') return ADAPTIVE
  if (text === 'rfc6298') return RFC6298
  if (!/^[\d.]/.test(text)) throw unknownWord('--rto', 'timeout', text, ['adaptive', 'rfc6298'])
  const fixed = parseDuration(text, '--rto')
  if (fixed < 1 || fixed > LONGEST_RTO) {
    throw new BadInput('--rto: a timeout is at least 1us and at most an hour; write 150ms')
  }
  return { fixed }
}

/** Protocol and options as they are written into the header of a trace. */
export function describeTransport(
  transport: Pick<
    TransportOptions,
    'protocol' | 'windowSize' | 'seqBits' | 'rto' | 'congestion' | 'mss' | 'checksum'
  >
): Record<string, unknown> {
  const { protocol, windowSize, seqBits, rto, congestion, mss, checksum } = transport
  return {
    protocol: protocol.name,
    acks: meaningOfAcks(protocol),
    window: windowSize,
    seq_bits: seqBits,
    rto: describeRto(rto),
    congestion: nameOfCongestion(congestion),
    mss,
    checksum
  }
}

/** A word that is not known, with the nearest one that is. */
export function unknownWord(
  option: string,
  what: string,
  word: string,
  known: readonly string[]
): BadInput {
  const near = nearest(word, known)
  const mend = near === undefined ? `write one of ${known.join(', ')}` : `did you mean ${near}?`
  const shown = word.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
  return new BadInput(`${option}: there is no ${what} '${shown}'; ${mend}`)
}
