/**
 * A trace as qlog, for qvis and its kin: one JSON text for each event (RFC 7464), what happened
 * at one node in the words of QUIC, and beside it everything else in our own.
 *
 *      send        transport:packet_sent           timer-start    recovery:loss_timer_updated, set
 *      receive     transport:packet_received       timer-stop        "      cancelled
 *      damaged     transport:packet_dropped        timeout           "      expired
 *      send again  recovery:packet_lost, then      open, close    connectivity:connection_started,
 *                  transport:packet_sent                                       connection_closed
 *      state, RTT  recovery:metrics_updated        everything     rdt:drop, rdt:deliver, rdt:state …
 *
 * Who wants both ends makes a file of each: qvis draws arrows between two files.
 */
import { toMs } from '../kernel/time.js'
import { encodeUtf8 } from '../kernel/utf8.js'
import { HEADER_LENGTH } from '../wire/fields.js'
import { CapturePlaces, SERVER_PORT } from './capture-places.js'
import { linkName } from './crossing-events.js'
import type { TraceEvent, TraceHeader } from './event.js'
import type { Socket } from './ip-packet.js'
import { Journeys } from './journeys.js'
import { qlogHeader } from './qlog-header.js'
import { QlogPackets } from './qlog-packets.js'
import { QlogSenders } from './qlog-senders.js'
import { QlogStreams } from './qlog-streams.js'
import { peerOf, peersByNode, usualVantage } from './qlog-vantage.js'
import { type SpokenProtocol, spokenProtocol } from './spoken-protocol.js'
import { isBroken } from './trigger.js'
import type { Trip } from './trip.js'

/** Before each record, and after it (RFC 7464, section 2.2). */
const RECORD_SEPARATOR = '\u001e'
const LINE_FEED = '\n'

/** Why something was sent again, as QUIC calls it (RFC 9002, section 6). */
const LOSS_TRIGGERS: Partial<Record<NonNullable<Trip['trigger']>['cause'], string>> = {
  timeout: 'pto_expired',
  timer: 'time_threshold',
  ack: 'reordering_threshold'
}

/** An event of a qlog, without its time and its group. */
interface Told {
  readonly name: string
  readonly data: object
  /** The event of the trace, where `data` is in the words of QUIC. */
  readonly rdt?: object
}

/**
 * The file, in pieces.
 * @param events are put in the order of their times
 * @param vantage the node that sees them; left out, the one with the most peers
 */
export function* qlogOf(
  header: TraceHeader,
  events: readonly TraceEvent[],
  vantage?: string
): Generator<Uint8Array> {
  const isOrdered = events.every(({ t }, i) => i === 0 || t >= (events[i - 1] as TraceEvent).t)
  const ordered = isOrdered ? events : events.toSorted((a, b) => a.t - b.t)
  let isHeader = true
  for (const record of new Qlog(header, ordered, vantage).records()) {
    let text = JSON.stringify(record)
    // Who looks at the beginning of a file for its format must not find the other one in a title.
    if (isHeader) text = text.replaceAll('NDJSON', 'NDJSO\\u004e')
    isHeader = false
    yield encodeUtf8(RECORD_SEPARATOR + text + LINE_FEED)
  }
}

class Qlog {
  readonly #header: TraceHeader
  readonly #events: readonly TraceEvent[]
  readonly #vantage: string
  readonly #peers: readonly string[]
  readonly #protocol: SpokenProtocol
  readonly #places: CapturePlaces
  readonly #journeys: Journeys
  readonly #streams: QlogStreams
  readonly #packets: QlogPackets
  readonly #senders: QlogSenders

  constructor(header: TraceHeader, events: readonly TraceEvent[], vantage: string | undefined) {
    this.#header = header
    this.#events = events
    const peers = peersByNode(events)
    this.#vantage = vantage ?? usualVantage(peers) ?? header.nodes[0] ?? 'nobody'
    this.#peers = [...(peers.get(this.#vantage) ?? [])]
    this.#protocol = spokenProtocol(header)
    this.#places = new CapturePlaces(header, events)
    this.#journeys = new Journeys(this.#protocol)
    for (const event of events) this.#journeys.take(event)
    this.#streams = new QlogStreams(this.#protocol, this.#journeys)
    this.#packets = new QlogPackets(this.#streams)
    const { window } = header.config
    const windowSize = typeof window === 'number' ? window : undefined
    this.#senders = new QlogSenders(this.#protocol, windowSize, this.#journeys)
  }

  *records(): Generator<object> {
    yield qlogHeader(this.#header, this.#vantage, this.#type())
    yield* this.#beginnings()
    let order = 0
    for (const event of this.#events) {
      const told = this.#tell(event, ++order)
      const peer = peerOf(event, this.#vantage)
      if (peer === false) continue
      for (const one of told) yield this.#record(event.t, peer, one)
    }
  }

  #record(t: number, peer: string | undefined, { name, data, rdt }: Told): object {
    const group = this.#peers.length > 1 && { group_id: peer ?? this.#vantage }
    return { time: toMs(t), name, data, ...group, ...(rdt && { rdt }) }
  }

  /** Those who open a connection are clients. */
  #type(): 'client' | 'server' | 'unknown' {
    const [peer] = this.#peers
    if (peer === undefined) return 'unknown'
    const { source } = this.#places.toChannel(linkName(this.#vantage, peer))
    return source.port === SERVER_PORT ? 'server' : 'client'
  }

