/**
 * How fast is the simulator? It runs the real files (machine, endpoint, lane, link); the
 * limit it is compared with is one loop in which Go-Back-N is written by hand: the same heap
 * of events, the same dice, the same messages, and nothing else. Both in the same run, in
 * turns. Compared are messages a second, since events depend on how timers are counted.
 */
import { PERFECT } from '../lossy-channel/weather/weather.js'
import { EventQueue, type Scheduled } from '../src/kernel/event-queue.js'
import { RandomStream, threshold } from '../src/kernel/random.js'
import { ms } from '../src/kernel/time.js'
import { gbn } from '../src/rdt/gbn.js'
import { makeAck, makeData, type Segment } from '../src/rdt/segment.js'
import { MAX_MSS } from '../src/rdt/transport.js'
import type { SimConfig } from '../src/sim/config.js'
import { isMessage, makeMessage } from '../src/sim/messages.js'
import { runSimulation } from '../src/sim/simulation.js'
import { median, secondsOf } from './measure.js'

const WINDOW = 32
const LOSS = 0.02
const SIZE = 32
const DELAY = ms(50)
const RTO = ms(150)
/** A power of two that holds a window. */
const RING = 64

/** A segment arrives at the receiver or at the sender; without one, the timer rings. */
class Event implements Scheduled {
  time = Number.NaN
  order = 0
  readonly segment: Segment | undefined

  constructor(segment?: Segment) {
    this.segment = segment
  }

  happen(): void {}
}

/** Go-Back-N in one function. @returns messages received in order */
function handInlined(messages: number, seed: string): number {
  const queue = new EventQueue()
  const upDice = new RandomStream(seed, 'up', 'loss')
  const downDice = new RandomStream(seed, 'down', 'loss')
  const limit = threshold(LOSS)
  /** Segments base … nextseqnum − 1, at their number modulo the ring. */
  const sndpkt = new Array<Segment>(RING)
  let now = 0
  let base = 1
  let nextseqnum = 1
  let expectedseqnum = 1
  let ack = makeAck(0)
  let deadline = -1
  let isTimerQueued = false
  let received = 0
  const send = (segment: Segment) => {
    if (!upDice.chance(limit)) queue.push(new Event(segment), now + DELAY)
  }
  const startTimer = () => {
    deadline = now + RTO
    if (isTimerQueued) return
    isTimerQueued = true
    queue.push(new Event(), deadline)
  }
  const fill = () => {
    while (nextseqnum - base < WINDOW && nextseqnum <= messages) {
      const segment = makeData(nextseqnum, makeMessage(nextseqnum - 1, SIZE))
      send(segment)
      if (base === nextseqnum) startTimer()
      sndpkt[nextseqnum & (RING - 1)] = segment
      nextseqnum++
    }
  }
  fill()
  for (let event = queue.pop() as Event | undefined; event; event = queue.pop() as Event) {
    now = event.time
    const { segment } = event
    if (segment === undefined) {
      isTimerQueued = false
      if (deadline < 0) continue
      if (now < deadline) {
        isTimerQueued = true
        queue.push(event, deadline)
        continue
      }
      startTimer()
      for (let n = base; n < nextseqnum; n++) send(sndpkt[n & (RING - 1)] as Segment)
    } else if (segment.kind === 'data') {
      if (segment.seqnum === expectedseqnum) {
        if (isMessage(segment.data, expectedseqnum - 1, SIZE)) received++
        ack = makeAck(expectedseqnum++)
      }
      if (!downDice.chance(limit)) queue.push(new Event(ack), now + DELAY)
    } else if (segment.acknum >= base) {
      base = segment.acknum + 1
      if (base === nextseqnum) deadline = -1
      else startTimer()
      fill()
    }
  }
  return received
}

/** The same run through the simulator. */
export const benchConfig = (messages: number, seed: string): SimConfig => {
  const weather = {
    ...PERFECT,
    delay: DELAY,
    loss: { kind: 'random', probability: LOSS, correlation: 0 }
  } as const
  return {
    protocol: gbn,
    windowSize: WINDOW,
    seqBits: 32,
    rto: { fixed: RTO },
    congestion: 'newreno',
    checksum: 'crc32',
    mss: MAX_MSS,
    messages,
    size: SIZE,
    interval: 0,
    seed,
    up: weather,
    down: weather,
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}

export interface Comparison {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly limit: number
  readonly ratio: number
}

const perSecond = (count: number, work: () => void): number => count / secondsOf(work)

/** Messages after which the compiler has nothing left to do, and all that lasts is old. */
const WARM_UP = 500_000

/** @returns messages a second of the simulator and of the loop, medians of `rounds` turns */
export function benchSimulator(messages: number, rounds: number): Comparison {
  const ours: number[] = []
  const limit: number[] = []
  const turn = (messages: number, seed: string) => ({
    ours: perSecond(messages, () => {
      const outcome = runSimulation(benchConfig(messages, seed), { checks: false })
      if (outcome.verdict !== 'pass') throw new Error('the simulator lost a message')
    }),
    limit: perSecond(messages, () => {
      if (handInlined(messages, seed) !== messages) throw new Error('the loop lost a message')
    })
  })
  turn(WARM_UP, 'warm up')
  for (let round = 0; round < rounds; round++) {
    const measured = turn(messages, `bench-${round}`)
    ours.push(measured.ours)
    limit.push(measured.limit)
  }
  const [mine, theirs] = [median(ours), median(limit)]
  return {
    name: 'simulator, gbn, window 32, 2 % loss, against a hand-inlined loop',
    unit: 'messages/s',
    ours: Math.round(mine),
    limit: Math.round(theirs),
    ratio: mine / theirs
  }
}
