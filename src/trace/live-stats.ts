/**
 * What a run amounts to so far, while it goes on: the numbers of `rdt trace stats` (stats.ts), added
 * up event by event in bounded memory. What statistics know only with hindsight, whether a
 * retransmission was spurious, is put right as soon as the earlier transmission arrives; so at the
 * end of a run each number is the one that its trace would have given.
 *
 * Bounded: of a connection the newest pieces are remembered, of one that is over only its sums; of
 * those the newest two thousand, and as many links. What goes beyond is added up under OTHERS.
 */
import { Fifo } from '../kernel/fifo.js'
import type { Micros } from '../kernel/time.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { endsOf, numberOf } from './ladder-crossing.js'
import type { Delivery } from './ladder-row.js'
import { countEvent, type LinkCounts, noLinkCounts } from './link-counts.js'
import { BoundedMap } from './live-bounded-map.js'
import { LiveJournal, type LiveTrip } from './live-journal.js'
import { LiveMeter } from './live-meter.js'
import { PassingTrips } from './live-passing.js'
import { sumOfCounts } from './live-sums.js'
import { type SpokenProtocol, spokenProtocol } from './spoken-protocol.js'
import { isBroken, reverse } from './trigger.js'

/** Under this name those links are counted that came when there were too many. */
export const OTHERS = '(others)'

const MOST_LINKS = 2000
const MOST_CONNECTIONS = 2000
/** So many have their pieces remembered; of those that are over, so many. */
const MOST_OPEN = 1024
const MOST_OVER = 16
/** Data that was submitted, and is not sent at once, is remembered up to this number. */
const MOST_SUBMITTED = 1000
/** Pieces that are remembered of each connection: so many at least, and so many windows. */
const LEAST_PIECES = 256
const WINDOWS = 4
const WIDEST = 4096

/** What is known of one node's half of a conversation, `alice>server` at alice. */
interface Side {
  readonly submitted: Fifo<Micros>
  journal?: LiveJournal
}

/** What a node is digesting. */
interface Input {
  readonly id: number | undefined
  readonly trip: LiveTrip | undefined
  delivered: number
}

export class LiveStats {
  events = 0
  /** When the latest event happened; on the wall clock they may be told out of order. */
  now: Micros = 0
  /** What the last `deliver` handed up; undefined where nobody knows. */
  lastDelivery: Delivery | undefined
  readonly protocol: SpokenProtocol
  readonly #links = new Map<string, LinkCounts>()
  readonly #journals = new Map<string, LiveJournal>()
  readonly #answered = new BoundedMap<string, LiveJournal>(MOST_CONNECTIONS)
  readonly #sides = new BoundedMap<string, Side>(2 * MOST_LINKS)
  readonly #inputs = new BoundedMap<string, Input>(MOST_LINKS)
  readonly #passing = new PassingTrips()
  readonly #over = new Fifo<LiveJournal>()
  readonly #pieces: number

  constructor(header: Pick<TraceHeader, 'config'>) {
    this.protocol = spokenProtocol(header)
    const { window } = header.config
    const wide = typeof window === 'number' ? window : LEAST_PIECES
    this.#pieces = Math.max(LEAST_PIECES, WINDOWS * Math.min(wide, WIDEST))
  }

  /** Of links that carried something, in the order in which they came. */
  get links(): ReadonlyMap<string, LinkCounts> {
    return this.#links
  }

