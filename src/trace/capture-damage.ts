/**
 * What a damaged datagram of a capture looks like. A trace says why it was damaged, and whether
 * anybody noticed; not where. So a bit is changed that the checksum sees, or words change
 * places, or the end is missing, as the reason says.
 */
import type { ChecksumName } from '../rdt/checksum.js'
import { CHECKSUM, HEADER_LENGTH, LENGTH } from '../wire/fields.js'

/** Bytes of the smallest payload in which two words can change places. */
const TWO_WORDS = 4

/**
 * A copy of `bytes` whose damage a receiver notices.
 * @param why the channel's reason: `fate w`, `truncate 5%: …`
 */
export function damaged(bytes: Uint8Array, why: string, checksum: ChecksumName): Uint8Array {
  const payload = bytes.length - HEADER_LENGTH
  if (/^(truncate|fate t)/.test(why)) {
    return bytes.slice(0, payload > 0 ? HEADER_LENGTH + (payload >> 1) : HEADER_LENGTH - 1)
  }
  const copy = bytes.slice()
  const a = HEADER_LENGTH
  const b = bytes.length - 2
  // Only a CRC sees that words have changed places.
  if (why === 'fate w' && checksum === 'crc32' && payload >= TWO_WORDS) {
    copy.copyWithin(a, b, b + 2)
    copy.set(bytes.subarray(a, a + 2), b)
    if (copy.some((byte, i) => byte !== bytes[i])) return copy
  }
  return flip(copy, flawAt(bytes, checksum))
}

/** Which byte gets the damage: any, as long as it is seen and the datagram still looks like ours. */
function flawAt(bytes: Uint8Array, checksum: ChecksumName): number {
  if (bytes.length < HEADER_LENGTH) return bytes.length - 1
  // Without a checksum, nobody notices anything but a length that is not true.
  if (checksum === 'none') return LENGTH.offset + LENGTH.length - 1
  return bytes.length > HEADER_LENGTH ? bytes.length - 1 : CHECKSUM.offset
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const byte = bytes[at]
  if (byte !== undefined) bytes[at] = byte ^ 1
  return bytes
}
