/** For a report: what crossed between two nodes, in columns, as much of it as a page bears. */
import { cleanText } from '../kernel/display.js'
import type { Micros } from '../kernel/time.js'
import { endsOf } from './ladder-crossing.js'
import { FATES, type ReportPair, type TransmissionColumns } from './report.js'
import type { PieceFinder } from './report-lives.js'
import type { Pair, Said, Transmission, TransmissionCollector } from './report-transmissions.js'
import type { Measured } from './stats.js'
import { reverse } from './trigger.js'
import type { Trip } from './trip.js'
import { isSpurious } from './truth.js'

/** A page that holds more transmissions than these is no pleasure any more. */
export const MOST_OF_A_PAIR = 50_000
export const MOST_OF_ALL = 100_000

/** What is known of a transmission beside its own events. */
interface Known {
  readonly connection: number
  readonly trip: Trip
}

type RowOf = (one: { readonly order: number }) => number

/** The place of each beginning, end, and whatever else happens, among them all. */
function rowsOf(
  shown: readonly Transmission[],
  others: readonly { readonly order: number }[]
): RowOf {
  const orders = [...shown, ...others].map(({ order }) => order)
  for (const { endOrder } of shown) if (endOrder >= 0) orders.push(endOrder)
  const rows = new Map<number, number>()
  for (const order of orders.sort((a, b) => a - b)) {
    if (!rows.has(order)) rows.set(order, rows.size)
  }
  return ({ order }) => rows.get(order) ?? -1
}

/** @param forth the link that the pair's first node sends on @param places to be filled */
type ColumnsOf = (
  shown: readonly Transmission[],
  forth: string,
  row: RowOf,
  places: Map<number, number>
) => TransmissionColumns

export class KeptPair {
  readonly pair: ReportPair
  /** Nothing later is held, µs. */
  readonly until: Micros
  readonly total: number
  readonly #links: readonly [string, string]
  /** By the place of their `send` in the trace. */
  readonly #places = new Map<number, number>()

  constructor(
    { nodes, transmissions, timeouts }: Pair,
    says: readonly Said[],
    most: number,
    columnsOf: ColumnsOf
  ) {
    this.#links = [`${nodes[0]}>${nodes[1]}`, `${nodes[1]}>${nodes[0]}`]
    this.total = transmissions.length
    const shown = transmissions.slice(0, most)
    const isWhole = shown.length === transmissions.length
    const until = shown.reduce((latest, { sent }) => Math.max(latest, sent), 0)
    this.until = isWhole ? Number.POSITIVE_INFINITY : until
    const isShown = ({ t, at }: { readonly t: Micros; readonly at: string }): boolean =>
      t <= this.until && nodes.includes(at)
    const node = ({ at }: { readonly at: string }): number => nodes.indexOf(at)
    const rung = timeouts.filter(isShown)
    const said = says.filter(isShown)
    const row = rowsOf(shown, [...rung, ...said])
    this.pair = {
      nodes: [cleanText(nodes[0]), cleanText(nodes[1])],
      transmissions: columnsOf(shown, this.#links[0], row, this.#places),
      timeouts: {
        row: rung.map(row),
        t: rung.map(({ t }) => t),
        node: rung.map(node),
        timer: rung.map(({ timer }) => timer)
      },
      says: {
        row: said.map(row),
        t: said.map(({ t }) => t),
        node: said.map(node),
        text: said.map(({ text }) => text)
      }
    }
  }

  holds(link: string): boolean {
    return this.#links.includes(link)
  }

  senderOf(link: string): number {
    return Math.max(0, this.#links.indexOf(link))
  }

  /** Where in the columns the transmission stands that was sent at `order`. */
  placeOf(order: number | undefined): number | undefined {
    return order === undefined ? undefined : this.#places.get(order)
  }
}

/** Those of the connection `first` get their places before the others, then the busiest. */
export function keepPairs(
  collector: TransmissionCollector,
  first: string,
  measured: readonly Measured[],
  finders: readonly PieceFinder[]
): KeptPair[] {
  const known = new Map<number, Known>()
  measured.forEach(({ journal }, connection) => {
    for (const { trips } of journal.lives) {
      for (const trip of trips) known.set(trip.order, { connection, trip })
    }
    for (const trip of journal.answers) known.set(trip.order, { connection, trip })
  })
  const columnsOf: ColumnsOf = (shown, forth, row, places) => {
    shown.forEach(({ order }, place) => {
      places.set(order, place)
    })
    return columns(shown, forth, row, places, (one) => describe(one, known, measured, finders))
  }
  const isFirst = ({ nodes }: Pair) => {
    const { from, to } = endsOf(first)
    return nodes.includes(from) && nodes.includes(to)
  }
  const pairs = [...collector.pairs].sort(
    (a, b) =>
      Number(isFirst(b)) - Number(isFirst(a)) || b.transmissions.length - a.transmissions.length
  )
  let left = MOST_OF_ALL
  return pairs.map((pair) => {
    const most = Math.min(left, MOST_OF_A_PAIR)
    left -= Math.min(most, pair.transmissions.length)
    return new KeptPair(pair, collector.says, most, columnsOf)
  })
}

interface Meaning {
  readonly connection: number
  readonly piece: number
  readonly isSpurious: boolean
}

/** What a transmission carries or answers; a copy, what its original does. */
function describe(
  one: Transmission,
  known: ReadonlyMap<number, Known>,
  measured: readonly Measured[],
  finders: readonly PieceFinder[]
): Meaning {
  const { kind, link, order, number } = one
  const { connection, trip } = known.get((one.original ?? one).order) ?? {}
  if (connection !== undefined && trip !== undefined) {
    const piece = trip.life?.piece.ordinal ?? finders[connection]?.namedBy(trip) ?? -1
    return { connection, piece, isSpurious: one.original === undefined && isSpurious(trip) }
  }
  // It came from outside of the trace: its own number is all that there is.
  const data = kind === 'data' ? link : kind === 'ack' ? reverse(link) : undefined
  const found = measured.findLastIndex(({ journal }) => journal.link === data)
  const piece = finders[found]?.namedBy({ number, order }) ?? -1
  return { connection: found, piece, isSpurious: false }
}

function columns(
  shown: readonly Transmission[],
  forth: string,
  row: RowOf,
  places: ReadonlyMap<number, number>,
  meaningOf: (one: Transmission) => Meaning
): TransmissionColumns {
  const kinds = [...new Set(shown.map(({ kind }) => kind))]
  const meanings = shown.map(meaningOf)
  return {
    node: shown.map(({ link }) => (link === forth ? 0 : 1)),
    sent: shown.map(({ sent }) => sent),
    ended: shown.map(({ ended }) => ended),
    row: shown.map(row),
    endRow: shown.map(({ endOrder }) => (endOrder < 0 ? -1 : row({ order: endOrder }))),
    kinds: kinds.map(cleanText),
    kind: shown.map(({ kind }) => kinds.indexOf(kind)),
    number: shown.map(({ number }) => number),
    attempt: shown.map(({ attempt }) => attempt),
    len: shown.map(({ len }) => len),
    fate: shown.map(
      ({ fate }, place) => fate | (meanings[place]?.isSpurious === true ? FATES.spurious : 0)
    ),
    connection: meanings.map(({ connection }) => connection),
    piece: meanings.map(({ piece }) => piece),
    original: shown.flatMap(({ original }, place): [number, number][] => {
      const source = original && places.get(original.order)
      return source === undefined ? [] : [[place, source]]
    }),
    why: shown.flatMap(({ why }, place): [number, string][] => (why === '' ? [] : [[place, why]]))
  }
}
