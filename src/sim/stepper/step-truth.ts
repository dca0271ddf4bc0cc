/** What had become of a segment that a sender believes to be lost. */
import type { TraceEvent } from '../../trace/event.js'
import { isBroken } from '../../trace/trigger.js'
import { SENDER, type SimConfig } from '../config.js'
import { guardedBy, isAtSender, type StepReading } from './step-reading.js'
import type { SteppedRun } from './stepped-run.js'

/** So far back it is looked for. */
const MOST_EVENTS = 5_000

/**
 * Of a timeout of the sender the truth in words, `data 3 had arrived: its ACK was lost`; empty for
 * any other step, and where nobody can tell.
 */
export function truthOf(run: SteppedRun, reading: StepReading): string {
  const { step, before, config } = reading
  const { input } = step
  const { timer = 0 } = input
  if (input.event !== 'timeout' || !isAtSender(reading)) return ''
  if (config.protocol.otherTimers?.includes(timer)) return ''
  const seq = guardedBy(config, before, timer)
  const from = Math.max(0, step.first - MOST_EVENTS)
  const past = run.events.slice(from, step.first)
  const trips = tripsOf(past, seq)
  if (trips.size === 0) return ''
  const name = `data ${seq}`
  let isLost = true
  for (const event of past) {
    if (event.id === undefined || !trips.has(event.id)) continue
    if (event.event === 'receive' && !isBroken(event)) {
      return `${name} had arrived${fateOfAck(past, trips, seq, config)}`
    }
    if (event.event === 'receive') isLost = false
  }
  if (
    [...trips].some((id) => before.flights.get(id)?.lost === undefined && before.flights.has(id))
  ) {
    return `${name} is still on its way`
  }
  return isLost ? `${name} was lost in the channel` : `${name} came damaged`
}

/** What became of the ACK of number `seq` since the first of `trips`. */
function fateOfAck(
  past: readonly TraceEvent[],
  trips: Set<number>,
  seq: number | undefined,
  { protocol }: SimConfig
): string {
  const number = protocol.acks === 'next' ? Number(seq) + 1 : seq
  const first = past.findIndex(({ event, id = -1 }) => event === 'send' && trips.has(id))
  const isIt = ({ event, kind, ack, at }: TraceEvent) =>
    event === 'receive' && kind === 'ack' && ack === number && at.startsWith(SENDER)
  return past.slice(first).some((one) => isIt(one) && !isBroken(one))
    ? ', and its ACK, too: the sender took no notice of it'
    : ': its ACK was lost, damaged or late'
}

/** The transmissions of what number `seq` carries now. */
function tripsOf(past: readonly TraceEvent[], seq: number | undefined): Set<number> {
  const trips = new Set<number>()
  for (let place = past.length - 1; place >= 0; place--) {
    const { event, at, kind, id, attempt = 1, seq: own } = past[place] ?? {}
    if (event !== 'send' || kind !== 'data' || own !== seq || !at?.startsWith(SENDER)) continue
    if (id !== undefined) trips.add(id)
    if (attempt === 1) break
  }
  return trips
}
