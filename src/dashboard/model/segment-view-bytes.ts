/**
 * The header of a datagram, byte by byte, as far as it is known: from its bytes where they are at
 * hand, or else from what an event says of it. A trace keeps no payload, so a checksum over one is
 * not known; nor is what `tcp` hides in fields that the others leave empty.
 */
import { CHECKSUMS, checksum } from '../../rdt/checksum.js'
import { VERSION } from '../../rdt/datagram.js'
import type { TraceEvent, TraceHeader } from '../../trace/event.js'
import type { SpokenProtocol } from '../../trace/spoken-protocol.js'
import {
  ACKNOWLEDGEMENT,
  CHECKSUM,
  CONNECTION,
  FIELDS,
  type Field,
  FLAGS,
  HEADER_LENGTH,
  KINDS,
  LENGTH,
  MAGIC,
  MAGIC_VALUE,
  SEQUENCE,
  VERSION_AND_KIND,
  WINDOW
} from '../../wire/fields.js'

/** Undefined: nobody knows. */
type Byte = number | undefined

export interface FieldView {
  readonly field: Field
  /** `00 00 00 03`; `··` for a byte that nobody knows. */
  readonly bytes: string
  /** `3`, `version 1, data`, `not in the trace`. */
  readonly value: string
}

/** The fields of the datagram that `event` is about, in their order. */
export function fieldViews(
  event: TraceEvent,
  { config }: Pick<TraceHeader, 'config'>,
  protocol: SpokenProtocol,
  bytes: Uint8Array | undefined
): FieldView[] {
  const header = bytes === undefined ? headerOf(event, config, protocol) : [...bytes]
  return FIELDS.map((field) => {
    const own = header.slice(field.offset, field.offset + field.length)
    const known = Array.from({ length: field.length }, (_, index) => own[index])
    return { field, bytes: hexOf(known), value: valueIn(field, known) }
  })
}

/** `52 44`, `··` for what is not known. */
export const hexOf = (bytes: Iterable<Byte>): string =>
  Array.from(bytes, (byte) => byte?.toString(16).padStart(2, '0') ?? '··').join(' ')

function headerOf(
  { kind = '', conn, seq, ack, len }: TraceEvent,
  config: TraceHeader['config'],
  { name }: SpokenProtocol
): Byte[] {
  const header: Byte[] = new Array<Byte>(HEADER_LENGTH).fill(undefined)
  const known = (KINDS as readonly string[]).indexOf(kind)
  write(header, MAGIC, MAGIC_VALUE)
  if (known >= 0) write(header, VERSION_AND_KIND, (VERSION << 4) | known)
  if (conn !== undefined) writeHex(header, CONNECTION, conn)
  const isSegment = kind === 'data' || kind === 'ack' || kind === 'nak'
  if (!isSegment) return header
  if (conn === undefined) writeHex(header, CONNECTION, '0'.repeat(2 * CONNECTION.length))
  if (kind === 'data') write(header, SEQUENCE, seq)
  if (kind === 'ack') write(header, ACKNOWLEDGEMENT, ack)
  if (kind === 'data') write(header, LENGTH, len)
  // These leave empty what they do not need; of others nobody knows.
  if (name === '' || name === 'tcp') return header
  if (kind !== 'data') for (const field of [SEQUENCE, LENGTH]) write(header, field, 0)
  if (kind !== 'ack') write(header, ACKNOWLEDGEMENT, 0)
  for (const field of [FLAGS, WINDOW]) write(header, field, 0)
  if (kind !== 'data' || len === 0) writeChecksum(header, config['checksum'])
  return header
}

function write(header: Byte[], { offset, length }: Field, value: number | undefined): void {
  if (value === undefined) return
  for (let i = 0; i < length; i++) {
    header[offset + i] = Math.floor(value / 256 ** (length - 1 - i)) & 255
  }
}

function writeHex(header: Byte[], { offset, length }: Field, digits: string): void {
  for (let i = 0; i < length; i++) {
    const byte = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
    if (!Number.isNaN(byte)) header[offset + i] = byte
  }
}

/** Of a datagram without a payload all that it covers is known. */
function writeChecksum(header: Byte[], name: unknown): void {
  const algorithm = CHECKSUMS.find((each) => each === name)
  if (algorithm === undefined) return
  write(header, CHECKSUM, checksum(algorithm, Uint8Array.from(header.map((byte) => byte ?? 0))))
}

function valueIn(field: Field, bytes: readonly Byte[]): string {
  if (bytes.includes(undefined)) return 'not in the trace'
  const value = bytes.reduce<number>((sum, byte = 0) => sum * 256 + byte, 0)
  if (field === MAGIC) return `“${String.fromCharCode(...bytes.map((byte) => byte ?? 0))}”`
  if (field === VERSION_AND_KIND) return `version ${value >> 4}, ${KINDS[value & 15] ?? 'unknown'}`
  if (field === FLAGS) return (value & 1) === 1 ? 'the window is valid' : 'none'
  if (field.shownAs === 'decimal') return String(value)
  return bytes.map((byte = 0) => byte.toString(16).padStart(2, '0')).join('')
}
