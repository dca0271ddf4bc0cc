/** The invariants, one by one, on short stories told by hand: each rule bites, and spares what is legal. */
import test from 'ava'
import { gbn } from '../../src/rdt/gbn.js'
import type { MachineState, Protocol } from '../../src/rdt/protocol.js'
import { makeAck, makeData, makeNak } from '../../src/rdt/segment.js'
import { Invariants, Violations } from '../../src/sim/invariants.js'

const DATA = Uint8Array.of(1)

/** Somebody to tell a story to: each step is a µs later, and each state ends an event. */
class Story {
  readonly violations = new Violations()
  readonly #watch: Invariants
  #at = 0

  constructor(windowSize = 4, seqBits = 32, more: Partial<Protocol> = {}) {
    this.#watch = new Invariants(
      { protocol: { ...gbn, ...more }, windowSize, seqBits },
      this.violations
    )
  }

  /** What was found, in words. */
  get found(): string[] {
    return this.violations.all.map(
      ({ rule, verdict, what, t_us }) => `${t_us} ${verdict} ${rule}: ${what}`
    )
  }

  get rules(): string[] {
    return this.violations.all.map(({ rule, verdict }) => `${verdict} ${rule}`)
  }

  sends(...numbers: readonly number[]): this {
    for (const seqnum of numbers) this.#watch.sent(makeData(seqnum, DATA))
    return this
  }

  starts(...timers: readonly number[]): this {
    for (const timer of timers) this.#watch.timerStarted('sender', timer)
    return this
  }

  stops(...timers: readonly number[]): this {
    for (const timer of timers) this.#watch.timerStopped('sender', timer)
    return this
  }

  rings(timer: number): this {
    this.#watch.timedOut('sender', timer)
    return this
  }

  /** The sender is done with an event. */
  sender(base: number, nextseqnum: number, ...acked: readonly number[]): this {
    return this.senderIs(acked.length > 0 ? { base, nextseqnum, acked } : { base, nextseqnum })
  }

  senderIs(state: MachineState | undefined): this {
    this.#watch.stateIs('sender', state, ++this.#at)
    return this
  }

  delivers(times = 1): this {
    for (let i = 0; i < times; i++) this.#watch.delivered()
    return this
  }

  /** The receiver is done with an event. */
  receiver(expectedseqnum: number): this {
    return this.receiverIs({ expectedseqnum })
  }

  receiverIs(state: MachineState | undefined): this {
    this.#watch.stateIs('receiver', state, ++this.#at)
    return this
  }
}

/** Two segments are sent, with one timer. */
const twoUnderWay = (windowSize?: number, seqBits?: number) =>
  new Story(windowSize, seqBits).sends(1).starts(0).sender(1, 2).sends(2).sender(1, 3)

test('a run of Go-Back-N without fault breaks no rule', (t) => {
  const story = twoUnderWay()
  story.starts(0).sender(2, 3)
  story.rings(0).starts(0).sends(2).sender(2, 3)
  story.stops(0).sender(3, 3)
  story.sends(3).starts(0).sender(3, 4).stops(0).sender(4, 4)
  story.delivers().receiver(2).receiver(2).delivers(2).receiver(4)
  t.deepEqual(story.found, [])
  t.false(story.violations.isFailed)
})

test('a run of Selective Repeat without fault breaks no rule, with a timer each', (t) => {
  const story = new Story()
  story.sends(1).starts(1).senderIs({ base: 1, nextseqnum: 2, acked: [] })
  story.sends(2).starts(2).sender(1, 3).sends(3).starts(3).sender(1, 4)
  story.stops(2).sender(1, 4, 2)
  story.rings(1).sends(1).starts(1).sender(1, 4, 2)
  story.stops(1).sender(3, 4)
  story.stops(3).sender(4, 4)
  story
    .receiverIs({ rcv_base: 1, buffered: [2] })
    .delivers(2)
    .receiverIs({ rcv_base: 3, buffered: [] })
  t.deepEqual(story.found, [])
})

test('a single timer for all, as Selective Repeat may have it, is enough', (t) => {
  const story = new Story().sends(1, 2, 3).starts(0).sender(1, 4)
  story.starts(0).sender(1, 4, 2).starts(0).sender(3, 4).stops(0).sender(4, 4)
  t.deepEqual(story.found, [])
})

test('window: as many as N may be in flight, and one more is too many', (t) => {
  const story = new Story(2).sends(1, 2).starts(0).sender(1, 3)
  t.deepEqual(story.found, [])
  t.deepEqual(story.sends(3).sender(1, 4).found, ['2 fail window: 3 in flight with a window of 2'])
  t.true(story.violations.isFailed)
})

test('window: what is acknowledged above base counts as well', (t) => {
  const story = new Story(2).sends(1, 2).starts(1, 2).sender(1, 3).stops(2).sender(1, 3, 2)
  t.deepEqual(story.found, [])
  t.deepEqual(story.sends(3).starts(3).sender(1, 4, 2).rules, ['fail window'])
})

