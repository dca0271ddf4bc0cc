/** All that one connection carried one way: what the sender was given, and the answers to it. */
import type { TraceEvent } from './event.js'
import { type Piece, Stream } from './ladder-crossing.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import type { Life, Moment, Trigger, Trip } from './trip.js'

export class Journal {
  /** `alice>server`, the way of the data. */
  readonly link: string
  /** The connection, as the receiver of the data numbers it. */
  readonly conn: string | undefined
  /** By ordinal, from 0. */
  readonly lives: Life[] = []
  /** What the receiver answered, ACKs and NAKs, in their order. */
  readonly answers: Trip[] = []
  readonly #stream = new Stream()
  readonly #protocol: SpokenProtocol
  /** By number, the highest ordinal of those that arrived. */
  readonly #arrived = new Map<number | undefined, number>()

  constructor(link: string, conn: string | undefined, protocol: SpokenProtocol) {
    this.link = link
    this.conn = conn
    this.#protocol = protocol
  }

  /** A data segment is sent. @param submitted when its data was submitted, should it be new */
  send(
    event: TraceEvent,
    order: number,
    submitted: () => number | undefined,
    trigger: () => Trigger
  ): Trip {
    const piece = this.#stream.sent(event)
    const life = this.#lifeOf(piece, submitted)
    const { attempt = 1 } = event
    const trip: Trip = {
      order,
      t: event.t,
      id: event.id,
      kind: 'data',
      number: event.seq,
      attempt,
      life,
      index: life.trips.length,
      ...(attempt > 1 && { trigger: trigger() })
    }
    life.trips.push(trip)
    return trip
  }

  /** The receiver sends an ACK or a NAK. */
  answer({ t, id, kind = '?', ack }: TraceEvent, order: number): Trip {
    const reach = kind === 'ack' ? this.#reach(ack) : 0
    const trip: Trip = { order, t, id, kind, number: ack, attempt: 1, reach }
    this.answers.push(trip)
    return trip
  }

  /** `trip` arrives for the first time, undamaged as far as anybody sees. */
  arrived({ life, index = 0, number }: Trip, at: Moment): void {
    if (life === undefined) return
    life.intact ??= at
    life.firstIntactTrip = Math.min(life.firstIntactTrip ?? index, index)
    const { ordinal } = life.piece
    this.#arrived.set(number, Math.max(this.#arrived.get(number) ?? 0, ordinal))
  }

  /** The receiver hands up the `count`-th piece, from 0, of those that the arrival of `trip` set free. */
  deliver({ life: own }: Trip, count: number, at: Moment): Life | undefined {
    if (own === undefined) return undefined
    const life = this.lives[own.piece.ordinal - 1 + count]
    if (life === undefined) return undefined
    // One that had waited was kept when it came, though no state told it.
    life.taken ??= life === own ? at : (life.intact ?? at)
    life.delivered ??= at.t
    return life
  }

  /** `answer`, sent after `life` was taken, says so. */
  covers({ kind, reach = 0 }: Trip, { piece }: Life): boolean {
    if (kind !== 'ack') return false
    return this.#protocol.acks === 'each' ? reach === piece.ordinal : reach >= piece.ordinal
  }

  #lifeOf(piece: Piece, submitted: () => number | undefined): Life {
    const known = this.lives[piece.ordinal - 1]
    if (known !== undefined) return known
    const life: Life = { piece, submitted: submitted(), trips: [] }
    this.lives.push(life)
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
