/** For a report: the figures of `rdt trace stats --json` as tables, and those that come first. */
import { cleanText } from '../kernel/display.js'
import { toMs } from '../kernel/time.js'
import type { Explanation } from './explain.js'
import type { FigureTable, Headline } from './report.js'
import type { TraceStats } from './stats.js'
import { statsRecords } from './stats-records.js'

type Row = Readonly<Record<string, unknown>>
/** Where the figure stands in a record, its name, and what it means. */
type Column = readonly [path: string, name: string, meaning: string]

const LINK_COLUMNS: readonly Column[] = [
  ['link', 'link', 'who sends to whom'],
  ['datagrams', 'datagrams', 'of any sort, those that open, watch and close a connection too'],
  ['sent', 'data', 'data segments, retransmissions included'],
  ['retransmitted', 'again', 'of these, sent again'],
  ['needed', 'needed', 'of these, those without which the data would not have come'],
  ['spurious', 'spurious', 'an earlier one had brought the same, or would have'],
  ['acks', 'ACKs', 'ACKs and NAKs'],
  ['duplicate_acks', 'dup ACKs', 'came and told nothing new'],
  ['timeouts', 'timeouts', 'of retransmission timers'],
  ['dropped', 'lost', 'in the channel'],
  ['corrupted', 'corrupt', 'in the channel'],
  ['duplicated', 'copied', 'by the channel'],
  ['reordered', 'moved', 'left their place in the order'],
  ['late', 'late', 'of these, those that did not come sooner for it'],
  ['bad_checksums', 'bad sum', 'arrived, and the checksum did not hold'],
  ['discarded', 'unused', 'arrived, and nobody wanted it']
]

const CONNECTION_COLUMNS: readonly Column[] = [
  ['link', 'connection', 'whose data this is: from whom to whom'],
  ['sent', 'data', 'data segments, retransmissions included'],
  ['retransmitted', 'again', 'of these, sent again'],
  ['needed', 'needed', 'of these, those without which the data would not have come'],
  ['spurious', 'spurious', 'an earlier one had brought the same, or would have'],
  ['delivered', 'delivered', 'pieces of data handed up, each once'],
  ['timeouts', 'timeouts', 'of its retransmission timers'],
  ['duplicate_acks', 'dup ACKs', 'came and told nothing new']
]

const TIME_COLUMNS: readonly Column[] = [
  ['link', 'connection', 'whose data this is: from whom to whom'],
  ['goodput_mbit', 'goodput Mbit/s', 'payload delivered'],
  ['throughput_mbit', 'throughput Mbit/s', 'data segments sent, headers included'],
  ['rtt_ms.p50', 'RTT p50 ms', 'from a segment to its ACK; never of one sent twice (Karn)'],
  ['rtt_ms.max', 'RTT max', 'the longest'],
  ['rto_ms.p50', 'RTO p50', 'for how long the timers were set'],
  ['rto_ms.max', 'RTO max', 'the longest'],
  ['latency_ms.p50', 'latency p50', 'from submit to deliver'],
  ['latency_ms.p99', 'latency p99', 'from submit to deliver'],
  ['longest_stall.ms', 'stall ms', 'the longest time without a delivery though one was due']
]

/** Two for the connections, one for the links. */
export function figureTables(stats: TraceStats): FigureTable[] {
  const records = statsRecords(stats) as Row[]
  const of = (type: string) => records.filter((record) => record['type'] === type)
  return [
    table('Connections', CONNECTION_COLUMNS, of('connection'), true),
    table('Rates and times', TIME_COLUMNS, of('connection'), true),
    table('Links', LINK_COLUMNS, of('link'), false)
  ]
}

function table(
  title: string,
  columns: readonly Column[],
  records: readonly Row[],
  areConnections: boolean
): FigureTable {
  return {
    title,
    heads: columns.map(([, name, meaning]) => ({ name, meaning })),
    rows: records.map((record, place) => ({
      connection: areConnections ? place : -1,
      cells: columns.map(([path]) => figure(record, path))
    }))
  }
}

function figure(record: Row, path: string): string {
  let value: unknown = record
  for (const key of path.split('.')) value = (value as Row | null | undefined)?.[key]
  return value === null || value === undefined ? '–' : cleanText(String(value))
}

/** @param given pieces that senders were given; undefined where the trace does not tell of all */
export function headlineOf(
  stats: TraceStats,
  { retransmissions, sent }: Explanation,
  given: number | undefined
): Headline[] {
  const { connections, links, duration } = stats
  const sum = (of: (link: (typeof links)[number]) => number) =>
    links.reduce((total, link) => total + of(link), 0)
  const delivered = connections.reduce((total, one) => total + one.delivered, 0)
  const again = retransmissions.length
  const spurious = retransmissions.filter(({ isSpurious }) => isSpurious).length
  const lost = sum((link) => link.dropped)
  const share = sent === 0 ? 0 : Number(((100 * again) / sent).toPrecision(2))
  const [only] = connections.length === 1 ? connections : []
  const rate = only?.goodput
  return [
    deliveryLine(delivered, given),
    plain('Data segments', sent, `${again} of them retransmissions (${share} %)`),
    plain('Spurious', spurious, `${again - spurious} retransmissions were needed`),
    plain('Lost', lost, `${sum((link) => link.corrupted)} corrupted in the channel`),
    plain(
      'Timeouts',
      sum((link) => link.timeouts),
      `${sum((link) => link.acks)} ACKs were sent`
    ),
    ...(rate === undefined
      ? []
      : [plain('Goodput', `${Number((rate / 1e3).toPrecision(3))} kbit/s`, 'payload delivered')]),
    plain('Duration', durationWords(toMs(duration)), `${stats.events} events`)
  ]
}

function deliveryLine(delivered: number, given: number | undefined): Headline {
  if (given === undefined)
    return plain('Delivered', delivered, 'what was given is not in the trace')
  const missing = given - delivered
  const tone = missing > 0 ? 'bad' : 'good'
  const remark = missing > 0 ? `${missing} of ${given} pieces are missing` : 'all that was given'
  return { name: 'Delivered', value: `${delivered}`, remark, tone }
}

const plain = (name: string, value: number | string, remark: string): Headline => ({
  name,
  value: String(value),
  remark,
  tone: 'plain'
})

const durationWords = (milliseconds: number): string =>
  milliseconds >= 1000
    ? `${Number((milliseconds / 1000).toPrecision(4))} s`
    : `${Number(milliseconds.toPrecision(4))} ms`
