/**
 * A run as a dashboard knows it: trace events go in, as the nodes and the channel write them, and
 * the panes ask for what they show. Whatever the length of the run it keeps a bounded amount: sums,
 * the state of each conversation, and its events of late.
 *
 *      take(event) ──▶ LiveStats       sums: equal to those of `rdt trace stats`
 *                  ├─▶ LinkState       one for each direction: window, timers, open or closed
 *                  ├─▶ RecentEvents    one for each pair of nodes: ladder, lives, beliefs
 *                  └─▶ EventLine       what is worth a sentence
 *
 * Where a channel watches alone, no node says what its machine does; all that follows from segments
 * that pass is shown all the same, and marked as derived (`isWatched`).
 */
import type { Micros } from '../../kernel/time.js'
import type { TraceEvent, TraceHeader } from '../../trace/event.js'
import type { LinkCounts } from '../../trace/link-counts.js'
import { BoundedMap } from '../../trace/live-bounded-map.js'
import { LiveStats } from '../../trace/live-stats.js'
import type { SpokenProtocol } from '../../trace/spoken-protocol.js'
import { reverse } from '../../trace/trigger.js'
import { type Belief, Beliefs } from './beliefs.js'
import { BytesOfLate } from './bytes-of-late.js'
import { type ConnectionFacts, connectionFacts } from './connections-facts.js'
import { EventLine } from './event-line.js'
import { LadderEntries } from './ladder-pane-rows.js'
import { Following } from './run-following.js'
import type { Held } from './run-held.js'
import { LinkState } from './run-link.js'
import { RecentEvents } from './run-recent.js'
import { Slices } from './run-slices.js'
import { type WindowFacts, windowFacts } from './run-window.js'

/** More conversations than these push the oldest out. */
const MOST_PAIRS = 256

export class RunModel {
  /** It changes with every event: what was drawn of an older one may be old. */
  version = 0
  /** The same without those by which connections only ask whether the other end is there. */
  loud = 0
  /** What people call a node, where they know better than the network. */
  nameOf: (node: string) => string = (node) => node
  readonly header: Pick<TraceHeader, 'config'>
  readonly stats: LiveStats
  readonly #links = new BoundedMap<string, LinkState>(2 * MOST_PAIRS)
  readonly #pairs = new BoundedMap<string, RecentEvents>(MOST_PAIRS)
  readonly #rates = new Slices()
  readonly #bytes = new BytesOfLate()
  readonly #line: EventLine
  readonly #ladders: Following<LadderEntries>
  readonly #beliefs: Following<Beliefs>
  #held: Held | undefined
  /** Several panes ask for them, of the same moment. */
  #rows: { readonly version: number; readonly list: readonly ConnectionFacts[] } | undefined

  constructor(header: Pick<TraceHeader, 'config'>) {
    this.header = header
    this.stats = new LiveStats(header)
    this.#line = new EventLine(this.stats.protocol)
    this.#ladders = new Following(() => new LadderEntries(this.protocol.otherTimers))
    this.#beliefs = new Following(() => new Beliefs(header))
  }

  get protocol(): SpokenProtocol {
    return this.stats.protocol
  }

  /** When the last event happened; while the run is held, when that began. */
  get now(): Micros {
    return this.#held?.now ?? this.stats.now
  }

  get isHeld(): boolean {
    return this.#held !== undefined
  }

  /** @param bytes the datagram that `event` is about, where they are at hand */
  take(event: TraceEvent, bytes?: Uint8Array): void {
    this.version++
    const { link, event: what, at, kind, attempt = 1 } = event
    if (kind !== 'ping' && kind !== 'pong') this.loud++
    const before = this.stats.connectionOf(link ?? '')?.spurious
    this.stats.take(event)
    if (link === undefined) return
    const delivery = what === 'deliver' ? this.stats.lastDelivery : undefined
    const state = this.#linkOf(link)
    this.#pairOf(state)?.take(event, delivery, this.#bytes.keep(bytes))
    const isAgain = what === 'send' && attempt > 1
    const isSpurious = isAgain && this.stats.connectionOf(link)?.spurious !== before
    this.#line.take(event, state, isSpurious)
    if (what === 'receive') this.#linkOf(state.back).heard(event)
    else if (at === state.from) state.take(event)
    if (isAgain && kind === 'data') this.#rates.add(event.t)
    const isReceivers = (what === 'state' && event.half === 'receiver') || what === 'open'
    if (isReceivers) this.#linkOf(state.back).receiver = event.state
  }

