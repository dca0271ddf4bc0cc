/**
 * Reads the blocks of a capture. Any bytes give blocks, and where no more can be read, the reason:
 * nothing throws, and nothing is believed that the bytes at hand do not bear out.
 */
import {
  BYTE_ORDER,
  ENTERPRISE,
  EVENTS,
  OPTION,
  OURS,
  PACKET,
  padded,
  SECTION_HEADER
} from './pcapng-blocks.js'

export interface Block {
  readonly type: number
  /** Between the two lengths, options included. */
  readonly body: DataView
  readonly isLittleEndian: boolean
}

/** Where and why reading ended before the end of the bytes. */
export interface Cut {
  readonly at: number
  readonly why: string
}

const SMALLEST_BLOCK = 12

/** The blocks of `bytes`, one by one; the last item says why it is the last, if not by the end. */
export function* readBlocks(bytes: Uint8Array): Generator<Block | Cut> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let isLittleEndian = true
  for (let at = 0; at < bytes.length; ) {
    const left = bytes.length - at
    if (left < SMALLEST_BLOCK) return yield { at, why: 'a block is cut off' }
    if (view.getUint32(at) === SECTION_HEADER) {
      const order = view.getUint32(at + 8, true)
      isLittleEndian = order === BYTE_ORDER
      if (!isLittleEndian && view.getUint32(at + 8) !== BYTE_ORDER) {
        return yield { at, why: 'a section has no byte order' }
      }
    } else if (at === 0) return yield { at, why: 'it does not begin with a section header' }
    const type = view.getUint32(at, isLittleEndian)
    const length = view.getUint32(at + 4, isLittleEndian)
    if (length < SMALLEST_BLOCK || length % 4 !== 0) {
      return yield { at, why: `a block has the length ${length}` }
    }
    if (length > left) return yield { at, why: 'a block is cut off' }
    if (view.getUint32(at + length - 4, isLittleEndian) !== length) {
      return yield { at, why: 'a block has two lengths' }
    }
    const body = new DataView(bytes.buffer, bytes.byteOffset + at + 8, length - SMALLEST_BLOCK)
    yield { type, body, isLittleEndian }
    at += length
  }
}

/** What `block` carries of ours, in order: parts of a trace's text. */
export function* ourParts(block: Block): Generator<Uint8Array> {
  if (block.type === EVENTS) {
    const part = eventsOf(block)
    if (part !== undefined) yield part
  } else {
    const from = optionsAt(block)
    if (from !== undefined) yield* customOptions(block, from)
  }
}

/** Is this block of our type, and ours? */
function eventsOf({ body, isLittleEndian }: Block): Uint8Array | undefined {
  const start = OURS.length + 4
  if (body.byteLength < start || !isOurs(body, 0)) return undefined
  const length = body.getUint32(OURS.length, isLittleEndian)
  return length > body.byteLength - start ? undefined : part(body, start, length)
}

/** Where the options of `block` begin, in the two kinds of blocks whose options carry something. */
function optionsAt({ type, body, isLittleEndian }: Block): number | undefined {
  if (type === SECTION_HEADER) return 16
  if (type !== PACKET || body.byteLength < 20) return undefined
  return 20 + padded(Math.min(body.getUint32(12, isLittleEndian), body.byteLength))
}

function* customOptions({ body, isLittleEndian }: Block, from: number): Generator<Uint8Array> {
  for (let at = from; at + 4 <= body.byteLength; ) {
    const code = body.getUint16(at, isLittleEndian)
    const length = body.getUint16(at + 2, isLittleEndian)
    const start = at + 4
    if (code === OPTION.end || length > body.byteLength - start) return
    const skipped = 4 + OURS.length
    const isMarked =
      code === OPTION.custom &&
      length >= skipped &&
      body.getUint32(start, isLittleEndian) === ENTERPRISE &&
      isOurs(body, start + 4)
    if (isMarked) yield part(body, start + skipped, length - skipped)
    at = start + padded(length)
  }
}

const isOurs = (body: DataView, at: number): boolean =>
  OURS.every((byte, i) => body.getUint8(at + i) === byte)

const part = ({ buffer, byteOffset }: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset + at, length)
