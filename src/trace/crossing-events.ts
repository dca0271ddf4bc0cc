/** Events of a datagram on its way: what nodes and the channel say of it, in one form. */
import { type Datagram, isSegment, NO_CONNECTION } from '../rdt/datagram.js'
import type { Segment } from '../rdt/segment.js'
import type { TraceEvent } from './event.js'

/** Who sends to whom, `alice>server`. */
export const linkName = (from: string, to: string): string => `${from}>${to}`

/** The keys by which an event names the datagram that it is about. */
export type DatagramKeys = Pick<TraceEvent, 'conn' | 'kind' | 'seq' | 'ack' | 'len'>

/**
 * What `datagram` says of itself. Of a corrupt one nothing is known; a bare segment, from a
 * simulation without connections, has no `conn`.
 */
export const describeDatagram = (datagram: Datagram | BareSegment): DatagramKeys =>
  describeIn({}, datagram)

/** The same, as keys of `event`: an object less for each datagram of a run. */
export function describeIn<T extends DatagramKeys>(event: T, datagram: Datagram | BareSegment): T {
  const { conn, kind } = datagram as { readonly conn?: string; readonly kind: string }
  if (conn !== undefined && conn !== NO_CONNECTION) event.conn = conn
  if (!isSegment(datagram as Datagram)) {
    event.kind = kind
    return event
  }
  const segment = datagram as BareSegment
  if (segment.corrupt) return event
  event.kind = kind
  if (kind === 'data') {
    event.seq = segment.seqnum
    event.len = segment.data.length
  } else if (kind === 'ack') event.ack = segment.acknum
  return event
}

type BareSegment = Segment & { readonly conn?: string }
