/**
 * TCP Reno with any of the flaws that it usually has; without one it is the figure's, with RFC
 * 5681's min(acked, MSS) and max(FlightSize/2, 2 MSS).
 */
import type { CongestionControl } from '../../../src/rdt/congestion-control.js'
import type { FlawName } from './reno-flaws.js'

type State = 'slow start' | 'congestion avoidance' | 'fast recovery'

const FIRST_THRESHOLD = 64 * 1024
const THIRD = 3

export class FlawedReno implements CongestionControl {
  state: State = 'slow start'
  cwnd: number
  ssthresh = FIRST_THRESHOLD
  #count = 0
  readonly #mss: number
  readonly #flaws: readonly FlawName[]

  /** @param first cwnd at first, of one whose initial window is larger, in MSS */
  constructor(mss: number, flaws: readonly FlawName[] = [], first = 1) {
    this.#flaws = flaws
    this.#mss = this.#has('segments-for-bytes') ? 1 : mss
    this.cwnd = this.#mss * (this.#has('larger-initial-window') ? first : 1)
  }

  #has(flaw: FlawName): boolean {
    return this.#flaws.includes(flaw)
  }

  newAck(acked: number): void {
    if (!this.#has('count-not-reset')) this.#count = 0
    if (this.state === 'fast recovery') this.#recover()
    else if (this.state === 'slow start' && !this.#has('no-slow-start')) this.#start(acked)
    else this.#avoid()
  }

  dupAck(flightSize: number): void {
    this.#count++
    const isThird = this.#count === THIRD
    const isAgain = this.#count > THIRD && this.state === 'fast recovery'
    if (
      isThird ||
      this.#has('halves-on-every-dup-ack') ||
      (isAgain && this.#has('halves-again-in-recovery'))
    ) {
      this.#lose(flightSize)
    } else if (this.state === 'fast recovery' && !this.#has('no-inflation')) this.cwnd += this.#mss
  }

  timeout(flightSize: number): void {
    if (this.#has('timeout-ignored')) return
    if (!this.#has('ssthresh-kept-on-timeout')) this.ssthresh = this.#half(flightSize)
    if (!this.#has('count-not-reset-by-timeout')) this.#count = 0
    this.cwnd = this.#mss
    if (!this.#has('timeout-keeps-state')) this.state = 'slow start'
    if (!this.#has('timeout-like-dup-ack')) return
    this.cwnd = this.ssthresh
    this.state = 'congestion avoidance'
  }

  #recover(): void {
    if (!this.#has('never-deflates')) this.cwnd = this.ssthresh
    if (!this.#has('recovery-without-end')) this.state = 'congestion avoidance'
  }

  #start(acked: number): void {
    if (this.#has('grows-by-all-that-is-acked')) this.cwnd += acked
    else if (this.#has('grows-by-mss-for-any-ack')) this.cwnd += this.#mss
    else this.cwnd += Math.min(acked, this.#mss)
    if (this.cwnd < this.ssthresh) return
    if (!this.#has('grows-by-mss-per-ack-in-avoidance')) this.state = 'congestion avoidance'
  }

  #avoid(): void {
    if (this.#has('never-grows-in-avoidance')) return
    const share = this.#mss / this.cwnd
    if (this.#has('grows-by-mss-per-ack-in-avoidance')) this.cwnd += this.#mss
    else this.cwnd += this.#has('mss-over-cwnd') ? share : this.#mss * share
  }

  #lose(flightSize: number): void {
    if (this.#has('never-halves')) return
    const half = this.#half(flightSize)
    if (!this.#has('ssthresh-kept-on-dup-ack')) this.ssthresh = half
    if (this.#has('dup-ack-like-timeout')) {
      this.cwnd = this.#mss
      this.state = 'slow start'
      return
    }
    this.cwnd = half + this.#inflation
    this.state = 'fast recovery'
  }

  get #inflation(): number {
    if (this.#has('no-inflation')) return 0
    return this.#has('adds-three-bytes') ? THIRD : THIRD * this.#mss
  }

  #half(flightSize: number): number {
    const half = (this.#has('ssthresh-from-cwnd-not-flight') ? this.cwnd : flightSize) / 2
    return this.#has('no-floor') ? half : Math.max(half, 2 * this.#mss)
  }
}
