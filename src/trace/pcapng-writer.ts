/** The blocks of a capture, as this program writes them; pcapng-blocks.ts draws a file. */
import type { Micros } from '../kernel/time.js'
import { encodeUtf8 } from '../kernel/utf8.js'
import {
  BYTE_ORDER,
  byteOption,
  EVENTS,
  INTERFACE,
  makeBlock,
  NAMES,
  OPTION,
  type Option,
  OURS,
  PACKET,
  padded,
  SECTION_HEADER,
  textBytes,
  textOption,
  wordOption
} from './pcapng-blocks.js'

/** How the bytes of a packet begin: with an IPv4 header, and nothing else; or an IP header. */
export const LINK_IPV4 = 228
export const LINK_RAW = 101

const MICROSECONDS = 6
const IPV4_NAME = 1
/** As the names of hosts go. */
const LONGEST_NAME = 255

/** Begins a capture. */
export function sectionHeader(comments: readonly string[], more: readonly Option[]): Uint8Array {
  const body = new Uint8Array(16)
  const view = new DataView(body.buffer)
  view.setUint32(0, BYTE_ORDER, true)
  view.setUint16(4, 1, true) // version 1.0
  view.setBigInt64(8, -1n, true) // of unknown length
  return makeBlock(SECTION_HEADER, body, [
    ...comments.map((comment) => textOption(OPTION.comment, comment)),
    textOption(OPTION.application, 'rdt-chat'),
    ...more
  ])
}

/** The next interface, from 0; its times are in microseconds. */
export function interfaceBlock(linkType: number, name: string, about: string): Uint8Array {
  const body = new Uint8Array(8)
  new DataView(body.buffer).setUint16(0, linkType, true)
  return makeBlock(INTERFACE, body, [
    textOption(OPTION.name, name),
    textOption(OPTION.description, about),
    byteOption(OPTION.resolution, MICROSECONDS)
  ])
}

/** Names for IPv4 addresses; one that is empty is none. */
export function nameBlock(
  named: readonly { readonly address: number; readonly name: string }[]
): Uint8Array {
  const records = named.flatMap(({ address, name }) => {
    const text = textBytes(name, LONGEST_NAME)
    if (text.length === 0) return []
    const record = new Uint8Array(padded(4 + 4 + text.length + 1))
    const view = new DataView(record.buffer)
    view.setUint16(0, IPV4_NAME, true)
    view.setUint16(2, 4 + text.length + 1, true)
    view.setUint32(4, address)
    record.set(text, 8)
    return [record]
  })
  return makeBlock(NAMES, join([...records, new Uint8Array(4)]))
}

export interface CapturedPacket {
  readonly t: Micros
  readonly interface: number
  readonly bytes: Uint8Array
  readonly comment: string
  /** INBOUND, OUTBOUND, CRC_ERROR. */
  readonly flags: number
  readonly more?: readonly Option[]
}

export function packetBlock(packet: CapturedPacket): Uint8Array {
  const { t, bytes, comment, flags, more = [] } = packet
  const body = new Uint8Array(20 + bytes.length)
  const view = new DataView(body.buffer)
  view.setUint32(0, packet.interface, true)
  view.setUint32(4, Math.floor(t / 2 ** 32), true)
  view.setUint32(8, t % 2 ** 32, true)
  view.setUint32(12, bytes.length, true)
  view.setUint32(16, bytes.length, true)
  body.set(bytes, 20)
  return makeBlock(PACKET, body, [
    textOption(OPTION.comment, comment),
    wordOption(OPTION.flags, flags),
    ...more
  ])
}

/** Lines of a trace that are no packets; none at all end the capture. */
export function eventsBlock(lines: string): Uint8Array {
  const text = encodeUtf8(lines)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, text.length, true)
  return makeBlock(EVENTS, join([OURS, length, text]))
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
