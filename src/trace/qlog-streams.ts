/**
 * Data of a trace as streams of bytes: where each message lies in its stream, and which packets an
 * ACK speaks of. What the whole trace knows decides, where it has both ends; where one node wrote it
 * alone, the numbers that are seen there.
 */
import type { TraceEvent } from './event.js'
import type { Journal } from './journal.js'
import type { Journeys } from './journeys.js'
import { AckLedger, type PacketRange } from './qlog-ledger.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import { reverse } from './trigger.js'
import type { Trip } from './trip.js'

/** One direction of data. */
class QlogStream {
  readonly ledger: AckLedger
  readonly #offsets: number[] = []
  #length = 0

  constructor(isEach: boolean) {
    this.ledger = new AckLedger(isEach)
  }

  /** Where message `ordinal`, from 1, begins, of so many bytes. */
  offsetOf(ordinal: number, length: number): number {
    while (this.#offsets.length < ordinal) {
      this.#offsets.push(this.#length)
      if (this.#offsets.length === ordinal) this.#length += length
    }
    return this.#offsets[ordinal - 1] ?? 0
  }
}

/** One that is known by the numbers that one end sees. */
class SeenStream extends QlogStream {
  readonly #ordinals = new Map<number | undefined, number>()
  #count = 0

  /** Which message it is that has this number; a new one where `isNew`, or never seen. */
  ordinalOf(seq: number | undefined, isNew: boolean): number {
    const known = this.#ordinals.get(seq)
    if (known !== undefined && !isNew) return known
    this.#ordinals.set(seq, ++this.#count)
    return this.#count
  }

  /** Up to which message an ACK goes; 0: to none that is known. */
  reachOf(ack: number, { acks, name, seqBits, isStopAndWait }: SpokenProtocol): number {
    if (acks === 'all' && isStopAndWait) return this.#count
    const isNext = acks === 'next' || name === 'tcp'
    const modulus = 2 ** (seqBits || 32)
    return this.#ordinals.get(isNext ? (ack - 1 + modulus) % modulus : ack) ?? 0
  }
}

export class QlogStreams {
  readonly #protocol: SpokenProtocol
  readonly #journeys: Journeys
  readonly #streams = new WeakMap<Journal, QlogStream>()
  readonly #seen = new Map<string, SeenStream>()

  /** @param journeys which have read the whole trace */
  constructor(protocol: SpokenProtocol, journeys: Journeys) {
    this.#protocol = protocol
    this.#journeys = journeys
  }

  /** Data is sent in packet `number`. */
  sent({ link = '', seq, attempt = 1 }: TraceEvent, number: number): void {
    const seen = this.#seenOf(link)
    seen.ledger.movedTo(seen.ordinalOf(seq, attempt === 1), number)
  }

  /** Data has come in packet `number`; `order`: the place of that event in the trace, from 1. */
  received(event: TraceEvent, number: number, order: number): void {
    const trip = this.#journeys.tripOf(event)
    if (trip === undefined) {
      const seen = this.#seenOf(event.link)
      seen.ledger.movedTo(seen.ordinalOf(event.seq, false), number)
      return
    }
    const { life, intact } = trip
    if (life === undefined || intact?.order !== order) return
    // The receiver threw it away: nobody will acknowledge this packet (Go-Back-N).
    if (life.taken !== undefined && order < life.taken.order) return
    this.#streamOf(event)?.ledger.brought(life.piece.ordinal, number)
  }

  /** What the ACK `event` covers, sent or received by somebody who knows no more than it says. */
  coveredBy(event: TraceEvent): readonly PacketRange[] {
    const trip = this.#journeys.tripOf(event)
    const stream = trip && this.#streamOf(event)
    if (stream !== undefined) return stream.ledger.coveredBy(trip?.reach ?? 0)
    const seen = this.#seenOf(reverse(event.link ?? ''))
    return seen.ledger.coveredBy(seen.reachOf(event.ack ?? 0, this.#protocol))
  }

  /** Where the data of `event` begins in its stream. */
  offsetOf(event: TraceEvent): number {
    const { seq, len = 0 } = event
    const piece = this.#journeys.tripOf(event)?.life?.piece
    const stream = piece && this.#streamOf(event)
    if (stream !== undefined && piece !== undefined) return stream.offsetOf(piece.ordinal, len)
    const seen = this.#seenOf(event.link)
    return seen.offsetOf(seen.ordinalOf(seq, false), len)
  }

  /** The transmission before this one of the same message. */
  before(
    event: TraceEvent
  ): { readonly trip: Trip; readonly before: Trip | undefined } | undefined {
    const trip = this.#journeys.tripOf(event)
    return trip && { trip, before: trip.life?.trips[(trip.index ?? 0) - 1] }
  }

  #streamOf(event: TraceEvent): QlogStream | undefined {
    const journal = this.#journeys.journalOf(event)
    if (journal === undefined) return undefined
    let stream = this.#streams.get(journal)
    if (stream === undefined) {
      stream = new QlogStream(this.#protocol.acks === 'each')
      this.#streams.set(journal, stream)
    }
    return stream
  }

  #seenOf(link = ''): SeenStream {
    let stream = this.#seen.get(link)
    if (stream === undefined) {
      stream = new SeenStream(this.#protocol.acks === 'each')
      this.#seen.set(link, stream)
    }
    return stream
  }
}
