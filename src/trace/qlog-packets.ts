/**
 * Datagrams of a trace as packets of QUIC. Each direction between two nodes numbers its
 * packets from 0, one number for each transmission, and a copy that the channel made has that of its
 * original: so both ends of a trace, each in a file of its own, agree on them.
 *
 *      data, ack, nak, ping, pong, close, closed    1RTT
 *      open, echo, refuse                           initial
 *      cookie                                       retry
 *      accept                                       handshake
 *      unknown                                      stateless_reset
 */
import { HEADER_LENGTH } from '../wire/fields.js'
import type { TraceEvent } from './event.js'
import type { PacketRange } from './qlog-ledger.js'
import type { QlogStreams } from './qlog-streams.js'

/** qvis takes 4 bytes for a header and 16 for a tag; the other 8 of ours go to the frame. */
const OUTSIDE_FRAMES = 20

const PACKET_TYPES: Readonly<Record<string, string>> = {
  ...{ data: '1RTT', ack: '1RTT', nak: '1RTT', ping: '1RTT', pong: '1RTT' },
  ...{ close: '1RTT', closed: '1RTT', open: 'initial', echo: 'initial', refuse: 'initial' },
  ...{ cookie: 'retry', accept: 'handshake', unknown: 'stateless_reset' }
}

/** What `transport:packet_sent`, `packet_received` and others say of a packet. */
export interface Packet {
  readonly header: {
    readonly packet_type: string
    readonly packet_number?: number
    readonly dcid?: string
  }
  readonly frames?: readonly object[]
  readonly raw: { readonly length: number }
}

/** One that was sent. */
interface Sent {
  readonly number: number
  readonly packet: Packet
  readonly event: TraceEvent
}

export class QlogPackets {
  readonly #streams: QlogStreams
  readonly #byId = new Map<number, Sent>()
  readonly #next = new Map<string, number>()

  constructor(streams: QlogStreams) {
    this.#streams = streams
  }

  /** The datagram of `event`, a `send`. Every one of the trace has to be asked for, in order. */
  sent(event: TraceEvent): Packet {
    const number = this.#number(event.link)
    if (event.kind === 'data') this.#streams.sent(event, number)
    const packet = this.#packetOf(event, number)
    if (event.id !== undefined) this.#byId.set(event.id, { number, packet, event })
    return packet
  }

  /**
   * The datagram of `event`, a `receive`: as it was sent, where it says the same of itself.
   * @param order the place of that event in the trace, from 1
   */
  received(event: TraceEvent, order: number, isBroken: boolean): Packet {
    const known = event.id === undefined ? undefined : this.#byId.get(event.id)
    if (isBroken && known === undefined) return this.#packetOf(event, undefined)
    const number = known?.number ?? this.#number(event.link)
    if (event.kind === 'data' && !isBroken) this.#streams.received(event, number, order)
    const isItself = isBroken || (known !== undefined && isSame(known.event, event))
    return known !== undefined && isItself ? known.packet : this.#packetOf(event, number)
  }

  /** The channel makes a copy. */
  copied({ id, of }: TraceEvent): void {
    const original = of === undefined ? undefined : this.#byId.get(of)
    if (id !== undefined && original !== undefined) this.#byId.set(id, original)
  }

  /** What was sent as transmission `id`. */
  packetOf(id: number | undefined): Packet | undefined {
    return id === undefined ? undefined : this.#byId.get(id)?.packet
  }

  #number(link = ''): number {
    const number = this.#next.get(link) ?? 0
    this.#next.set(link, number + 1)
    return number
  }

  #packetOf(event: TraceEvent, number: number | undefined): Packet {
    const { kind = '', conn, len = 0 } = event
    const length = HEADER_LENGTH + len
    const frame = this.#frameOf(event)
    return {
      header: {
        packet_type: PACKET_TYPES[kind] ?? 'unknown',
        ...(number !== undefined && { packet_number: number }),
        ...(conn !== undefined && { dcid: conn })
      },
      // qvis cannot read an empty list of frames.
      ...(frame && { frames: [{ ...frame, frame_size: length - OUTSIDE_FRAMES }] }),
      raw: { length }
    }
  }

  #frameOf(event: TraceEvent): object | undefined {
    switch (event.kind) {
      case 'data': {
        const { len: length = 0 } = event
        const offset = this.#streams.offsetOf(event)
        return { frame_type: 'stream', stream_id: 0, offset, length }
      }
      case 'ack':
        return ackFrame(this.#streams.coveredBy(event))
      case 'nak':
        return { frame_type: 'unknown', raw_frame_type: 0 }
      case 'ping':
        return { frame_type: 'path_challenge' }
      case 'pong':
        return { frame_type: 'path_response' }
      case 'open':
      case 'echo':
      case 'accept':
        return { frame_type: 'crypto', offset: 0, length: 0 }
      case 'close':
      case 'closed':
        return { frame_type: 'connection_close', error_space: 'application', error_code: 0 }
      case 'refuse':
        return {
          frame_type: 'connection_close',
          error_space: 'transport',
          error_code: 'connection_refused'
        }
      default:
        return undefined
    }
  }
}

/** No damage that the checksum missed has made another of it. */
const isSame = (sent: TraceEvent, come: TraceEvent): boolean =>
  sent.kind === come.kind && sent.seq === come.seq && sent.ack === come.ack && sent.len === come.len

const ackFrame = (ranges: readonly PacketRange[]): object => ({
  frame_type: 'ack',
  ...(ranges.length > 0 && { acked_ranges: ranges })
})
