/**
 * Who tells what in a trace. Where a channel watches alone nobody says what a receiver makes of a
 * segment, and where a lone node writes nobody says what arrived at its peers: a ladder that said
 * so would guess.
 */
import type { TraceEvent } from './event.js'
import type { Row } from './ladder-row.js'

/** Only a node itself writes these. */
const OWN = new Set<TraceEvent['event']>([
  'submit',
  'deliver',
  'discard',
  'timer-start',
  'timeout',
  'state'
])

/** The row in which a segment ends of which nobody will tell. */
export const UNTOLD = -1

export class ToldNodes {
  /** Nodes that say themselves what they do. */
  readonly #witnesses = new Set<string>()
  /** Nodes of which anything is told that they did. */
  readonly #told = new Set<string>()
  /** Nodes that speak, but nobody tells what they do: those at the other end of a lone node. */
  readonly #untold = new Set<string>()

  /** @param row what it adds to a ladder, if anything */
  take(event: TraceEvent, row: Row | undefined): void {
    if (OWN.has(event.event)) this.#witnesses.add(event.at)
    this.#told.add(event.at)
    if (row?.what === 'receive' && !this.#told.has(row.peer)) this.#untold.add(row.peer)
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
}
