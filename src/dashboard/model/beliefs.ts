/**
 * Each retransmission of late: what its sender believed, and what had happened. The words are those
 * of `rdt trace explain`; what is not known yet, because an ACK is still on its way, becomes known
 * as the run goes on.
 */
import type { Micros } from '../../kernel/time.js'
import type { TraceEvent, TraceHeader } from '../../trace/event.js'
import { Explainer, type Retransmission } from '../../trace/explain.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import type { Follower } from './run-following.js'

export interface Belief {
  readonly t: Micros
  readonly link: string
  readonly from: string
  readonly to: string
  readonly seq: number | undefined
  readonly attempt: number
  /** The transmission that it caused. */
  readonly id: number | undefined
  readonly isSpurious: boolean
  /** What had happened is not known yet, or to nobody who is heard here. */
  readonly isOpen: boolean
  /** Without a full stop: `the timer ran out: the sender believed that data 3 was lost`. */
  readonly believed: string
  /** `It was not: data 3 had arrived at 50 ms, but its ACK 3 was lost: …`. */
  readonly truth: string
}

/** Only a node itself writes these. */
const OWN = new Set<TraceEvent['event']>(['submit', 'deliver', 'timer-start', 'timeout', 'state'])
/** What watching alone suggests: that the ACK before had caused it, and no timer that nobody saw. */
const GUESSES = new Set<Retransmission['belief']>(['duplicate acks', 'wrong ack'])

export class Beliefs implements Follower {
  readonly #explainer: Explainer
  /** Nodes that say themselves what they do. */
  readonly #witnesses = new Set<string>()
  #list: readonly Belief[] | undefined

  constructor(header: Pick<TraceHeader, 'config'>) {
    this.#explainer = new Explainer(header)
  }

  take(event: TraceEvent): void {
    this.#explainer.take(event)
    if (OWN.has(event.event)) this.#witnesses.add(event.at)
    this.#list = undefined
  }

  /** In their order. */
  get list(): readonly Belief[] {
    this.#list ??= this.#explainer.explanation.retransmissions.map((each) =>
      beliefFrom(each, this.#witnesses)
    )
    return this.#list
  }
}

/** `at 250 ms BELIEF. TRUTH.` */
function beliefFrom(
  { text, truth: kind, belief, ...rest }: Retransmission,
  witnesses: ReadonlySet<string>
): Belief {
  const { t, link, seq, attempt, id, isSpurious } = rest
  const ends = endsOf(link)
  const it = `data ${seq ?? '?'}`
  const isGuess = GUESSES.has(belief) && !witnesses.has(ends.from)
  const [first = '', ...others] = text.split('. ')
  const told = others.join('. ').replace(/\.$/, '')
  const isOpen = kind === 'unknown'
  return {
    t,
    link,
    ...ends,
    seq,
    attempt,
    id,
    isSpurious,
    isOpen,
    believed: isGuess
      ? `${it} was sent again; why, its sender alone knows: its timer is not seen from here`
      : first.replace(/^at \S+ ms /, ''),
    truth: isOpen
      ? `nobody knows yet what became of ${it}, or of its ACK`
      : isGuess
        ? withoutAnswer(told)
        : told
  }
}

/** `It was not: data 3 had arrived` answers a belief; without one, `Data 3 had arrived`. */
const withoutAnswer = (told: string): string =>
  told.replace(/^It was(?: not)?: (.)/, (_, letter: string) => letter.toUpperCase())
