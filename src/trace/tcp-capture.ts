/**
 * A trace as a capture of TCP, for the many programs that know what TCP should look like:
 * Wireshark's graphs, tcptrace. Each direction of data is a connection of its own, and its capture
 * was made where its sender is.
 */
import type { Micros } from '../kernel/time.js'
import { encodeUtf8 } from '../kernel/utf8.js'
import { MAX_PAYLOAD } from '../wire/fields.js'
import { type Fates, fatesOf } from './capture-fates.js'
import { CapturePlaces } from './capture-places.js'
import { departureWords, nameOf, sectionWords } from './capture-words.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { type Socket, TCP_FLAGS, tcpPacket } from './ip-packet.js'
import { endsOf } from './ladder-crossing.js'
import { INBOUND, OUTBOUND } from './pcapng-blocks.js'
import { interfaceBlock, LINK_RAW, nameBlock, packetBlock, sectionHeader } from './pcapng-writer.js'
import { type ByteRange, type TcpStep, type TcpStream, tcpSteps } from './tcp-streams.js'

/** Where the clock of the capture begins: tcptrace takes 0 for "no time at all". */
const BEGINNING: Micros = 1_000_000
const { fin, syn, psh, ack } = TCP_FLAGS
const FIRST_PORT = 50_000
const PORTS = 15_000
const SERVER_PORT = 40_452
/** As wide as TCP can: no window is ever full. */
const WINDOW = 0xffff
const WINDOW_SCALE = 14
const TTL = 64
const FILLING = encodeUtf8('what it carried is not in the trace; ')

const ABOUT = [
  'The run as if TCP had sent it, seen where the data comes from: each direction of data is a connection, with data as it was sent and ACKs as they arrived (damaged ones are left out). What a message carried is made up; one of less than two bytes is worth two.',
  'ACKs are cumulative. One that names a single message (Selective Repeat) moves the number up to the first gap and tells the rest as SACK. One without a number (rdt2.0, rdt2.1) is for the last message; a NAK is a duplicate ACK. rdt1.0 knows no ACKs: its messages stay unacknowledged.',
  'Opening and closing are not those of the run: SYNs come 2 µs before the first message, so that nobody takes a retransmission for a late packet, and FINs after the last where all has arrived. Times begin at 1 s. tcptrace takes a connection that was silent for 4 minutes for two; --endpoint_reuse_interval=SECONDS sets another limit.'
]

/** One packet to be; which of them comes first, the order of the list tells. */
interface Packet {
  readonly t: Micros
  readonly stream: TcpStream
  readonly isFromSender: boolean
  readonly flags: number
  readonly seq: number
  readonly ack: number
  readonly length: number
  readonly options: Uint8Array
  readonly comment: string
}

/** The blocks of a pcapng file that shows `events` as TCP. */
export function* tcpCaptureOf(
  header: TraceHeader,
  events: readonly TraceEvent[]
): Generator<Uint8Array> {
  const places = new CapturePlaces(header, events)
  const ports = new Map<TcpStream, number>()
  const packets = packetsOf(tcpSteps(header, events), fatesOf(events))
  packets.sort((a, b) => a.t - b.t)
  yield sectionHeader(sectionWords(header, ABOUT), [])
  yield interfaceBlock(LINK_RAW, 'senders', 'where each stream of data comes from')
  yield nameBlock(places.nodes)
  let id = 0
  for (const packet of packets) {
    const { stream, isFromSender, length, comment } = packet
    if (!ports.has(stream)) ports.set(stream, FIRST_PORT + (ports.size % PORTS))
    const { from, to } = endsOf(stream.link)
    const sender = { address: places.addressOf(from), port: ports.get(stream) ?? FIRST_PORT }
    const receiver: Socket = { address: places.addressOf(to), port: SERVER_PORT }
    const [source, destination] = isFromSender ? [sender, receiver] : [receiver, sender]
    const segment = { ...packet, window: WINDOW, payload: fill(length) }
    yield packetBlock({
      t: packet.t,
      interface: 0,
      bytes: tcpPacket(source, destination, segment, { id: ++id, ttl: TTL }),
      comment,
      flags: isFromSender ? OUTBOUND : INBOUND
    })
  }
}

