/** A run as a capture: what its trace says, counted from its events alone, and what the file holds. */
import { describeConfig } from '../../src/cli/run-options.js'
import { nodesOfFlow, type SimConfig } from '../../src/sim/config.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { numberingOf } from '../../src/trace/ack-meaning.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { endsOf } from '../../src/trace/ladder-crossing.js'
import { PACKET, padded } from '../../src/trace/pcapng-blocks.js'
import { readBlocks } from '../../src/trace/pcapng-reader.js'

export interface Captured {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
}

/**
 * The trace of a simulated run, as its file would hold it.
 * @param mostEvents ends a run that would not end by itself
 */
export function captured(config: SimConfig, mostEvents?: number): Captured {
  const events: TraceEvent[] = []
  const sink = (event: TraceEvent) => events.push(event)
  runSimulation(config, { checks: true, sink, ...(mostEvents !== undefined && { mostEvents }) })
  return { header: headerOf(config), events: JSON.parse(JSON.stringify(events)) }
}

function headerOf(config: SimConfig): TraceHeader {
  const pairs = Array.from({ length: config.flows ?? 1 }, (_, i) => nodesOfFlow(i, config))
  return {
    trace: 'rdt-chat',
    version: 1,
    clock: 'virtual',
    seed: config.seed,
    config: JSON.parse(JSON.stringify(describeConfig(config))),
    nodes: [...pairs.map(([a]) => a), 'channel', ...pairs.map(([, b]) => b)]
  }
}

export const bytesOf = (blocks: Iterable<Uint8Array>): Buffer => Buffer.concat([...blocks])

/** What a dissector must find in a capture. */
export interface Counts {
  readonly frames: number
  readonly retransmissions: number
  readonly duplicateAcks: number
  readonly badChecksums: number
}

export function countsOf({ header, events }: Captured): Counts {
  const count = (is: (event: TraceEvent) => boolean) => events.filter(is).length
  return {
    frames: count(({ event }) => event === 'send' || event === 'receive'),
    retransmissions: count(
      ({ event, kind, attempt = 1 }) => event === 'send' && kind === 'data' && attempt > 1
    ),
    duplicateAcks: duplicateAcksOf(header, events),
    badChecksums: count(({ event, why }) => event === 'receive' && why !== undefined)
  }
}

/** A stream of data, as its sender sees it. */
interface Stream {
  readonly sent: { readonly seq: number; isAcked: boolean }[]
  last?: number | undefined
}

/** ACKs that come to a sender and tell it nothing new. */
function duplicateAcksOf({ config }: TraceHeader, events: readonly TraceEvent[]): number {
  const { acks, seqBits } = numberingOf(String(config['protocol']))
  const modulus = 2 ** (seqBits || Number(config['seq_bits']))
  const streams = new Map<string, Stream>()
  const youngest = new Map<string, Stream>()
  const answered = new Map<string, Stream>()
  let duplicates = 0
  for (const { event, kind, link = '', conn, seq = 0, ack = 0, attempt, why } of events) {
    const key = `${link} ${conn}`
    if (event === 'send' && kind === 'data') {
      if (!streams.has(key)) {
        streams.set(key, { sent: [] })
        youngest.set(link, streams.get(key)!)
      }
      if (attempt === 1) streams.get(key)?.sent.push({ seq, isAcked: false })
    }
    if (event !== 'receive' || kind !== 'ack' || why !== undefined) continue
    const { from, to } = endsOf(link)
    const stream = answered.get(key) ?? youngest.get(`${to}>${from}`)
    if (stream === undefined) continue
    answered.set(key, stream)
    // Without a checksum a damaged number may be larger than any: a machine takes it modulo all.
    const number = (acks === 'next' ? ack + modulus - 1 : ack) % modulus
    const index = stream.sent.findLastIndex(
      (one) => acks === 'unnumbered' || (one.seq === number && !one.isAcked)
    )
    const named = stream.sent[index]
    const isNews = named !== undefined && !named.isAcked
    if (isNews && acks === 'each') named.isAcked = true
    else if (isNews) for (const one of stream.sent.slice(0, index + 1)) one.isAcked = true
    if (!isNews && (acks === 'each' || stream.last === ack)) duplicates++
    stream.last = ack
  }
  return duplicates
}

/** One packet of a capture. */
export interface FoundPacket {
  readonly t: number
  readonly interface: number
  readonly flags: number
  readonly comment: string
  /** From its IP header on. */
  readonly bytes: Buffer
  /** `10.0.0.1:50000` */
  readonly source: string
  readonly destination: string
}

export function packetsIn(file: Uint8Array): FoundPacket[] {
  const found: FoundPacket[] = []
  for (const block of readBlocks(file)) {
    if ('why' in block || block.type !== PACKET) continue
    const { body } = block
    const length = body.getUint32(12, true)
    const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    const bytes = whole.subarray(20, 20 + length)
    const comment = 20 + padded(length)
    const flags = comment + 4 + padded(body.getUint16(comment + 2, true))
    const socket = (at: number, port: number) =>
      `${[...bytes.subarray(at, at + 4)].join('.')}:${bytes.readUInt16BE(port)}`
    found.push({
      t: body.getUint32(4, true) * 2 ** 32 + body.getUint32(8, true),
      interface: body.getUint32(0, true),
      flags: body.getUint32(flags + 4, true),
      comment: whole.toString('utf8', comment + 4, comment + 4 + body.getUint16(comment + 2, true)),
      bytes,
      source: socket(12, 20),
      destination: socket(16, 22)
    })
  }
  return found
}
