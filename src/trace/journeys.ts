/**
 * Follows every transmission of a trace from its `send` to its end, and what it carries from one
 * application to the other. Events are taken one at a time, in order; what is asked afterwards is
 * answered with hindsight.
 */
import type { TraceEvent } from './event.js'
import { Journal } from './journal.js'
import { numberOf } from './ladder-crossing.js'
import { isKept } from './ladder-row.js'
import { Recent } from './recent.js'
import { type Side, Sides } from './sides.js'
import type { SpokenProtocol } from './spoken-protocol.js'
import { type Input, isBroken, triggerOf } from './trigger.js'
import type { Life, Moment, Trip } from './trip.js'

/** With its ACKs and copies, and those of the other conversations. */
const TRANSMISSIONS_OF_A_LIFE = 8

/** Only a node itself writes these. */
const OWN = new Set<TraceEvent['event']>(['submit', 'deliver', 'timer-start', 'timeout', 'state'])

export class Journeys {
  readonly journals: Journal[] = []
  #order = 0
  readonly #protocol: SpokenProtocol
  readonly #most: number
  readonly #byId: Recent<number, Trip>
  readonly #inputs = new Map<string, Input>()
  readonly #sides = new Sides()
  readonly #witnesses = new Set<string>()

  /** @param most lives that each journal remembers, at least; transmissions, some times as many */
  constructor(protocol: SpokenProtocol, most = Number.POSITIVE_INFINITY) {
    this.#protocol = protocol
    this.#most = most
    this.#byId = new Recent(TRANSMISSIONS_OF_A_LIFE * most, isUnderWay)
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
    if (trip !== undefined) return this.journals[trip.owner]
    if (kind === 'ack') return this.#answered(link, conn)
    return half === 'sender' ? this.#sides.of(link).journal : undefined
  }

  /** @returns the life that `event` hands up, for the first time */
  take(event: TraceEvent): Life | undefined {
    this.#order++
    if (OWN.has(event.event)) this.#witnesses.add(event.at)
    switch (event.event) {
      case 'submit':
        this.#sides.of(event.link).submitted.push(event.t)
        break
      case 'send':
        this.#send(event)
        break
      case 'receive':
        this.#receive(event)
        break
      case 'deliver':
        return this.#deliver(event)
      case 'timer-start':
        if (event.half === 'sender')
          this.#sides.of(event.link).timers.set(event.timer ?? 0, event.delay)
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
    return undefined
  }

  #send(event: TraceEvent): void {
    const { link = '', at, kind, conn, t } = event
    const side = this.#sides.of(link)
    if (kind === 'data') {
      const journal = this.#journal(link, side, conn)
      side.journal = journal
      const trip = journal.send(
        event,
        this.#order,
        () => side.submitted.shift(),
        () => triggerOf(event, this.#inputs.get(at), this.#protocol, side.repeats)
      )
      const input = this.#inputs.get(at)
      if (input?.event.event === 'timeout') input.resent ??= trip
      this.#note(event, trip)
    } else if (kind === 'ack' || kind === 'nak') {
      const journal = this.#answered(link, conn)
      if (journal !== undefined) this.#note(event, journal.answer(event, this.#order))
    }
    side.lastAt = t
  }

  #receive(event: TraceEvent): void {
    const { at, link = '', t } = event
    const trip = this.tripOf(event)
    const here: Moment = { order: this.#order, t }
    this.#inputs.set(at, { order: this.#order, t, event, trip, delivered: 0 })
    const side = this.#sides.of(this.#sides.of(link).back)
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
    this.journals[trip.owner]?.arrived(trip, here)
  }

  #deliver(event: TraceEvent): Life | undefined {
    const input = this.#inputs.get(event.at)
    const trip = input?.trip
    if (input === undefined || trip === undefined || input.event.id !== event.id) return undefined
    return this.journals[trip.owner]?.deliver(trip, input.delivered++, moment(input))
  }

  #timeout(event: TraceEvent): void {
    const { at, t, link, half, timer = 0 } = event
    const side = this.#sides.of(link)
    const timing =
      half === 'sender'
        ? { delay: side.timers.get(timer), silence: Math.max(0, t - side.lastAt) }
        : {}
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
    const side = this.#sides.of(link)
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

  #note({ id }: TraceEvent, trip: Trip): void {
    if (id !== undefined) this.#byId.set(id, trip)
  }

  #journal(link: string, { journals }: Side, conn: string | undefined): Journal {
    let journal = journals.get(conn)
    if (journal === undefined) {
      const name = { link, conn, place: this.journals.length }
      journal = new Journal(name, this.#protocol, this.#most)
      journals.set(conn, journal)
      this.journals.push(journal)
    }
    return journal
  }

  /** What an answer over `link` answers: it has the number of the other side's connection. */
  #answered(link: string, conn: string | undefined): Journal | undefined {
    const { answered, back } = this.#sides.of(link)
    const known = answered.get(conn)
    if (known !== undefined) return known
    const { journal } = this.#sides.of(back)
    if (journal !== undefined) answered.set(conn, journal)
    return journal
  }
}

const isUnderWay = ({ lost, intact, broken, discarded }: Trip): boolean =>
  (lost ?? intact ?? broken ?? discarded) === undefined

const moment = ({ order, t }: Moment): Moment => ({ order, t })

/** It says of itself what it was sent as: no damage that the checksum missed has made it another. */
const isItself = (event: TraceEvent, { kind, number }: Trip): boolean =>
  event.kind === kind && numberOf(event) === number
