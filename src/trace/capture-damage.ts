/**
 * What a damaged datagram of a capture looks like. A trace says why it was damaged, and whether
 * anybody noticed; not where. So a bit is changed that the checksum sees, or words change
 * places, or the end is missing, as the reason says.
 */
import type { ChecksumName } from '../rdt/checksum.js'
import { CHECKSUM, HEADER_LENGTH, LENGTH } from '../wire/fields.js'

/** Bytes of the smallest payload in which two words can change places. */
const TWO_WORDS = 4

/** Does the channel's reason `why` say that an end is missing? */
export const isCut = (why: string): boolean => /^(truncate|fate t)/.test(why)

/**
 * A copy of `bytes` whose damage a receiver notices.
 * @param why the channel's reason: `fate w`, `truncate 5%: …`
 */
export function damaged(bytes: Uint8Array, why: string, checksum: ChecksumName): Uint8Array {
  const payload = bytes.length - HEADER_LENGTH
  if (isCut(why)) {
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
  const { at, bit } = flawOf(bytes, checksum)
  const byte = copy[at]
  if (byte !== undefined) copy[at] = byte ^ bit
  return copy
}

/** Which bit gets the damage: any, as long as it is seen and the datagram still looks like ours. */
function flawOf(bytes: Uint8Array, checksum: ChecksumName): { readonly at: number; bit: number } {
  if (bytes.length < HEADER_LENGTH) return { at: bytes.length - 1, bit: 1 }
  if (checksum !== 'none') {
    return { at: bytes.length > HEADER_LENGTH ? bytes.length - 1 : CHECKSUM.offset, bit: 1 }
  }
  // Without a checksum, nobody notices anything but bytes that are missing.
  const at = LENGTH.offset + LENGTH.length - 1
  const length = bytes[at] as number
  return { at, bit: ~length & (length + 1) & 0xff }
}
