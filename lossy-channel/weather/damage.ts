/** What damage does to the bytes of a datagram, and where it strikes. */
import type { RandomStream } from '../../src/kernel/random.js'
import type { Damage } from './lane-host.js'

/** The header of our own datagrams: behind it, a swap of words hurts nobody but the payload. */
const HEADER_BYTES = 28
const BYTES_FOR_PAYLOAD_SWAP = HEADER_BYTES + 4

/**
 * A damaged copy of `bytes`; they themselves stay as they are. (`slice` will not do: that of a Node
 * buffer makes no copy.)
 */
export function applyDamage(bytes: Uint8Array, damage: Damage): Uint8Array {
  switch (damage.kind) {
    case 'truncate':
      return new Uint8Array(bytes.subarray(0, damage.length))
    case 'flip': {
      const copy = new Uint8Array(bytes)
      for (const bit of damage.bits) {
        const at = bit >> 3
        const byte = copy[at]
        if (byte !== undefined) copy[at] = byte ^ (0x80 >> (bit & 7))
      }
      return copy
    }
    case 'swap':
      return swapWords(new Uint8Array(bytes), damage.words)
  }
}

/**
 * Swaps the two words. Where they are equal, the second gives way to the next one behind it that
 * differs, as a swap of equals would be no damage.
 */
function swapWords(bytes: Uint8Array, [first, second]: readonly [number, number]): Uint8Array {
  const from = firstSwappable(bytes.length)
  const count = (bytes.length >> 1) - from
  for (let i = 0; i < count; i++) {
    const other = from + ((second - from + i) % count)
    if (wordAt(bytes, other) === wordAt(bytes, first)) continue
    for (const half of [0, 1]) {
      const a = 2 * first + half
      const b = 2 * other + half
      const kept = bytes[a] as number
      bytes[a] = bytes[b] as number
      bytes[b] = kept
    }
    return bytes
  }
  return bytes
}

const wordAt = (bytes: Uint8Array, word: number): number =>
  ((bytes[2 * word] as number) << 8) | (bytes[2 * word + 1] as number)

/** The number of the first 16-bit word that a swap may take. */
function firstSwappable(length: number): number {
  if (length >= BYTES_FOR_PAYLOAD_SWAP) return HEADER_BYTES / 2
  return length >= 6 ? 1 : 0
}

/**
 * Flips `bits` bits of a datagram of `length` bytes, each another; with `bits` 0, or `w`, two words are
 * swapped. Undefined where there is nothing to change.
 */
export function chooseCorruption(
  length: number,
  bits: number,
  stream: RandomStream,
  why: string
): Damage | undefined {
  if (length === 0) return undefined
  const from = firstSwappable(length)
  const words = (length >> 1) - from
  if (bits === 0 && words >= 2) {
    const first = stream.below(words)
    const second = (first + 1 + stream.below(words - 1)) % words
    return { kind: 'swap', words: [from + first, from + second], why }
  }
  // Too short for two words: one bit is the least damage that there is.
  const wanted = Math.min(Math.max(1, bits), length * 8)
  const chosen = new Set<number>()
  while (chosen.size < wanted) chosen.add(stream.below(length * 8))
  return { kind: 'flip', bits: [...chosen].sort((a, b) => a - b), why }
}

/** Cuts a datagram of `length` bytes somewhere. Undefined where it is empty already. */
export function chooseTruncation(
  length: number,
  stream: RandomStream,
  why: string
): Damage | undefined {
  return length === 0 ? undefined : { kind: 'truncate', length: stream.below(length), why }
}
