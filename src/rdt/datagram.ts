/**
 * A datagram is what crosses the network: a segment of the protocol, or one of the
 * connection's own messages, and the number of the connection that it is for.
 * Values, not bytes; `wire` turns them into bytes where there is a real network.
 */
import type { ChecksumName } from './checksum.js'
import type { Segment } from './segment.js'

/** Version of the datagram; it changes when a reader of the old one would be misled. */
export const VERSION = 1

/** 64 random bits as 16 hexadecimal digits, chosen by the side that receives under it. */
export type ConnectionId = string

/** What the two sides of a connection must agree on. */
export interface Terms {
  readonly protocol: string
  readonly windowSize: number
  readonly seqBits: number
  readonly mss: number
  readonly checksum: ChecksumName
}

export interface SegmentDatagram extends Segment {
  readonly conn: ConnectionId
}

/**
 * The connection's own. In the opening, both ways, `conn` is the number that the opener
 * chose for itself; afterwards it is the receiver's own.
 */
export type ControlDatagram =
  /** "I would like to talk." Padded, so that no answer is larger. */
  | { readonly kind: 'open'; readonly conn: ConnectionId; readonly terms: Terms }
  /** "Prove that you hear me where you say you are": nothing is remembered yet. */
  | { readonly kind: 'cookie'; readonly conn: ConnectionId; readonly cookie: Uint8Array }
  /** The opening once more, with the cookie. */
  | {
      readonly kind: 'echo'
      readonly conn: ConnectionId
      readonly terms: Terms
      readonly cookie: Uint8Array
    }
  /** "Open. Write to me under `peer`, on these terms." */
  | {
      readonly kind: 'accept'
      readonly conn: ConnectionId
      readonly peer: ConnectionId
      readonly terms: Terms
    }
  | { readonly kind: 'refuse'; readonly conn: ConnectionId; readonly reason: string }
  /** "All that I sent has arrived, and I am done." Repeated until `closed`. */
  | { readonly kind: 'close'; readonly conn: ConnectionId; readonly reason: string }
  | { readonly kind: 'closed'; readonly conn: ConnectionId }
  /** "Are you there?", also "is this address yours?"; `pong` brings the token back. */
  | { readonly kind: 'ping'; readonly conn: ConnectionId; readonly token: number }
  | { readonly kind: 'pong'; readonly conn: ConnectionId; readonly token: number }
  /** "I know no connection of that number": here `conn` is the sender's mistaken one. */
  | { readonly kind: 'unknown'; readonly conn: ConnectionId }

/** What is said under the peer's id, once there is one; the id is added when it is sent. */
export type Telling =
  | { readonly kind: 'ping' | 'pong'; readonly token: number }
  | { readonly kind: 'close'; readonly reason: string }
  | { readonly kind: 'closed' }

export type Datagram = SegmentDatagram | ControlDatagram

export const isSegment = (datagram: Datagram | Segment): datagram is Segment =>
  datagram.kind === 'data' || datagram.kind === 'ack' || datagram.kind === 'nak'

/** The number of no connection: of segments in a simulation that has none. */
export const NO_CONNECTION: ConnectionId = '0'.repeat(16)

/** A reason in a datagram is at most this long, in UTF-8 bytes; the codec cuts it there. */
export const MAX_REASON = 200

/** What a fate can be keyed by, `data:7` or `ack:3`; undefined for what has no number. */
export function segmentKey(datagram: Datagram | Segment): string | undefined {
  if (datagram.kind === 'data') return `data:${datagram.seqnum}`
  return datagram.kind === 'ack' ? `ack:${datagram.acknum}` : undefined
}
