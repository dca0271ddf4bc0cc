/**
 * Follows every transmission of a trace from its `send` to its end, and what it carries from one
 * application to the other. Events are taken one at a time, in order; what is asked afterwards is
 * answered with hindsight.
 */
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import { Journal } from './journal.js'
import { numberOf } from './ladder-crossing.js'
import { isKept } from './ladder-row.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import { type Input, isBroken, reverse, triggerOf } from './trigger.js'
import type { Moment, Trip } from './trip.js'

/** What is known of one node's half of a conversation, `alice>server` at alice. */
interface Side {
  /** When data was submitted that has not been sent. */
  readonly submitted: Micros[]
  /** For how long its timers are set. */
  readonly timers: Map<number, Micros | undefined>
  /** When it last sent or heard something. */
  lastAt: Micros
  /** The number of the last ACK, and how often it came in a row. */
  ack?: number | undefined
  repeats: number
  /** The number that its receiver expects. */
  expected?: number
  /** The conversation that is going on. */
  journal?: Journal
}

/** Only a node itself writes these. */
const OWN = new Set<TraceEvent['event']>(['submit', 'deliver', 'timer-start', 'timeout', 'state'])

export class Journeys {
  readonly journals: Journal[] = []
  #order = 0
  readonly #protocol: SpokenProtocol
  readonly #byId = new Map<number, Trip>()
  readonly #journalOf = new WeakMap<Trip, Journal>()
  readonly #journals = new Map<string, Journal>()
  readonly #inputs = new Map<string, Input>()
  readonly #sides = new Map<string, Side>()
  readonly #witnesses = new Set<string>()

  constructor(protocol: SpokenProtocol) {
    this.#protocol = protocol
  }

  /** Did `node` itself write into this trace, or was it only seen from outside? */
  isWitness(node: string): boolean {
    return this.#witnesses.has(node)
  }

  /** The transmission that `event` is about. */
  tripOf({ id }: TraceEvent): Trip | undefined {
    return id === undefined ? undefined : this.#byId.get(id)
  }

  /** Which one `event` is part of, an event of its sender, or an answer that came. */
  journalOf(event: TraceEvent): Journal | undefined {
    const { link = '', kind, conn, half } = event
    const trip = this.tripOf(event)
    const known = trip && this.#journalOf.get(trip)
    if (known !== undefined) return known
    if (kind === 'ack') return this.#answered(link, conn)
    return half === 'sender' ? this.#sides.get(link)?.journal : undefined
  }

  take(event: TraceEvent): void {
    this.#order++
    if (OWN.has(event.event)) this.#witnesses.add(event.at)
    switch (event.event) {
      case 'submit':
        this.#side(event.link).submitted.push(event.t)
        break
      case 'send':
        this.#send(event)
        break
      case 'receive':
        this.#receive(event)
        break
      case 'deliver':
        this.#deliver(event)
        break
      case 'timer-start':
        if (event.half === 'sender')
          this.#side(event.link).timers.set(event.timer ?? 0, event.delay)
        break
      case 'timeout':
        this.#timeout(event)
        break
      case 'state':
        this.#state(event)
        break
      default:
        this.#befall(event)
    }
  }

  #send(event: TraceEvent): void {
    const { link = '', at, kind, conn, t } = event
    const side = this.#side(link)
    if (kind === 'data') {
      const journal = this.#journal(link, conn)
      side.journal = journal
      const trip = journal.send(
        event,
        this.#order,
        () => side.submitted.shift(),
        () => triggerOf(event, this.#inputs.get(at), this.#protocol, side.repeats)
      )
      const input = this.#inputs.get(at)
      if (input?.event.event === 'timeout') input.resent ??= trip
      this.#note(event, trip, journal)
    } else if (kind === 'ack' || kind === 'nak') {
      const journal = this.#answered(link, conn)
      if (journal !== undefined) this.#note(event, journal.answer(event, this.#order), journal)
    }
    side.lastAt = t
  }

