/**
 * What the dice did in a run, as faults that need no dice: the first step from a failing run
 * by chance to a fate string that fails every time.
 */
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import { linkName } from '../trace/crossing-events.js'
import type { TraceEvent } from '../trace/event.js'
import { RECEIVER, SENDER, type SimConfig } from './config.js'
import { type Fault, fateOf } from './faults.js'

const UP = linkName(SENDER, RECEIVER)

/** One transmission as the trace tells it. */
interface Passage {
  readonly direction: Direction
  readonly index: number
  readonly sentAt: number
  fault?: Fault['fate'] | undefined
  receivedAt?: number
}

/** The faults in the trace of a run of `config`, in the order of the transmissions. */
export function recordedFaults(events: readonly TraceEvent[], config: SimConfig): Fault[] {
  const passages = new Map<number, Passage>()
  const counts = { up: 0, down: 0 }
  for (const event of events) {
    if (event.id === undefined) continue
    if (event.event === 'send') {
      const direction = event.link === UP ? 'up' : 'down'
      const index = counts[direction]++
      passages.set(event.id, { direction, index, sentAt: event.t })
    } else note(passages, event, config)
  }
  const all = [...passages.values()]
  noteOvertaking(all, config)
  return all.flatMap(({ direction, index, fault }) =>
    fault === undefined ? [] : [{ direction, index, fate: fault }]
  )
}

/** Of several faults of one transmission the gravest counts: a fate string has one mark for each. */
function note(passages: Map<number, Passage>, event: TraceEvent, config: SimConfig): void {
  const { id = 0, of, why = '' } = event
  const passage = passages.get(of ?? id) ?? passages.get(id)
  if (passage === undefined) return
  const { mark } = passage.fault ?? {}
  switch (event.event) {
    case 'drop':
      // What a full queue refuses, it will refuse again.
      if (!why.endsWith('the queue is full')) passage.fault = fateOf('x')
      break
    case 'corrupt':
      passage.fault = fateOf(damageMark(why, config[passage.direction].corrupt.bits))
      break
    case 'duplicate':
      if (mark === undefined || mark === 'late') passage.fault = fateOf('2')
      break
    case 'delay':
      if (mark === undefined) passage.fault = lateness(event)
      break
    case 'receive':
      passage.receivedAt ??= event.t
      break
  }
}

function damageMark(why: string, bits: number): 'c' | 'w' | 't' {
  if (why.startsWith('truncate') || why === 'fate t') return 't'
  return why === 'fate w' || (bits === 0 && why !== 'fate c') ? 'w' : 'c'
}

/** Undefined for one that came early: it overtook others, and they are the late ones. */
function lateness({ why = '', delay = 0 }: TraceEvent): Fault['fate'] | undefined {
  const fated = /^fate (\(.*\))$/.exec(why)?.[1]
  if (fated !== undefined) return parseFateString(fated)[0]
  return delay < 0 ? undefined : fateOf('>')
}

/** Where jitter or a skipped delay changed the order, those that were overtaken came late. */
function noteOvertaking(passages: readonly Passage[], config: SimConfig): void {
  for (const direction of ['up', 'down'] as const) {
    const { delay, jitter, reorder } = config[direction]
    if (jitter.spread === 0 && (reorder.probability === 0 || delay === 0)) continue
    const own = passages.filter((passage) => passage.direction === direction)
    for (const [i, passage] of own.entries()) {
      if (passage.receivedAt === undefined || passage.fault !== undefined) continue
      const { receivedAt } = passage
      // The last one that was sent later and came sooner.
      const overtaker = own
        .slice(i + 1)
        .findLast((other) => other.receivedAt !== undefined && other.receivedAt < receivedAt)
      if (overtaker === undefined) continue
      const by = overtaker.sentAt + delay + 1 - (passage.sentAt + delay)
      passage.fault = fateOf('late', Math.max(1, by))
    }
  }
}
