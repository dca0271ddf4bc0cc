/** Counts of one link in one direction. */
import type { TraceEvent } from './event.js'
import { isBroken } from './trigger.js'

export interface LinkCounts {
  /** Of any sort, those of the connection itself with them. */
  datagrams: number
  /** Data segments, retransmissions included. */
  sent: number
  retransmitted: number
  /** Of the retransmissions, those for which an earlier one had been or would be received intact. */
  spurious: number
  /** ACKs, and NAKs with them, that answer the data of the other direction. */
  acks: number
  /** ACKs that came and told nothing new: the number of the one before, or of what had been acknowledged alone. */
  duplicate_acks: number
  /** In the channel. A copy counts neither as corrupted nor as out of its place. */
  dropped: number
  corrupted: number
  duplicated: number
  /** Those that the channel took out of their order, late or early; `late`: those alone. */
  reordered: number
  late: number
  /** Arrived, and the checksum did not hold. */
  bad_checksums: number
  /** Arrived, and no machine saw them. */
  discarded: number
  /** Of the retransmission timers of the sender. */
  timeouts: number
}

export const noLinkCounts = (): LinkCounts => ({
  datagrams: 0,
  sent: 0,
  retransmitted: 0,
  spurious: 0,
  acks: 0,
  duplicate_acks: 0,
  dropped: 0,
  corrupted: 0,
  duplicated: 0,
  reordered: 0,
  late: 0,
  bad_checksums: 0,
  discarded: 0,
  timeouts: 0
})

/** Adds what `event` says of its link. @param isCopy it befalls a copy that the channel made */
export function countEvent(
  counts: LinkCounts,
  event: TraceEvent,
  isCopy: boolean,
  otherTimers: readonly number[]
): void {
  switch (event.event) {
    case 'send':
      countSent(counts, event)
      break
    case 'drop':
      counts.dropped++
      break
    case 'corrupt':
      if (!isCopy) counts.corrupted++
      break
    case 'duplicate':
      counts.duplicated++
      break
    case 'delay':
      if (isCopy) break
      counts.reordered++
      if ((event.delay ?? 0) > 0) counts.late++
      break
    case 'receive':
      if (isBroken(event)) counts.bad_checksums++
      break
    case 'discard':
      // A connection that is refused has not been overlooked.
      if (event.why?.startsWith('refused: ') !== true) counts.discarded++
      break
    case 'timeout':
      if (event.half === 'sender' && !otherTimers.includes(event.timer ?? 0)) counts.timeouts++
      break
    default:
  }
}

function countSent(counts: LinkCounts, { kind, attempt = 1 }: TraceEvent): void {
  counts.datagrams++
  if (kind === 'ack' || kind === 'nak') counts.acks++
  if (kind !== 'data') return
  counts.sent++
  if (attempt > 1) counts.retransmitted++
}
