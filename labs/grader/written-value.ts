/**
 * Values as a checks.json writes them, and as a report shows them.
 *
 *     42, true, "text", null, [ … ], { "key": … }     as they are in JSON; null: nothing yet
 *     { "hex": "de ad" }   { "utf8": "abc" }          bytes
 *     { "hex": "ff", "times": 1000 }                  the same again and again
 *     { "number": "0xcbf43926" }                      a number, and shown in that way
 *     { "ms": 250 }                                   250000, in µs, and shown in ms
 */
import { BadInput } from '../../src/kernel/quantity.js'

/** How a number is shown. */
export type Notation = 'plain' | 'hex' | 'ms'

const LONGEST_SHOWN = 12
const MOST_BYTES = 1 << 20

type Fields = Readonly<Record<string, unknown>>

/** @throws BadInput with the mend */
export function readValue(written: unknown): unknown {
  if (Array.isArray(written)) return written.map(readValue)
  if (typeof written !== 'object' || written === null) return written
  const fields = written as Fields
  const [key = ''] = Object.keys(fields)
  switch (key) {
    case 'hex':
      return repeated(hexBytes(fields['hex']), fields['times'])
    case 'utf8':
      return repeated(new TextEncoder().encode(textOf(fields, 'utf8')), fields['times'])
    case 'number':
      return numberOf(textOf(fields, 'number'))
    case 'ms':
      return microseconds(fields['ms'])
    default:
      return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, readValue(one)]))
  }
}

export function notationOf(written: unknown): Notation {
  if (typeof written !== 'object' || written === null) return 'plain'
  if ('number' in written) return 'hex'
  return 'ms' in written ? 'ms' : 'plain'
}

function textOf(fields: Fields, key: string): string {
  const text = fields[key]
  if (typeof text === 'string') return text
  throw new BadInput(`${key}: it must be a text: { "${key}": "…" }`)
}

function hexBytes(written: unknown): Uint8Array {
  const digits = typeof written === 'string' ? written.replace(/\s/g, '') : 'no'
  if (!/^([\da-f]{2})*$/i.test(digits)) {
    throw new BadInput('hex: it must be a text of two digits for each byte, "de ad"')
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function repeated(bytes: Uint8Array, times: unknown = 1): Uint8Array {
  const isCount = typeof times === 'number' && Number.isInteger(times) && times >= 0
  if (!isCount || times * bytes.length > MOST_BYTES) {
    throw new BadInput(`times: it must be a whole number, for ${MOST_BYTES} bytes at most`)
  }
  const all = new Uint8Array(times * bytes.length)
  for (let i = 0; i < times; i++) all.set(bytes, i * bytes.length)
  return all
}

function numberOf(text: string): number {
  const value = Number(text)
  if (/^0x[\da-f]+$/i.test(text) && Number.isSafeInteger(value)) return value
  throw new BadInput('number: it must be a text such as "0xcbf43926"; or leave it a plain number')
}

function microseconds(written: unknown): number {
  const value = typeof written === 'number' ? 1000 * written : Number.NaN
  if (Number.isFinite(value)) return Math.round(value)
  throw new BadInput('ms: it must be a number of milliseconds')
}

/** Of a value that somebody hands in, so many parts are looked at. */
const MOST_PARTS = 10_000
const DEEPEST = 4

/**
 * A value of a submission as one of ours, which runs no code of theirs when it is looked at. To
 * make it does: so it belongs into a call that is watched.
 */
export function ourCopy(value: unknown): unknown {
  let parts = 0
  const copy = (one: unknown, depth: number): unknown => {
    if (typeof one !== 'object' || one === null) return one
    if (one instanceof Uint8Array) return new Uint8Array(one)
    if (depth > DEEPEST || ++parts > MOST_PARTS) return '…'
    if (Array.isArray(one)) {
      const length = Math.min(one.length, MOST_PARTS)
      return Array.from({ length }, (_, index) => copy(one[index], depth + 1))
    }
    const keys = Object.keys(one).slice(0, MOST_PARTS)
    return Object.fromEntries(keys.map((key) => [key, copy((one as Fields)[key], depth + 1)]))
  }
  return copy(value, 0)
}

/** Is `found`, which may be anything, as it should be? Numbers within `tolerance`. */
export function isAsWanted(found: unknown, wanted: unknown, tolerance: number): boolean {
  if (wanted === null || wanted === undefined) return found === null || found === undefined
  if (typeof wanted === 'number') {
    if (typeof found !== 'number') return false
    return found === wanted || Math.abs(found - wanted) <= tolerance
  }
  if (wanted instanceof Uint8Array || Array.isArray(wanted)) {
    const theirs = listOf(found)
    return (
      theirs?.length === wanted.length &&
      [...wanted].every((one, index) => isAsWanted(theirs[index], one, tolerance))
    )
  }
  if (typeof wanted === 'object') {
    if (typeof found !== 'object' || found === null) return false
    return Object.entries(wanted).every(([key, one]) =>
      isAsWanted((found as Fields)[key], one, tolerance)
    )
  }
  return found === wanted
}

const listOf = (found: unknown): readonly unknown[] | undefined => {
  if (found instanceof Uint8Array) return [...found]
  return Array.isArray(found) ? found : undefined
}

/** In one line, and not a long one. */
export function describeValue(value: unknown, notation: Notation = 'plain'): string {
  if (typeof value === 'number') return describeNumber(value, notation)
  if (value instanceof Uint8Array) return describeBytes(value)
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80))
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    return JSON.stringify(value)?.slice(0, 120) ?? 'an object'
  } catch {
    return 'an object'
  }
}

function describeNumber(value: number, notation: Notation): string {
  if (notation === 'ms') return `${Number((value / 1000).toFixed(3))} ms`
  const isSmall = value >= 0 && value < 10
  if (notation === 'plain' || isSmall || !Number.isInteger(value)) return String(value)
  return value < 0 ? `−0x${(-value).toString(16)}` : `0x${value.toString(16)}`
}

export function describeBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes'
  const shown = [...bytes.subarray(0, LONGEST_SHOWN)].map((one) =>
    one.toString(16).padStart(2, '0')
  )
  const rest = bytes.length > LONGEST_SHOWN ? ` … (${bytes.length} bytes)` : ''
  return `${shown.join(' ')}${rest}`
}
