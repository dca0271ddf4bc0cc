/**
 * What the dice did in a run, as faults that need no dice: the first step from a failing run
 * by chance to a fate string that fails every time.
 */
import { fateTold } from '../../lossy-channel/weather/fate.js'
import { REORDER_PATIENCE } from '../../lossy-channel/weather/lane-options.js'
import { type Direction, PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from '../trace/event.js'
import { SENDER, type SimConfig } from './config.js'
import { type Fault, fateOf } from './faults.js'

/** One transmission as the trace tells it. */
interface Passage {
  readonly direction: Direction
  readonly index: number
  readonly sentAt: number
  fault?: Fault['fate'] | undefined
  receivedAt?: number
}

/** The same run with nothing left to chance. */
export interface CalmRun {
  /** Without dice, and without fates. */
  readonly config: SimConfig
  readonly faults: readonly Fault[]
}

/**
 * The run of `config` that `events` are the trace of, its faults in the order of the transmissions.
 * Where datagrams overtook each other, the order is kept and times are not.
 */
export function calmRun(events: readonly TraceEvent[], config: SimConfig): CalmRun {
  const passages = passagesOf(events, config)
  for (const direction of DIRECTIONS) {
    if (!mayOvertake(config[direction])) continue
    noteOvertaking(passages.filter((passage) => passage.direction === direction))
  }
  const { up, down } = config
  return { config: calmed(config, up.delay, down.delay), faults: faultsOf(passages) }
}

/**
 * The same where the order may not be all that counts, and times are kept, too: the delay of the
 * fastest for all, and what took longer is late. Undefined where that would change nothing.
 */
export function timedRun(events: readonly TraceEvent[], config: SimConfig): CalmRun | undefined {
  if (!DIRECTIONS.some((direction) => mayOvertake(config[direction]))) return undefined
  const passages = passagesOf(events, config)
  const [up, down] = DIRECTIONS.map((direction) => {
    const { delay } = config[direction]
    if (!mayOvertake(config[direction])) return delay
    return noteLateness(passages.filter((passage) => passage.direction === direction)) ?? delay
  })
  return { config: calmed(config, up ?? 0, down ?? 0), faults: faultsOf(passages) }
}

const DIRECTIONS = ['up', 'down'] as const

const mayOvertake = ({ delay, jitter, reorder }: Weather): boolean =>
  jitter.spread > 0 || (reorder.probability > 0 && delay > 0)

function calmed(config: SimConfig, up: Micros, down: Micros): SimConfig {
  const calm = ({ rate, limit }: Weather, delay: Micros): Weather => {
    return { ...PERFECT, delay, rate, limit }
  }
  const weather = { up: calm(config.up, up), down: calm(config.down, down) }
  return { ...config, ...weather, fates: {}, fateBy: 'order' }
}

const faultsOf = (passages: readonly Passage[]): Fault[] =>
  passages.flatMap(({ direction, index, fault }) =>
    fault === undefined ? [] : [{ direction, index, fate: fault }]
  )

function passagesOf(events: readonly TraceEvent[], config: SimConfig): Passage[] {
  const passages = new Map<number, Passage>()
  const counts = { up: 0, down: 0 }
  for (const event of events) {
    if (event.id === undefined) continue
    if (event.event === 'send') {
      const direction = event.at.startsWith(SENDER) ? 'up' : 'down'
      const index = counts[direction]++
      passages.set(event.id, { direction, index, sentAt: event.t })
    } else note(passages, event, config)
  }
  return [...passages.values()]
}

function note(passages: Map<number, Passage>, event: TraceEvent, config: SimConfig): void {
  const { id = 0, of } = event
  const passage = passages.get(of ?? id)
  if (passage === undefined) return
  if (event.event === 'receive') passage.receivedAt ??= event.t
  const fault = faultOf(event, config[passage.direction].corrupt.bits)
  if (fault === undefined) return
  if (passage.fault === undefined || GRAVITY[fault.mark] > GRAVITY[passage.fault.mark]) {
    passage.fault = fault
  }
}

/** Of several faults of one transmission the gravest counts: a fate string has one mark for each. */
const GRAVITY: Readonly<Record<Fault['fate']['mark'], number>> = {
  '.': 0,
  '?': 0,
  late: 1,
  '>': 1,
  '2': 2,
  c: 3,
  w: 3,
  t: 3,
  x: 4
}

function faultOf(event: TraceEvent, bits: number): Fault['fate'] | undefined {
  const { why = '', delay } = event
  const told = fateTold(why, delay)
  if (told !== undefined) return fateOf(told.mark, told.by)
  switch (event.event) {
    case 'drop':
      // What a full queue refuses, it will refuse again.
      return why.endsWith('the queue is full') ? undefined : fateOf('x')
    case 'corrupt':
      return fateOf(damageMark(why, bits))
    case 'duplicate':
      return fateOf('2')
    case 'delay':
      return lateness(event)
    default:
      return undefined
  }
}

function damageMark(why: string, bits: number): 'c' | 'w' | 't' {
  if (why.startsWith('truncate')) return 't'
  return bits === 0 ? 'w' : 'c'
}

/** Undefined for one that came early: it overtook others, and they are the late ones. */
function lateness({ delay = 0 }: TraceEvent): Fault['fate'] | undefined {
  if (delay < 0) return undefined
  // The dice have less patience than the mark, which would wait for the next one longer.
  return delay === REORDER_PATIENCE ? fateOf('late', delay) : fateOf('>')
}

/** Where jitter or a skipped delay changed the order, those that were overtaken came late. */
function noteOvertaking(passages: readonly Passage[]): void {
  for (const [i, passage] of passages.entries()) {
    const overtaker = passage.fault === undefined ? lastOvertaker(passages, i) : undefined
    if (overtaker === undefined) continue
    passage.fault = fateOf('late', overtaker.sentAt + 1 - passage.sentAt)
  }
}

/** @returns how long the fastest took */
function noteLateness(passages: readonly Passage[]): Micros | undefined {
  const took = ({ sentAt, receivedAt = sentAt }: Passage) => receivedAt - sentAt
  const received = passages.filter(({ receivedAt }) => receivedAt !== undefined)
  const [first] = received
  if (first === undefined) return undefined
  const fastest = received.reduce((least, passage) => Math.min(least, took(passage)), took(first))
  for (const passage of received) {
    const by = took(passage) - fastest
    if (passage.fault === undefined && by > 0) passage.fault = fateOf('late', by)
  }
  return fastest
}

/** The last one that was sent after number `i`, and came before it. */
function lastOvertaker(passages: readonly Passage[], i: number): Passage | undefined {
  const { receivedAt = 0 } = passages[i] ?? {}
  let found: Passage | undefined
  for (let k = i + 1; k < passages.length; k++) {
    const other = passages[k]
    if (other === undefined || other.sentAt >= receivedAt) break
    if (other.receivedAt !== undefined && other.receivedAt < receivedAt) found = other
  }
  return found
}
