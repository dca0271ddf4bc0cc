/**
 * The headers under a datagram: IPv4 (RFC 791), UDP (RFC 768) and TCP (RFC 9293), with checksums
 * that hold.
 */
import { internetChecksum } from '../rdt/checksum.js'

/** One end of a conversation. */
export interface Socket {
  /** An IPv4 address as a number: 10.0.0.1 is 0x0a000001. */
  readonly address: number
  readonly port: number
}

const IP_HEADER = 20
const UDP_HEADER = 8
const TCP_HEADER = 20
const UDP = 17
const TCP = 6
const DONT_FRAGMENT = 0x4000

/** What an IPv4 header says beside who and what; `id` tells packets apart. */
export interface Envelope {
  readonly id: number
  /** Hops that are left to it. */
  readonly ttl: number
}

export function udpPacket(
  source: Socket,
  destination: Socket,
  payload: Uint8Array,
  envelope: Envelope
): Uint8Array {
  const length = UDP_HEADER + payload.length
  const packet = new Uint8Array(IP_HEADER + length)
  const view = new DataView(packet.buffer)
  view.setUint16(IP_HEADER, source.port)
  view.setUint16(IP_HEADER + 2, destination.port)
  view.setUint16(IP_HEADER + 4, length)
  packet.set(payload, IP_HEADER + UDP_HEADER)
  // A sum of 0 goes as its other form: 0 itself says that there is none.
  const sum = transportChecksum(packet, source, destination, UDP) || 0xffff
  view.setUint16(IP_HEADER + 6, sum)
  return seal(packet, source, destination, UDP, envelope)
}

export interface TcpSegment {
  readonly seq: number
  readonly ack: number
  readonly flags: number
  readonly window: number
  /** A multiple of 4 bytes, at most 40. */
  readonly options: Uint8Array
  readonly payload: Uint8Array
}

export const TCP_FLAGS = { fin: 1, syn: 2, psh: 8, ack: 16 } as const

export function tcpPacket(
  source: Socket,
  destination: Socket,
  { seq, ack, flags, window, options, payload }: TcpSegment,
  envelope: Envelope
): Uint8Array {
  const header = TCP_HEADER + options.length
  const packet = new Uint8Array(IP_HEADER + header + payload.length)
  const view = new DataView(packet.buffer)
  view.setUint16(IP_HEADER, source.port)
  view.setUint16(IP_HEADER + 2, destination.port)
  view.setUint32(IP_HEADER + 4, seq)
  view.setUint32(IP_HEADER + 8, ack)
  view.setUint8(IP_HEADER + 12, (header / 4) << 4)
  view.setUint8(IP_HEADER + 13, flags)
  view.setUint16(IP_HEADER + 14, window)
  packet.set(options, IP_HEADER + TCP_HEADER)
  packet.set(payload, IP_HEADER + header)
  view.setUint16(IP_HEADER + 16, transportChecksum(packet, source, destination, TCP))
  return seal(packet, source, destination, TCP, envelope)
}

/** The checksum of what stands behind the IP header, and of the pseudo-header before it. */
function transportChecksum(
  packet: Uint8Array,
  { address: from }: Socket,
  { address: to }: Socket,
  protocol: number
): number {
  const length = packet.length - IP_HEADER
  const summed = new Uint8Array(12 + length)
  const view = new DataView(summed.buffer)
  view.setUint32(0, from)
  view.setUint32(4, to)
  view.setUint16(8, protocol)
  view.setUint16(10, length)
  summed.set(packet.subarray(IP_HEADER), 12)
  return internetChecksum(summed)
}

/** Writes the IP header. */
function seal(
  packet: Uint8Array,
  { address: from }: Socket,
  { address: to }: Socket,
  protocol: number,
  { id, ttl }: Envelope
): Uint8Array {
  const view = new DataView(packet.buffer)
  view.setUint8(0, 0x45)
  view.setUint16(2, packet.length)
  view.setUint16(4, id & 0xffff)
  view.setUint16(6, DONT_FRAGMENT)
  view.setUint8(8, ttl)
  view.setUint8(9, protocol)
  view.setUint32(12, from)
  view.setUint32(16, to)
  view.setUint16(10, internetChecksum(packet.subarray(0, IP_HEADER)))
  return packet
}
