/** What one direction of one connection amounts to, added up as its events pass. */
import type { Micros } from '../kernel/time.js'
import { ConnectionMeter } from './connection-meter.js'
import type { TraceEvent } from './event.js'
import type { Journal } from './journal.js'
import { Distribution, type Quantiles } from './quantiles.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import { type Stall, StallWatch } from './stall.js'
import { type Slice, TimeSlices } from './time-slices.js'
import type { Life } from './trip.js'

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

export class ConnectionFigures {
  readonly journal: Journal
  readonly meter: ConnectionMeter
  #delivered = 0
  readonly #keepsSamples: boolean
  readonly #rtt = new Distribution()
  readonly #rto = new Distribution()
  readonly #latency = new Distribution()
  readonly #slices = new TimeSlices()
  readonly #stall: StallWatch

  /** @param keepsSamples whether the meter is to remember all that it measures */
  constructor(journal: Journal, protocol: SpokenProtocol, keepsSamples: boolean) {
    this.journal = journal
    this.meter = new ConnectionMeter(protocol)
    this.#keepsSamples = keepsSamples
    this.#stall = new StallWatch(journal)
  }

  /** A data segment is sent. */
  sent(event: TraceEvent): void {
    this.meter.sent(event)
    this.#slices.sent(event.t, (event.attempt ?? 1) > 1)
    this.#stall.sent()
  }

  /** An ACK has come, and its checksum holds. @returns whether it is a duplicate */
  acknowledged(event: TraceEvent): boolean {
    const { rtts } = this.meter
    const before = rtts.length
    const isDuplicate = this.meter.acknowledged(event)
    const rtt = rtts[before]
    if (rtt === undefined) return isDuplicate
    this.#rtt.add(rtt.value)
    this.#slices.measured(rtt.t, rtt.value)
    if (!this.#keepsSamples) rtts.length = 0
    return isDuplicate
  }

  /** A retransmission timer is set. */
  timerSet(event: TraceEvent): void {
    this.meter.timerSet(event)
    const { rtos } = this.meter
    if (event.delay === undefined) return
    this.#rto.add(event.delay)
    this.#slices.timerSet(event.t, event.delay)
    if (!this.#keepsSamples) rtos.length = 0
  }

  /** Something is handed up; `life`: and what it is, where it is for the first time. */
  handedUp(event: TraceEvent, life: Life | undefined): void {
    this.meter.delivered(event)
    if (life === undefined) return
    const { submitted } = life
    this.#delivered++
    if (submitted !== undefined) this.#latency.add(event.t - submitted)
    this.#slices.delivered(event.t)
    this.#stall.delivered(life, event.t)
  }

  /** @param end of the trace, as far as it is known */
  until(end: Micros): ConnectionStats {
    const { journal, meter } = this
    const span = meter.progressAt - (meter.firstAt ?? 0)
    const rate = (bytes: number) => (span > 0 ? (bytes * 8e6) / span : undefined)
    return {
      link: journal.link,
      conn: journal.conn,
      sent: journal.sent,
      retransmitted: journal.retransmitted,
      spurious: journal.spurious,
      timeouts: meter.timeouts,
      duplicateAcks: meter.duplicateAcks,
      delivered: this.#delivered,
      goodput: rate(meter.bytesDelivered),
      throughput: rate(meter.bytesSent),
      rtt: this.#rtt.quantiles,
      rto: this.#rto.quantiles,
      latency: this.#latency.quantiles,
      stall: this.#stall.longest(end),
      slices: this.#slices.until(end)
    }
  }
}
