/**
 * What a trace amounts to: counts of every link, figures of every connection, and the sums, which
 * are those of the summary of the run.
 */
import type { Micros } from '../kernel/time.js'
import { ConnectionMeter } from './connection-meter.js'
import type { TraceEvent, TraceHeader } from './event.js'
import type { Journal } from './journal.js'
import { Journeys } from './journeys.js'
import { endsOf } from './ladder-crossing.js'
import { countEvent, type LinkCounts, noLinkCounts } from './link-counts.js'
import { type Quantiles, quantilesOf } from './quantiles.js'
import { type SpokenProtocol, spokenProtocol } from './spoken-protocol.js'
import { longestStall, type Stall } from './stall.js'
import { type Slice, slicesOf } from './time-slices.js'
import { isBroken, reverse } from './trigger.js'
import { isSpurious } from './truth.js'

export interface LinkStats extends LinkCounts {
  readonly link: string
}

/** The data of one direction of a connection. */
export interface ConnectionStats {
  readonly link: string
  readonly conn: string | undefined
  readonly sent: number
  readonly retransmitted: number
  readonly spurious: number
  readonly timeouts: number
  readonly duplicateAcks: number
  /** Pieces of data handed up, each once. */
  readonly delivered: number
  /**
   * Payload bytes delivered, and bytes of data segments sent with their headers, in bits per second:
   * from the first segment to the last one that was delivered or acknowledged.
   */
  readonly goodput: number | undefined
  readonly throughput: number | undefined
  /** All in µs. A delivery's latency runs from `submit` to `deliver`. */
  readonly rtt: Quantiles | undefined
  readonly rto: Quantiles | undefined
  readonly latency: Quantiles | undefined
  readonly stall: Stall | undefined
  readonly slices: readonly Slice[]
}

export interface TraceStats {
  readonly events: number
  readonly duration: Micros
  readonly links: readonly LinkStats[]
  readonly connections: readonly ConnectionStats[]
}

/** What `events` amount to. */
export function statsOf(
  header: Pick<TraceHeader, 'config'>,
  events: Iterable<TraceEvent>
): TraceStats {
  const collector = new StatsCollector(header)
  for (const event of events) collector.take(event)
  return collector.stats
}

/** The same, event by event: of each transmission it keeps a record, and nothing else. */
export class StatsCollector {
  #events = 0
  #last: Micros = 0
  readonly #protocol: SpokenProtocol
  readonly #journeys: Journeys
  readonly #links = new Map<string, LinkCounts>()
  readonly #meters = new Map<Journal, ConnectionMeter>()
  readonly #copies = new Set<number>()

  constructor(header: Pick<TraceHeader, 'config'>) {
    this.#protocol = spokenProtocol(header)
    this.#journeys = new Journeys(this.#protocol)
  }

  take(event: TraceEvent): void {
    this.#events++
    this.#last = event.t
    this.#journeys.take(event)
    if (event.link === undefined) return
    const { id, event: what } = event
    if (what === 'duplicate' && id !== undefined) this.#copies.add(id)
    const isCopy = id !== undefined && this.#copies.has(id)
    countEvent(this.#countsOf(event), event, isCopy, this.#protocol.otherTimers)
    this.#measure(event)
  }

  /** Of what has been taken so far. */
  get stats(): TraceStats {
    const spurious = new Map<string, number>()
    const connections = this.#journeys.journals.map((journal) => {
      const stats = this.#statsOf(journal)
      spurious.set(journal.link, (spurious.get(journal.link) ?? 0) + stats.spurious)
      return stats
    })
    const links = [...this.#links].map(([link, counts]) => ({
      ...counts,
      link,
      spurious: spurious.get(link) ?? 0
    }))
    return {
      events: this.#events,
      duration: this.#last,
      links: links.filter(({ datagrams }) => datagrams > 0),
      connections
    }
  }

  /** A node names the link by which it answers; what it discards came by the other. */
  #countsOf({ link = '', at, event }: TraceEvent): LinkCounts {
    const key = event === 'discard' && endsOf(link).from === at ? reverse(link) : link
    let counts = this.#links.get(key)
    if (counts === undefined) {
      counts = noLinkCounts()
      this.#links.set(key, counts)
    }
    return counts
  }

  #measure(event: TraceEvent): void {
    const { event: what, kind, half, timer = 0 } = event
    if (what === 'send') {
      if (kind === 'data') this.#meterOf(event)?.sent(event)
    } else if (what === 'receive') {
      if (kind !== 'ack' || isBroken(event)) return
      if (this.#meterOf(event)?.acknowledged(event)) this.#countsOf(event).duplicate_acks++
    } else if (what === 'deliver') {
      this.#meterOf(event)?.delivered(event)
    } else if (half === 'sender' && !this.#protocol.otherTimers.includes(timer)) {
      const meter = this.#meterOf(event)
      if (meter === undefined) return
      if (what === 'timer-start') meter.timerSet(event)
      else if (what === 'timeout') meter.timeouts++
    }
  }

  #meterOf(event: TraceEvent): ConnectionMeter | undefined {
    const journal = this.#journeys.journalOf(event)
    if (journal === undefined) return undefined
    let meter = this.#meters.get(journal)
    if (meter === undefined) {
      meter = new ConnectionMeter(this.#protocol)
      this.#meters.set(journal, meter)
    }
    return meter
  }

  #statsOf(journal: Journal): ConnectionStats {
    const meter = this.#meters.get(journal) ?? new ConnectionMeter(this.#protocol)
    const { link, conn, lives } = journal
    const trips = lives.flatMap((life) => life.trips)
    const again = trips.filter(({ attempt }) => attempt > 1)
    const delivered = lives.filter((life) => life.delivered !== undefined)
    const span = meter.progressAt - (meter.firstAt ?? 0)
    const rate = (bytes: number) => (span > 0 ? (bytes * 8e6) / span : undefined)
    const latencies = delivered.flatMap(({ submitted, delivered: at = 0 }) =>
      submitted === undefined ? [] : [at - submitted]
    )
    return {
      link,
      conn,
      sent: trips.length,
      retransmitted: again.length,
      spurious: again.filter(isSpurious).length,
      timeouts: meter.timeouts,
      duplicateAcks: meter.duplicateAcks,
      delivered: delivered.length,
      goodput: rate(meter.bytesDelivered),
      throughput: rate(meter.bytesSent),
      rtt: quantilesOf(meter.rtts.map(({ value }) => value)),
      rto: quantilesOf(meter.rtos.map(({ value }) => value)),
      latency: quantilesOf(latencies),
      stall: longestStall(journal, this.#last),
      slices: slicesOf(journal, meter, this.#last)
    }
  }
}
