/**
 * What must hold at every event of a run, not at its end:
 *
 *   prefix        what was delivered is a prefix of what was sent
 *   base          base never moves back
 *   window        no more than N segments are in flight
 *   acknowledged  nothing that was acknowledged is sent again
 *   timer         a timer runs exactly while something is in flight
 *   expected      the receiver's expected number moves on by what it delivers
 *
 * and at its end: everything was delivered, and there was an end (progress) that no
 * exception brought about (crash).
 *
 * All but prefix and these three speak of machines that show their state by the book's names: `base`,
 * `nextseqnum`, `acked`, and `expectedseqnum` or `rcv_base`. A machine without is judged by
 * what it delivers. The book's own Go-Back-N sender has no guard against a late ACK, and its
 * base moves back: that is `weak`, wasteful but correct, and so is what follows from it.
 */
import type { Micros } from '../kernel/time.js'
import type { MachineState, Protocol } from '../rdt/protocol.js'
import type { Segment } from '../rdt/segment.js'
import { SequenceSpace } from '../rdt/sequence.js'
import type { EndpointWitness, Half } from '../rdt/witness.js'

export type Rule =
  | 'prefix'
  | 'base'
  | 'window'
  | 'acknowledged'
  | 'timer'
  | 'expected'
  | 'delivered'
  | 'progress'
  | 'crash'

export interface Violation {
  readonly rule: Rule
  /** `weak`: correct, but wasteful or true to the textbook's letter. */
  readonly verdict: 'weak' | 'fail'
  /** What was seen, in words. */
  readonly what: string
  readonly t_us: Micros
}

/** So many are told; one is enough to fail. */
const MOST_TOLD = 20

/** What a run has done wrong so far. */
export class Violations {
  readonly all: Violation[] = []
  /** Whether one of them, told or not, was more than weak. */
  isFailed = false

  add(rule: Rule, what: string, at: Micros, verdict: Violation['verdict'] = 'fail'): void {
    // The first real failure is worth more than the twentieth weakness.
    if (verdict === 'fail' && !this.isFailed) {
      this.isFailed = true
      if (this.all.length >= MOST_TOLD) this.all.pop()
    }
    if (this.all.length < MOST_TOLD) this.all.push({ rule, verdict, what, t_us: at })
  }
}

/** What the invariants must know of a run. */
export interface Ruled {
  readonly protocol: Protocol
  readonly windowSize: number
  readonly seqBits: number
}

/** Watches one endpoint. */
export class Invariants implements EndpointWitness {
  /** The furthest that base has been. */
  #base: number | undefined
  #nextseqnum: number | undefined
  /** Acknowledged ones above base, after the last event. */
  #acked: ReadonlySet<number> = new Set()
  #hasMovedBack = false
  #expected: number | undefined
  #deliveries = 0
  /** Numbers sent since the sender's last state. */
  readonly #sentSince: number[] = []
  /** Retransmission timers of the sender. */
  readonly #running = new Set<number>()
  readonly #windowSize: number
  readonly #otherTimers: readonly number[]
  readonly #numbers: SequenceSpace
  readonly #violations: Violations

  constructor({ protocol, windowSize, seqBits }: Ruled, violations: Violations) {
    this.#windowSize = windowSize
    this.#otherTimers = protocol.otherTimers ?? []
    this.#violations = violations
    this.#numbers = new SequenceSpace(seqBits)
  }

  /** A data segment goes on the channel. */
  sent(segment: Segment): void {
    if (segment.kind === 'data') this.#sentSince.push(segment.seqnum)
  }

  submitted(): void {}

  delivered(): void {
    this.#deliveries++
  }

  discarded(): void {}

