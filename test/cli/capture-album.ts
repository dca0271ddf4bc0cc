/**
 * Many captures in one file, section behind section, so that one call of a program reads them all.
 * Each gets a network of its own: 10.0.0.1 is 10.7.0.1 in the capture at index 7.
 */
import { PACKET } from '../../src/trace/pcapng-blocks.js'
import { readBlocks } from '../../src/trace/pcapng-reader.js'
import type { Row } from './tshark-rows.js'

/** From the beginning of a packet; those of UDP over IPv4. */
const SOURCE = 12
const DESTINATION = 16
const CHECKSUMS = [10, 26] as const

export const albumOf = (captures: readonly Buffer[]): Buffer =>
  Buffer.concat(captures.map(moveNetwork))

function moveNetwork(capture: Buffer, index: number): Buffer {
  const moved = Buffer.from(capture)
  for (const block of readBlocks(moved)) {
    if ('why' in block) throw new Error(block.why)
    const { body } = block
    if (block.type === PACKET) movePacket(new DataView(body.buffer, body.byteOffset + 20), index)
  }
  return moved
}

/** Adds `distance` to a word of both addresses; the checksums follow (RFC 1624). */
function movePacket(packet: DataView, distance: number): void {
  for (const at of [SOURCE, DESTINATION]) {
    const old = packet.getUint16(at)
    packet.setUint16(at, old + distance)
    for (const checksum of CHECKSUMS) {
      let sum = (~packet.getUint16(checksum) & 0xffff) + (~old & 0xffff) + old + distance
      while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
      packet.setUint16(checksum, ~sum & 0xffff || 0xffff)
    }
  }
}

const FRAME_NUMBERS = [
  'rdtchat.retransmission_of',
  'rdtchat.duplicate_ack_of',
  'rdtchat.acks',
  'rdtchat.acked_in'
]

/** The rows of each capture, its frames counted from 1; `frames`: how many each has. */
export function pagesOf(rows: readonly Row[], frames: readonly number[]): Row[][] {
  let before = 0
  return frames.map((many) => {
    const page = rows.slice(before, before + many).map((row) => rebased(row, before))
    before += many
    return page
  })
}

function rebased(row: Row, before: number): Row {
  const moved = FRAME_NUMBERS.filter((name) => row[name] !== '')
  return {
    ...row,
    ...Object.fromEntries(moved.map((name) => [name, `${Number(row[name]) - before}`]))
  }
}
