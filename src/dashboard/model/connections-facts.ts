/** One direction of a connection as a row of the table. */
import { type Micros, seconds } from '../../kernel/time.js'
import type { LiveJournal } from '../../trace/live-journal.js'
import { cutTo } from './glyphs.js'
import type { LinkState, Phase } from './run-link.js'
import type { WindowFacts } from './run-window.js'

/** `silent`: its sender waits, and has not heard anything for too long. */
export type ConnectionState = Phase | 'silent'

export interface ConnectionFacts {
  /** `alice>server`, the way of the data. */
  readonly link: string
  readonly from: string
  readonly to: string
  readonly state: ConnectionState
  readonly window: WindowFacts
  /** Data segments sent, retransmissions included; those alone; and those that were spurious. */
  readonly sent: number
  readonly retransmitted: number
  readonly spurious: number
  readonly timeouts: number
  /** All in µs; undefined where nothing was measured or set yet. */
  readonly srtt: Micros | undefined
  readonly rto: Micros | undefined
  /** Bits per second, as `rdt trace stats` reckons it. */
  readonly goodput: number | undefined
  /** Retransmissions of late. */
  readonly recentlyRetransmitted: number
}

/** How long a sender waits for anything before its peer is called silent: so long, or three RTOs. */
const SILENCE = seconds(2)
const SILENT_RTOS = 3
/** What counts as of late. */
const LATELY = seconds(10)

export function connectionFacts(
  link: LinkState,
  window: WindowFacts,
  journal: LiveJournal | undefined,
  now: Micros
): ConnectionFacts {
  const { sent = 0, retransmitted = 0, spurious = 0, meter } = journal ?? {}
  const rto = meter === undefined || meter.rto.count === 0 ? undefined : meter.rto.last
  const limit = Math.max(SILENCE, SILENT_RTOS * (rto ?? 0))
  const isSilent = link.unheardSince !== undefined && now - link.unheardSince > limit
  return {
    link: link.link,
    from: link.from,
    to: link.to,
    state: isSilent && link.phase !== 'closed' && window.inFlight > 0 ? 'silent' : link.phase,
    window,
    sent,
    retransmitted,
    spurious,
    timeouts: meter?.timeouts ?? 0,
    srtt: meter?.srtt,
    rto,
    goodput: meter?.goodput,
    recentlyRetransmitted: link.retransmissions.sum(now - LATELY, now + 1)
  }
}

export const SORTINGS = ['trouble', 'name'] as const
export type Sorting = (typeof SORTINGS)[number]

/** The worst first: the silent, then who retransmitted most of late; or by their names. */
export function sorted(rows: readonly ConnectionFacts[], by: Sorting): ConnectionFacts[] {
  const byName = (a: ConnectionFacts, b: ConnectionFacts) =>
    a.link < b.link ? -1 : a.link > b.link ? 1 : 0
  if (by === 'name') return [...rows].sort(byName)
  return [...rows].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      b.recentlyRetransmitted - a.recentlyRetransmitted ||
      b.retransmitted - a.retransmitted ||
      byName(a, b)
  )
}

const RANKS: Readonly<Record<ConnectionState, number>> = {
  silent: 0,
  opening: 1,
  open: 1,
  new: 1,
  closing: 2,
  closed: 3
}

const rankOf = ({ state }: ConnectionFacts): number => RANKS[state]

/** A node's name in so many columns; of an address, what tells it from others: its end. */
export const nodeName = (node: string, width: number): string =>
  node.length > width && width > 1 && /:\d+$/.test(node)
    ? `…${node.slice(1 - width)}`
    : cutTo(node, width)
