/**
 * A peer whose datagrams suddenly come from another address may have moved (a NAT or
 * the channel between us was restarted), or somebody replays what he overheard. The
 * new address is believed when it answers a question that only it received
 * (RFC 9000, section 8.2).
 */
import type { Micros } from '../kernel/time.js'
import { ASK_EVERY } from './liveness.js'

export class PathProbe {
  #address = ''
  #token: number | undefined
  #askedAt: Micros = 0
  readonly #dice: { roll(): number }
  readonly #ask: (token: number, to: string) => void

  constructor(dice: { roll(): number }, ask: (token: number, to: string) => void) {
    this.#dice = dice
    this.#ask = ask
  }

  /** The peer seems to be at `address` now. */
  suspect(address: string, at: Micros): void {
    const isAsked = this.#token !== undefined && address === this.#address
    if (isAsked && at < this.#askedAt + ASK_EVERY) return
    this.#address = address
    this.#askedAt = at
    this.#token = this.#dice.roll()
    this.#ask(this.#token, address)
  }

  /** Does this `pong` prove that the peer is at `address`? */
  isProved(token: number, address: string): boolean {
    if (token !== this.#token || address !== this.#address) return false
    this.#token = undefined
    return true
  }
}
