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
  /** As filters call it: `seq` is `rdtchat.seq` in Wireshark. */
  readonly name: string
  /** As people read it. */
  readonly label: string
  readonly offset: number
  readonly length: number
  readonly about: string
  readonly shownAs: 'hex' | 'decimal'
  /** Numbers that share the field, some bits each. */
  readonly parts?: readonly FieldPart[]
}

export interface FieldPart {
  readonly name: string
  readonly label: string
  /** The bits that are its own. */
  readonly mask: number
}

export const MAGIC: Field = {
  name: 'magic',
  label: 'Magic',
  offset: 0,
  length: 2,
  about: "'RD' (0x52 0x44)",
  shownAs: 'hex'
}
export const VERSION_AND_KIND: Field = {
  name: 'version_kind',
  label: 'Version and kind',
  offset: 2,
  length: 1,
  about: 'version in the high nibble, kind in the low one',
  shownAs: 'hex',
  parts: [
    { name: 'version', label: 'Version', mask: 0xf0 },
    { name: 'kind', label: 'Kind', mask: 0x0f }
  ]
}
/** FLAGS: the window field holds a window. */
export const HAS_WINDOW = 1
export const FLAGS: Field = {
  name: 'flags',
  label: 'Flags',
  offset: 3,
  length: 1,
  about: 'bit 0: window is valid',
  shownAs: 'hex',
  parts: [{ name: 'has_window', label: 'Has a window', mask: HAS_WINDOW }]
}
export const CONNECTION: Field = {
  name: 'conn',
  label: 'Connection',
  offset: 4,
  length: 8,
  about: 'connection id, random, each way',
  shownAs: 'hex'
}
export const SEQUENCE: Field = {
  name: 'seq',
  label: 'Sequence number',
  offset: 12,
  length: 4,
  about: 'sequence number',
  shownAs: 'decimal'
}
export const ACKNOWLEDGEMENT: Field = {
  name: 'ack',
  label: 'Acknowledgement number',
  offset: 16,
  length: 4,
  about: 'acknowledgement number',
  shownAs: 'decimal'
}
export const WINDOW: Field = {
  name: 'window',
  label: 'Window',
  offset: 20,
  length: 2,
  about: 'receive window',
  shownAs: 'decimal'
}
export const LENGTH: Field = {
  name: 'len',
  label: 'Payload length',
  offset: 22,
  length: 2,
  about: 'payload length',
  shownAs: 'decimal'
}
export const CHECKSUM: Field = {
  name: 'checksum',
  label: 'Checksum',
  offset: 24,
  length: 4,
  about: 'over the whole datagram with this field zero',
  shownAs: 'hex'
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

/** The terms of an opening, from their first byte; behind these fields stands the protocol's name. */
export const TERMS_WINDOW: Field = {
  name: 'terms.window',
  label: 'Window',
  offset: 0,
  length: 4,
  about: 'segments in flight at most',
  shownAs: 'decimal'
}
export const TERMS_MSS: Field = {
  name: 'terms.mss',
  label: 'Segment size',
  offset: 4,
  length: 2,
  about: 'payload bytes of a segment at most',
  shownAs: 'decimal'
}
export const TERMS_SEQ_BITS: Field = {
  name: 'terms.seq_bits',
  label: 'Sequence number bits',
  offset: 6,
  length: 1,
  about: 'bits of a sequence number',
  shownAs: 'decimal'
}
export const TERMS_CHECKSUM: Field = {
  name: 'terms.checksum',
  label: 'Checksum of segments',
  offset: 7,
  length: 1,
  about: 'the algorithm for segments',
  shownAs: 'decimal'
}
export const TERMS_NAME_LENGTH: Field = {
  name: 'terms.name_length',
  label: 'Length of the name',
  offset: 8,
  length: 1,
  about: "bytes of the protocol's name, which follows",
  shownAs: 'decimal'
}

export const TERMS_FIELDS: readonly Field[] = [
  TERMS_WINDOW,
  TERMS_MSS,
  TERMS_SEQ_BITS,
  TERMS_CHECKSUM,
  TERMS_NAME_LENGTH
]
/** Bytes of the terms before the name. */
export const TERMS_LENGTH = 9

/** Bytes before the payload. */
export const HEADER_LENGTH = 28
/** A datagram never exceeds this, so that no network on the way cuts it up. */
export const MAX_DATAGRAM = 1200
/** The most that a segment can carry. */
export const MAX_PAYLOAD = MAX_DATAGRAM - HEADER_LENGTH
export const MAGIC_VALUE = 0x5244

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
