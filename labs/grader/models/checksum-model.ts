/**
 * Lab 2: parity, the Internet checksum (RFC 1071) and CRC-32 (IEEE 802.3), right and as they are
 * usually wrong.
 */
import { crc32, internetChecksum, parity } from '../../../src/rdt/checksum.js'
import type { ModuleModel, Suspect } from '../module-model.js'

type Checksum = (bytes: Uint8Array) => number

const suspects = (
  name: 'parity' | 'internetChecksum' | 'crc32',
  all: Readonly<Record<string, readonly [story: string, checksum: Checksum]>>
): Suspect[] =>
  Object.entries(all).map(([suspect, [story, checksum]]) => ({
    name: suspect,
    story,
    exports: { [name]: checksum }
  }))

/** What may be other than it should be in a ones' complement sum. */
interface SumSlips {
  readonly isLittleEndian?: true
  /** What an odd byte at the end counts for. */
  readonly odd?: (byte: number) => number
  readonly fold?: (sum: number) => number
  readonly finish?: (sum: number) => number
}

const foldAll = (sum: number): number => {
  let rest = sum
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000)
  return rest
}

function onesComplement({ isLittleEndian, odd, fold, finish }: SumSlips): Checksum {
  const [first, second] = isLittleEndian ? [1, 256] : [256, 1]
  return (bytes) => {
    let sum = 0
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      sum += (bytes[i] ?? 0) * first + (bytes[i + 1] ?? 0) * second
    }
    if (bytes.length % 2 === 1) {
      const last = bytes.at(-1) ?? 0
      sum += odd?.(last) ?? last * first
    }
    return (finish ?? ((folded) => ~folded & 0xffff))((fold ?? foldAll)(sum))
  }
}

/** What may be other than it should be in a CRC-32. */
interface CrcSlips {
  readonly polynomial?: number
  readonly initial?: number
  readonly last?: number
  readonly finish?: (crc: number) => number
}

const unsigned = (crc: number): number => crc >>> 0

/** Lowest bit first, as Ethernet sends them. */
function reflected({ polynomial, initial, last, finish }: CrcSlips): Checksum {
  return (bytes) => {
    let crc = initial ?? 0xffffffff
    for (const byte of bytes) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) {
        crc = crc & 1 ? (crc >>> 1) ^ (polynomial ?? 0xedb88320) : crc >>> 1
      }
    }
    return (finish ?? unsigned)(crc ^ (last ?? 0xffffffff))
  }
}

/** Highest bit first. */
const unreflected: Checksum = (bytes) => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
    }
  }
  return ~crc >>> 0
}

/** `>>` for `>>>`: the sign comes in from the left. */
const signShifted: Checksum = (bytes) => {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1
  }
  return ~crc >>> 0
}

const bytesSwapped = (crc: number): number => {
  const swapped = (crc << 24) | ((crc & 0xff00) << 8) | ((crc >>> 8) & 0xff00) | (crc >>> 24)
  return swapped >>> 0
}

const ones = (bytes: Uint8Array): number => {
  let count = 0
  for (const byte of bytes) for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1
  return count
}

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0)

export const checksumModel: ModuleModel = {
  right: { parity, internetChecksum, crc32 },
  suspects: [
    ...suspects('parity', {
      'odd-parity': [
        'with even parity the bit is 1 where the number of set bits is odd, so that all are even with it',
        (bytes) => 1 - parity(bytes)
      ],
      'counts-all-ones': ['it is how many bits are set; of that, take the lowest bit', ones],
      'lowest-bits-only': [
        'a sum of bytes says only something of the lowest bit of each; look at all eight',
        (bytes) => sumOf(bytes) & 1
      ],
      'last-byte-only': [
        'it forgets the bytes before: start with 0 once, before the loop, not within it',
        (bytes) => parity(bytes.slice(-1))
      ]
    }),
    ...suspects('internetChecksum', {
      'no-end-around-carry': [
        'what is carried out of the 16 bits is thrown away; in ones’ complement it is added again at the low end',
        onesComplement({ fold: (sum) => sum & 0xffff })
      ],
      'folded-only-once': [
        'adding the carry may carry again; fold until nothing is left above the 16 bits',
        onesComplement({ fold: (sum) => (sum & 0xffff) + Math.floor(sum / 0x10000) })
      ],
      'not-complemented': [
        'it is the sum itself; the checksum is its complement, ~sum & 0xffff',
        onesComplement({ finish: (sum) => sum })
      ],
      'not-masked': [
        '~ turns all 32 bits; keep 16 of them: ~sum & 0xffff',
        onesComplement({ finish: (sum) => ~sum })
      ],
      'little-endian': [
        'the first byte of a word is the high one: network byte order, bytes[i] << 8 | bytes[i + 1]',
        onesComplement({ isLittleEndian: true })
      ],
      'odd-byte-on-the-wrong-side': [
        'the zero that fills an odd end stands behind the last byte, which is the high one of its word: byte << 8',
        onesComplement({ odd: (byte) => byte })
      ],
      'odd-byte-forgotten': [
        'with an odd length the last byte is in no word; fill up with a zero',
        onesComplement({ odd: () => 0 })
      ],
      'bytes-for-words': [
        'it adds bytes; add words of 16 bits, two bytes each',
        (bytes) => ~foldAll(sumOf(bytes)) & 0xffff
      ]
    }),
    ...suspects('crc32', {
      'not-reflected': [
        'it takes the highest bit of a byte first; Ethernet sends the lowest first: shift right, with 0xedb88320',
        unreflected
      ],
      'polynomial-not-reflected': [
        'it shifts right with 0x04c11db7, which is written for shifting left; its bits the other way round are 0xedb88320',
        reflected({ polynomial: 0x04c11db7 })
      ],
      'no-final-xor': [
        'all bits of the remainder are turned in the end: ^ 0xffffffff',
        reflected({ last: 0 })
      ],
      'initial-zero': [
        'it begins with 0, so that zeros in front change nothing; begin with 0xffffffff',
        reflected({ initial: 0 })
      ],
      'initial-zero-and-no-final-xor': [
        'it is the bare remainder; begin with 0xffffffff, and turn all bits in the end',
        reflected({ initial: 0, last: 0 })
      ],
      'signed-result': [
        'the bits are right, but ^ makes a signed number of them; write >>> 0 in the end',
        reflected({ finish: (crc) => crc | 0 })
      ],
      'sign-shifted-in': ['>> brings the sign in from the left; write >>>', signShifted],
      'bytes-of-the-result-swapped': [
        'the four bytes of the result are the other way round; return the number as it is',
        reflected({ finish: (crc) => bytesSwapped(crc >>> 0) })
      ]
    })
  ]
}
