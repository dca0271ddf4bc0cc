/**
 * Measures one direction of one connection as connection-meter.ts does, and keeps of its samples
 * what can be kept in no room: how many, the least, the most, the last.
 */
import type { Micros } from '../kernel/time.js'
import { Flight, UNMEASURED } from '../rdt/flight.js'
import { ADAPTIVE, RtoEstimator } from '../rdt/rto.js'
import { HEADER_LENGTH } from '../wire/fields.js'
import { numberingOf } from './ack-meaning.js'
import type { TraceEvent } from './event.js'
import type { SpokenProtocol } from './spoken-protocol.js'

/** Of things measured, in µs; all but `count` mean nothing while that is 0. */
export interface Range {
  count: number
  min: Micros
  max: Micros
  last: Micros
}

/** What is unacknowledged after so many was not to be acknowledged within this trace. */
const MOST_IN_FLIGHT = 20_000

export class LiveMeter {
  readonly rtt: Range = emptyRange()
  readonly rto: Range = emptyRange()
  readonly latency: Range = emptyRange()
  timeouts = 0
  duplicateAcks = 0
  /** Bytes of data segments, headers included, and payload bytes handed up. */
  bytesSent = 0
  bytesDelivered = 0
  firstAt: Micros | undefined
  /** When something was delivered or acknowledged last that had not been before. */
  progressAt: Micros = 0
  #lastAck: number | undefined
  /** Sent for the first time since the last ACK that told something new. */
  #unanswered = 0
  #flight: Flight
  readonly #estimator = new RtoEstimator(ADAPTIVE)
  readonly #acks: 'last' | 'next' | 'each' | 'none'
  readonly #seqBits: number
  readonly #isAckNumbered: boolean

  constructor({ acks, seqBits, name }: SpokenProtocol) {
    // The number in an ACK of `tcp` is the next one; that it tells more the trace does not show.
    const isSilent = numberingOf(name).acks === 'none'
    const meaning = acks === 'all' ? (name === 'tcp' ? 'next' : 'last') : acks
    this.#acks = isSilent ? 'none' : meaning
    this.#seqBits = seqBits
    this.#isAckNumbered = acks !== 'all' || name === 'tcp' || name === ''
    this.#flight = new Flight(this.#acks, seqBits)
  }

  /** Smoothed as RFC 6298 does it, of the round trips measured here; undefined before the first. */
  get srtt(): Micros | undefined {
    return this.#estimator.srtt
  }

  /** Payload bytes handed up, and bytes sent, in bits per second; as `rdt trace stats` reckons. */
  get goodput(): number | undefined {
    return this.#rate(this.bytesDelivered)
  }

  get throughput(): number | undefined {
    return this.#rate(this.bytesSent)
  }

  /** A data segment is sent. */
  sent({ seq = 0, len = 0, t, attempt = 1 }: TraceEvent): void {
    this.firstAt ??= t
    this.bytesSent += HEADER_LENGTH + len
    if (attempt === 1 && ++this.#unanswered > MOST_IN_FLIGHT) this.forget()
    this.#flight.transmit(seq, len, t, attempt === 1)
  }

  /** An ACK has come, and its checksum holds. @returns whether it is a duplicate */
  acknowledged({ ack, t }: TraceEvent): boolean {
    const rtt = this.#isAckNumbered
      ? this.#flight.acknowledge(ack ?? 0, t)
      : this.#flight.acknowledgeAll(t)
    const isRepeated = this.#acks === 'each' || this.#lastAck === ack
    this.#lastAck = ack
    if (rtt === undefined) {
      if (isRepeated) this.duplicateAcks++
      return isRepeated
    }
    this.#unanswered = 0
    this.progressAt = t
    if (rtt === UNMEASURED) return false
    widen(this.rtt, rtt)
    this.#estimator.measure(rtt)
    return false
  }

  /** A retransmission timer is set. */
  timerSet({ delay }: TraceEvent): void {
    if (delay !== undefined) widen(this.rto, delay)
  }

  delivered({ len = 0, t }: TraceEvent): void {
    this.bytesDelivered += len
    this.progressAt = t
  }

  /** @param latency from `submit` to `deliver` */
  took(latency: Micros): void {
    widen(this.latency, latency)
  }

  /** What is in flight will not be asked for. */
  forget(): void {
    this.#unanswered = 0
    this.#flight = new Flight(this.#acks, this.#seqBits)
  }

  #rate(bytes: number): number | undefined {
    const span = this.progressAt - (this.firstAt ?? 0)
    return span > 0 ? (bytes * 8e6) / span : undefined
  }
}

const emptyRange = (): Range => ({ count: 0, min: 0, max: 0, last: 0 })

function widen(range: Range, value: Micros): void {
  range.min = range.count === 0 ? value : Math.min(range.min, value)
  range.max = range.count === 0 ? value : Math.max(range.max, value)
  range.last = value
  range.count++
}
