/** Statistics for programs: the records of `rdt trace stats --json`. */
import { toMs } from '../kernel/time.js'
import type { ConnectionStats } from './connection-figures.js'
import type { Quantiles } from './quantiles.js'
import type { Stall } from './stall.js'
import type { LinkStats, TraceStats } from './stats.js'
import type { Slice } from './time-slices.js'

/** One for each link and direction, one for each direction of a connection, and the sums. */
export function statsRecords({ events, duration, links, connections }: TraceStats): object[] {
  const sum = (key: Exclude<keyof LinkStats, 'link'>) =>
    links.reduce((total, link) => total + link[key], 0)
  return [
    ...links.map(({ link, ...counts }) => ({
      type: 'link',
      link,
      ...counts,
      needed: counts.retransmitted - counts.spurious
    })),
    ...connections.map(connectionRecord),
    {
      type: 'summary',
      events,
      segments: {
        sent: sum('sent'),
        retransmitted: sum('retransmitted'),
        spurious: sum('spurious'),
        acks: sum('acks'),
        duplicate_acks: sum('duplicate_acks'),
        dropped: sum('dropped'),
        corrupted: sum('corrupted'),
        duplicated: sum('duplicated'),
        reordered: sum('reordered'),
        discarded: sum('discarded'),
        timeouts: sum('timeouts')
      },
      duration_ms: toMs(duration)
    }
  ]
}

function connectionRecord(stats: ConnectionStats): object {
  const { link, conn, sent, retransmitted, spurious, timeouts, duplicateAcks, delivered } = stats
  return {
    type: 'connection',
    link,
    ...(conn !== undefined && { conn }),
    sent,
    retransmitted,
    needed: retransmitted - spurious,
    spurious,
    timeouts,
    duplicate_acks: duplicateAcks,
    delivered,
    goodput_mbit: megabits(stats.goodput),
    throughput_mbit: megabits(stats.throughput),
    rtt_ms: quantiles(stats.rtt),
    rto_ms: quantiles(stats.rto),
    latency_ms: quantiles(stats.latency),
    longest_stall: stall(stats.stall),
    over_time: stats.slices.map(slice)
  }
}

/** Six digits, as the summary of a run has them. */
const megabits = (rate: number | undefined): number | null =>
  rate === undefined ? null : Number((rate / 1e6).toPrecision(6))

function quantiles(found: Quantiles | undefined): object | null {
  if (found === undefined) return null
  const { count, min, p50, p90, p99, max } = found
  const [least, half, ninety, most, top] = [min, p50, p90, p99, max].map(toMs)
  return { count, min: least, p50: half, p90: ninety, p99: most, max: top }
}

const stall = (found: Stall | undefined): object | null =>
  found === undefined
    ? null
    : {
        ms: toMs(found.to - found.from),
        from_ms: toMs(found.from),
        to_ms: toMs(found.to),
        seq: found.seq ?? null,
        cause: found.cause
      }

const slice = ({ from, to, rtt, rto, sent, retransmitted, delivered }: Slice): object => ({
  from_ms: toMs(from),
  to_ms: toMs(to),
  sent,
  retransmitted,
  delivered,
  rtt_ms: rtt === undefined ? null : toMs(rtt),
  rto_ms: rto === undefined ? null : toMs(rto)
})
