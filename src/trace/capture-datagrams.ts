/**
 * The datagrams of a trace as bytes again. A trace has what their headers said, not what they
 * carried: payloads, cookies, reasons and the ranges of SACKs are made up, always the same for the
 * same trace. The first byte of a payload counts the messages that had its number, so that only a
 * retransmission looks like what it repeats.
 */
import { encodeUtf8 } from '../kernel/utf8.js'
import { CHECKSUMS, type ChecksumName } from '../rdt/checksum.js'
import { type Datagram, NO_CONNECTION, type Terms } from '../rdt/datagram.js'
import { makeAck, makeData, makeNak } from '../rdt/segment.js'
import { encode } from '../wire/codec.js'
import { MAX_PAYLOAD } from '../wire/fields.js'
import { numberingIn } from './ack-meaning.js'
import { bareConnection } from './bare-connection.js'
import { isCut } from './capture-damage.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { endsOf } from './ladder-crossing.js'

/** An IP packet has at most 65535 bytes, 28 of them headers. */
const LONGEST_UDP = 65_507
/** Long enough for any cookie of ours. */
const COOKIE = new Uint8Array(32).fill(0xc0)
const FILLING = encodeUtf8(' what it carried is not in the trace;')
const UNKNOWN = '(what was said is not in the trace)'

export class CaptureDatagrams {
  /** Of segments; openings and closings always have a CRC-32. */
  readonly checksum: ChecksumName
  readonly #bare: string
  readonly #terms: Terms
  /** Of each numbered stream of data: how many messages had this number. */
  readonly #messages = new Map<string, number>()
  /** What an accepting node calls itself, under its link to the opener. */
  readonly #opened = new Map<string, string>()
  /** The token of the ping that came last, under the link by which the answer goes. */
  readonly #pinged = new Map<string, number>()

  constructor({ config }: TraceHeader) {
    const known = CHECKSUMS.find((name) => name === config['checksum'])
    this.checksum = known ?? 'crc32'
    const protocol = typeof config['protocol'] === 'string' ? config['protocol'] : undefined
    const seqBits = numberIn(config['seq_bits'], 32, 32)
    this.#terms = {
      protocol: protocol ?? '?',
      windowSize: numberIn(config['window'], 0xffff_ffff, 8),
      seqBits,
      mss: numberIn(config['mss'], 0xffff, MAX_PAYLOAD),
      checksum: this.checksum
    }
    const numbering = numberingIn({ config })
    this.#bare =
      protocol === undefined
        ? NO_CONNECTION
        : bareConnection({ ...numbering, seqBits: numbering.seqBits ?? seqBits }, this.checksum)
  }

  /** Takes notice of an event that is no datagram. */
  note({ event, link = '', conn }: TraceEvent): void {
    if (event === 'open' && conn !== undefined) this.#opened.set(link, conn)
  }

  /** What a node puts on the network with the event `sent`. */
  sent(sent: TraceEvent): Uint8Array {
    const { kind, link, conn, seq, attempt = 1 } = sent
    if (kind !== 'data') return this.#encode(sent, 0)
    const key = `${link} ${conn} ${seq}`
    const before = this.#messages.get(key) ?? 0
    const messages = attempt > 1 && before > 0 ? before : before + 1
    this.#messages.set(key, messages)
    return this.#encode(sent, messages)
  }

  /** What arrives with the event `received` where bits were changed and nobody noticed. */
  changed(received: TraceEvent): Uint8Array {
    return this.#encode(received, 0)
  }

  /** What arrives with the event `received` of a datagram that is none of ours. */
  foreign({ len = 0 }: TraceEvent, damage: string | undefined): Uint8Array {
    const bytes = fill(len, 0, LONGEST_UDP)
    const last = bytes.length - 1
    // An end that is missing is not there: `len` is what has arrived.
    if (last >= 0 && damage !== undefined && !isCut(damage)) bytes[last] = (bytes[last] ?? 0) ^ 1
    return bytes
  }

  /** A ping, the transmission `token`, has come to the node at the end of `link`. */
  pinged(link: string, token: number): void {
    const { from, to } = endsOf(link)
    this.#pinged.set(`${to}>${from}`, token)
  }

  /** @param messages the first byte of a payload */
  #encode(event: TraceEvent, messages: number): Uint8Array {
    const datagram = this.#datagram(event, messages)
    if (datagram !== undefined) return encode(datagram, this.checksum)
    // What a channel passes on need not be ours.
    return fill(event.len ?? 0, messages, LONGEST_UDP)
  }

  #datagram(event: TraceEvent, messages: number): Datagram | undefined {
    const { kind, link = '', seq = 0, ack = 0, len = 0, id = 0 } = event
    const conn = this.#connection(event.conn)
    switch (kind) {
      case 'data':
        return { ...makeData(seq, fill(len, messages)), conn }
      case 'ack':
        return { ...makeAck(ack), conn }
      case 'nak':
        return { ...makeNak(), conn }
      case 'open':
        return { kind, conn, terms: this.#terms }
      case 'echo':
        return { kind, conn, terms: this.#terms, cookie: COOKIE }
      case 'accept': {
        const peer = this.#opened.get(link)
        return { kind, conn, peer: this.#connection(peer ?? NO_CONNECTION), terms: this.#terms }
      }
      case 'cookie':
        return { kind, conn, cookie: COOKIE }
      case 'refuse':
      case 'close':
        return { kind, conn, reason: UNKNOWN }
      case 'ping':
        return { kind, conn, token: id >>> 0 }
      case 'pong':
        return { kind, conn, token: (this.#pinged.get(link) ?? 0) >>> 0 }
      case 'closed':
      case 'unknown':
        return { kind, conn }
      default:
        return undefined
    }
  }

  /** Whoever writes a trace by hand may call a connection what he likes. */
  #connection(conn: string | undefined): string {
    if (conn === undefined) return this.#bare
    return /^[0-9a-f]{16}$/.test(conn) ? conn : NO_CONNECTION
  }
}

function fill(length: number, first: number, longest = MAX_PAYLOAD): Uint8Array {
  const bytes = new Uint8Array(Math.min(length, longest))
  for (let at = 1; at < bytes.length; at += FILLING.length) {
    bytes.set(FILLING.subarray(0, bytes.length - at), at)
  }
  if (bytes.length > 0) bytes[0] = first & 0xff
  return bytes
}

/** `value` where it is a whole number from 1 to `most`, else `otherwise`. */
const numberIn = (value: unknown, most: number, otherwise: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : otherwise
