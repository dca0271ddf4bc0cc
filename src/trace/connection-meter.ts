/**
 * Measures one direction of one connection as its events pass: round trips as the endpoint itself
 * measures them, with the same rules (Karn's among them), timeouts as they are set, and bytes.
 */
import type { Micros } from '../kernel/time.js'
import { Flight, UNMEASURED } from '../rdt/flight.js'
import { HEADER_LENGTH } from '../wire/fields.js'
import { numberingOf } from './ack-meaning.js'
import type { TraceEvent } from './event.js'
import type { SpokenProtocol } from './spoken-protocol.js'

/** Something measured, and when. */
export interface Sample {
  readonly t: Micros
  readonly value: number
}

export class ConnectionMeter {
  readonly rtts: Sample[] = []
  readonly rtos: Sample[] = []
  timeouts = 0
  duplicateAcks = 0
  /** Bytes of data segments, headers included, and payload bytes handed up. */
  bytesSent = 0
  bytesDelivered = 0
  firstAt: Micros | undefined
  /** When something was delivered or acknowledged last that had not been before. */
  progressAt: Micros = 0
  #lastAck: number | undefined
  readonly #flight: Flight
  readonly #isAckNumbered: boolean
  readonly #isEach: boolean

  constructor({ acks, seqBits, name }: SpokenProtocol) {
    // The number in an ACK of `tcp` is the next one; that it tells more the trace does not show.
    const isSilent = numberingOf(name).acks === 'none'
    const meaning = acks === 'all' ? (name === 'tcp' ? 'next' : 'last') : acks
    this.#flight = new Flight(isSilent ? 'none' : meaning, seqBits)
    this.#isAckNumbered = acks !== 'all' || name === 'tcp' || name === ''
    this.#isEach = acks === 'each'
  }

  /** Payload bytes that are not acknowledged. */
  get bytesInFlight(): number {
    return this.#flight.bytes
  }

  /** A data segment is sent. */
  sent({ seq = 0, len = 0, t, attempt = 1 }: TraceEvent): void {
    this.firstAt ??= t
    this.bytesSent += HEADER_LENGTH + len
    this.#flight.transmit(seq, len, t, attempt === 1)
  }

  /** An ACK has come, and its checksum holds. @returns whether it is a duplicate */
  acknowledged({ ack, t }: TraceEvent): boolean {
    const rtt = this.#isAckNumbered
      ? this.#flight.acknowledge(ack ?? 0, t)
      : this.#flight.acknowledgeAll(t)
    const isRepeated = this.#isEach || this.#lastAck === ack
    this.#lastAck = ack
    if (rtt === undefined) {
      if (isRepeated) this.duplicateAcks++
      return isRepeated
    }
    this.progressAt = t
    if (rtt !== UNMEASURED) this.rtts.push({ t, value: rtt })
    return false
  }

  /** A retransmission timer is set. */
  timerSet({ delay, t }: TraceEvent): void {
    if (delay !== undefined) this.rtos.push({ t, value: delay })
  }

  delivered({ len = 0, t }: TraceEvent): void {
    this.bytesDelivered += len
    this.progressAt = t
  }
}
