/** For a report: which piece of its data an answer names, and which answer told the sender. */
import type { Journal } from './journal.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import { firstAfter, type Life, type Trip } from './trip.js'

/** The answer that was the first to tell the sender that `life` had been taken. */
export function acknowledgement(journal: Journal, life: Life): Trip | undefined {
  const { answers } = journal
  const taken = life.taken?.order
  if (taken === undefined) return undefined
  let first: Trip | undefined
  for (let i = firstAfter(answers, taken); i < answers.length; i++) {
    const answer = answers[i]
    // What is sent later than that cannot come earlier.
    if (answer === undefined || answer.order > arrivalOf(first)) break
    if (answer.intact === undefined || !journal.covers(answer, life)) continue
    if (answer.intact.order < arrivalOf(first)) first = answer
  }
  return first
}

const arrivalOf = (trip: Trip | undefined): number =>
  trip?.intact?.order ?? Number.POSITIVE_INFINITY

/** Which piece a number means at some time: that which bore it last. */
export class PieceFinder {
  /** By number, where in the trace a piece with it was first sent, and which. */
  readonly #pieces = new Map<number, { readonly order: number; readonly ordinal: number }[]>()
  readonly #taken: { readonly order: number; readonly most: number }[] = []
  readonly #protocol: SpokenProtocol

  constructor({ lives }: Journal, protocol: SpokenProtocol) {
    this.#protocol = protocol
    for (const { piece, trips } of lives) {
      const [first] = trips
      if (first?.number === undefined) continue
      const known = this.#pieces.get(first.number)
      const entry = { order: first.order, ordinal: piece.ordinal }
      if (known === undefined) this.#pieces.set(first.number, [entry])
      else known.push(entry)
    }
    const taken = lives.flatMap(({ taken: at, piece }) =>
      at === undefined ? [] : [{ order: at.order, most: piece.ordinal }]
    )
    taken.sort((a, b) => a.order - b.order)
    let most = 0
    for (const { order, most: ordinal } of taken) {
      most = Math.max(most, ordinal)
      this.#taken.push({ order, most })
    }
  }

  /** The last piece that an answer sent at `order` names; 0 for none. */
  namedBy({ number, order, reach = 0 }: Pick<Trip, 'number' | 'order' | 'reach'>): number {
    const { acks, name, seqBits } = this.#protocol
    if (acks !== 'all' && Number.isFinite(reach) && reach > 0) return reach
    // Without numbers it speaks of whatever had come.
    if (acks === 'all' && name !== 'tcp') return latest(this.#taken, order)?.most ?? 0
    const isNext = acks === 'next' || name === 'tcp'
    const size = 2 ** seqBits
    const named = ((number ?? 0) - (isNext ? 1 : 0) + size) % size
    return latest(this.#pieces.get(named) ?? [], order)?.ordinal ?? 0
  }
}

/** Of `entries`, by order, the last one before `order`. */
function latest<E extends { readonly order: number }>(
  entries: readonly E[],
  order: number
): E | undefined {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.order ?? 0) < order) low = middle + 1
    else high = middle
  }
  return entries[low - 1]
}
