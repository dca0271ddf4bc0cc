/** For a report: the windows of senders over time, from the states of their machines. */
import type { Micros } from '../kernel/time.js'
import { SequenceSpace } from '../rdt/sequence.js'
import type { TraceEvent } from './event.js'
import type { Journal } from './journal.js'
import type { WindowColumns } from './report.js'
import type { Life } from './trip.js'

interface Columns {
  t: Micros[]
  base: number[]
  nextseqnum: number[]
  limit: number[]
  cwnd: number[]
  ssthresh: number[]
}

const noColumns = (): Columns => ({
  t: [],
  base: [],
  nextseqnum: [],
  limit: [],
  cwnd: [],
  ssthresh: []
})

/** Beyond this, ssthresh stands for infinity. */
const NO_THRESHOLD = 65_535

export class WindowCollector {
  /** By link and the receiver's number of the connection. */
  readonly #windows = new Map<string, Columns>()
  /** Which connection a node's sender serves, by link. */
  readonly #current = new Map<string, Columns>()
  readonly #numbers: SequenceSpace
  readonly #window: number

  /** @param window of the run, in segments */
  constructor(seqBits: number, window: number) {
    this.#numbers = new SequenceSpace(seqBits)
    this.#window = window
  }

  take(event: TraceEvent): void {
    const { event: what, kind, link = '', half } = event
    if (what === 'send' && kind === 'data') this.#turnTo(event)
    else if (what === 'state' && half === 'sender') {
      const columns = this.#current.get(link)
      if (columns !== undefined) this.#note(columns, event)
    }
  }

  /**
   * Of a machine that does not show its window: what is sent and not acknowledged.
   * @param until only up to this time, µs
   */
  of({ link, conn, lives }: Journal, acked: readonly Micros[], until: Micros): WindowColumns {
    const known = this.#windows.get(keyOf(link, conn)) ?? noColumns()
    const all = known.t.length > 0 ? known : this.#derived(lives, acked)
    const shift = known.t.length > 0 ? 1 - (lives[0]?.trips[0]?.number ?? 1) : 0
    const count = all.t.findIndex((t) => t > until)
    const cut = (column: readonly number[], by = 0) =>
      column.slice(0, count < 0 ? undefined : count).map((value) => value + by)
    const { t, base, nextseqnum, limit, cwnd, ssthresh } = all
    return {
      ...{ t: cut(t), base: cut(base, shift), nextseqnum: cut(nextseqnum, shift) },
      ...{ limit: cut(limit), cwnd: cut(cwnd), ssthresh: cut(ssthresh) }
    }
  }

  #derived(lives: readonly Life[], acked: readonly Micros[]): Columns {
    const changes = lives.flatMap(({ trips }, place) => {
      const [first] = trips
      const at = acked[place] ?? -1
      const sent = first === undefined ? [] : [{ t: first.t, sent: 1, acked: 0 }]
      return at < 0 ? sent : [...sent, { t: at, sent: 0, acked: 1 }]
    })
    const columns = noColumns()
    let base = 1
    let nextseqnum = 1
    for (const { t, sent, acked: done } of changes.sort((a, b) => a.t - b.t)) {
      base += done
      nextseqnum += sent
      const last = columns.t.length - 1
      const place = columns.t[last] === t ? last : last + 1
      columns.t[place] = t
      columns.base[place] = base
      columns.nextseqnum[place] = nextseqnum
      columns.limit[place] = this.#window
    }
    return columns
  }

  #turnTo({ link = '', conn }: TraceEvent): void {
    const key = keyOf(link, conn)
    let columns = this.#windows.get(key)
    if (columns === undefined) {
      columns = noColumns()
      this.#windows.set(key, columns)
    }
    this.#current.set(link, columns)
  }

  /** Of what changes at one time, the last holds. */
  #note(columns: Columns, { t, state = {} }: TraceEvent): void {
    const { base, nextseqnum, cwnd, rwnd, ssthresh } = state
    if (typeof base !== 'number' || typeof nextseqnum !== 'number') return
    const last = columns.t.length - 1
    const place = columns.t[last] === t ? last : last + 1
    const unwrapped = this.#unwrapped(columns, last, base)
    columns.t[place] = t
    columns.base[place] = unwrapped
    columns.nextseqnum[place] = unwrapped + this.#numbers.distance(base, nextseqnum)
    const room = typeof cwnd === 'number' ? Math.floor(cwnd) : this.#window
    columns.limit[place] = typeof rwnd === 'number' ? Math.min(room, rwnd) : room
    if (typeof cwnd !== 'number') return
    columns.cwnd[place] = Math.round(cwnd * 100) / 100
    const isSet = typeof ssthresh === 'number' && ssthresh < NO_THRESHOLD
    columns.ssthresh[place] = isSet ? ssthresh : -1
  }

  /** The base after the one at place `last`, counted on; one that moves back has been moved back. */
  #unwrapped({ base, nextseqnum }: Columns, last: number, next: number): number {
    const before = base[last]
    if (before === undefined) return next
    const ahead = this.#numbers.distance(before, next)
    const isForward = ahead <= (nextseqnum[last] ?? before) - before
    return isForward || ahead < this.#numbers.size / 2
      ? before + ahead
      : before + ahead - this.#numbers.size
  }
}

const keyOf = (link: string, conn: string | undefined): string => `${link} ${conn}`
