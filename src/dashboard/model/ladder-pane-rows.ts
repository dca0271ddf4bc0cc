/** The rows of a ladder that grows: those of `rdt trace ladder`, each with its event. */
import type { TraceEvent } from '../../trace/event.js'
import type { Delivery, Row } from '../../trace/ladder-row.js'
import { LadderRows } from '../../trace/ladder-rows.js'
import type { Follower } from './run-following.js'
import type { Style } from './style.js'

/** Only a node itself writes these. */
const OWN = new Set<TraceEvent['event']>(['submit', 'deliver', 'timer-start', 'timeout', 'state'])

/** The row in which a segment ends of which nobody will tell. */
export const UNTOLD = -1

export interface LadderEntry {
  readonly row: Row
  readonly event: TraceEvent
}

export class LadderEntries implements Follower {
  readonly entries: LadderEntry[] = []
  /** Nodes that say themselves what they do. */
  readonly #witnesses = new Set<string>()
  /** Nodes of which anything is told that they did. */
  readonly #told = new Set<string>()
  /** Nodes that speak, but nobody tells what they do: those at the other end of a lone node. */
  readonly #untold = new Set<string>()
  readonly #maker: LadderRows

  /** @param otherTimers of senders, that ring for other reasons than a retransmission */
  constructor(otherTimers: readonly number[]) {
    this.#maker = new LadderRows(otherTimers)
  }

  take(event: TraceEvent, _: number, delivery: Delivery | undefined): void {
    const { rows } = this.#maker
    this.#maker.take(event)
    const row = rows[this.entries.length]
    if (row !== undefined) this.entries.push({ row, event })
    if (OWN.has(event.event)) this.#witnesses.add(event.at)
    this.#told.add(event.at)
    if (row?.what === 'receive' && !this.#told.has(row.peer)) this.#untold.add(row.peer)
    if (event.event === 'deliver') this.#correct(event, delivery)
  }

  /** As it is to be shown: what a receiver makes of data nobody tells but itself. */
  shown(row: Row): Row {
    const { arrival, node, crossing } = row
    if (arrival === undefined) {
      if (crossing === undefined || crossing.end !== undefined || this.#isTold(crossing.to)) {
        return row
      }
      return { ...row, crossing: { ...crossing, end: UNTOLD } }
    }
    if (arrival.isBroken || arrival.kind !== 'data' || this.#witnesses.has(node)) return row
    const { arrival: _, ...rest } = row
    return rest
  }

  #isTold(node: string): boolean {
    return this.#told.has(node) || !this.#untold.has(node)
  }

  /** Counted from where the ladder begins, pieces would have other numbers than from the start. */
  #correct({ id }: TraceEvent, delivery: Delivery | undefined): void {
    const latest = this.entries.findLast(({ event, row }) => event.id === id && row.arrival)
    const delivered = latest?.row.arrival?.delivered
    if (delivered === undefined || delivered.length === 0) return
    delivered[delivered.length - 1] = delivery ?? { ordinal: undefined, order: 'next', awaited: 0 }
  }
}

/** What a row means: the worst that befell its segment. */
export function styleOf({ what, crossing, arrival }: Row): Style {
  if (what === 'timeout') return 'timer'
  if (crossing === undefined) return 'connection'
  const { lost, damage, late, attempt, isSpurious, kind, original } = crossing
  if (lost !== undefined) return 'lost'
  if (damage !== undefined || arrival?.isBroken) return 'corrupted'
  if (what === 'copy' || original !== undefined) return 'duplicated'
  if (attempt > 1) return isSpurious ? 'spurious' : 'retransmission'
  if (late !== undefined || arrival?.overtaker !== undefined) return 'late'
  if (kind === 'data') return 'data'
  return kind === 'ack' || kind === 'nak' ? 'ack' : 'connection'
}
