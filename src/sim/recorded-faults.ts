/**
 * What the dice did in a run, as faults that need no dice: the first step from a failing run
 * by chance to a fate string that fails every time.
 */
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { REORDER_PATIENCE } from '../../lossy-channel/weather/lane-options.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
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

/** The faults in the trace of a run of `config`, in the order of the transmissions. */
export function recordedFaults(events: readonly TraceEvent[], config: SimConfig): Fault[] {
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
  if (delay < 0) return undefined
  // The dice have less patience than the mark, which would wait for the next one longer.
  const isInVain = delay === REORDER_PATIENCE && why !== 'fate >'
  return isInVain ? fateOf('late', delay) : fateOf('>')
}

/** Where jitter or a skipped delay changed the order, those that were overtaken came late. */
function noteOvertaking(passages: readonly Passage[], config: SimConfig): void {
  for (const direction of ['up', 'down'] as const) {
    const { delay, jitter, reorder } = config[direction]
    if (jitter.spread === 0 && (reorder.probability === 0 || delay === 0)) continue
    const own = passages.filter((passage) => passage.direction === direction)
    for (const [i, passage] of own.entries()) {
      if (passage.fault !== undefined) continue
      const overtaker = lastOvertaker(own, i)
      if (overtaker === undefined) continue
      passage.fault = fateOf('late', overtaker.sentAt + 1 - passage.sentAt)
    }
  }
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
