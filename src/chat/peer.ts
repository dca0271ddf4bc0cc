/** One connection as the server sees it: where to write, and how much it may ask. */
import type { Micros } from '../kernel/time.js'
import type { Pipe } from '../rdt/application.js'
import { Bucket } from './bucket.js'
import { type ErrorCode, errorText } from './errors.js'
import { type AckFrame, encodeFrame, type ServerFrame, toSentence } from './frames.js'
import { Outlet } from './outlet.js'
import type { ServerLimits } from './server-limits.js'
import type { Session } from './session.js'
import type { Voice } from './voice.js'

/** What a peer tells the server that keeps it. */
export interface PeerKeeper {
  /** Its pipe is full: something waits to be pumped. */
  blocked(peer: Peer): void
  /** It has fallen too far behind to be told more. */
  overflowed(peer: Peer): void
}

export class Peer implements Voice {
  readonly outlet: Outlet
  /** Since when it has belonged to nobody, µs. */
  idleSince: Micros
  session: Session | undefined
  /** Frames that could not be read. */
  garbage = 0
  /** The turn of the last message that was refused as too fast: its whole turn is refused. */
  refusedTurn = -1
  readonly requests: Bucket
  readonly #keeper: PeerKeeper

  constructor(pipe: Pipe, limits: ServerLimits, at: Micros, keeper: PeerKeeper) {
    this.outlet = new Outlet(pipe, limits.outbox)
    this.idleSince = at
    this.requests = new Bucket(limits.flood.requests, limits.flood.requestsAtOnce, at)
    this.#keeper = keeper
  }

  get address(): string {
    return this.outlet.pipe.peer
  }

  leaveSession(): void {
    this.session = undefined
  }

  tell(frame: ServerFrame): void {
    this.pass(encodeFrame(frame))
  }

  /** Sends a frame that is encoded already. */
  pass(frame: Uint8Array): void {
    if (!this.outlet.send(frame)) this.#keeper.overflowed(this)
    else if (this.outlet.isBlocked) this.#keeper.blocked(this)
  }

  okay(of: string, more: Partial<AckFrame> = {}): void {
    this.tell({ CMD: 'ACK', TYPE: 'OKAY', OF: of, ...more })
  }

  /**
   * Refuses; `what` goes into the error's sentence, and may be as long as a peer made it.
   * @returns the sentence
   */
  fail(of: string, code: ErrorCode, what: string | number, more: Partial<AckFrame> = {}): string {
    const TEXT = toSentence(errorText(code, what))
    this.tell({ CMD: 'ACK', TYPE: 'FAIL', OF: of, CODE: code, TEXT, ...more })
    return TEXT
  }

  error(code: ErrorCode, what: string | number): void {
    this.tell({ CMD: 'ERROR', CODE: code, TEXT: toSentence(errorText(code, what)) })
  }
}
