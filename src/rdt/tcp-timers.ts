/** The timers of `tcp`, by number. Only the first one is a retransmission timer, and backs off. */
import type { Micros } from '../kernel/time.js'
import { ms } from '../kernel/time.js'
import type { RdtHost } from './protocol.js'

/** The sender's. */
export const RETRANSMISSION = 0
/** The next segment may leave. */
export const PACING = 1
/** A segment that later ones have overtaken has had its time. */
export const REORDERING = 2
/** No answer for so long that one segment is sent again to provoke it. */
export const PROBE = 3
/** The peer's window has been closed for long enough to ask. */
export const PERSIST = 4

/** The receiver's. */
export const DELAYED_ACK = 0
/** The window that was closed may be open now. */
export const WINDOW = 1

const LONGEST_DELAY = ms(10)

/**
 * How long an ACK may wait for a second segment, in µs. RFC 9293 allows 500 ms; but a segment
 * of 1200 bytes follows the one before within 10 ms on any link above 1 Mbit/s, and whoever waits
 * for longer than a small part of the peer's RTO provokes it. The sender reckons with as much.
 */
export const ackDelay = (rto: Micros): Micros => Math.min(LONGEST_DELAY, Math.floor(rto / 8))

/** Knows which timers run, so that one that does not is not stopped either. */
export class Alarms {
  readonly #running = new Set<number>()
  readonly #host: RdtHost

  constructor(host: RdtHost) {
    this.#host = host
  }

  start(delay: Micros, timer: number): void {
    this.#running.add(timer)
    this.#host.startTimer(delay, timer)
  }

  stop(timer: number): void {
    if (this.#running.delete(timer)) this.#host.stopTimer(timer)
  }

  stopAll(): void {
    for (const timer of this.#running) this.stop(timer)
  }

  /** It has run out. */
  rang(timer: number): void {
    this.#running.delete(timer)
  }
}
