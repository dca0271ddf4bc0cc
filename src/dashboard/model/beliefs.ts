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

export class Beliefs implements Follower {
  readonly #explainer: Explainer
  #list: readonly Belief[] | undefined

  constructor(header: Pick<TraceHeader, 'config'>) {
    this.#explainer = new Explainer(header)
  }

  take(event: TraceEvent): void {
    this.#explainer.take(event)
    this.#list = undefined
  }

  /** In their order. */
  get list(): readonly Belief[] {
    this.#list ??= this.#explainer.explanation.retransmissions.map(beliefFrom)
    return this.#list
  }
}

/** `at 250 ms BELIEF. TRUTH.` */
function beliefFrom({ text, truth: kind, ...rest }: Retransmission): Belief {
  const { t, link, seq, attempt, id, isSpurious } = rest
  const it = `data ${seq ?? '?'}`
  const [first = '', ...others] = text.split('. ')
  const isOpen = kind === 'unknown'
  return {
    ...{ t, link, ...endsOf(link), seq, attempt, id, isSpurious, isOpen },
    believed: first.replace(/^at \S+ ms /, ''),
    truth: isOpen
      ? `nobody knows yet what became of ${it}, or of its ACK`
      : others.join('. ').replace(/\.$/, '')
  }
}
