/**
 * Episodes of repair. However many segments of one round trip are lost, they are one sign of
 * congestion: an episode begins with the first, and ends when all that had been sent by then has
 * arrived (Kurose & Ross, figure 3.52; RFC 6582 and 6675).
 *
 *                     a loss is found                    the RTO runs out
 *      ┌───────────┐ ───────────────▶ ┌──────────┐ ───────────────▶ ┌─────────┐
 *      │   none    │                  │   fast   │                  │ timeout │ slow start
 *      └───────────┘ ◀─────────────── └──────────┘                  └─────────┘ from 1
 *            ▲          base is there, or nothing was lost               │
 *            └───────────────────────────────────────────────────────────┘
 *
 * Nothing was lost where each transmission that was given up is answered after all; the RTO was too
 * short where the one that it gave up first is. Then cwnd returns to where it was (Eifel, RFC 3522
 * and 4015).
 */
import type { Micros } from '../kernel/time.js'
import { type CongestionWindow, NoCongestionControl } from './tcp-congestion.js'

export class Recovery {
  #episode: 'none' | 'fast' | 'timeout' = 'none'
  /** It is over when base comes here. */
  #until = 0
  /** Transmissions that were given up of late, and in which episode. */
  readonly #givenUp = new Map<number, number>()
  #episodes = 0
  /** How many of them belong to the last episode. */
  #unanswered = 0
  /** The transmission for which the retransmission timer ran out. */
  #timedOut = 0
  readonly #congestion: CongestionWindow

  constructor(congestion: CongestionWindow) {
    this.#congestion = congestion
  }

  /** In fast recovery cwnd stays as it is. */
  get isFast(): boolean {
    return this.#episode === 'fast'
  }

  /** For people. */
  get name(): string {
    const { cwnd, ssthresh } = this.#congestion
    if (this.#episode === 'fast') return 'recovery'
    if (this.#congestion instanceof NoCongestionControl) return 'no congestion control'
    return cwnd < ssthresh ? 'slow start' : 'congestion avoidance'
  }

  /** A loss was found while `flight` segments were in flight; `next` is after the newest. */
  lost(flight: number, next: number, at: Micros): void {
    if (this.#episode !== 'none') return
    this.#begin('fast', next)
    this.#congestion.lost(flight, at, 'duplicate ACKs')
  }

  /** The retransmission timer ran out for transmission `order`. */
  timedOut(order: number, flight: number, next: number, at: Micros): void {
    // RFC 5681: a retransmission that is lost again says nothing new of the network's capacity.
    if (this.#episode !== 'timeout') {
      this.#begin('timeout', next)
      this.#timedOut = order
      this.#congestion.lost(flight, at, 'timeout')
    }
    this.#congestion.restart(flight)
  }

  /** A loss was found and repaired in one, by a probe. */
  repaired(flight: number, at: Micros): void {
    if (this.#episode === 'none') this.#congestion.lost(flight, at, 'duplicate ACKs')
  }

  /** @returns whether this ends a recovery */
  progressed(base: number): boolean {
    if (this.#episode === 'none' || base < this.#until) return false
    if (this.#episode === 'fast') this.#congestion.recovered?.()
    this.#episode = 'none'
    return true
  }

  /**
   * Transmission `order` counts as lost. Of those before `horizon` no answer is awaited any more.
   */
  gaveUp(order: number, horizon: number): void {
    this.#givenUp.set(order, this.#episodes)
    this.#unanswered++
    for (const old of this.#givenUp.keys()) {
      if (old >= horizon) break
      this.#givenUp.delete(old)
    }
  }

  /** Transmission `order` is answered. @returns what had been thought of it */
  answered(order: number): 'awaited' | 'given up' | 'timed out' {
    const episode = this.#givenUp.get(order)
    if (episode === undefined) return 'awaited'
    this.#givenUp.delete(order)
    if (episode !== this.#episodes) return 'given up'
    this.#unanswered--
    if (this.#episode === 'timeout' && order === this.#timedOut) {
      this.#givenUp.clear()
      this.#undo()
      return 'timed out'
    }
    if (this.#unanswered === 0) this.#undo()
    return 'given up'
  }

  #begin(episode: 'fast' | 'timeout', next: number): void {
    this.#episode = episode
    this.#until = next
    this.#episodes++
    this.#unanswered = 0
  }

  #undo(): void {
    this.#episode = 'none'
    this.#congestion.undo()
  }
}
