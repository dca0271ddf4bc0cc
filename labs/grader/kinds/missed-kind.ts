/**
 * `missed`: a student's example of damage that a checksum does not see, under conditions.
 *
 *     "form": "pair"       [before, after]: two messages of one checksum
 *     "form": "pattern"    the bits that are changed, in any message of that length: where a
 *                          checksum is linear, what it misses in one it misses in all
 *
 * Bits are counted as they are sent: byte by byte, and in a byte the lowest first.
 */
import * as v from 'valibot'
import { CHECKSUMS, checksum } from '../../../src/rdt/checksum.js'
import type { Bench } from '../bench.js'
import { COMMON, checkKind, count, type Judged } from '../check-kind.js'
import { type Conditions, changedBits, conditionFault } from '../damage-conditions.js'
import { describeBytes, describeValue, ourCopy } from '../written-value.js'

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('missed'),
  /** Where the student's example is. */
  export: v.pipe(v.string('it must be a text'), v.minLength(1, 'it must not be empty')),
  checksum: v.picklist(CHECKSUMS, `it must be one of ${CHECKSUMS.join(', ')}`),
  form: v.picklist(['pair', 'pattern'], 'it must be one of pair, pattern'),
  /** Exactly so many changed bits. */
  bits: v.optional(count(1, 8000)),
  /** From the first changed bit to the last, both included. */
  most_burst: v.optional(count(1, 8000)),
  least_bytes: v.optional(count(0, 1000), 0),
  most_bytes: v.optional(count(1, 1000), 1000),
  /** Of a pair: the one is the other with two words of 16 bits in each other's place. */
  swapped_words: v.optional(v.boolean('it must be true or false')),
  /** Of a pair: one is longer. */
  other_length: v.optional(v.boolean('it must be true or false'))
})

type MissedCheck = v.InferOutput<typeof schema>

export const missedKind = checkKind(
  schema,
  (check, bench): Judged => {
    const what = check.form === 'pair' ? pairFault(check, bench) : patternFault(check, bench)
    if (what === undefined) return { verdict: 'pass', findings: [], runs: 1 }
    const findings = [
      { rule: 'missed', verdict: 'fail', what: `${check.export}: ${what}` }
    ] as const
    return { verdict: 'fail', findings, runs: 1 }
  },
  {
    fault: ({ form, checksum: name, swapped_words, other_length }) => {
      if (form === 'pair') return undefined
      if (name !== 'parity' && name !== 'crc32') {
        return `form: what ${name} misses depends on the message; write "pair"`
      }
      if (!swapped_words && !other_length) return undefined
      return 'form: swapped_words and other_length are of pairs; leave them out'
    }
  }
)

const BYTES = 'Uint8Array.of(0x12, 0x34)'

/** Bytes in whatever way they are written; undefined where it is none. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (!Array.isArray(value)) return undefined
  const isByte = (one: unknown) => Number.isInteger(one) && (one as number) >>> 8 === 0
  return value.every(isByte) ? Uint8Array.from(value as number[]) : undefined
}

function exported({ export: name }: MissedCheck, bench: Bench): unknown {
  const called = bench.call(() => ourCopy(bench.exports[name]), undefined)
  return 'value' in called ? called.value : undefined
}

function pairFault(check: MissedCheck, bench: Bench): string | undefined {
  const pair = exported(check, bench)
  if (pair === undefined) return `it is not exported; write export const ${check.export} = …`
  if (!Array.isArray(pair) || pair.length !== 2) {
    return `it must be two messages, [before, after], each a ${BYTES}`
  }
  const [before, after] = pair.map(bytesOf)
  if (before === undefined || after === undefined) {
    const found = describeValue(pair[before === undefined ? 0 : 1])
    return `a message is bytes, ${BYTES}; it has ${found}`
  }
  return conditionFault(before, after, conditionsOf(check)) ?? sightFault(check, before, after)
}

const conditionsOf = (check: MissedCheck): Conditions => ({
  bits: check.bits,
  mostBurst: check.most_burst,
  leastBytes: check.least_bytes,
  mostBytes: check.most_bytes,
  isSwap: check.swapped_words === true,
  isOtherLength: check.other_length === true
})

/** Undefined where the checksum of both is one. */
function sightFault({ checksum: name }: MissedCheck, before: Uint8Array, after: Uint8Array) {
  const [first, second] = [checksum(name, before), checksum(name, after)]
  if (first === second) return undefined
  const shown = (value: number) => describeValue(value, name === 'parity' ? 'plain' : 'hex')
  return `${name} sees it: ${shown(first)} of ${describeBytes(before)}, ${shown(second)} of ${describeBytes(after)}`
}

function patternFault(check: MissedCheck, bench: Bench): string | undefined {
  const value = exported(check, bench)
  if (value === undefined) return `it is not exported; write export const ${check.export} = …`
  const pattern = bytesOf(value)
  if (pattern === undefined) {
    return `the pattern is bytes, ${BYTES}; it is ${describeValue(value)}`
  }
  const zeros = new Uint8Array(pattern.length)
  return (
    conditionFault(zeros, pattern, conditionsOf(check)) ??
    (sightFault(check, zeros, pattern) === undefined ? undefined : seenWords(check, pattern))
  )
}

/** Of a pattern that is seen: what it is near to. */
function seenWords({ checksum: name }: MissedCheck, pattern: Uint8Array): string {
  const zeros = new Uint8Array(pattern.length)
  const isMissed = (one: Uint8Array) => checksum(name, one) === checksum(name, zeros)
  const turned = pattern.map(reversed)
  const sees = `${name} sees ${describeBytes(pattern)}`
  if (name !== 'crc32') return `${sees}: it changes an odd number of bits`
  if (isMissed(turned)) {
    return `${sees}, but not the same with the bits of each byte turned round: the lowest bit of a byte is sent first, and so it is the highest power of x`
  }
  if (isMissed(pattern.toReversed())) return `${sees}, but not its bytes in the other order`
  if (isMissed(turned.toReversed())) {
    return `${sees}, but not all of its bits in the other order: the lowest bit of the first byte is sent first, and is the highest power of x`
  }
  const bits = changedBits(zeros, pattern)
  const burst = (bits.at(-1) ?? 0) - (bits[0] ?? 0) + 1
  const hint =
    burst <= 32
      ? `all its bits lie within ${burst}, and CRC-32 misses no burst of up to 32: the generator has 33, from x³² to 1`
      : 'as a polynomial it is no multiple of the generator: divide, and a remainder is left'
  return `${sees}: ${hint}`
}

function reversed(byte: number): number {
  let turned = 0
  for (let bit = 0; bit < 8; bit++) turned |= ((byte >> bit) & 1) << (7 - bit)
  return turned
}
