/**
 * What one direction of a connection carries, while it goes on: a journal (journal.ts) that forgets.
 * It counts at once what statistics count at the end, and remembers of the pieces that it carried
 * only the newest, since no sender sends an old one again.
 *
 *      forgotten          remembered
 *      · · · · · · · · ·  ■ ■ ■ ■ ▣ ▣ ▣ ▣
 *                         └── at most K ──┘
 *
 * Whether a retransmission was spurious needs hindsight: an earlier transmission may still arrive.
 * When it does, all after it turn out to be spurious, and the count is put right then and there.
 */
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import type { Delivery } from './ladder-row.js'
import type { LinkCounts } from './link-counts.js'
import type { LiveMeter } from './live-meter.js'

/** A piece of data, however often it is sent. */
export interface LivePiece {
  /** The how-many-th it is that the sender was given, from 1. */
  readonly ordinal: number
  readonly seq: number | undefined
  readonly submitted: Micros | undefined
  isDelivered: boolean
  transmissions: number
  /** The first of its transmissions, from 0, that arrived intact so far. */
  firstIntact: number
}

/** One transmission of a piece, or an answer to one. */
export interface LiveTrip {
  readonly journal: LiveJournal
  readonly kind: string
  readonly number: number | undefined
  readonly piece?: LivePiece
  /** The how-many-th transmission of the piece, from 0. */
  readonly index: number
}

export class LiveJournal {
  /** `alice>server`, the way of the data. */
  readonly link: string
  /** The connection, as the receiver of the data numbers it. */
  readonly conn: string | undefined
  readonly meter: LiveMeter
  sent = 0
  retransmitted = 0
  spurious = 0
  /** Pieces handed up, each once. */
  delivered = 0
  /** It is over, or another one has taken its place. */
  isOver = false
  #count = 0
  /** The ordinal after the highest that was delivered. */
  #awaited = 1
  readonly #pieces = new Map<number, LivePiece>()
  readonly #latest = new Map<number | undefined, LivePiece>()
  readonly #most: number
  readonly #counts: LinkCounts

  /**
   * @param counts of the link, whose spurious ones it adds up, too
   * @param most pieces that are remembered: more than the window is wide
   */
  constructor(
    name: Pick<LiveJournal, 'link' | 'conn'>,
    meter: LiveMeter,
    counts: LinkCounts,
    most: number
  ) {
    this.link = name.link
    this.conn = name.conn
    this.meter = meter
    this.#counts = counts
    this.#most = most
  }

  /** How many pieces its sender was given. */
  get pieces(): number {
    return this.#count
  }

  /** How many pieces it remembers. */
  get remembered(): number {
    return this.#pieces.size
  }

  /** A data segment is sent. @param submitted when its data was submitted, should it be new */
  send(
    { seq, attempt = 1, kind = '?' }: TraceEvent,
    submitted: () => Micros | undefined
  ): LiveTrip {
    const known = attempt > 1 ? this.#latest.get(seq) : undefined
    const piece = known ?? this.#begin(seq, submitted())
    const index = piece.transmissions++
    this.sent++
    if (attempt > 1) this.retransmitted++
    if (index > piece.firstIntact) this.#judge(1)
    return { journal: this, kind, number: seq, piece, index }
  }

  /** `trip` arrives, undamaged as far as anybody sees. */
  arrived({ piece, index }: LiveTrip): void {
    if (piece === undefined || index >= piece.firstIntact) return
    const before = spuriousOf(piece)
    piece.firstIntact = index
    this.#judge(spuriousOf(piece) - before)
  }

  /**
   * The receiver hands up the `count`-th piece, from 0, of those that the arrival of `trip` set
   * free. @returns how it stands in the order of what was sent; undefined where nobody knows it
   */
  deliver({ piece: own }: LiveTrip, count: number, at: Micros): Delivery | undefined {
    if (own === undefined) return undefined
    const piece = count === 0 ? own : this.#pieces.get(own.ordinal + count)
    if (piece === undefined) return undefined
    const { ordinal, submitted } = piece
    const awaited = this.#awaited
    if (piece.isDelivered) return { ordinal, order: 'again', awaited }
    piece.isDelivered = true
    this.delivered++
    if (submitted !== undefined) this.meter.took(at - submitted)
    if (ordinal < awaited) return { ordinal, order: 'belated', awaited }
    this.#awaited = ordinal + 1
    return { ordinal, order: ordinal === awaited ? 'next' : 'gap', awaited }
  }

  /** Nothing more is to come: its sums stay. */
  forget(): void {
    this.#pieces.clear()
    this.#latest.clear()
    this.meter.forget()
  }

  #begin(seq: number | undefined, submitted: Micros | undefined): LivePiece {
    const ordinal = ++this.#count
    const piece: LivePiece = {
      ordinal,
      seq,
      submitted,
      isDelivered: false,
      transmissions: 0,
      firstIntact: Number.POSITIVE_INFINITY
    }
    this.#pieces.set(ordinal, piece)
    this.#latest.set(seq, piece)
    const oldest = this.#pieces.get(ordinal - this.#most)
    if (oldest !== undefined) {
      this.#pieces.delete(oldest.ordinal)
      if (this.#latest.get(oldest.seq) === oldest) this.#latest.delete(oldest.seq)
    }
    return piece
  }

  #judge(more: number): void {
    this.spurious += more
    this.#counts.spurious += more
  }
}

/** Those after the first that arrived intact. */
const spuriousOf = ({ transmissions, firstIntact }: LivePiece): number =>
  Number.isFinite(firstIntact) ? transmissions - 1 - firstIntact : 0