function packetsOf(steps: readonly TcpStep[], fates: Fates): Packet[] {
  const packets: Packet[] = []
  const ends = new Map<TcpStream, Micros>()
  for (const step of steps) {
    const { stream } = step
    const t = BEGINNING + step.t
    if (!ends.has(stream)) packets.push(...opening(stream, t))
    ends.set(stream, t)
    packets.push(step.what === 'data' ? dataPacket(step, t, fates) : ackPacket(step, t))
  }
  for (const [stream, t] of ends) if (stream.isComplete) packets.push(...closing(stream, t))
  return packets
}

const NONE = new Uint8Array(0)
/** Sequence numbers begin with the SYN at 0, so byte 0 has number 1. */
const numberOf = (byte: number): number => (byte + 1) >>> 0

function dataPacket({ stream, event, range }: TcpStep, t: Micros, fates: Fates): Packet {
  const length = range.to - range.from
  const fate = (event.id === undefined ? undefined : fates.get(event.id)) ?? {}
  return {
    ...bare(stream, t, true),
    flags: ack | psh,
    seq: numberOf(range.from),
    ack: 1,
    length,
    comment: departureWords(event, fate, undefined, undefined)
  }
}

function ackPacket({ stream, event, range, sacked }: TcpStep, t: Micros): Packet {
  const words = event.kind === 'nak' ? 'a NAK, which TCP has not' : nameOf(event)
  return {
    ...bare(stream, t, false),
    flags: ack,
    seq: 1,
    ack: numberOf(range.to),
    options: sackOption(sacked),
    comment: words
  }
}

/** The three of the handshake. */
function opening(stream: TcpStream, t: Micros): Packet[] {
  const made = { comment: 'made up: the run has no such opening' }
  const options = synOptions(stream.acks === 'each')
  return [
    { ...bare(stream, t - 2, true), ...made, flags: syn, options },
    { ...bare(stream, t - 1, false), ...made, flags: syn | ack, ack: 1, options },
    { ...bare(stream, t, true), ...made, flags: ack, seq: 1, ack: 1 }
  ]
}

function closing(stream: TcpStream, t: Micros): Packet[] {
  const made = { comment: 'made up: all that was sent has arrived' }
  const end = numberOf(stream.length)
  return [
    { ...bare(stream, t, true), ...made, flags: fin | ack, seq: end, ack: 1 },
    { ...bare(stream, t, false), ...made, flags: fin | ack, seq: 1, ack: end + 1 },
    { ...bare(stream, t, true), ...made, flags: ack, seq: end + 1, ack: 2 }
  ]
}

const bare = (stream: TcpStream, t: Micros, isFromSender: boolean): Packet => ({
  t,
  stream,
  isFromSender,
  flags: 0,
  seq: 0,
  ack: 0,
  length: 0,
  options: NONE,
  comment: ''
})

/** MSS, window scale, and SACKs where they are used. */
function synOptions(mayTellRanges: boolean): Uint8Array {
  const sackPermitted = mayTellRanges ? [4, 2] : [1, 1]
  const [high, low] = [MAX_PAYLOAD >> 8, MAX_PAYLOAD & 0xff]
  return new Uint8Array([2, 4, high, low, ...sackPermitted, 1, 3, 3, WINDOW_SCALE, 1, 1])
}

function sackOption(ranges: readonly ByteRange[]): Uint8Array {
  if (ranges.length === 0) return NONE
  const option = new Uint8Array(4 + 8 * ranges.length)
  option.set([1, 1, 5, 2 + 8 * ranges.length])
  const view = new DataView(option.buffer)
  ranges.forEach(({ from, to }, i) => {
    view.setUint32(4 + 8 * i, numberOf(from))
    view.setUint32(8 + 8 * i, numberOf(to))
  })
  return option
}

function fill(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += FILLING.length) {
    bytes.set(FILLING.subarray(0, length - at), at)
  }
  return bytes
}
