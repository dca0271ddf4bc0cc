/**
 * What a trace amounts to: counts of every link, figures of every connection, and the sums, which
 * are those of the summary of the run.
 */
import type { Micros } from '../kernel/time.js'
import { ConnectionFigures, type ConnectionStats } from './connection-figures.js'
import type { ConnectionMeter } from './connection-meter.js'
import type { TraceEvent, TraceHeader } from './event.js'
import type { Journal } from './journal.js'
import { Journeys } from './journeys.js'
import { endsOf } from './ladder-crossing.js'
import { countEvent, type LinkCounts, noLinkCounts } from './link-counts.js'
import { Recent } from './recent.js'
import { type SpokenProtocol, spokenProtocol } from './spoken-protocol.js'
import { isBroken, reverse } from './trigger.js'
import type { Life } from './trip.js'

export interface LinkStats extends LinkCounts {
  readonly link: string
}

/** What the figures of a connection are made of. */
export interface Measured {
  readonly journal: Journal
  readonly meter: ConnectionMeter
}

export interface TraceStats {
  readonly events: number
  readonly duration: Micros
  readonly links: readonly LinkStats[]
  readonly connections: readonly ConnectionStats[]
}

/** What `events` amount to. */
export function statsOf(
  header: Pick<TraceHeader, 'config'>,
  events: Iterable<TraceEvent>
): TraceStats {
  const collector = new StatsCollector(header)
  for (const event of events) collector.take(event)
  return collector.stats
}

/** No sender sends one again after so many others; and after so many windows. */
const LEAST_LIVES = 2048
const WINDOWS = 4
const WIDEST = 65_535

/**
 * The same, event by event. What it keeps does not grow with the trace, however long that is, but
 * with the number of its connections; unless everything is to be remembered, for other readers.
 */
export class StatsCollector {
  #events = 0
  #last: Micros = 0
  readonly #isBounded: boolean
  readonly #protocol: SpokenProtocol
  readonly #journeys: Journeys
  readonly #links = new Map<string, LinkCounts>()
  readonly #figures: ConnectionFigures[] = []
  readonly #copies: Recent<number, true>

  /** @param remembersAll then `measured` has every transmission and every sample */
  constructor({ config }: Pick<TraceHeader, 'config'>, remembersAll = false) {
    this.#isBounded = !remembersAll
    this.#protocol = spokenProtocol({ config })
    const { window } = config
    const wide = typeof window === 'number' ? Math.min(window, WIDEST) : 0
    const most = remembersAll ? Number.POSITIVE_INFINITY : Math.max(LEAST_LIVES, WINDOWS * wide)
    this.#journeys = new Journeys(this.#protocol, most)
    this.#copies = new Recent(most)
  }

  take(event: TraceEvent): void {
    this.#events++
    if (event.t > this.#last) this.#last = event.t
    const life = this.#journeys.take(event)
    if (event.link === undefined) return
    const { id, event: what } = event
    if (what === 'duplicate' && id !== undefined) this.#copies.set(id, true)
    const isCopy = id !== undefined && this.#copies.get(id) === true
    countEvent(this.#countsOf(event), event, isCopy, this.#protocol.otherTimers)
    this.#measure(event, life)
  }

  /** Of what has been taken so far. */
  get stats(): TraceStats {
    const connections = this.#journeys.journals.map((journal) =>
      this.#figuresOf(journal).until(this.#last)
    )
    const spurious = new Map<string, number>()
    for (const one of connections) {
      spurious.set(one.link, (spurious.get(one.link) ?? 0) + one.spurious)
    }
    const links = [...this.#links].map(([link, counts]) => ({
      ...counts,
      link,
      spurious: spurious.get(link) ?? 0
    }))
    return {
      events: this.#events,
      duration: this.#last,
      links: links.filter(({ datagrams }) => datagrams > 0),
      connections
    }
  }

  /** In the order of the connections of `stats`. */
  get measured(): Measured[] {
    return this.#journeys.journals.map((journal) => this.#figuresOf(journal))
  }

  /** A node names the link by which it answers; what it discards came by the other. */
  #countsOf({ link = '', at, event }: TraceEvent): LinkCounts {
    const key = event === 'discard' && endsOf(link).from === at ? reverse(link) : link
    let counts = this.#links.get(key)
    if (counts === undefined) {
      counts = noLinkCounts()
      this.#links.set(key, counts)
    }
    return counts
  }

  /** @param life what `event` hands up, where it is for the first time */
  #measure(event: TraceEvent, life: Life | undefined): void {
    const { event: what, kind, half, timer = 0 } = event
    if (what === 'send') {
      if (kind === 'data') this.#about(event)?.sent(event)
    } else if (what === 'receive') {
      if (kind !== 'ack' || isBroken(event)) return
      if (this.#about(event)?.acknowledged(event)) this.#countsOf(event).duplicate_acks++
    } else if (what === 'deliver') {
      this.#about(event)?.handedUp(event, life)
    } else if (half === 'sender' && !this.#protocol.otherTimers.includes(timer)) {
      const figures = this.#about(event)
      if (figures === undefined) return
      if (what === 'timer-start') figures.timerSet(event)
      else if (what === 'timeout') figures.meter.timeouts++
    }
  }

  #about(event: TraceEvent): ConnectionFigures | undefined {
    const journal = this.#journeys.journalOf(event)
    return journal && this.#figuresOf(journal)
  }

  #figuresOf(journal: Journal): ConnectionFigures {
    let figures = this.#figures[journal.place]
    if (figures === undefined) {
      figures = new ConnectionFigures(journal, this.#protocol, !this.#isBounded)
      this.#figures[journal.place] = figures
    }
    return figures
  }
}
