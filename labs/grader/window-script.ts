/**
 * A series of events for a congestion control, as data, and what it makes of them: the sawtooth as
 * a table. All amounts are in MSS.
 *
 *     { "timeout": 16, "cwnd": 1, "ssthresh": 8 }          16 MSS were in flight
 *     { "newAck": 1, "times": 7, "cwnd": 8 }               7 ACKs, each for one MSS
 *     { "dupAck": 8, "times": 3, "cwnd": [6.9, 7.1] }      3 duplicate ACKs, 8 MSS in flight
 */
import * as v from 'valibot'
import type { CongestionControl } from '../../src/rdt/congestion-control.js'
import { count } from './check-kind.js'

const MOST = 'it must be a number of MSS from 0 to 1000000'
const amount = v.pipe(v.number(MOST), v.minValue(0, MOST), v.maxValue(1_000_000, MOST))
const one = 'it must be a number of MSS, or a list of the least and the most'
const wanted = v.union([amount, v.strictTuple([amount, amount])], one)

const STATES = ['slow start', 'congestion avoidance', 'fast recovery'] as const

export const wishesEntries = {
  cwnd: v.optional(wanted),
  ssthresh: v.optional(wanted),
  state: v.optional(v.picklist(STATES, `it must be one of ${STATES.join(', ')}`))
}

export const stepSchema = v.pipe(
  v.strictObject({
    newAck: v.optional(amount),
    dupAck: v.optional(amount),
    timeout: v.optional(amount),
    times: v.optional(count(1, 1000), 1),
    ...wishesEntries
  }),
  v.check(
    (step) => eventsOf(step).length === 1,
    'it must have one of newAck, dupAck and timeout, and no two of them'
  )
)

export type Step = v.InferOutput<typeof stepSchema>
/** What is expected after a step. */
export type Wishes = Pick<Step, 'cwnd' | 'ssthresh' | 'state'>

const EVENTS = ['newAck', 'dupAck', 'timeout'] as const
type EventName = (typeof EVENTS)[number]

const eventsOf = (step: Partial<Record<EventName, number | undefined>>): EventName[] =>
  EVENTS.filter((event) => step[event] !== undefined)

/** `dupAck, 8 MSS in flight, 3 times` */
export function describeEvent(step: Step): string {
  const [event] = eventsOf(step)
  const size = event && step[event]
  const told = event === 'newAck' ? `newAck of ${size} MSS` : `${event}, ${size} MSS in flight`
  return step.times === 1 ? told : `${told}, ${step.times} times`
}

/** What a control shows at one moment, in MSS. */
export interface Seen {
  readonly cwnd: number
  readonly ssthresh: number
  readonly state: string
}

/** What `control` shows at first, and after each event of each step. @throws what it throws */
export function play(steps: readonly Step[], control: CongestionControl, mss: number) {
  const look = (): Seen => ({
    cwnd: control.cwnd / mss,
    ssthresh: control.ssthresh / mss,
    state: control.state ?? ''
  })
  const first = look()
  const seen = steps.map((step): readonly Seen[] =>
    Array.from({ length: step.times }, () => {
      const [event] = eventsOf(step)
      if (event !== undefined) control[event](Math.round((step[event] ?? 0) * mss))
      return look()
    })
  )
  return { first, seen }
}

export type Played = ReturnType<typeof play>

/** So much of a segment is lost in rounding. */
const ROUNDING = 0.011

/** Which of `wishes` is not so: `cwnd` before `ssthresh` before `state`. */
export function missed(wishes: Wishes, seen: Seen): 'cwnd' | 'ssthresh' | 'state' | undefined {
  if (!isWithin(wishes.cwnd, seen.cwnd)) return 'cwnd'
  if (!isWithin(wishes.ssthresh, seen.ssthresh)) return 'ssthresh'
  const { state } = wishes
  // What somebody else calls it is for people.
  const isNamed = STATES.some((name) => name === seen.state)
  return state === undefined || !isNamed || state === seen.state ? undefined : 'state'
}

function isWithin(wish: Wishes['cwnd'], found: number): boolean {
  if (wish === undefined) return true
  const [least, most] = typeof wish === 'number' ? [wish, wish] : wish
  return found >= least - ROUNDING && found <= most + ROUNDING
}

/** Where two numbers are further apart than this share of them, it is not by rounding. */
const NEAR = 0.005

/** How far apart the numbers of two are after all events; infinite where it is not by rounding. */
export function distance(a: Played, b: Played): number {
  const pairs = a.seen.flatMap((step, i) =>
    step.flatMap((one, j) => {
      const other = b.seen[i]?.[j]
      return [
        [one.cwnd, other?.cwnd ?? Number.NaN],
        [one.ssthresh, other?.ssthresh ?? Number.NaN]
      ] as const
    })
  )
  const isNear = pairs.every(([x, y]) => Math.abs(x - y) <= Math.max(x, y) * NEAR)
  if (!isNear) return Number.POSITIVE_INFINITY
  return pairs.reduce((sum, [x, y]) => sum + Math.abs(x - y), 0)
}
