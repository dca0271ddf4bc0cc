/** What becomes of each transmission of a trace, told where it begins: for the comments of a capture. */
import type { TraceEvent } from './event.js'

export interface Fate {
  /** The channel's reasons. */
  lost?: string
  damage?: string
  late?: string
  /** For a copy that the channel made: why it did. */
  copied?: string
  /** The channel makes copies of it. */
  isCopied?: true
  /** Why the node threw away what arrived. */
  discarded?: string
}

export type Fates = ReadonlyMap<number, Fate>

export function fatesOf(events: readonly TraceEvent[]): Fates {
  const fates = new Map<number, Fate>()
  const of = (id: number): Fate => {
    let fate = fates.get(id)
    if (fate === undefined) {
      fate = {}
      fates.set(id, fate)
    }
    return fate
  }
  for (const event of events) {
    const { id, why = '' } = event
    if (id === undefined) continue
    switch (event.event) {
      case 'drop':
        of(id).lost = why
        break
      case 'corrupt':
        of(id).damage = why
        break
      case 'delay':
        of(id).late = why
        break
      case 'discard':
        of(id).discarded = why
        break
      case 'duplicate':
        of(id).copied = why
        if (event.of !== undefined) of(event.of).isCopied = true
        break
    }
  }
  return fates
}
