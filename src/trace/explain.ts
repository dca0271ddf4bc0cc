/**
 * Each retransmission of a trace: what its sender believed, what had really happened, and what all
 * of it cost.
 */
import { type Micros, toMs } from '../kernel/time.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { type Cost, Costs } from './explain-costs.js'
import { type Belief, beliefOf, sentencesOf } from './explain-words.js'
import type { Journal } from './journal.js'
import { Journeys } from './journeys.js'
import { endsOf } from './ladder-crossing.js'
import { type SpokenProtocol, spokenProtocol } from './spoken-protocol.js'
import type { Trip } from './trip.js'
import { type Truth, Truths } from './truth.js'

export interface Retransmission {
  readonly t: Micros
  readonly link: string
  readonly conn: string | undefined
  readonly seq: number | undefined
  readonly attempt: number
  readonly id: number | undefined
  readonly belief: Belief
  readonly truth: Truth
  readonly isSpurious: boolean
  readonly text: string
}

export interface Explanation {
  /** In their order. */
  readonly retransmissions: readonly Retransmission[]
  /** Data segments sent, retransmissions included. */
  readonly sent: number
  /** The dearest first. */
  readonly costs: readonly Cost[]
}

/** What `events` say of their retransmissions. */
export function explain(
  header: Pick<TraceHeader, 'config'>,
  events: Iterable<TraceEvent>
): Explanation {
  const explainer = new Explainer(header)
  for (const event of events) explainer.take(event)
  return explainer.explanation
}

/** The same, event by event: of each transmission it keeps a record, and nothing else. */
export class Explainer {
  #last: Micros = 0
  readonly #protocol: SpokenProtocol
  readonly #journeys: Journeys

  constructor(header: Pick<TraceHeader, 'config'>) {
    this.#protocol = spokenProtocol(header)
    this.#journeys = new Journeys(this.#protocol)
  }

  take(event: TraceEvent): void {
    this.#last = event.t
    this.#journeys.take(event)
  }

  /** Of what has been taken so far. */
  get explanation(): Explanation {
    const costs = new Costs()
    const found: { readonly order: number; readonly one: Retransmission }[] = []
    let sent = 0
    for (const journal of this.#journeys.journals) {
      const truths = new Truths(journal, this.#journeys.isWitness(endsOf(journal.link).to))
      for (const { trips } of journal.lives) sent += trips.length
      for (const trip of retransmissionsOf(journal)) {
        const finding = truths.of(trip)
        const belief = this.#beliefOf(trip, journal)
        costs.add(trip, finding)
        found.push({ order: trip.order, one: describe(journal, trip, belief, finding) })
      }
    }
    found.sort((a, b) => a.order - b.order)
    const retransmissions = found.map(({ one }) => one)
    return { retransmissions, sent, costs: costs.list(sent, this.#last) }
  }

  #beliefOf(trip: Trip, { link }: Journal): Belief {
    const belief = beliefOf(trip, this.#protocol.isStopAndWait)
    const isGuess = GUESSES.has(belief) && !this.#journeys.isWitness(endsOf(link).from)
    return isGuess ? 'unknown' : belief
  }
}

/** What watching alone suggests: that the ACK before had caused it, and no timer that nobody saw. */
const GUESSES: ReadonlySet<Belief> = new Set(['duplicate acks', 'wrong ack'])

function describe(
  { link, conn }: Journal,
  trip: Trip,
  belief: Belief,
  finding: ReturnType<Truths['of']>
): Retransmission {
  const { t, number, attempt, id } = trip
  const { truth, isSpurious } = finding
  const text = sentencesOf(trip, belief, finding)
  return { t, link, conn, seq: number, attempt, id, belief, truth, isSpurious, text }
}

/** In the order in which they were sent. */
function retransmissionsOf({ lives }: Journal): Trip[] {
  const again = lives.flatMap(({ trips }) => trips.filter(({ attempt }) => attempt > 1))
  return again.sort((a, b) => a.order - b.order)
}

/** The records of `rdt trace explain --json`: one for each retransmission, and the summary. */
export function explanationRecords({ retransmissions, sent, costs }: Explanation): object[] {
  const truths: Record<string, number> = {}
  for (const { truth } of retransmissions) truths[truth] = (truths[truth] ?? 0) + 1
  const spurious = retransmissions.filter(({ isSpurious }) => isSpurious).length
  return [
    ...retransmissions.map(({ t, link, conn, seq, attempt, id, ...rest }) => ({
      type: 'retransmission',
      t_ms: toMs(t),
      link,
      ...(conn !== undefined && { conn }),
      ...(seq !== undefined && { seq }),
      attempt,
      ...(id !== undefined && { id }),
      belief: rest.belief,
      truth: rest.truth,
      spurious: rest.isSpurious,
      text: rest.text
    })),
    {
      type: 'summary',
      sent,
      retransmitted: retransmissions.length,
      needed: retransmissions.length - spurious,
      spurious,
      truths,
      costs: costs.map(({ truth, retransmissions: count, waited, text }) => ({
        truth,
        retransmissions: count,
        waited_ms: toMs(waited),
        text
      }))
    }
  ]
}
