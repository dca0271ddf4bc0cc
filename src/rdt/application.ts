/**
 * What stands above a connection: the pipe that it uses, and the calls that it
 * must answer. The chat is written against this page alone, so it runs on real
 * UDP and in virtual time without knowing which.
 */
import type { Micros } from '../kernel/time.js'

/** One open (or opening, or closing) connection, as the application sees it. */
export interface Pipe {
  /** The peer's address as text, `127.0.0.1:40452` or a node's name in virtual time. */
  readonly peer: string
  /** True from `opened` until `close`, `abort` or `closed`. */
  readonly isOpen: boolean
  /** Bytes taken by `send` that the peer has not acknowledged yet. */
  readonly backlog: number
  /** How the transfer goes, for status lines. Times in µs; `srtt` is undefined before the first sample. */
  readonly figures: PipeFigures
  /**
   * Takes one message, of at most `MAX_MESSAGE` bytes, for reliable, ordered delivery; copies it.
   * @returns false where it was not taken: the outbox is full, or the pipe is not open (any more)
   * @throws RangeError on a longer message
   */
  send(message: Uint8Array): boolean
  /** Closes politely: what was sent is delivered first. `closed` follows. */
  close(reason?: string): void
  /** Closes at once: tells the peer as well as one datagram can. `closed` follows. */
  abort(reason?: string): void
}

export interface PipeFigures {
  readonly srtt: Micros | undefined
  readonly rto: Micros
  /** Data segments put on the network, retransmissions included. */
  readonly sent: number
  readonly retransmitted: number
  readonly timeouts: number
}

/** Why a connection ended. */
export interface Closing {
  /**
   * `local`: we closed it; `peer`: the peer did; `refused`: the peer would not open it;
   * `no-answer`: nobody answered the opening; `silent`: an open peer fell silent;
   * `restarted`: the peer has lost its memory of the connection; `broken`: it broke the rules.
   */
  readonly cause: 'local' | 'peer' | 'refused' | 'no-answer' | 'silent' | 'restarted' | 'broken'
  /** A sentence for people. Text from the peer is bounded, but not yet cleaned for a terminal. */
  readonly reason: string
}

/**
 * The calls that the layers below make. Each comes from outside of any call that the
 * application itself makes (run to completion), so it may use every pipe freely.
 */
export interface Application {
  /** A connection is open, whoever began it. */
  opened(pipe: Pipe, at: Micros): void
  /** One whole message. */
  received(pipe: Pipe, message: Uint8Array, at: Micros): void
  /** The end: exactly once for every pipe, also for one that never opened. */
  closed(pipe: Pipe, closing: Closing, at: Micros): void
}