  /** One for each direction of each connection that carried data, in their order. */
  get connections(): LiveJournal[] {
    return [...this.#journals.values()]
  }

  /** The connection that carries the data of `link` now, or did last. */
  connectionOf(link: string): LiveJournal | undefined {
    return this.#sides.get(link)?.journal
  }

  /** Which transmission of its segment the one of this number is, from 1; 1 where nobody knows. */
  readonly attemptOf = (id: number | undefined): number => this.#passing.get(id)?.attempt ?? 1

  /** Of all links together. */
  get totals(): LinkCounts {
    return sumOfCounts(this.#links.values())
  }

  /** Records that it keeps, to show that they are bounded. */
  get retained(): number {
    let pieces = 0
    for (const { remembered } of this.#journals.values()) pieces += remembered
    const maps = [this.#links, this.#journals, this.#answered, this.#sides, this.#inputs]
    return maps.reduce((sum, { size }) => sum + size, pieces + this.#passing.size)
  }

  take(event: TraceEvent): void {
    this.events++
    this.now = Math.max(this.now, event.t)
    this.#follow(event)
    if (event.link === undefined) return
    const isCopy = this.#passing.get(event.id)?.isCopy === true
    countEvent(this.#countsOf(event), event, isCopy, this.protocol.otherTimers)
    this.#measure(event)
    if (event.event === 'drop' || event.event === 'receive') this.#passing.end(event.id)
  }

  #follow(event: TraceEvent): void {
    const { event: what, link = '', at, id, of, t } = event
    if (what === 'submit') this.#submit(link, t)
    else if (what === 'send') this.#send(event)
    else if (what === 'receive') this.#receive(event)
    else if (what === 'deliver') this.#deliver(event)
    else if (what === 'timeout') this.#inputs.set(at, { id, trip: undefined, delivered: 0 })
    else if (what === 'duplicate') this.#passing.note(id, this.#passing.get(of)?.trip, true)
    else if (what === 'close') this.#end(this.#sides.get(link)?.journal)
  }

  #submit(link: string, t: Micros): void {
    const { submitted } = this.#side(link)
    submitted.push(t)
    if (submitted.length > MOST_SUBMITTED) submitted.shift()
  }

  #send(event: TraceEvent): void {
    const { link = '', conn, kind = '?', id } = event
    if (kind === 'data') {
      const side = this.#side(link)
      const journal = this.#journal(link, conn, side)
      const trip = journal.send(event, () => side.submitted.shift())
      this.#passing.note(id, trip, false, event.attempt)
    } else if (kind === 'ack' || kind === 'nak') {
      const journal = this.#answering(link, conn)
      const trip = journal && { journal, kind, number: event.ack, index: 0 }
      if (trip !== undefined) this.#passing.note(id, trip, false)
    }
  }

  #receive(event: TraceEvent): void {
    const { at, id, kind } = event
    const trip = this.#passing.get(id)?.trip
    this.#inputs.set(at, { id, trip, delivered: 0 })
    if (trip === undefined || isBroken(event)) return
    // It says of itself what it was sent as: no damage that the checksum missed changed it.
    if (kind === trip.kind && numberOf(event) === trip.number) trip.journal.arrived(trip)
  }

  #deliver({ at, id, t }: TraceEvent): void {
    const input = this.#inputs.get(at)
    this.lastDelivery = undefined
    if (input?.trip === undefined || input.id !== id) return
    this.lastDelivery = input.trip.journal.deliver(input.trip, input.delivered++, t)
  }

  #measure(event: TraceEvent): void {
    const { event: what, kind, half, timer = 0 } = event
    if (what === 'send') {
      if (kind === 'data') this.#journalOf(event)?.meter.sent(event)
    } else if (what === 'receive') {
      if (kind !== 'ack' || isBroken(event)) return
      if (this.#journalOf(event)?.meter.acknowledged(event)) this.#countsOf(event).duplicate_acks++
    } else if (what === 'deliver') {
      this.#journalOf(event)?.meter.delivered(event)
    } else if (half === 'sender' && !this.protocol.otherTimers.includes(timer)) {
      const meter = this.#journalOf(event)?.meter
      if (meter === undefined) return
      if (what === 'timer-start') meter.timerSet(event)
      else if (what === 'timeout') meter.timeouts++
    }
  }

  /** Which one `event` is part of, an event of its sender, or an answer that came. */
  #journalOf({ id, link = '', kind, conn, half }: TraceEvent): LiveJournal | undefined {
    const known = this.#passing.get(id)?.trip?.journal
    if (known !== undefined) return known
    if (kind === 'ack') return this.#answering(link, conn)
    return half === 'sender' ? this.#sides.get(link)?.journal : undefined
  }

  /** A node names the link by which it answers; what it discards came by the other. */
  #countsOf({ link = '', at, event }: TraceEvent): LinkCounts {
    return this.#countsFor(event === 'discard' && endsOf(link).from === at ? reverse(link) : link)
  }

  #countsFor(link: string): LinkCounts {
    const known = this.#links.get(link)
    if (known !== undefined) return known
    if (this.#links.size >= MOST_LINKS && link !== OTHERS) return this.#countsFor(OTHERS)
    const counts = noLinkCounts()
    this.#links.set(link, counts)
    return counts
  }

  #journal(link: string, conn: string | undefined, side: Side): LiveJournal {
    const { journal: latest } = side
    if (latest !== undefined && latest.conn === conn) return latest
    const key = `${link} ${conn}`
    let journal = this.#journals.get(key)
    if (journal === undefined) {
      const meter = new LiveMeter(this.protocol)
      journal = new LiveJournal({ link, conn }, meter, this.#countsFor(link), this.#pieces)
      this.#journals.set(key, journal)
      this.#limit()
    }
    side.journal = journal
    this.#end(latest)
    return journal
  }

  #end(journal: LiveJournal | undefined): void {
    if (journal === undefined || journal.isOver) return
    journal.isOver = true
    this.#over.push(journal)
    if (this.#over.length > MOST_OVER) this.#over.shift()?.forget()
  }

  /** The oldest connections are the first that are forgotten. */
  #limit(): void {
    let surplus = this.#journals.size - MOST_OPEN
    for (const [key, journal] of this.#journals) {
      if (surplus-- <= 0) return
      journal.forget()
      if (surplus >= MOST_CONNECTIONS - MOST_OPEN) this.#journals.delete(key)
    }
  }

  /** What an answer over `link` answers: it has the number of the other side's connection. */
  #answering(link: string, conn: string | undefined): LiveJournal | undefined {
    const key = `${link} ${conn}`
    const known = this.#answered.get(key)
    if (known !== undefined) return known
    const journal = this.#sides.get(reverse(link))?.journal
    if (journal !== undefined) this.#answered.set(key, journal)
    return journal
  }

  #side(link: string): Side {
    return this.#sides.getOrMake(link, () => ({ submitted: new Fifo() }))
  }
}
