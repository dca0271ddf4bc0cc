/** Statistics for people: tables of at most 80 columns. */
import { type Micros, toMs } from '../kernel/time.js'
import type { ConnectionStats } from './connection-figures.js'
import type { TraceHeader } from './event.js'
import type { LinkStats, TraceStats } from './stats.js'
import { textTable } from './text-table.js'
import { wrapText } from './wrap-text.js'

const WIDTH = 80
/** More connections than these have no table of their own over time. */
const MOST_OVER_TIME = 1
const MOST_STALLS = 5
/** More links and connections than these are counted, not shown. */
const MOST_LINKS = 40
const MOST_CONNECTIONS = 40

export function describeStats(
  { config, seed, clock }: Pick<TraceHeader, 'config' | 'seed' | 'clock'>,
  stats: TraceStats
): string[] {
  const { events, duration, links, connections } = stats
  const { command, protocol, window } = config
  const run = [
    typeof command === 'string' ? `rdt ${command}` : '',
    typeof protocol === 'string' ? protocol : '',
    typeof window === 'number' ? `window ${window}` : '',
    seed === '' ? '' : `seed ${seed}`,
    clock === 'wall' ? 'on the wall clock' : ''
  ].filter((part) => part !== '')
  return [
    ...wrapText([...run, `${events} events in ${shown(duration)} ms`].join(', '), WIDTH),
    ...section(segmentTable(links)),
    ...section(channelTable(links)),
    ...section(tripTable(connections)),
    ...section(latencyTable(connections)),
    ...section(stallLines(connections)),
    ...[...connections]
      .sort((a, b) => b.sent - a.sent)
      .slice(0, MOST_OVER_TIME)
      .flatMap((one) => section(overTime(one)))
  ]
}

const section = (lines: string[]): string[] => (lines.length === 0 ? [] : ['', ...lines])

function segmentTable(links: readonly LinkStats[]): string[] {
  if (links.length === 0) return ['nothing was sent']
  const heads = ['segments', 'data', 'again', 'needed', 'spurious', 'acks', 'dup acks', 'timeouts']
  return linkTable(heads, links, (one) => [
    ...[one.sent, one.retransmitted, one.retransmitted - one.spurious, one.spurious],
    ...[one.acks, one.duplicate_acks, one.timeouts]
  ])
}

function channelTable(links: readonly LinkStats[]): string[] {
  const heads = [
    'channel',
    'all',
    'lost',
    'corrupt',
    'copied',
    'moved',
    'late',
    'bad sum',
    'unused'
  ]
  return linkTable(heads, links, (one) => [
    ...[one.datagrams, one.dropped, one.corrupted, one.duplicated, one.reordered],
    ...[one.late, one.bad_checksums, one.discarded]
  ])
}

/** A row for each link, and one for all where there are several conversations. */
function linkTable(
  heads: readonly string[],
  links: readonly LinkStats[],
  figuresOf: (link: LinkStats) => number[]
): string[] {
  if (links.length === 0) return []
  const shownHere = links.slice(0, MOST_LINKS)
  const rows = shownHere.map((one) => [one.link, ...figuresOf(one).map(String)])
  if (links.length > 2) {
    const sums = heads
      .slice(1)
      .map((_, column) => links.reduce((sum, one) => sum + (figuresOf(one)[column] ?? 0), 0))
    const name = links.length > MOST_LINKS ? `all ${links.length}, --json has each` : 'all'
    rows.push([name, ...sums.map(String)])
  }
  return textTable([heads, ...rows], WIDTH)
}

function tripTable(connections: readonly ConnectionStats[]): string[] {
  const heads = ['round trips, ms', 'rtt', 'max', 'rto', 'max', 'Mbit/s', 'sent']
  return connectionTable(heads, connections, ({ rtt, rto, goodput, throughput }) => [
    ...[rtt?.p50, rtt?.max, rto?.p50, rto?.max].map(shown),
    ...[goodput, throughput].map(rate)
  ])
}

function latencyTable(connections: readonly ConnectionStats[]): string[] {
  const heads = ['latency, ms', 'p50', 'p90', 'p99', 'max', 'delivered']
  return connectionTable(heads, connections, ({ latency, delivered }) => [
    ...[latency?.p50, latency?.p90, latency?.p99, latency?.max].map(shown),
    String(delivered)
  ])
}

function connectionTable(
  heads: readonly string[],
  connections: readonly ConnectionStats[],
  figuresOf: (connection: ConnectionStats) => string[]
): string[] {
  if (connections.length === 0) return []
  const shownHere = connections.slice(0, MOST_CONNECTIONS)
  const rows = shownHere.map((one) => [one.link, ...figuresOf(one)])
  const rest = connections.length - shownHere.length
  const more = rest > 0 ? [`… and ${rest} more connections (--json has all)`] : []
  return [...textTable([heads, ...rows], WIDTH), ...more]
}

function stallLines(connections: readonly ConnectionStats[]): string[] {
  const stalls = connections.flatMap(({ link, stall }) => (stall ? [{ link, ...stall }] : []))
  stalls.sort((a, b) => b.to - b.from - (a.to - a.from))
  return stalls.slice(0, MOST_STALLS).flatMap(({ link, from, to, cause }) => {
    const where = connections.length > 1 ? ` of ${link}` : ''
    const when = `${shown(to - from)} ms, until ${shown(to)} ms`
    return wrapText(`longest stall${where}: ${when}: ${cause}`, WIDTH)
  })
}

function overTime({ link, slices }: ConnectionStats): string[] {
  const heads = [`${link} from ms`, 'data', 'again', 'delivered', 'rtt ms', 'rto ms']
  const rows = slices.map(({ from, sent, retransmitted, delivered, rtt, rto }) => [
    shown(from),
    ...[sent, retransmitted, delivered].map(String),
    shown(rtt),
    shown(rto)
  ])
  return textTable([heads, ...rows], WIDTH)
}

/** Milliseconds, with no more digits than a reader wants. */
function shown(time: Micros | undefined): string {
  if (time === undefined) return '-'
  const value = toMs(time)
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}

const rate = (bits: number | undefined): string =>
  bits === undefined ? '-' : String(Number((bits / 1e6).toPrecision(3)))
