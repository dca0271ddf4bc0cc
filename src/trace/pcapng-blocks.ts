/**
 * pcapng, the file of packet captures (draft-ietf-opsawg-pcapng): a row of blocks, each with its
 * length at both ends, so that a reader steps over what it does not know.
 *
 *      ┌──────┬────────┬───────────────┬───────────────────────────────┬────────┐
 *      │ type │ length │ body          │ options: code · length · value │ length │
 *      └──────┴────────┴───────────────┴───────────────────────────────┴────────┘
 *        4        4      padded to 4     each padded to 4, 0 ends them      4
 *
 *      section header │ interface … │ names │ packet, events, packet, packet … │
 *
 * Numbers are little-endian here; a section says so itself.
 */
import { cleanText } from '../kernel/display.js'
import { encodeUtf8 } from '../kernel/utf8.js'

export const SECTION_HEADER = 0x0a0d0d0a
export const INTERFACE = 1
export const NAMES = 4
export const PACKET = 6
/** A block of our own, of a type that is free for local use: other programs step over it. */
export const EVENTS = 0x80005244

/** Of a section header: read the other way round, its numbers are, too. */
export const BYTE_ORDER = 0x1a2b3c4d

export const OPTION = {
  end: 0,
  comment: 1,
  /** Of an interface. */
  name: 2,
  description: 3,
  /** Of an interface: times count in 10^-value s. */
  resolution: 9,
  /** Of a packet. */
  flags: 2,
  /** Of a section. */
  application: 4,
  /** Bytes of some enterprise, which programs that save a capture again keep. */
  custom: 2989
} as const

/** PACKET's flags: which way it went on its interface, and what was wrong with it there. */
export const INBOUND = 1
export const OUTBOUND = 2
export const CRC_ERROR = 0x01000000

/** The number for examples (RFC 5612); what stands behind it says that the bytes are ours. */
export const ENTERPRISE = 32473
export const OURS: Uint8Array = encodeUtf8('rdt-chat')
/** So much goes into an option: its length has 16 bits. */
const LONGEST_OPTION = 0xffff
/** Most texts are so, and need no cleaning. */
const PLAIN = /^[ -~]*$/
export const LONGEST_CUSTOM: number = LONGEST_OPTION - 4 - OURS.length

export interface Option {
  readonly code: number
  readonly value: Uint8Array
}

/** `text` as an option, in one line. */
export const textOption = (code: number, text: string): Option => ({
  code,
  value: textBytes(text, LONGEST_OPTION)
})

/**
 * `text` for people: other programs print it on a terminal as it is, so what a terminal may not be
 * shown is cleaned out. What is longer than `longest` bytes is cut off, between two characters.
 */
export function textBytes(text: string, longest: number): Uint8Array {
  const value = encodeUtf8(PLAIN.test(text) ? text : cleanText(text))
  if (value.length <= longest) return value
  let length = longest
  while (length > 0 && ((value[length] as number) & 0xc0) === 0x80) length--
  return value.subarray(0, length)
}

/** At most LONGEST_CUSTOM bytes of `data` as an option that only we understand. */
export function customOption(data: Uint8Array): Option {
  const value = new Uint8Array(4 + OURS.length + data.length)
  new DataView(value.buffer).setUint32(0, ENTERPRISE, true)
  value.set(OURS, 4)
  value.set(data, 4 + OURS.length)
  return { code: OPTION.custom, value }
}

export const byteOption = (code: number, byte: number): Option => ({
  code,
  value: new Uint8Array([byte])
})

export function wordOption(code: number, word: number): Option {
  const value = new Uint8Array(4)
  new DataView(value.buffer).setUint32(0, word, true)
  return { code, value }
}

/** Rounded up to whole words of 32 bits. */
export const padded = (length: number): number => (length + 3) & ~3

/** A whole block. */
export function makeBlock(
  type: number,
  body: Uint8Array,
  options: readonly Option[] = []
): Uint8Array {
  let length = 12 + padded(body.length)
  if (options.length > 0) length += 4
  for (const { value } of options) length += 4 + padded(value.length)
  const block = new Uint8Array(length)
  const view = new DataView(block.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, length, true)
  block.set(body, 8)
  let at = 8 + padded(body.length)
  for (const { code, value } of options) {
    view.setUint16(at, code, true)
    view.setUint16(at + 2, value.length, true)
    block.set(value, at + 4)
    at += 4 + padded(value.length)
  }
  view.setUint32(length - 4, length, true)
  return block
}