  #receive(event: TraceEvent): void {
    const { at, link = '', t } = event
    const trip = this.tripOf(event)
    const here: Moment = { order: this.#order, t }
    this.#inputs.set(at, { ...here, event, trip, delivered: 0 })
    const side = this.#side(reverse(link))
    side.lastAt = t
    if (isBroken(event)) {
      if (trip !== undefined) trip.broken ??= here
      return
    }
    if (event.kind === 'ack') {
      side.repeats = side.ack === event.ack ? side.repeats + 1 : 1
      side.ack = event.ack
    }
    if (trip === undefined || !isItself(event, trip)) return
    trip.intact ??= here
    if (side.expected !== undefined) trip.expected ??= side.expected
    this.#journalOf.get(trip)?.arrived(trip, here)
  }

  #deliver(event: TraceEvent): void {
    const input = this.#inputs.get(event.at)
    const trip = input?.trip
    if (input === undefined || trip === undefined || input.event.id !== event.id) return
    this.#journalOf.get(trip)?.deliver(trip, input.delivered++, moment(input))
  }

  #timeout(event: TraceEvent): void {
    const { at, t, link, half, timer = 0 } = event
    const side = this.#side(link)
    const timing =
      half === 'sender' ? { delay: side.timers.get(timer), silence: t - side.lastAt } : {}
    this.#inputs.set(at, {
      order: this.#order,
      t,
      event,
      trip: undefined,
      delivered: 0,
      ...timing
    })
  }

  /** A receiver's state tells what it keeps, and what it waits for. */
  #state({ at, link, half, state }: TraceEvent): void {
    if (half !== 'receiver' || state === undefined) return
    const side = this.#side(link)
    const expected = state['expectedseqnum'] ?? state['rcv_base']
    if (typeof expected === 'number') side.expected = expected
    const input = this.#inputs.get(at)
    const trip = input?.trip
    if (input === undefined || trip?.life === undefined) return
    if (side.expected !== undefined) trip.expected = side.expected
    if (trip.intact !== undefined && isKept(state, trip.number)) {
      trip.life.taken ??= moment(input)
    }
  }

  /** Something happens to one on its way, or before the door of its receiver. */
  #befall(event: TraceEvent): void {
    const { event: what, id, of, t, why = '', delay = 0 } = event
    if (what === 'duplicate' && id !== undefined && of !== undefined) {
      const original = this.#byId.get(of)
      if (original !== undefined) this.#byId.set(id, original)
      return
    }
    const trip = this.tripOf(event)
    if (trip === undefined) return
    if (what === 'drop') trip.lost = { order: this.#order, t, why }
    else if (what === 'corrupt') trip.damage = why
    else if (what === 'delay') trip.late = delay
    else if (what === 'discard') trip.discarded = why
  }

  #note({ id }: TraceEvent, trip: Trip, journal: Journal): void {
    if (id !== undefined) this.#byId.set(id, trip)
    this.#journalOf.set(trip, journal)
  }

  #journal(link: string, conn: string | undefined): Journal {
    const key = `${link} ${conn}`
    let journal = this.#journals.get(key)
    if (journal === undefined) {
      journal = new Journal(link, conn, this.#protocol)
      this.#journals.set(key, journal)
      this.journals.push(journal)
    }
    return journal
  }

  /** What an answer over `link` answers: it has the number of the other side's connection. */
  #answered(link: string, conn: string | undefined): Journal | undefined {
    const key = `answers ${link} ${conn}`
    const known = this.#journals.get(key)
    if (known !== undefined) return known
    const { journal } = this.#side(reverse(link))
    if (journal !== undefined) this.#journals.set(key, journal)
    return journal
  }

  #side(link = ''): Side {
    let side = this.#sides.get(link)
    if (side === undefined) {
      side = { submitted: [], timers: new Map(), lastAt: 0, repeats: 0 }
      this.#sides.set(link, side)
    }
    return side
  }
}

const moment = ({ order, t }: Moment): Moment => ({ order, t })

/** It says of itself what it was sent as: no damage that the checksum missed has made it another. */
const isItself = (event: TraceEvent, { kind, number }: Trip): boolean =>
  event.kind === kind && numberOf(event) === number
