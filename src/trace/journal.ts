/** All that one connection carried one way: what the sender was given, and the answers to it. */
import type { TraceEvent } from './event.js'
import { Recent } from './recent.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import type { Life, Moment, Trigger, Trip } from './trip.js'

/** Trips of one life that are remembered where not everything is: half of them its first ones. */
const MOST_TRIPS = 1000

/** What a journal is told of itself. */
export interface JournalName {
  /** `alice>server`, the way of the data. */
  readonly link: string
  /** The connection, as the receiver of the data numbers it. */
  readonly conn: string | undefined
  /** The how-many-th journal it is, from 0. */
  readonly place: number
}

export class Journal {
  readonly link: string
  readonly conn: string | undefined
  readonly place: number
  /** By ordinal; where memory is bounded, the last ones. */
  readonly lives: Life[] = []
  /** What the receiver answered, ACKs and NAKs, in their order; none, where memory is bounded. */
  readonly answers: Trip[] = []
  /** Data segments so far, with those sent again; and those that an earlier one makes spurious. */
  sent = 0
  retransmitted = 0
  spurious = 0
  readonly #protocol: SpokenProtocol
  readonly #most: number
  #forgotten = 0
  /** By number, the life that it names now, and the highest ordinal of those that arrived. */
  readonly #latest: Recent<number | undefined, Life>
  readonly #arrived: Recent<number | undefined, number>

  /** @param most lives that are remembered, at least */
  constructor({ link, conn, place }: JournalName, protocol: SpokenProtocol, most: number) {
    this.link = link
    this.conn = conn
    this.place = place
    this.#protocol = protocol
    this.#most = most
    this.#latest = new Recent(most)
    this.#arrived = new Recent(most)
  }

  /** How many lives there were. */
  get count(): number {
    return this.#forgotten + this.lives.length
  }

  /** The one of this ordinal, from 1, as long as it is remembered. */
  lifeOf(ordinal: number): Life | undefined {
    return this.lives[ordinal - 1 - this.#forgotten]
  }

  /** A data segment is sent. @param submitted when its data was submitted, should it be new */
  send(
    event: TraceEvent,
    order: number,
    submitted: () => number | undefined,
    trigger: () => Trigger
  ): Trip {
    const { attempt = 1 } = event
    const life = this.#lifeOf(event, submitted)
    const trip: Trip = {
      order,
      t: event.t,
      id: event.id,
      kind: 'data',
      number: event.seq,
      attempt,
      owner: this.place,
      life,
      index: life.sent,
      ...(attempt > 1 && { trigger: trigger() })
    }
    this.sent++
    if (attempt > 1) this.retransmitted++
    if (life.sent > (life.firstIntactTrip ?? Number.POSITIVE_INFINITY)) this.spurious++
    life.sent++
    life.trips.push(trip)
    if (life.sent > MOST_TRIPS && this.#isBounded) life.trips.splice(MOST_TRIPS / 2, 1)
    return trip
  }

  /** The receiver sends an ACK or a NAK. */
  answer({ t, id, kind = '?', ack }: TraceEvent, order: number): Trip {
    const reach = kind === 'ack' ? this.#reach(ack) : 0
    const trip = { order, t, id, kind, number: ack, attempt: 1, owner: this.place, reach }
    if (!this.#isBounded) this.answers.push(trip)
    return trip
  }

  /** `trip` arrives for the first time, undamaged as far as anybody sees. */
  arrived({ life, index = 0, number }: Trip, at: Moment): void {
    if (life === undefined) return
    life.intact ??= at
    const { firstIntactTrip: before = Number.POSITIVE_INFINITY } = life
    if (index < before) {
      life.firstIntactTrip = index
      // Those after it were thought to be needed, up to the one that had been the first so far.
      this.spurious += Math.min(before, life.sent - 1) - index
    }
    const { ordinal } = life.piece
    this.#arrived.set(number, Math.max(this.#arrived.get(number) ?? 0, ordinal))
  }

  /**
   * The receiver hands up the `count`-th piece, from 0, of those that the arrival of `trip` set free.
   * @returns its life, where it is handed up for the first time
   */
  deliver({ life: own }: Trip, count: number, at: Moment): Life | undefined {
    if (own === undefined) return undefined
    const life = count === 0 ? own : this.lifeOf(own.piece.ordinal + count)
    if (life === undefined) return undefined
    // One that had waited was kept when it came, though no state told it.
    life.taken ??= life === own ? at : (life.intact ?? at)
    if (life.delivered !== undefined) return undefined
    life.delivered = at.t
    return life
  }

  /** `answer`, sent after `life` was taken, says so. */
  covers({ kind, reach = 0 }: Trip, { piece }: Life): boolean {
    if (kind !== 'ack') return false
    return this.#protocol.acks === 'each' ? reach === piece.ordinal : reach >= piece.ordinal
  }

  get #isBounded(): boolean {
    return Number.isFinite(this.#most)
  }

  /** What `event` carries: the latest of its number, if it is sent again, else a new one. */
  #lifeOf({ seq, attempt = 1 }: TraceEvent, submitted: () => number | undefined): Life {
    const known = attempt > 1 ? this.#latest.get(seq) : undefined
    if (known !== undefined) return known
    const piece = { ordinal: this.count + 1 }
    const life: Life = { piece, submitted: submitted(), trips: [], sent: 0 }
    this.lives.push(life)
    this.#latest.set(seq, life)
    if (this.lives.length > 2 * this.#most) {
      this.lives.splice(0, this.#most)
      this.#forgotten += this.#most
    }
    return life
  }

  /** Which piece an ACK of number `ack` names: 0 for none. */
  #reach(ack = 0): number {
    const { acks, seqBits } = this.#protocol
    if (acks === 'all') return Number.POSITIVE_INFINITY
    const named = acks === 'next' ? (ack - 1 + 2 ** seqBits) % 2 ** seqBits : ack
    return this.#arrived.get(named) ?? 0
  }
}
