/**
 * Which of those in flight count as lost: what RACK says of them is entered on the scoreboard, and
 * begins a recovery. And what comes of it when it was a mistake.
 */
import type { Micros } from '../kernel/time.js'
import { Rack } from './tcp-rack.js'
import type { Recovery } from './tcp-recovery.js'
import type { Scoreboard, Sent } from './tcp-scoreboard.js'

export class Losses {
  readonly rack = new Rack()
  readonly #board: Scoreboard
  readonly #recovery: Recovery
  /** Of the answers to so many transmissions back it is known whether they had been given up. */
  readonly #memory: number

  constructor(board: Scoreboard, recovery: Recovery, windowSize: number) {
    this.#board = board
    this.#recovery = recovery
    this.#memory = 4 * windowSize
  }

  /**
   * `news` have arrived, as an ACK says that answers transmission `echo`.
   * @returns its round trip in µs, where it is one of them
   */
  arrived(news: readonly Sent[], echo: number, at: Micros): Micros | undefined {
    const rtt = this.rack.arrived(news, echo, at)
    this.#answered(echo)
    for (const { order } of news) this.#answered(order)
    return rtt
  }

  /** Base has moved. */
  progressed(): void {
    if (this.#recovery.progressed(this.#board.base)) this.rack.recovered()
  }

  /**
   * Finds what has had its time. `flight`: how many were in flight.
   * @returns in how many µs the next one has had it; 0 where none has been overtaken
   */
  find(flight: number, at: Micros): Micros {
    const board = this.#board
    const patience = this.rack.patience(this.#recovery.isFast, board.sackedCount)
    let sent = board.oldest
    while (sent !== undefined && sent.order < this.rack.latest) {
      const left = sent.sentAt + patience - at
      if (left > 0) return left
      this.#recovery.lost(flight, board.next, at)
      this.#giveUp(sent)
      sent = board.oldest
    }
    return 0
  }

  /** The retransmission timer ran out, `first` being the oldest segment. */
  timedOut(first: Sent, at: Micros): void {
    const board = this.#board
    this.#recovery.timedOut(first.order, board.pipe, board.next, at)
    this.#giveUp(first)
    // Those that were sent a moment ago may still arrive (RFC 8985, section 6.3).
    this.giveUpUntil(at - this.rack.patience(false, board.sackedCount))
  }

  /** All in flight that were sent at `time` or before are lost. */
  giveUpUntil(time: Micros): void {
    let sent = this.#board.oldest
    while (sent !== undefined && sent.sentAt <= time) {
      this.#giveUp(sent)
      sent = this.#board.oldest
    }
  }

  #giveUp(sent: Sent): void {
    if (sent.fate !== 'in flight') return
    this.#board.lose(sent)
    this.#recovery.gaveUp(sent.order, this.#board.transmissions - this.#memory)
  }

  /** Transmission `order` has arrived, whatever was thought of it. */
  #answered(order: number): void {
    const belief = this.#recovery.answered(order)
    if (belief === 'given up') this.rack.wasHasty(this.#board.base, this.#board.next)
    else if (belief === 'timed out') this.#board.restore()
  }
}
