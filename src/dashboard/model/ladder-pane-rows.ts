/** The rows of a ladder that grows: those of `rdt trace ladder`, each with its event. */
import type { TraceEvent } from '../../trace/event.js'
import type { Delivery, Row } from '../../trace/ladder-row.js'
import { LadderRows } from '../../trace/ladder-rows.js'
import { ToldNodes } from '../../trace/ladder-told.js'
import type { Follower } from './run-following.js'
import type { Style } from './style.js'

export interface LadderEntry {
  readonly row: Row
  readonly event: TraceEvent
}

export class LadderEntries implements Follower {
  readonly entries: LadderEntry[] = []
  readonly #told = new ToldNodes()
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
    this.#told.take(event, row)
    if (event.event === 'deliver') this.#correct(event, delivery)
  }

  /** As it is to be shown: without what nobody tells. */
  shown(row: Row): Row {
    return this.#told.shown(row)
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