  /** qvis cannot read a file without events. */
  *#beginnings(): Generator<object> {
    const t = this.#events[0]?.t ?? 0
    const { mss, window } = this.#header.config
    const limits = {
      ...(typeof mss === 'number' && { max_datagram_size: HEADER_LENGTH + mss }),
      ...(typeof mss === 'number' &&
        typeof window === 'number' && { initial_congestion_window: window * mss })
    }
    const opened = new Set(this.#events.filter(({ event }) => event === 'open').map(({ at }) => at))
    for (const peer of this.#peers.length === 0 ? [undefined] : this.#peers) {
      yield this.#record(t, peer, { name: 'recovery:parameters_set', data: limits })
      if (peer === undefined || opened.has(this.#vantage)) continue
      yield this.#record(t, peer, this.#started(peer, undefined))
    }
  }

  #started(peer: string, conn: string | undefined): Told {
    const link = linkName(this.#vantage, peer)
    const { source } = this.#places.toChannel(link)
    const { destination } = this.#places.fromChannel(link)
    return {
      name: 'connectivity:connection_started',
      data: {
        ip_version: 'v4',
        src_ip: dotted(source),
        dst_ip: dotted(destination),
        src_port: source.port,
        dst_port: destination.port,
        ...(conn !== undefined && { src_cid: conn })
      }
    }
  }

  /** What to say of `event`; has to be asked of every one, since packets are numbered here. */
  #tell(event: TraceEvent, order: number): readonly Told[] {
    const isOwn = event.at === this.#vantage
    switch (event.event) {
      case 'send':
        return this.#sent(event, isOwn)
      case 'receive':
        return this.#received(event, order, isOwn)
      case 'duplicate':
        this.#packets.copied(event)
        return [ownWords(event)]
      case 'timer-start':
      case 'timer-stop':
      case 'timeout':
        return [this.#timer(event)]
      case 'state':
        return [ownWords(event), ...(isOwn ? this.#metricsAfter(event) : [])]
      case 'open':
        return [{ ...this.#started(peerIn(event, this.#vantage), event.conn), rdt: rest(event) }]
      case 'close': {
        const data = { owner: 'local', reason: event.why ?? '' }
        return [{ name: 'connectivity:connection_closed', data, rdt: rest(event) }]
      }
      default:
        return [ownWords(event)]
    }
  }

  #sent(event: TraceEvent, isOwn: boolean): readonly Told[] {
    const packet = this.#packets.sent(event)
    if (!isOwn) return []
    const sent = { name: 'transport:packet_sent', data: packet, rdt: rest(event) }
    const isAgain = event.kind === 'data' && (event.attempt ?? 1) > 1
    return [...(isAgain ? [this.#lost(event)] : []), sent, ...this.#metricsAfter(event)]
  }

  /** What `event` sends again is taken for lost now: that is what its sender believes. */
  #lost(event: TraceEvent): Told {
    const { trip, before } = this.#streams.before(event) ?? {}
    const packet = this.#packets.packetOf(before?.id)
    const trigger = trip?.trigger && LOSS_TRIGGERS[trip.trigger.cause]
    const { header = { packet_type: '1RTT' }, frames } = packet ?? {}
    return {
      name: 'recovery:packet_lost',
      data: { header, ...(frames && { frames }), ...(trigger && { trigger }) },
      ...(trip?.trigger && { rdt: trip.trigger })
    }
  }

  #received(event: TraceEvent, order: number, isOwn: boolean): readonly Told[] {
    const isDamaged = isBroken(event)
    const packet = this.#packets.received(event, order, isDamaged)
    if (!isOwn) return []
    if (!isDamaged) {
      const received = { name: 'transport:packet_received', data: packet, rdt: rest(event) }
      return [received, ...(event.kind === 'ack' ? this.#metricsAfter(event) : [])]
    }
    const { header, raw } = packet
    const data = { header, raw, trigger: 'payload_decrypt_error' }
    return [{ name: 'transport:packet_dropped', data, rdt: rest(event) }]
  }

  #timer(event: TraceEvent): Told {
    const { half, timer = 0, delay = 0 } = event
    if (half !== 'sender' || this.#protocol.otherTimers.includes(timer)) return ownWords(event)
    const name = 'recovery:loss_timer_updated'
    const told = { name, rdt: rest(event) }
    if (event.event === 'timer-start') {
      return { ...told, data: { timer_type: 'pto', event_type: 'set', delta: toMs(delay) } }
    }
    const event_type = event.event === 'timeout' ? 'expired' : 'cancelled'
    return { ...told, data: { timer_type: 'pto', event_type } }
  }

  #metricsAfter(event: TraceEvent): readonly Told[] {
    const data = this.#senders.changesAfter(event, peerIn(event, this.#vantage))
    return data === undefined ? [] : [{ name: 'recovery:metrics_updated', data }]
  }
}

const peerIn = (event: TraceEvent, vantage: string): string => peerOf(event, vantage) || ''

/** `rdt:drop`, with all that the trace says of it. */
const ownWords = (event: TraceEvent): Told => ({ name: `rdt:${event.event}`, data: rest(event) })

function rest({ t: _, event: __, ...others }: TraceEvent): object {
  return others
}

const dotted = ({ address }: Socket): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
