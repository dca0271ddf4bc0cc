/** For a report: all that crosses between two nodes, gathered event by event. */
import { cleanText } from '../kernel/display.js'
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import { endsOf, numberOf } from './ladder-crossing.js'
import { FATES } from './report.js'
import { isBroken } from './trigger.js'

export interface Transmission {
  /** The place of its `send` in the trace. */
  readonly order: number
  readonly link: string
  readonly sent: Micros
  ended: Micros
  /** The place of its end; −1 where there is none. */
  endOrder: number
  kind: string
  number: number
  readonly attempt: number
  readonly len: number
  fate: number
  why: string
  readonly original?: Transmission | undefined
}

export interface Timeout {
  readonly order: number
  readonly t: Micros
  readonly at: string
  readonly timer: number
}

export interface Said {
  readonly order: number
  readonly t: Micros
  readonly at: string
  readonly text: string
}

/** Two nodes and what they say to each other. */
export interface Pair {
  readonly nodes: readonly [string, string]
  readonly transmissions: Transmission[]
  readonly timeouts: Timeout[]
}

const LONGEST_SAID = 120

export class TransmissionCollector {
  readonly #pairs = new Map<string, Pair>()
  readonly #byId = new Map<number, Transmission>()
  readonly says: Said[] = []
  readonly #otherTimers: readonly number[]
  #order = 0

  /** @param otherTimers those of senders that ring for other reasons than a retransmission */
  constructor(otherTimers: readonly number[]) {
    this.#otherTimers = otherTimers
  }

  /** As they came into the trace. */
  get pairs(): readonly Pair[] {
    return [...new Set(this.#pairs.values())]
  }

  take(event: TraceEvent): void {
    const order = ++this.#order
    const { event: what, at, t, half, timer = 0, from = at, text = '' } = event
    if (what === 'send') this.#send(event)
    else if (what === 'duplicate') this.#copy(event)
    else if (what === 'receive') this.#receive(event)
    else if (what === 'timeout') {
      const isShown = half === 'sender' && !this.#otherTimers.includes(timer)
      if (isShown) this.#pairOf(event)?.timeouts.push({ order, t, at, timer })
    } else if (what === 'say') {
      this.says.push({ order, t, at, text: cleanText(`${from}: ${text}`.slice(0, LONGEST_SAID)) })
    } else this.#befall(event)
  }

  #send(event: TraceEvent): void {
    const { link = '', t, id, kind = '?', attempt = 1, len = 0 } = event
    const number = numberOf(event) ?? -1
    const known = { order: this.#order, link, sent: t, kind, number, attempt, len }
    this.#note(event, { ...known, ended: -1, endOrder: -1, fate: 0, why: '' }, id)
  }

  #copy(event: TraceEvent): void {
    const { link = '', t, id, of, kind = '?', len = 0, why = '' } = event
    const original = of === undefined ? undefined : this.#byId.get(of)
    const number = numberOf(event) ?? original?.number ?? -1
    const { attempt = 1, sent = t } = original ?? {}
    const known = { order: this.#order, link, sent, kind, number, attempt, len, original }
    this.#note(
      event,
      { ...known, ended: -1, endOrder: -1, fate: FATES.copy, why: cleanText(why) },
      id
    )
  }

  #receive(event: TraceEvent): void {
    const { link = '', t, id, kind = '?', len = 0, why } = event
    let one = id === undefined ? undefined : this.#byId.get(id)
    if (one === undefined) {
      // A stranger's has no beginning.
      const number = numberOf(event) ?? -1
      const known = { order: this.#order, link, kind, number, len }
      one = { ...known, sent: -1, attempt: 1, ended: -1, endOrder: -1, fate: 0, why: '' }
      this.#note(event, one, id)
    }
    one.ended = t
    one.endOrder = this.#order
    one.fate |= isBroken(event) ? FATES.broken | FATES.arrived : FATES.arrived
    if (one.why === '' && why !== undefined) one.why = cleanText(why)
  }

  #befall({ event, id, t, why = '', delay = 0 }: TraceEvent): void {
    const one = id === undefined ? undefined : this.#byId.get(id)
    if (one === undefined) return
    if (event === 'drop') {
      one.fate |= FATES.lost
      one.ended = t
      one.endOrder = this.#order
    } else if (event === 'corrupt') one.fate |= FATES.damaged
    else if (event === 'delay') one.fate |= FATES.moved
    else if (event === 'discard') one.fate |= FATES.discarded
    else return
    const words = event === 'delay' && delay !== 0 ? `${why}, ${delay / 1000} ms` : why
    one.why = [one.why, cleanText(words)].filter((part) => part !== '').join('; ')
  }

  #note(event: TraceEvent, one: Transmission, id: number | undefined): void {
    this.#pairOf(event)?.transmissions.push(one)
    if (id !== undefined) this.#byId.set(id, one)
  }

  #pairOf({ link = '' }: TraceEvent): Pair | undefined {
    let pair = this.#pairs.get(link)
    if (pair !== undefined) return pair
    const { from, to } = endsOf(link)
    if (from === to) return undefined
    pair = this.#pairs.get(`${to}>${from}`) ?? {
      nodes: [from, to],
      transmissions: [],
      timeouts: []
    }
    this.#pairs.set(link, pair)
    return pair
  }
}