test('timer: none may run when nothing is outstanding', (t) => {
  const story = twoUnderWay()
  t.deepEqual(story.sender(3, 3).found, ['3 fail timer: a timer runs with 0 outstanding'])
  t.deepEqual(new Story().starts(0, 1).sender(1, 1).rules, ['fail timer'])
})

test('timer: one at least must run while something is outstanding', (t) => {
  t.deepEqual(new Story().sends(1, 2).sender(1, 3).found, [
    '1 fail timer: no timer runs with 2 outstanding'
  ])
  t.deepEqual(twoUnderWay().stops(0).sender(2, 3).rules, ['fail timer'])
  const rung = twoUnderWay().rings(0).sends(1, 2).sender(1, 3)
  t.deepEqual(rung.rules, ['fail timer'], 'a timer that has rung does not run')
})

test('timer: more than are outstanding is a leak', (t) => {
  const story = new Story().sends(1, 2).starts(1, 2).sender(1, 3)
  t.deepEqual(story.found, [])
  t.deepEqual(story.sender(2, 3).found, ['2 fail timer: 2 timers run with 1 outstanding'])
})

test('timer: what is acknowledged above base is not outstanding', (t) => {
  const story = new Story().sends(1, 2).starts(1, 2).sender(1, 3)
  t.deepEqual(story.sender(1, 3, 2).found, ['2 fail timer: 2 timers run with 1 outstanding'])
})

test('timer: it is looked at when the event is over, not in between', (t) => {
  const story = twoUnderWay().stops(0).starts(0).sender(2, 3).rings(0).starts(0).sender(2, 3)
  t.deepEqual(story.found, [])
})

test('timer: starting it twice, stopping what does not run, and the receiver’s own are no matter', (t) => {
  const story = new Story().stops(0).sender(1, 1).sends(1).starts(0).starts(0).sender(1, 2)
  t.deepEqual(story.stops(0).sender(2, 2).found, [])
  const violations = new Violations()
  const watch = new Invariants({ protocol: gbn, windowSize: 4, seqBits: 32 }, violations)
  watch.timerStarted('receiver', 0)
  watch.stateIs('sender', { base: 1, nextseqnum: 1 }, 1)
  t.deepEqual(violations.all, [])
  watch.sent(makeData(1, DATA))
  watch.timerStarted('sender', 0)
  watch.timedOut('receiver', 0)
  watch.timerStopped('receiver', 0)
  watch.stateIs('sender', { base: 1, nextseqnum: 2 }, 2)
  t.deepEqual(violations.all, [])
})

test('timer: those that are not for retransmission may run, and do not count as one', (t) => {
  const idle = new Story(4, 32, { otherTimers: [1, 2] }).starts(1, 2).sender(1, 1)
  t.deepEqual(idle.found, [])
  t.deepEqual(idle.sends(1).sender(1, 2).rules, ['fail timer'])
})

test('base: it may stand still, and move on as far as nextseqnum', (t) => {
  const story = twoUnderWay().sender(1, 3).stops(0).sender(3, 3).sender(3, 3)
  t.deepEqual(story.found, [])
})

test('base: moving back is weak, since the figure of the book has no guard', (t) => {
  const story = twoUnderWay().starts(0).sender(2, 3).sender(1, 3)
  t.deepEqual(story.found, ['4 weak base: base moved back from 2 to 1'])
  t.false(story.violations.isFailed)
})

test('base: what follows from its moving back is weak as well', (t) => {
  const story = twoUnderWay().starts(0).sender(2, 3).sender(1, 3)
  // The timer rings, and what was acknowledged long ago is sent again with the rest.
  story.rings(0).starts(0).sends(1, 2).sender(1, 3)
  t.deepEqual(story.rules, ['weak base', 'weak base', 'weak acknowledged'])
  story.starts(0).sender(2, 3)
  t.is(story.rules.length, 3, 'and when it is back where it was, nothing more is told')
  t.false(story.violations.isFailed)
})

test('base: after it has moved back, a window that is too full is a failure still', (t) => {
  const story = twoUnderWay(2).starts(0).sender(2, 3).sender(1, 3)
  t.deepEqual(story.sends(3, 4).sender(2, 5).rules, ['weak base', 'fail window'])
})

test('base: without a segment in flight it has nowhere to go', (t) => {
  t.deepEqual(new Story().sender(1, 1).sender(0, 1).starts(0).rules.slice(0, 1), ['weak base'])
})

test('acknowledged: what base has passed is not sent again', (t) => {
  const story = twoUnderWay().starts(0).sender(2, 3)
  t.deepEqual(story.rings(0).starts(0).sends(1).sender(2, 3).found, [
    '4 fail acknowledged: 1 was sent with base at 2 and nextseqnum at 3'
  ])
})

test('acknowledged: what was acknowledged above base is not sent again either', (t) => {
  const story = new Story().sends(1, 2, 3).starts(1, 2, 3).sender(1, 4).stops(2).sender(1, 4, 2)
  t.deepEqual(story.sends(2).sender(1, 4, 2).found, [
    '3 fail acknowledged: 2 was sent again though it was acknowledged'
  ])
})

