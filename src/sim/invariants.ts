/**
 * What must hold at every event of a run, not at its end:
 *
 *   prefix     what was delivered is a prefix of what was sent
 *   base       base never moves back
 *   window     no more than N segments are in flight
 *   below base nothing that was acknowledged is sent again
 *   timer      a timer runs exactly while something is in flight
 *   expected   the receiver's expected number never moves back
 *
 * All but the first speak of machines that show `base`, `nextseqnum` and `expectedseqnum`;
 * a machine without state is judged by what it delivers.
 */
import type { Micros } from '../kernel/time.js'
import { toMs } from '../kernel/time.js'
import type { MachineState } from '../rdt/protocol.js'
import type { Segment } from '../rdt/segment.js'
import { SequenceSpace } from '../rdt/sequence.js'
import type { EndpointWitness, Half } from '../rdt/witness.js'

export interface Violation {
  readonly rule: 'prefix' | 'base' | 'window' | 'below base' | 'timer' | 'expected' | 'progress'
  /** What was seen, in words. */
  readonly what: string
  readonly t_us: Micros
}

/** So many are told; one is enough to fail. */
const MOST_TOLD = 20

/** What a run has done wrong so far. */
export class Violations {
  readonly all: Violation[] = []

  add(rule: Violation['rule'], what: string, at: Micros): void {
    if (this.all.length < MOST_TOLD) this.all.push({ rule, what, t_us: at })
  }
}

/** Watches one endpoint. */
export class Invariants implements EndpointWitness {
  #base: number | undefined
  #nextseqnum: number | undefined
  #expected: number | undefined
  /** Numbers sent since the sender's last state. */
  #sentSince: number[] = []
  readonly #running = new Set<number>()
  readonly #windowSize: number
  readonly #numbers: SequenceSpace
  readonly #violations: Violations

  constructor(windowSize: number, seqBits: number, violations: Violations) {
    this.#windowSize = windowSize
    this.#violations = violations
    this.#numbers = new SequenceSpace(seqBits)
  }

  /** A data segment goes on the channel. */
  sent(segment: Segment): void {
    if (segment.kind === 'data') this.#sentSince.push(segment.seqnum)
  }

  submitted(): void {}
  delivered(): void {}
  discarded(): void {}

  timerStarted(half: Half, timer: number): void {
    if (half === 'sender') this.#running.add(timer)
  }

  timerStopped(half: Half, timer: number): void {
    if (half === 'sender') this.#running.delete(timer)
  }

  timedOut(half: Half, timer: number): void {
    if (half === 'sender') this.#running.delete(timer)
  }

  stateIs(half: Half, state: MachineState | undefined, at: Micros): void {
    if (state === undefined) return
    if (half === 'sender') this.#checkSender(state, at)
    else this.#checkReceiver(state, at)
  }

  #checkSender({ base, nextseqnum }: MachineState, at: Micros): void {
    if (typeof base !== 'number' || typeof nextseqnum !== 'number') return
    const inFlight = this.#numbers.distance(base, nextseqnum)
    if (inFlight > this.#windowSize) {
      this.#violations.add(
        'window',
        `${inFlight} in flight with a window of ${this.#windowSize}`,
        at
      )
    }
    const base0 = this.#base ?? base
    const next0 = this.#nextseqnum ?? base0
    const wasInFlight = this.#numbers.distance(base0, next0)
    if (this.#numbers.distance(base0, base) > wasInFlight) {
      this.#violations.add('base', `base moved back from ${base0} to ${base}`, at)
    }
    const fresh = this.#numbers.distance(next0, nextseqnum)
    for (const seqnum of this.#sentSince) {
      const isOld = this.#numbers.distance(base0, seqnum) < wasInFlight
      if (isOld || this.#numbers.distance(next0, seqnum) < fresh) continue
      this.#violations.add('below base', `${seqnum} was sent with base at ${base0}`, at)
    }
    this.#sentSince = []
    this.#base = base
    this.#nextseqnum = nextseqnum
    // With as many in flight as there are numbers, base = nextseqnum says nothing.
    if (this.#windowSize >= this.#numbers.size) return
    const isRunning = this.#running.size > 0
    if (isRunning !== inFlight > 0) {
      const timer = isRunning ? 'a timer runs' : 'no timer runs'
      this.#violations.add('timer', `${timer} with ${inFlight} in flight at ${toMs(at)} ms`, at)
    }
  }

  #checkReceiver({ expectedseqnum }: MachineState, at: Micros): void {
    if (typeof expectedseqnum !== 'number') return
    const before = this.#expected ?? expectedseqnum
    if (this.#numbers.distance(before, expectedseqnum) > 1) {
      this.#violations.add(
        'expected',
        `expectedseqnum went from ${before} to ${expectedseqnum}`,
        at
      )
    }
    this.#expected = expectedseqnum
  }
}
