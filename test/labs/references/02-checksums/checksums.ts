/** Lab 2, solved: parity, the Internet checksum and CRC-32, and damage that each of them misses. */

export function parity(bytes: Uint8Array): number {
  let ones = 0
  for (const byte of bytes) {
    for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1
  }
  return ones % 2
}

export function internetChecksum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) {
    const high = bytes[i] ?? 0
    const low = bytes[i + 1] ?? 0
    sum += high * 256 + low
    if (sum > 0xffff) sum = (sum & 0xffff) + 1
  }
  return ~sum & 0xffff
}

export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff
  for (const byte of bytes) {
    remainder ^= byte
    for (let bit = 0; bit < 8; bit++) {
      const isOne = (remainder & 1) === 1
      remainder >>>= 1
      if (isOne) remainder ^= 0xedb88320
    }
  }
  return (remainder ^ 0xffffffff) >>> 0
}

type Pair = readonly [before: Uint8Array, after: Uint8Array]

export const missedByParity: Pair = [Uint8Array.of(0x00), Uint8Array.of(0x03)]

export const missedByInternet: Pair = [
  Uint8Array.of(0x12, 0x34, 0x56, 0x78),
  Uint8Array.of(0x56, 0x78, 0x12, 0x34)
]

/** One column of the sum: what the first word gains, the second loses. */
export const twoBitsMissedByInternet: Pair = [
  Uint8Array.of(0x00, 0x00, 0x00, 0x01),
  Uint8Array.of(0x00, 0x01, 0x00, 0x00)
]

/** The generator itself, 33 bits, the highest power of x sent first: 2 · 0xedb88320 + 1. */
export const missedByCrc32 = Uint8Array.of(0x41, 0x06, 0x71, 0xdb, 0x01)
