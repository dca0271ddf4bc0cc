/** The run that the page shows: the report, with a value for each transmission again. */
import {
  FATES,
  type Report,
  type ReportConnection,
  type ReportPair,
  type ReportRetransmission
} from '../../trace/report.js'

/** One transmission. Times in µs, −1 where the trace does not tell. */
export interface Segment {
  readonly place: number
  /** Which of the two nodes of the pair sent it. */
  readonly node: number
  readonly sent: number
  readonly ended: number
  readonly row: number
  readonly endRow: number
  readonly kind: string
  readonly number: number
  readonly attempt: number
  readonly len: number
  readonly fate: number
  readonly connection: number
  readonly piece: number
  /** What the channel says of what it did. */
  why: string
  original?: Segment
  /** What is to be said of it, where it is a retransmission. */
  retransmission?: ReportRetransmission
}

export type Fate = keyof typeof FATES

export const has = ({ fate }: Segment, which: Fate): boolean => (fate & FATES[which]) !== 0

/** When it is first seen. */
export const begins = ({ sent, ended }: Segment): number => (sent < 0 ? ended : sent)

export interface Pair extends Omit<ReportPair, 'transmissions'> {
  readonly segments: readonly Segment[]
}

export class Run {
  readonly report: Report
  readonly #pairs = new Map<number, Pair>()

  constructor(report: Report) {
    this.report = report
  }

  connection(place: number): ReportConnection | undefined {
    return this.report.connections[place]
  }

  /** The two nodes of a connection, and what crossed between them. */
  pairOf(connection: number): Pair | undefined {
    const place = this.connection(connection)?.pair ?? -1
    const known = this.#pairs.get(place)
    const packed = this.report.pairs[place]
    if (known !== undefined || packed === undefined) return known
    const pair = { ...packed, segments: unpack(packed) }
    this.#pairs.set(place, pair)
    for (const one of this.report.retransmissions) {
      if (this.connection(one.connection)?.pair !== place) continue
      const segment = pair.segments[one.transmission]
      if (segment !== undefined) segment.retransmission = one
    }
    return pair
  }

  /** All that carried the same piece of data as `segment`, in their order. */
  siblingsOf({ connection, piece, kind }: Segment): Segment[] {
    if (kind !== 'data' || piece < 1) return []
    const { segments = [] } = this.pairOf(connection) ?? {}
    return segments.filter(
      (one) => one.kind === 'data' && one.connection === connection && one.piece === piece
    )
  }
}

function unpack({ transmissions }: ReportPair): Segment[] {
  const { node, sent, kinds, kind, ...columns } = transmissions
  const at = (column: readonly number[], place: number): number => column[place] ?? -1
  const segments = sent.map(
    (time, place): Segment => ({
      place,
      node: at(node, place),
      sent: time,
      ended: at(columns.ended, place),
      row: at(columns.row, place),
      endRow: at(columns.endRow, place),
      kind: kinds[at(kind, place)] ?? '?',
      number: at(columns.number, place),
      attempt: at(columns.attempt, place),
      len: at(columns.len, place),
      fate: at(columns.fate, place),
      connection: at(columns.connection, place),
      piece: at(columns.piece, place),
      why: ''
    })
  )
  for (const [place, why] of columns.why) {
    const segment = segments[place]
    if (segment !== undefined) segment.why = why
  }
  for (const [copy, source] of columns.original) {
    const [segment, original] = [segments[copy], segments[source]]
    if (segment !== undefined && original !== undefined) segment.original = original
  }
  return segments
}
