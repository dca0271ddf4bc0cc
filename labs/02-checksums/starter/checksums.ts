/**
 * Lab 2: Checksums (Kurose & Ross, section 3.3.2 and section 6.2; RFC 1071). README.md has the task.
 *
 *     parity             one bit: is the number of set bits odd?
 *     internetChecksum   16 bits: the complement of a sum of words, what is carried out added again
 *     crc32              32 bits: the remainder of a division of polynomials
 *
 *   rdt lab check 2   judges this file        rdt lab hint 2   helps a little
 */

/** 1 where the number of set bits in all of `bytes` is odd, else 0 (even parity). */
export function parity(bytes: Uint8Array): number {
  return 0 // TODO
}

/** RFC 1071, a number of 16 bits, 0 … 0xffff. */
export function internetChecksum(bytes: Uint8Array): number {
  return 0 // TODO
}

/** CRC-32 of IEEE 802.3 (Ethernet, zip, PNG), an unsigned number of 32 bits. */
export function crc32(bytes: Uint8Array): number {
  return 0 // TODO
}

type Pair = readonly [before: Uint8Array, after: Uint8Array]

/** Exactly two bits differ, and both messages have the same parity. */
export const missedByParity: Pair = [Uint8Array.of(), Uint8Array.of()] // TODO

/** Two words of 16 bits have changed places, and both have the same Internet checksum. */
export const missedByInternet: Pair = [Uint8Array.of(), Uint8Array.of()] // TODO

/** Exactly two bits differ, and both have the same Internet checksum. */
export const twoBitsMissedByInternet: Pair = [Uint8Array.of(), Uint8Array.of()] // TODO

/**
 * The bits that are changed, in at most 5 bytes: whatever 5 bytes they are changed in, CRC-32 does
 * not see it.
 */
export const missedByCrc32 = Uint8Array.of() // TODO