test('acknowledged: a retransmission in the event that brings its ACK is judged by what was before', (t) => {
  const story = twoUnderWay().sends(1).starts(0).sender(2, 3)
  t.deepEqual(story.found, [])
})

test('acknowledged: what nextseqnum has not come to was never given to the sender', (t) => {
  t.deepEqual(new Story().sends(1, 2).starts(0).sender(1, 2).found, [
    '1 fail acknowledged: 2 was sent with base at 1 and nextseqnum at 1'
  ])
})

test('acknowledged: ACKs and NAKs are not data, whatever their number', (t) => {
  const violations = new Violations()
  const watch = new Invariants({ protocol: gbn, windowSize: 4, seqBits: 32 }, violations)
  for (const segment of [makeAck(7), makeNak()]) watch.sent(segment)
  watch.stateIs('sender', { base: 5, nextseqnum: 5 }, 1)
  t.deepEqual(violations.all, [])
})

test('expected: it moves on by what is delivered, no less and no more', (t) => {
  const story = new Story().receiver(1).delivers().receiver(2).receiver(2)
  t.deepEqual(story.found, [])
  story.delivers().receiver(2)
  story.receiver(3)
  story.delivers().receiver(5)
  story.receiver(4)
  t.deepEqual(story.found, [
    '4 fail expected: the expected number went from 2 to 2 with 1 delivered',
    '5 fail expected: the expected number went from 2 to 3 with 0 delivered',
    '6 fail expected: the expected number went from 3 to 5 with 1 delivered',
    '7 fail expected: the expected number went from 5 to 4 with 0 delivered'
  ])
})

test('expected: rcv_base moves on by all that a filled gap delivers', (t) => {
  const story = new Story(4, 3).receiverIs({ rcv_base: 6, buffered: [7, 0] })
  t.deepEqual(story.delivers(3).receiverIs({ rcv_base: 1, buffered: [] }).found, [])
  t.deepEqual(story.delivers().receiverIs({ rcv_base: 3, buffered: [] }).rules, ['fail expected'])
})

test('numbers of few bits go round: nothing of that breaks a rule', (t) => {
  const story = new Story(7, 3)
  for (let base = 1; base < 30; base++) {
    const [now, next] = [base % 8, (base + 1) % 8]
    story.sends(now).starts(0).sender(now, next).delivers().receiver(next)
    story.stops(0).sender(next, next)
  }
  t.deepEqual(story.found, [])
  const wide = new Story(7, 3)
    .sends(6, 7, 0, 1, 2, 3, 4)
    .starts(0)
    .senderIs({ base: 6, nextseqnum: 5 })
  t.deepEqual(wide.found, [])
  t.deepEqual(wide.rings(0).starts(0).sends(5).sender(6, 5).rules, ['fail acknowledged'])
})

test('a window of 2^k and more is not judged by numbers: base = nextseqnum may be all or nothing', (t) => {
  for (const windowSize of [4, 5, 9]) {
    const story = new Story(windowSize, 2).sends(1, 2, 3, 0).starts(0).sender(1, 1)
    story.sender(0, 3).sends(2, 2).stops(0).sender(3, 1)
    t.deepEqual(story.found, [])
    t.deepEqual(
      story.receiver(1).delivers().receiver(3).rules,
      ['fail expected'],
      'its receiver is'
    )
  }
  t.deepEqual(new Story(3, 2).sends(1, 2, 3).starts(0).sender(1, 0).sender(0, 0).rules, [
    'fail timer'
  ])
})

test('a machine that shows no window is not judged by it', (t) => {
  const story = new Story().sends(0, 0, 7).starts(0, 1, 2)
  story.senderIs({ state: 'wait for ACK 0' }).senderIs(undefined)
  story.delivers(3).receiverIs({ state: 'wait for 0 from below' }).receiverIs(undefined)
  story.senderIs({ base: 'one', nextseqnum: 2 }).senderIs({ base: 1 })
  t.deepEqual(story.found, [])
})

test('what was sent in an event that showed no window is not held against a later one', (t) => {
  for (const shown of [undefined, { state: 'busy' }, { base: 1 }]) {
    const story = new Story().sends(99).senderIs(shown)
    t.deepEqual(story.sends(1).starts(0).sender(1, 2).found, [])
  }
})

test('only so many are told; but the first that is more than weak is always among them', (t) => {
  const violations = new Violations()
  for (let n = 0; n < 30; n++) violations.add('base', `weak ${n}`, n, 'weak')
  t.is(violations.all.length, 20)
  t.false(violations.isFailed)
  violations.add('window', 'the real one', 30)
  violations.add('window', 'another one', 31)
  t.is(violations.all.length, 20)
  t.true(violations.isFailed)
  t.deepEqual(violations.all.at(-1), {
    rule: 'window',
    verdict: 'fail',
    what: 'the real one',
    t_us: 30
  })
  t.is(violations.all[18]?.what, 'weak 18')
})
