/** A segment of a ladder, on its way from one lifeline to another, and what it carries. */
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from './event.js'

/** What a data segment carries, however often it is sent: what `rdtSend` was given. */
export interface Piece {
  /** The how-many-th it is that the sender was given, from 1. */
  readonly ordinal: number
  readonly stream: Stream
  /** The receiver has it: delivered, or kept until the gap before it is filled. */
  isTaken: boolean
  deliveries: number
  /** Its transmissions, copies not among them, and which of them was the first that arrived intact. */
  readonly crossings: Crossing[]
  firstIntact?: number
}

/** One transmission, from `send` to its end. */
export interface Crossing {
  readonly from: string
  readonly to: string
  readonly kind: string
  /** Its sequence or acknowledgement number. */
  readonly number?: number | undefined
  readonly attempt: number
  readonly piece?: Piece | undefined
  /** It was sent again though an earlier one had arrived intact, or does so later. */
  isSpurious: boolean
  /** The channel made it, out of this one. */
  readonly original?: Crossing | 'unknown'
  /** Of a spurious one: the earlier one was still on its way. */
  isHasty?: boolean
  /** The row in which it begins and that in which it ends; undefined where no row tells. */
  start?: number
  end?: number
  /** What the channel did to it, and why. */
  lost?: string
  damage?: string
  late?: { readonly by: Micros; readonly why: string }
}

/** The two ends of `alice>server`. */
export function endsOf(link: string): { readonly from: string; readonly to: string } {
  const at = link.indexOf('>')
  return at < 0 ? { from: link, to: link } : { from: link.slice(0, at), to: link.slice(at + 1) }
}

/** The number by which people call the segment of `event`. */
export const numberOf = ({ kind, seq, ack }: TraceEvent): number | undefined =>
  kind === 'data' ? seq : ack

/** How a delivery stands in the order of what was sent. */
export type Order = 'next' | 'again' | 'gap' | 'belated'

/** What a sender was given, in order, and what of it its receiver got. */
export class Stream {
  readonly #pieces: Piece[] = []
  readonly #latest = new Map<number | undefined, Piece>()
  /** The ordinal after the highest that was delivered. */
  #awaited = 1

  get awaited(): number {
    return this.#awaited
  }

  /** The piece that the transmission `event` carries. */
  sent({ seq, attempt = 1 }: TraceEvent): Piece {
    const known = this.#latest.get(seq)
    if (attempt > 1 && known !== undefined) return known
    const ordinal = this.#pieces.length + 1
    const piece: Piece = {
      ordinal,
      stream: this,
      isTaken: false,
      deliveries: 0,
      crossings: []
    }
    this.#pieces.push(piece)
    this.#latest.set(seq, piece)
    return piece
  }

  /** The receiver hands piece `ordinal` up. */
  delivered(ordinal: number): Order {
    const piece = this.#pieces[ordinal - 1]
    if (piece !== undefined) {
      piece.isTaken = true
      piece.deliveries++
      if (piece.deliveries > 1) return 'again'
    }
    if (ordinal < this.#awaited) return 'belated'
    const order = ordinal === this.#awaited ? 'next' : 'gap'
    this.#awaited = ordinal + 1
    return order
  }
}
