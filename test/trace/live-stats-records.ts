/** What the live statistics say, in the form of the records of `rdt trace stats --json`. */
import { toMs } from '../../src/kernel/time.js'
import type { LiveJournal } from '../../src/trace/live-journal.js'
import type { Range } from '../../src/trace/live-meter.js'
import type { LiveStats } from '../../src/trace/live-stats.js'

/** Records as a program reads them. */
type Records = Record<string, unknown>[]

export function liveRecords(live: LiveStats): Records {
  const { totals } = live
  const { datagrams: _, late: __, bad_checksums: ___, ...segments } = totals
  return [
    ...[...live.links]
      .filter(([, { datagrams }]) => datagrams > 0)
      .map(([link, counts]) => ({
        type: 'link',
        link,
        ...counts,
        needed: counts.retransmitted - counts.spurious
      })),
    ...live.connections.map(connectionRecord),
    { type: 'summary', events: live.events, segments, duration_ms: toMs(live.now) }
  ]
}

function connectionRecord({ link, conn, meter, ...sums }: LiveJournal): Records[number] {
  const { sent, retransmitted, spurious, delivered } = sums
  return {
    type: 'connection',
    link,
    ...(conn !== undefined && { conn }),
    sent,
    retransmitted,
    needed: retransmitted - spurious,
    spurious,
    timeouts: meter.timeouts,
    duplicate_acks: meter.duplicateAcks,
    delivered,
    goodput_mbit: megabits(meter.goodput),
    throughput_mbit: megabits(meter.throughput),
    rtt_ms: range(meter.rtt),
    rto_ms: range(meter.rto),
    latency_ms: range(meter.latency)
  }
}

const megabits = (rate: number | undefined): number | null =>
  rate === undefined ? null : Number((rate / 1e6).toPrecision(6))

const range = ({ count, min, max }: Range): object | null =>
  count === 0 ? null : { count, min: toMs(min), max: toMs(max) }

/** Of the records of `rdt trace stats`, what a run that goes on can tell in bounded memory. */
export function comparable(records: readonly object[]): Records {
  return (records as Records).map((record) => {
    const { longest_stall: _, over_time: __, ...rest } = record
    if (rest['type'] === 'summary') {
      const segments = rest['segments'] as object
      return { type: 'summary', events: rest['events'], segments, duration_ms: rest['duration_ms'] }
    }
    for (const key of ['rtt_ms', 'rto_ms', 'latency_ms']) {
      const found = rest[key] as { count: number; min: number; max: number } | null | undefined
      if (found) rest[key] = { count: found.count, min: found.min, max: found.max }
    }
    return rest
  })
}
