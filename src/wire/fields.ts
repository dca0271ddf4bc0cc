/**
 * The header, field by field, in network byte order. This table is the only place
 * that knows where a byte stands: the codec reads it, and so does all that shows or
 * explains a datagram.
 *
 *       0        2     3     4                       12
 *      ┌────────┬─────┬─────┬────────────────────────┬───────────
 *      │ "RD"   │ v|k │flags│ connection id          │ …
 *      └────────┴─────┴─────┴────────────────────────┴───────────
 *      12            16            20       22       24         28
 *      ┌─────────────┬─────────────┬────────┬────────┬──────────┬─────────
 *      │ sequence    │ acknowledg. │ window │ length │ checksum │ payload
 *      └─────────────┴─────────────┴────────┴────────┴──────────┴─────────
 */
export interface Field {
  readonly name: string
  readonly offset: number
  readonly length: number
  readonly about: string
}

export const MAGIC: Field = { name: 'magic', offset: 0, length: 2, about: "'RD' (0x52 0x44)" }
export const VERSION_AND_KIND: Field = {
  name: 'version_kind',
  offset: 2,
  length: 1,
  about: 'version in the high nibble, kind in the low one'
}
export const FLAGS: Field = { name: 'flags', offset: 3, length: 1, about: 'bit 0: window is valid' }
export const CONNECTION: Field = {
  name: 'conn',
  offset: 4,
  length: 8,
  about: 'connection id, random, each way'
}
export const SEQUENCE: Field = { name: 'seq', offset: 12, length: 4, about: 'sequence number' }
export const ACKNOWLEDGEMENT: Field = {
  name: 'ack',
  offset: 16,
  length: 4,
  about: 'acknowledgement number'
}
export const WINDOW: Field = { name: 'window', offset: 20, length: 2, about: 'receive window' }
export const LENGTH: Field = { name: 'len', offset: 22, length: 2, about: 'payload length' }
export const CHECKSUM: Field = {
  name: 'checksum',
  offset: 24,
  length: 4,
  about: 'over the whole datagram with this field zero'
}

export const FIELDS: readonly Field[] = [
  MAGIC,
  VERSION_AND_KIND,
  FLAGS,
  CONNECTION,
  SEQUENCE,
  ACKNOWLEDGEMENT,
  WINDOW,
  LENGTH,
  CHECKSUM
]

/** Bytes before the payload. */
export const HEADER_LENGTH = 28
/** A datagram never exceeds this, so that no network on the way cuts it up. */
export const MAX_DATAGRAM = 1200
/** The most that a segment can carry. */
export const MAX_PAYLOAD = MAX_DATAGRAM - HEADER_LENGTH
export const MAGIC_VALUE = 0x5244
/** FLAGS: the window field holds a window. */
export const HAS_WINDOW = 1

/** The low nibble of byte 2. A number never changes its meaning within a version. */
export const KINDS = [
  'data',
  'ack',
  'nak',
  'open',
  'cookie',
  'echo',
  'accept',
  'refuse',
  'close',
  'closed',
  'ping',
  'pong',
  'unknown'
] as const
