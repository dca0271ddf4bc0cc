/**
 * Payloads of the connection's own datagrams:
 *
 *      open    terms, zeros up to OPENING_LENGTH      echo    terms, cookie
 *      accept  peer's id (8), terms                   cookie  cookie
 *      refuse, close   reason (UTF-8)                 ping, pong   token, in the sequence field
 *
 *      terms:  window (4) · mss (2) · seqBits (1) · checksum (1) · length (1) · protocol (UTF-8)
 */
import { decodeUtf8, decodeUtf8Strictly, encodeUtf8 } from '../kernel/utf8.js'
import { CHECKSUMS } from '../rdt/checksum.js'
import { type ControlDatagram, MAX_REASON, type Terms } from '../rdt/datagram.js'
import {
  HEADER_LENGTH,
  SEQUENCE,
  TERMS_CHECKSUM,
  TERMS_LENGTH,
  TERMS_MSS,
  TERMS_NAME_LENGTH,
  TERMS_SEQ_BITS,
  TERMS_WINDOW
} from './fields.js'

/** An opening is as long as the largest answer to a stranger, a refusal (MAX_REASON bytes). */
export const OPENING_LENGTH = MAX_REASON
const MAX_NAME = 64
const MAX_COOKIE = 64

const clip = (text: string, most: number): Uint8Array => {
  const bytes = encodeUtf8(text)
  let length = Math.min(bytes.length, most)
  // Never cut inside a character: continuation bytes begin with the bits 10.
  while (length < bytes.length && ((bytes[length] as number) & 0xc0) === 0x80) length--
  return bytes.subarray(0, length)
}

const protocolName = (terms: Terms) => clip(terms.protocol, MAX_NAME)
const termsLength = (terms: Terms) => TERMS_LENGTH + protocolName(terms).length

/** Length of the payload in bytes. */
export function controlLength(datagram: ControlDatagram): number {
  switch (datagram.kind) {
    case 'open':
      return OPENING_LENGTH
    case 'echo':
      return termsLength(datagram.terms) + datagram.cookie.length
    case 'accept':
      return 8 + termsLength(datagram.terms)
    case 'cookie':
      return datagram.cookie.length
    case 'refuse':
    case 'close':
      return clip(datagram.reason, MAX_REASON).length
    default:
      return 0
  }
}

/** Writes payload and fields of a control datagram. */
export function writeControl(datagram: ControlDatagram, bytes: Uint8Array, view: DataView): void {
  switch (datagram.kind) {
    case 'open':
      writeTerms(datagram.terms, bytes, view, HEADER_LENGTH)
      break
    case 'echo':
      bytes.set(datagram.cookie, writeTerms(datagram.terms, bytes, view, HEADER_LENGTH))
      break
    case 'accept':
      view.setUint32(HEADER_LENGTH, Number.parseInt(datagram.peer.slice(0, 8), 16))
      view.setUint32(HEADER_LENGTH + 4, Number.parseInt(datagram.peer.slice(8), 16))
      writeTerms(datagram.terms, bytes, view, HEADER_LENGTH + 8)
      break
    case 'cookie':
      bytes.set(datagram.cookie, HEADER_LENGTH)
      break
    case 'refuse':
    case 'close':
      bytes.set(clip(datagram.reason, MAX_REASON), HEADER_LENGTH)
      break
    case 'ping':
    case 'pong':
      view.setUint32(SEQUENCE.offset, datagram.token)
      break
  }
}

/** @returns the offset behind the terms */
function writeTerms(terms: Terms, bytes: Uint8Array, view: DataView, at: number): number {
  const name = protocolName(terms)
  view.setUint32(at + TERMS_WINDOW.offset, terms.windowSize)
  view.setUint16(at + TERMS_MSS.offset, terms.mss)
  bytes[at + TERMS_SEQ_BITS.offset] = terms.seqBits
  bytes[at + TERMS_CHECKSUM.offset] = CHECKSUMS.indexOf(terms.checksum)
  bytes[at + TERMS_NAME_LENGTH.offset] = name.length
  bytes.set(name, at + TERMS_LENGTH)
  return at + TERMS_LENGTH + name.length
}

/** The control datagram that `bytes` hold, or undefined where their payload is malformed. */
export function readControl(
  kind: ControlDatagram['kind'],
  conn: string,
  bytes: Uint8Array,
  view: DataView
): ControlDatagram | undefined {
  const payload = bytes.subarray(HEADER_LENGTH)
  switch (kind) {
    case 'open':
    case 'echo': {
      const found = readTerms(bytes, view, HEADER_LENGTH)
      if (found === undefined) return undefined
      if (kind === 'open') {
        return payload.length < OPENING_LENGTH ? undefined : { kind, conn, terms: found.terms }
      }
      const cookie = bytes.slice(found.end)
      return cookie.length > MAX_COOKIE ? undefined : { kind, conn, terms: found.terms, cookie }
    }
    case 'accept': {
      const found = readTerms(bytes, view, HEADER_LENGTH + 8)
      if (found === undefined) return undefined
      return {
        kind,
        conn,
        peer: hex(bytes.subarray(HEADER_LENGTH, HEADER_LENGTH + 8)),
        terms: found.terms
      }
    }
    case 'cookie':
      return payload.length > MAX_COOKIE ? undefined : { kind, conn, cookie: payload.slice() }
    case 'refuse':
    case 'close':
      return { kind, conn, reason: decodeUtf8(payload.subarray(0, MAX_REASON)) }
    case 'ping':
    case 'pong':
      return { kind, conn, token: view.getUint32(SEQUENCE.offset) }
    case 'closed':
    case 'unknown':
      return { kind, conn }
  }
}

function readTerms(
  bytes: Uint8Array,
  view: DataView,
  at: number
): { terms: Terms; end: number } | undefined {
  if (bytes.length < at + TERMS_LENGTH) return undefined
  const length = bytes[at + TERMS_NAME_LENGTH.offset] as number
  const end = at + TERMS_LENGTH + length
  if (bytes.length < end || length > MAX_NAME) return undefined
  const protocol = decodeUtf8Strictly(bytes.subarray(at + TERMS_LENGTH, end))
  const checksum = CHECKSUMS[bytes[at + TERMS_CHECKSUM.offset] as number]
  if (protocol === undefined || checksum === undefined) return undefined
  const terms = {
    protocol,
    windowSize: view.getUint32(at + TERMS_WINDOW.offset),
    seqBits: bytes[at + TERMS_SEQ_BITS.offset] as number,
    mss: view.getUint16(at + TERMS_MSS.offset),
    checksum
  }
  return { terms, end }
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
