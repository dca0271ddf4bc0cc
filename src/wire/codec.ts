/**
 * Datagrams to bytes and back. Decoding is total: any bytes give a datagram, perhaps
 * a corrupt one, or the name of the reason for which they are none.
 */
import { type ChecksumName, checksum } from '../rdt/checksum.js'
import { type Datagram, isSegment, type SegmentDatagram, VERSION } from '../rdt/datagram.js'
import type { Segment } from '../rdt/segment.js'
import { controlLength, OPENING_LENGTH, readControl, writeControl } from './control.js'
import {
  ACKNOWLEDGEMENT,
  CHECKSUM,
  CONNECTION,
  FLAGS,
  HAS_WINDOW,
  HEADER_LENGTH,
  KINDS,
  LENGTH,
  MAGIC,
  MAGIC_VALUE,
  MAX_DATAGRAM,
  SEQUENCE,
  VERSION_AND_KIND,
  WINDOW
} from './fields.js'

/** Why bytes are no datagram of ours. */
export type Refusal = 'too short' | 'too long' | 'not ours' | 'version' | 'length'

export type Decoded =
  | { readonly datagram: Datagram }
  | {
      readonly refused: Refusal
      /** For `version`: which one it is. */
      readonly version?: number
      readonly conn?: string
      readonly kind?: string
    }

/** Length of `datagram` on the wire, in bytes. */
export const lengthOf = (datagram: Datagram | Segment): number =>
  HEADER_LENGTH + (isSegment(datagram) ? datagram.data.length : controlLength(datagram))

/**
 * The bytes of `datagram`. Openings and closings always carry a CRC-32; segments the
 * `algorithm` of their connection.
 * @throws RangeError where the payload is too long for a datagram
 */
export function encode(datagram: Datagram, algorithm: ChecksumName): Uint8Array<ArrayBuffer> {
  const length = lengthOf(datagram)
  if (length > MAX_DATAGRAM) {
    throw new RangeError(`a datagram of ${length} bytes: at most ${MAX_DATAGRAM} go on the wire`)
  }
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint16(MAGIC.offset, MAGIC_VALUE)
  bytes[VERSION_AND_KIND.offset] = (VERSION << 4) | KINDS.indexOf(datagram.kind)
  view.setUint32(CONNECTION.offset, Number.parseInt(datagram.conn.slice(0, 8), 16))
  view.setUint32(CONNECTION.offset + 4, Number.parseInt(datagram.conn.slice(8), 16))
  view.setUint16(LENGTH.offset, length - HEADER_LENGTH)
  if (isSegment(datagram)) writeSegment(datagram, bytes, view)
  else writeControl(datagram, bytes, view)
  const name = isSegment(datagram) ? algorithm : 'crc32'
  view.setUint32(CHECKSUM.offset, checksum(name, bytes))
  return bytes
}

function writeSegment(segment: SegmentDatagram, bytes: Uint8Array, view: DataView): void {
  view.setUint32(SEQUENCE.offset, segment.seqnum)
  view.setUint32(ACKNOWLEDGEMENT.offset, segment.acknum)
  if (segment.window !== undefined) {
    bytes[FLAGS.offset] = HAS_WINDOW
    view.setUint16(WINDOW.offset, segment.window)
  }
  bytes.set(segment.data, HEADER_LENGTH)
}

/**
 * What `bytes` say, their checksum verified. A segment's `data` is a view of `bytes`.
 * A corrupt datagram is given as a segment that is `corrupt`, its fields as they came.
 */
export function decode(bytes: Uint8Array, algorithm: ChecksumName): Decoded {
  const refusal = refuse(bytes)
  if (refusal !== undefined) return refusal
  const view = viewOf(bytes)
  const versionAndKind = bytes[VERSION_AND_KIND.offset] as number
  const kind = versionAndKind >> 4 === VERSION ? KINDS[versionAndKind & 15] : undefined
  const conn = readConnection(bytes)
  if (kind === 'data' || kind === 'ack' || kind === 'nak') {
    return { datagram: readSegment(kind, conn, !isIntact(bytes, view, algorithm), bytes, view) }
  }
  const control =
    kind !== undefined && isIntact(bytes, view, 'crc32')
      ? readControl(kind, conn, bytes, view)
      : undefined
  return { datagram: control ?? readSegment('data', conn, true, bytes, view) }
}

/** The connection id that a datagram of ours, however damaged, claims; '' where it is too short. */
export function readConnection(bytes: Uint8Array): string {
  if (bytes.length < HEADER_LENGTH) return ''
  let id = ''
  for (let i = 0; i < CONNECTION.length; i++) {
    id += HEX[bytes[CONNECTION.offset + i] as number]
  }
  return id
}

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))

function refuse(bytes: Uint8Array): Decoded | undefined {
  if (bytes.length < HEADER_LENGTH) return { refused: 'too short' }
  if (bytes.length > MAX_DATAGRAM) return { refused: 'too long' }
  if (((bytes[0] as number) << 8) + (bytes[1] as number) !== MAGIC_VALUE) {
    return { refused: 'not ours' }
  }
  const versionAndKind = bytes[VERSION_AND_KIND.offset] as number
  const kind = KINDS[versionAndKind & 15]
  if (versionAndKind >> 4 !== VERSION && isIntact(bytes, viewOf(bytes), 'crc32')) {
    const version = versionAndKind >> 4
    // An opening is padded in every version, or its refusal would be longer than itself.
    const isStunted = kind === 'open' && bytes.length < HEADER_LENGTH + OPENING_LENGTH
    const conn = readConnection(bytes)
    return { refused: 'version', version, conn, kind: isStunted ? '?' : (kind ?? '?') }
  }
  const length = ((bytes[LENGTH.offset] as number) << 8) + (bytes[LENGTH.offset + 1] as number)
  if (length !== bytes.length - HEADER_LENGTH) return { refused: 'length' }
  return undefined
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Computes the checksum with its field zero, and puts the field back. */
function isIntact(bytes: Uint8Array, view: DataView, algorithm: ChecksumName): boolean {
  const claimed = view.getUint32(CHECKSUM.offset)
  view.setUint32(CHECKSUM.offset, 0)
  const computed = checksum(algorithm, bytes)
  view.setUint32(CHECKSUM.offset, claimed)
  return claimed === computed || algorithm === 'none'
}

function readSegment(
  kind: SegmentDatagram['kind'],
  conn: string,
  corrupt: boolean,
  bytes: Uint8Array,
  view: DataView
): SegmentDatagram {
  const segment = {
    kind,
    seqnum: view.getUint32(SEQUENCE.offset),
    acknum: view.getUint32(ACKNOWLEDGEMENT.offset),
    data: bytes.subarray(HEADER_LENGTH),
    corrupt,
    conn
  }
  if (((bytes[FLAGS.offset] as number) & HAS_WINDOW) === 0) return segment
  return { ...segment, window: view.getUint16(WINDOW.offset) }
}