  timerStarted(half: Half, timer: number): void {
    if (half === 'sender' && !this.#otherTimers.includes(timer)) this.#running.add(timer)
  }

  timerStopped(half: Half, timer: number): void {
    if (half === 'sender') this.#running.delete(timer)
  }

  timedOut(half: Half, timer: number): void {
    if (half === 'sender') this.#running.delete(timer)
  }

  stateIs(half: Half, state: MachineState | undefined, at: Micros): void {
    if (half === 'sender') {
      if (state !== undefined) this.#checkSender(state, at)
      this.#sentSince.length = 0 // of machines that are not judged by it, too
    } else if (state !== undefined) this.#checkReceiver(state, at)
  }

  #checkSender({ base, nextseqnum, acked }: MachineState, at: Micros): void {
    if (typeof base !== 'number' || typeof nextseqnum !== 'number') return
    // With as many in flight as there are numbers, base = nextseqnum says nothing.
    if (this.#windowSize >= this.#numbers.size) return
    const before = this.#base ?? base
    const furthest = this.#checkBase(before, base, at)
    const inFlight = this.#numbers.distance(furthest, nextseqnum)
    if (inFlight > this.#windowSize) {
      const what = `${inFlight} in flight with a window of ${this.#windowSize}`
      this.#violations.add('window', what, at)
    }
    this.#checkSent(before, nextseqnum, at)
    this.#base = furthest
    this.#nextseqnum = nextseqnum
    this.#acked = new Set(Array.isArray(acked) ? (acked as number[]) : [])
    const outstanding = this.#numbers.distance(base, nextseqnum)
    const passed = [...this.#acked].filter((n) => this.#numbers.distance(base, n) >= outstanding)
    if (passed.length > 0) {
      const what = `acked has ${passed[0]}, but base is ${base}: take out of acked what base has passed`
      this.#violations.add('acknowledged', what, at)
    }
    this.#checkTimer(outstanding - (this.#acked.size - passed.length), at)
  }

  /** @returns the furthest base so far */
  #checkBase(before: number, base: number, at: Micros): number {
    const wasInFlight = this.#numbers.distance(before, this.#nextseqnum ?? before)
    if (this.#numbers.distance(before, base) <= wasInFlight) return base
    this.#hasMovedBack = true
    this.#violations.add('base', `base moved back from ${before} to ${base}`, at, 'weak')
    return before
  }

  #checkSent(base: number, nextseqnum: number, at: Micros): void {
    const next = this.#nextseqnum ?? base
    const wasInFlight = this.#numbers.distance(base, next)
    const fresh = this.#numbers.distance(next, nextseqnum)
    for (const seqnum of this.#sentSince) {
      const isOld = this.#numbers.distance(base, seqnum) < wasInFlight
      if (isOld && !this.#acked.has(seqnum)) continue
      if (!isOld && this.#numbers.distance(next, seqnum) < fresh) continue
      const what = isOld
        ? `${seqnum} was sent again though it was acknowledged`
        : `${seqnum} was sent with base at ${base} and nextseqnum at ${next}`
      this.#violations.add('acknowledged', what, at, this.#hasMovedBack ? 'weak' : 'fail')
    }
  }

  #checkTimer(outstanding: number, at: Micros): void {
    const running = this.#running.size
    if (outstanding > 0 && running === 0) {
      this.#violations.add('timer', `no timer runs with ${outstanding} outstanding`, at)
    } else if (running > Math.max(0, outstanding)) {
      const timers = running === 1 ? 'a timer runs' : `${running} timers run`
      this.#violations.add('timer', `${timers} with ${Math.max(0, outstanding)} outstanding`, at)
    }
  }

  #checkReceiver(state: MachineState, at: Micros): void {
    const expected = state['expectedseqnum'] ?? state['rcv_base']
    if (typeof expected !== 'number') return
    const before = this.#expected ?? expected
    const due = this.#numbers.wrap(before + this.#deliveries)
    if (this.#expected !== undefined && expected !== due) {
      const what = `the expected number went from ${before} to ${expected} with ${this.#deliveries} delivered`
      this.#violations.add('expected', what, at)
    }
    this.#expected = expected
    this.#deliveries = 0
  }
}
