/**
 * The window of `tcp` under a congestion control that somebody else wrote (congestion-control.ts):
 * what the sender knows is put into the book's three events, and segments into bytes.
 *
 *      the sender      duplicate  duplicate  lost        duplicate  …  recovered   acknowledged
 *                          │          │        │             │             │            │
 *      the control     dupAck 1   dupAck 2  dupAck 3     dupAck 4   …   newAck       newAck
 *                                           (here or before)
 */
import type { CongestionAlgorithm, CongestionControl } from './congestion-control.js'
import type { CongestionWindow } from './tcp-congestion.js'

/** The third is a loss (Kurose & Ross, figure 3.52). */
const THIRD = 3

export class ControlledWindow implements CongestionWindow {
  readonly #control: CongestionControl
  readonly #mss: number
  /** Duplicate ACKs since the last new one, as far as the control knows. */
  #duplicates = 0
  /** From the loss until the next new ACK the pipe does not count what the control's cwnd does. */
  #isRecovering = false

  constructor(algorithm: CongestionAlgorithm, mss: number) {
    this.#control = algorithm.create(mss)
    this.#mss = mss
  }

  get cwnd(): number {
    const { cwnd } = this.#control
    const least = this.#mss
    if (!(cwnd >= least)) {
      throw new Error(`cwnd is ${String(cwnd)}: it counts bytes, and one segment has ${least}`)
    }
    return (this.#isRecovering ? Math.max(least, Math.min(cwnd, this.#limit)) : cwnd) / least
  }

  get ssthresh(): number {
    return this.#limit / this.#mss
  }

  get #limit(): number {
    const { ssthresh } = this.#control
    if (ssthresh >= 0) return ssthresh
    throw new Error(`ssthresh is ${String(ssthresh)}: it must be a number of bytes`)
  }

  acknowledged(count: number, _at: unknown, _rtt: unknown, isDuplicate: boolean): void {
    if (!isDuplicate) this.#newAck(count)
  }

  duplicate(flight: number): void {
    // The order may have changed on the way: it is the sender who says when three are enough.
    if (this.#duplicates < THIRD - 1 || this.#isRecovering) this.#dupAck(flight)
  }

  lost(flight: number, _at: unknown, sign: 'duplicate ACKs' | 'timeout'): void {
    if (sign === 'timeout') return // what a timeout means, `restart` tells
    if (this.#isRecovering) this.#newAck(1)
    while (this.#duplicates < THIRD) this.#dupAck(flight)
    this.#isRecovering = true
  }

  recovered(): void {
    this.#newAck(1)
  }

  restart(flight: number): void {
    this.#duplicates = 0
    this.#isRecovering = false
    this.#control.timeout(flight * this.#mss)
  }

  /** The book's machine does not look back. */
  undo(): void {}

  #newAck(count: number): void {
    this.#duplicates = 0
    this.#isRecovering = false
    this.#control.newAck(count * this.#mss)
  }

  #dupAck(flight: number): void {
    this.#duplicates++
    this.#control.dupAck(flight * this.#mss)
  }
}
