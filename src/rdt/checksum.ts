/**
 * Checksums: how a receiver learns that bits were changed on the way (Kurose &
 * Ross, section 6.2). They differ in what they miss:
 *
 *     parity     one bit for all: misses every even number of changed bits
 *     internet   RFC 1071, ones' complement sum of 16-bit words: misses swapped words
 *     crc32      IEEE 802.3: misses no burst up to 32 bits, one in 2^32 of the rest
 *     none       misses everything
 */
export type ChecksumName = 'crc32' | 'internet' | 'parity' | 'none'

export const CHECKSUMS: readonly ChecksumName[] = ['crc32', 'internet', 'parity', 'none']

/** A checksum of all of `bytes` as an unsigned 32-bit number. */
export function checksum(name: ChecksumName, bytes: Uint8Array): number {
  switch (name) {
    case 'crc32':
      return crc32(bytes)
    case 'internet':
      return internetChecksum(bytes)
    case 'parity':
      return parity(bytes)
    case 'none':
      return 0
  }
}

/** Eight tables for eight bytes a step (slicing-by-8); table 0 is the classic byte table. */
const TABLES = makeTables()

function makeTables(): readonly Uint32Array[] {
  const tables = Array.from({ length: 8 }, () => new Uint32Array(256))
  const [first] = tables as [Uint32Array]
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
    first[n] = c
  }
  for (let n = 0; n < 256; n++) {
    let c = first[n] as number
    for (const table of tables.slice(1)) {
      c = (c >>> 8) ^ (first[c & 0xff] as number)
      table[n] = c
    }
  }
  return tables
}

const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array
]

/** CRC-32 of IEEE 802.3 (reflected, polynomial 0x04C11DB7); its check value is cbf43926. */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  let i = 0
  const last = bytes.length - 8
  // noUncheckedIndexedAccess: every index below is inside its table or array.
  const b = bytes as { readonly [index: number]: number }
  const at = (table: { readonly [index: number]: number }, index: number) =>
    table[index & 0xff] as number
  for (; i <= last; i += 8) {
    c ^= (b[i] as number) | ((b[i + 1] as number) << 8) | ((b[i + 2] as number) << 16)
    c ^= (b[i + 3] as number) << 24
    c =
      at(T7, c) ^
      at(T6, c >>> 8) ^
      at(T5, c >>> 16) ^
      at(T4, c >>> 24) ^
      at(T3, b[i + 4] as number) ^
      at(T2, b[i + 5] as number) ^
      at(T1, b[i + 6] as number) ^
      at(T0, b[i + 7] as number)
  }
  for (; i < bytes.length; i++) c = (c >>> 8) ^ at(T0, c ^ (b[i] as number))
  return (c ^ 0xffffffff) >>> 0
}

/** The Internet checksum (RFC 1071) of big-endian 16-bit words, an odd last byte padded with 0. */
export function internetChecksum(bytes: Uint8Array): number {
  let sum = 0
  let i = 0
  for (; i + 1 < bytes.length; i += 2) {
    sum += ((bytes[i] as number) << 8) | (bytes[i + 1] as number)
  }
  if (i < bytes.length) sum += (bytes[i] as number) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** Even parity: 1 where the number of set bits is odd. */
export function parity(bytes: Uint8Array): number {
  let folded = 0
  for (const byte of bytes) folded ^= byte
  folded ^= folded >>> 4
  folded ^= folded >>> 2
  return (folded ^ (folded >>> 1)) & 1
}