  /** From now on the panes are shown the run as it is at this moment, while it goes on. */
  hold(): void {
    this.#held = {
      now: this.now,
      connections: this.connections,
      totals: this.totals,
      windows: new Map(this.#linksOf((link) => this.window(link))),
      recent: new Map([...this.#pairs.entries()].map(([key, pair]) => [key, pair.copy()])),
      rates: new Map([
        ['', this.#rates.copy()],
        ...this.#linksOf((link) => this.rates(link).copy())
      ]),
      troubled: this.troubled,
      sentence: this.sentence(this.now),
      bytes: this.#bytes.copy()
    }
    this.version++
  }

  /** Back to what happens. */
  release(): void {
    this.#held = undefined
    this.version++
  }

  /** Of all links together. */
  get totals(): LinkCounts {
    return this.#held?.totals ?? this.stats.totals
  }

  /** One for each direction that carried data, or whose connection opens; as they came. */
  get connections(): readonly ConnectionFacts[] {
    if (this.#held !== undefined) return this.#held.connections
    if (this.#rows?.version !== this.version) {
      this.#rows = { version: this.version, list: this.#makeRows() }
    }
    return this.#rows.list
  }

  /** The window of `link`; undefined where nothing is known of it. */
  window(link: string): WindowFacts | undefined {
    if (this.#held !== undefined) return this.#held.windows.get(link)
    const state = this.#links.get(link)
    return state && this.#windowOf(state)
  }

  /** What the two ends of `link` said of late. */
  recent(link: string): RecentEvents | undefined {
    const pairs = this.#held?.recent ?? this.#pairs
    return pairs.get(link) ?? pairs.get(reverse(link))
  }

  /** The rows of the ladder of what the two ends of `link` said of late. */
  ladder(link: string): LadderEntries | undefined {
    const recent = this.recent(link)
    return recent && this.#ladders.of(recent)
  }

  /** The retransmissions of `link` and of the way back, those of late, in their order. */
  beliefs(link: string): readonly Belief[] {
    const recent = this.recent(link)
    return recent === undefined ? [] : this.#beliefs.of(recent).list
  }

  /** The links over which something was retransmitted last, the last first. */
  get troubled(): readonly string[] {
    if (this.#held !== undefined) return this.#held.troubled
    return [...this.#links.values()]
      .filter(({ retransmittedAt }) => retransmittedAt !== undefined)
      .sort((a, b) => (b.retransmittedAt ?? 0) - (a.retransmittedAt ?? 0))
      .map(({ link }) => link)
  }

  /** Retransmissions over `link`, or over all, in time. */
  rates(link?: string): Slices {
    if (this.#held !== undefined) return this.#held.rates.get(link ?? '') ?? new Slices()
    return link === undefined ? this.#rates : this.#linkOf(link).retransmissions
  }

  /** The datagram that `event` is about, where it was given. */
  bytesOf(event: TraceEvent): Uint8Array | undefined {
    const recent = this.recent(event.link ?? '')
    const place = recent?.bytes[recent.events.lastIndexOf(event)]
    return place === undefined ? undefined : (this.#held?.bytes ?? this.#bytes).at(place)
  }

  /** Which transmission of its segment the one of this number is, from 1. */
  attemptOf(id: number | undefined): number {
    return this.stats.attemptOf(id)
  }

  /** What just happened, in words. */
  sentence(now: Micros): string {
    return this.#held?.sentence ?? this.#line.sentence(now, this.nameOf)
  }

  /** Records that it keeps, to show that they are bounded. */
  get retained(): number {
    let kept = this.stats.retained
    for (const { events } of this.#pairs.values()) kept += events.length
    for (const { timers, watched } of this.#links.values()) kept += timers.size + watched.acked.size
    return kept
  }

  #makeRows(): readonly ConnectionFacts[] {
    return [...this.#links.values()].flatMap((state) => {
      const journal = this.stats.connectionOf(state.link)
      if (journal === undefined && !this.#isOpening(state)) return []
      const facts = connectionFacts(state, this.#windowOf(state), journal, this.stats.now)
      return [this.#named(facts)]
    })
  }

  #windowOf(state: LinkState): WindowFacts {
    const { window } = this.header.config
    const pieces = this.stats.connectionOf(state.link)?.pieces ?? 0
    const size = typeof window === 'number' ? window : undefined
    return this.#named(windowFacts(state, this.protocol, size, pieces))
  }

  #named<Facts extends { readonly from: string; readonly to: string }>(facts: Facts): Facts {
    return { ...facts, from: this.nameOf(facts.from), to: this.nameOf(facts.to) }
  }

  /** Nothing was sent either way yet, and this end began. */
  #isOpening({ link, phase }: LinkState): boolean {
    const isFirst = this.#pairs.get(link) !== undefined
    return isFirst && phase !== 'new' && this.stats.connectionOf(reverse(link)) === undefined
  }

  #linksOf<T>(what: (link: string) => T | undefined): [string, T][] {
    return [...this.#links.values()].flatMap(({ link }): [string, T][] => {
      const found = what(link)
      return found === undefined ? [] : [[link, found]]
    })
  }

  #linkOf(link: string): LinkState {
    return this.#links.getOrMake(link, () => new LinkState(link, this.protocol))
  }

  #pairOf({ link, back, from, to }: LinkState): RecentEvents | undefined {
    const known = this.#pairs.get(link) ?? this.#pairs.get(back)
    if (known !== undefined) return known
    return from === to ? undefined : this.#pairs.getOrMake(link, () => new RecentEvents([from, to]))
  }
}
