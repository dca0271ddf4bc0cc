/**
 * What had really happened when something was sent again. A trace that has been read to its end
 * knows what the sender could not know:
 *
 *      the receiver had taken it, and of its ACKs …    ack lost, ack corrupted, ack late,
 *                                                      unanswered, acknowledged
 *      an earlier one is still on its way              late
 *      the last one had come, and was thrown away      arrived, discarded
 *      it had not, and never will                      lost, corrupted
 *
 * Spurious: when it was sent, an earlier transmission of the same segment had been or would be
 * received intact. The network had done its duty, though a receiver that keeps nothing out of order
 * (Go-Back-N's) may need it all the same: the book, too, calls those unnecessary (section 3.4.4).
 * So one may be spurious though the last one before it was lost: an earlier one had come.
 */
import type { Journal } from './journal.js'
import { firstAfter, type Life, type Trip } from './trip.js'

export type Truth =
  | 'lost'
  | 'corrupted'
  | 'late'
  | 'arrived, discarded'
  | 'ack lost'
  | 'ack corrupted'
  | 'ack late'
  | 'unanswered'
  | 'acknowledged'
  /** What its receiver made of it the trace does not tell. */
  | 'arrived'
  | 'unknown'

export interface Finding {
  readonly truth: Truth
  readonly isSpurious: boolean
  /** The transmission before this one; with `late`, the one that is on its way. */
  readonly before: Trip | undefined
  /** The ACK on which the truth turns. */
  readonly ack?: Trip
}

/** An earlier transmission of what `trip` carries had been received intact, or would be. */
export const isSpurious = ({ life, index = 0 }: Trip): boolean =>
  (life?.firstIntactTrip ?? Number.POSITIVE_INFINITY) < index

/** What is known of the ACKs of one life, as far as they have been read. */
interface Answered {
  next: number
  /** Of those that cover it, the one that arrives first, and the one sent last. */
  first?: Trip
  last?: Trip
}

/** Finds truths in one journal. Its retransmissions have to be asked for in their order. */
export class Truths {
  readonly #journal: Journal
  readonly #isReceiverSeen: boolean
  readonly #answered = new Map<Life, Answered>()

  /** @param isReceiverSeen whether the trace has what the receiver did, not only what reached it */
  constructor(journal: Journal, isReceiverSeen: boolean) {
    this.#journal = journal
    this.#isReceiverSeen = isReceiverSeen
  }

  /** Why `trip`, a retransmission, was needed, or what its sender did not know. */
  of(trip: Trip): Finding {
    const { life, index = 0, order } = trip
    const before = life?.trips[index - 1]
    const finding = { isSpurious: isSpurious(trip), before }
    if (life === undefined || before === undefined) return { truth: 'unknown', ...finding }
    if ((life.taken?.order ?? Number.POSITIVE_INFINITY) < order) {
      return { ...finding, ...this.#ofAnswers(life, order) }
    }
    const late = underWay(life, index, order)
    if (late !== undefined) return { truth: 'late', ...finding, before: late }
    if (before.intact === undefined) return { truth: fateOf(before), ...finding }
    return { truth: this.#isReceiverSeen ? 'arrived, discarded' : 'arrived', ...finding }
  }

  /** It had been taken: what became of the ACKs that were sent for it before `order`? */
  #ofAnswers(life: Life, order: number): Pick<Finding, 'truth' | 'ack'> {
    const { first, last } = this.#answersTo(life, order)
    if (last === undefined) return { truth: 'unanswered' }
    const arrival = first?.intact
    if (first !== undefined && arrival !== undefined) {
      return { truth: arrival.order < order ? 'acknowledged' : 'ack late', ack: first }
    }
    const fate = fateOf(last)
    return { truth: fate === 'unknown' ? fate : `ack ${fate}`, ack: last }
  }

  #answersTo(life: Life, order: number): Answered {
    const { answers } = this.#journal
    let answered = this.#answered.get(life)
    if (answered === undefined) {
      answered = { next: firstAfter(answers, life.taken?.order ?? 0) }
      this.#answered.set(life, answered)
    }
    for (let answer = answers[answered.next]; answer; answer = answers[++answered.next]) {
      if (answer.order >= order) break
      if (!this.#journal.covers(answer, life)) continue
      answered.last = answer
      if (arrivalOrder(answer) < arrivalOrder(answered.first)) answered.first = answer
    }
    return answered
  }
}

/** No channel has more transmissions of one segment under way. */
const MOST_UNDER_WAY = 1000

/** Of the first `count` transmissions, the one that comes next after `order`. */
function underWay({ trips }: Life, count: number, order: number): Trip | undefined {
  let next: Trip | undefined
  for (let i = count - 1; i >= Math.max(0, count - MOST_UNDER_WAY); i--) {
    const trip = trips[i]
    if (trip?.intact === undefined || trip.intact.order < order) continue
    if (trip.intact.order < arrivalOrder(next)) next = trip
  }
  return next
}

const arrivalOrder = (trip: Trip | undefined): number =>
  trip?.intact?.order ?? Number.POSITIVE_INFINITY

/** How one ended that never arrived intact. */
function fateOf(trip: Trip): 'lost' | 'corrupted' | 'unknown' {
  if (trip.lost !== undefined) return 'lost'
  return trip.damage !== undefined || trip.broken !== undefined ? 'corrupted' : 'unknown'
}
