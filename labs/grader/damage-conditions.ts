/** What a pair of messages, before and after damage, must be like; and what is said if it is not. */
import { describeBytes } from './written-value.js'

export interface Conditions {
  /** Exactly so many changed bits. */
  readonly bits: number | undefined
  /** From the first changed bit to the last. */
  readonly mostBurst: number | undefined
  readonly leastBytes: number
  readonly mostBytes: number
  /** Two words of 16 bits have changed places, and nothing else has changed. */
  readonly isSwap: boolean
  readonly isOtherLength: boolean
}

/** One line with what is asked for, or undefined. */
export function conditionFault(
  before: Uint8Array,
  after: Uint8Array,
  conditions: Conditions
): string | undefined {
  return (
    lengthFault(before, after, conditions) ??
    (conditions.isOtherLength ? undefined : changeFault(before, after, conditions))
  )
}

function lengthFault(
  before: Uint8Array,
  after: Uint8Array,
  { leastBytes, mostBytes, isOtherLength }: Conditions
): string | undefined {
  const longest = Math.max(before.length, after.length)
  const shortest = Math.min(before.length, after.length)
  if (longest === 0) return 'it is empty; write an example'
  if (longest > mostBytes) return `it has ${longest} bytes; at most ${mostBytes} are asked for`
  if (shortest < leastBytes) return `it has ${shortest} bytes; at least ${leastBytes} are asked for`
  const isOther = before.length !== after.length
  if (isOther === isOtherLength) return undefined
  return isOtherLength
    ? `both have ${longest} bytes; here one is to be longer than the other`
    : `one has a length of ${before.length} and the other of ${after.length}; they must be equally long`
}

function changeFault(
  before: Uint8Array,
  after: Uint8Array,
  { bits, mostBurst, isSwap }: Conditions
): string | undefined {
  const changed = changedBits(before, after)
  const [first = 0] = changed
  const burst = (changed.at(-1) ?? 0) - first + 1
  if (changed.length === 0) return 'no bit is changed'
  if (bits !== undefined && changed.length !== bits) {
    const many = changed.length === 1 ? '1 bit is' : `${changed.length} bits are`
    return `${many} changed (${placesOf(changed)}); exactly ${bits} are asked for`
  }
  if (mostBurst !== undefined && burst > mostBurst) {
    return `from the first changed bit to the last there are ${burst}; at most ${mostBurst} are asked for`
  }
  return isSwap ? swapFault(before, after) : undefined
}

function swapFault(before: Uint8Array, after: Uint8Array): string | undefined {
  if (before.length % 2 === 1) return `words of 16 bits need an even length, not ${before.length}`
  const word = (bytes: Uint8Array, index: number) =>
    describeBytes(bytes.slice(2 * index, 2 * index + 2))
  const all = Array.from({ length: before.length / 2 }, (_, index) => index)
  const changed = all.filter((index) => word(before, index) !== word(after, index))
  const [first = 0, second = 0] = changed
  if (
    changed.length === 2 &&
    word(before, first) === word(after, second) &&
    word(before, second) === word(after, first)
  )
    return undefined
  const words = changed.map(
    (index) => `word ${index}: ${word(before, index)} became ${word(after, index)}`
  )
  return `two words of 16 bits are to change places, and nothing else; here ${words.slice(0, 4).join(', ')}`
}

/** The numbers of the bits that differ, as they are sent: the lowest of byte 0 is 0. */
export function changedBits(before: Uint8Array, after: Uint8Array): number[] {
  const places: number[] = []
  for (const [index, byte] of before.entries()) {
    const changed = byte ^ (after[index] ?? 0)
    for (let bit = 0; bit < 8; bit++) if ((changed >> bit) & 1) places.push(8 * index + bit)
  }
  return places
}

function placesOf(places: readonly number[]): string {
  const shown = places.slice(0, 4).map((one) => `bit ${one % 8} of byte ${one >> 3}`)
  return places.length > 4 ? `${shown.join(', ')}, …` : shown.join(', ')
}
