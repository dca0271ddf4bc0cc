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
export function describeDatagram(datagram: Datagram | BareSegment): DatagramKeys {
  if (!isSegment(datagram as Datagram)) {
    return { ...connKey(datagram), kind: datagram.kind }
  }
  const segment = datagram as BareSegment
  if (segment.corrupt) return connKey(segment)
  const keys = { ...connKey(segment), kind: segment.kind }
  if (segment.kind === 'data') return { ...keys, seq: segment.seqnum, len: segment.data.length }
  return segment.kind === 'ack' ? { ...keys, ack: segment.acknum } : keys
}

type BareSegment = Segment & { readonly conn?: string }

const connKey = (datagram: { readonly conn?: string }): { conn?: string } =>
  datagram.conn === undefined || datagram.conn === NO_CONNECTION ? {} : { conn: datagram.conn }
