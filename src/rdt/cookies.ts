/**
 * Cookies let a server answer a stranger without remembering him: only who receives
 * mail at the address that he claims can send the cookie back (RFC 4987, section 3.6;
 * SCTP's cookie, RFC 9260, section 5.1.3).
 */
import { type Micros, seconds } from '../kernel/time.js'
import { decodeUtf8, encodeUtf8 } from '../kernel/utf8.js'
import type { ConnectionId, Terms } from './datagram.js'

/** How long a cookie may be sent back; long enough for a very bad channel. */
export const COOKIE_LIFE: Micros = seconds(30)

/** A keyed hash of a text, at least 16 hexadecimal digits: HMAC on a real network. */
export type Sign = (text: string) => string

export class Cookies {
  readonly #sign: Sign

  constructor(sign: Sign) {
    this.#sign = sign
  }

  /** A cookie for this opening and no other, good until `COOKIE_LIFE` from now. */
  bake(peer: string, conn: ConnectionId, terms: Terms, at: Micros): Uint8Array {
    const until = String(at + COOKIE_LIFE)
    return encodeUtf8(`${until}.${this.#seal(until, peer, conn, terms)}`)
  }

  isGood(cookie: Uint8Array, peer: string, conn: ConnectionId, terms: Terms, at: Micros): boolean {
    const [until = '', seal] = decodeUtf8(cookie).split('.')
    if (!/^\d{1,15}$/.test(until) || Number(until) < at) return false
    return seal === this.#seal(until, peer, conn, terms)
  }

  #seal(until: string, peer: string, conn: ConnectionId, terms: Terms): string {
    return this.#sign(JSON.stringify([until, peer, conn, terms])).slice(0, 32)
  }
}
