/**
 * The opener's part of the handshake. What it waits for, and what it sends meanwhile:
 *
 *              open                         echo
 *        ┌─────────────┐   cookie   ┌────────────────┐   accept
 *   ────▶│ wait cookie │───────────▶│  wait accept   │───────────▶ opened
 *        └──────┬──────┘            └───┬────────────┘
 *               │ refuse, limit         │ refuse, close, limit
 *               ▼                       ▼
 *             failed                  failed
 */
import { type Micros, seconds } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import type { Closing } from './application.js'
import type { ConnectionId, ControlDatagram, Terms } from './datagram.js'
import { Repeater } from './repeater.js'
import { agree } from './transport.js'

/** How long an opening is tried before `no-answer`. */
export const OPENING_LIMIT: Micros = seconds(15)

export interface OpeningHost {
  transmit(datagram: ControlDatagram): void
  opened(peerId: ConnectionId, terms: Terms, at: Micros): void
  failed(closing: Closing, at: Micros): void
}

export class Opening {
  #cookie: Uint8Array | undefined
  readonly #repeater: Repeater
  readonly #id: ConnectionId
  readonly #terms: Terms
  readonly #host: OpeningHost

  constructor(world: World, id: ConnectionId, terms: Terms, host: OpeningHost) {
    this.#id = id
    this.#terms = terms
    this.#host = host
    const noAnswer: Closing = { cause: 'no-answer', reason: 'nobody answers there' }
    this.#repeater = new Repeater(
      world,
      OPENING_LIMIT,
      () => this.#ask(),
      () => this.#host.failed(noAnswer, world.now())
    )
  }

  start(): void {
    this.#repeater.start()
  }

  stop(): void {
    this.#repeater.stop()
  }

  receive(datagram: ControlDatagram, at: Micros): void {
    switch (datagram.kind) {
      case 'cookie': {
        const isFirst = this.#cookie === undefined
        this.#cookie = datagram.cookie // the newest, should the server have changed its key
        if (isFirst) this.#ask()
        break
      }
      case 'accept': {
        // A server that widens what we offered is broken, or nobody's server.
        const terms = agree(this.#terms, datagram.terms)
        if (typeof terms === 'string') return this.refused(terms, at)
        this.stop()
        this.#host.opened(datagram.peer, terms, at)
        break
      }
      case 'refuse':
        this.refused(datagram.reason, at)
        break
      case 'close':
        // It was accepted, which we have not heard, and has been closed since.
        this.#fail({ cause: 'peer', reason: datagram.reason }, at)
        break
    }
  }

  /** The peer, or its version, makes talking impossible. */
  refused(reason: string, at: Micros): void {
    this.#fail({ cause: 'refused', reason }, at)
  }

  #fail(closing: Closing, at: Micros): void {
    this.stop()
    this.#host.failed(closing, at)
  }

  #ask(): void {
    const conn = this.#id
    const terms = this.#terms
    const cookie = this.#cookie
    this.#host.transmit(
      cookie === undefined ? { kind: 'open', conn, terms } : { kind: 'echo', conn, terms, cookie }
    )
  }
}
