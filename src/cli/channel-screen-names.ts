/**
 * Who it is that sends: the name with which a client asks to join a chat, read from what passes.
 * Only what is certain counts: a segment whose checksum holds, with one whole message in it.
 */
import type { Direction } from '../../lossy-channel/weather/weather.js'
import { decodeClientFrame } from '../chat/frames.js'
import { encodeUtf8 } from '../kernel/utf8.js'
import type { ChecksumName } from '../rdt/checksum.js'
import { decode } from '../wire/codec.js'
import { HEADER_LENGTH } from '../wire/fields.js'

/** The mark of a segment that holds one whole message (rdt/fragments.ts). */
const WHOLE = 3
/** As the chat's own client begins; looked at before anything is read. */
const BEGINNING = encodeUtf8('{"CMD":"JOIN",')

export class PassingNames {
  readonly #names = new Map<string, string>()

  of(flow: string): string | undefined {
    return this.#names.get(flow)
  }

  /** @param checksum of the segments; nothing is certain before it is known */
  submitted(
    flow: string,
    direction: Direction,
    bytes: Uint8Array,
    checksum: ChecksumName | undefined
  ): void {
    if (direction !== 'up' || checksum === undefined || !isLikely(bytes)) return
    const decoded = decode(bytes, checksum)
    if (!('datagram' in decoded) || decoded.datagram.kind !== 'data') return
    const { data, corrupt } = decoded.datagram
    if (corrupt) return
    const { frame } = decodeClientFrame(data.subarray(1))
    if (frame?.CMD === 'JOIN') this.#names.set(flow, frame.UN)
  }

  closed(flow: string): void {
    this.#names.delete(flow)
  }
}

const isLikely = (bytes: Uint8Array): boolean =>
  bytes[HEADER_LENGTH] === WHOLE &&
  BEGINNING.every((letter, i) => bytes[HEADER_LENGTH + 1 + i] === letter)
