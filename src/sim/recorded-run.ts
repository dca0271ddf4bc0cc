/**
 * What one node sent another on real UDP, as a run in the simulator: as many messages, the protocol
 * and its options, and for the n-th transmission of each direction the fate of the n-th recorded.
 */
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import type { Micros } from '../kernel/time.js'
import { linkName } from '../trace/crossing-events.js'
import type { TraceEvent } from '../trace/event.js'
import { endsOf } from '../trace/ladder-crossing.js'
import { RECEIVER, SENDER, type SimConfig } from './config.js'
import { fatesOf } from './faults.js'
import { calmRun } from './recorded-faults.js'

export interface RecordedRun {
  readonly config: SimConfig
  /** What was recorded, to be held against what the simulator makes of it. */
  readonly recorded: {
    readonly data: number
    readonly retransmitted: number
    readonly acks: number
    readonly faults: number
  }
}

/** The links on which data was sent, with how many segments. */
export function dataLinks(events: readonly TraceEvent[]): Map<string, number> {
  const links = new Map<string, number>()
  for (const { event, kind, link, attempt } of events) {
    if (event !== 'send' || kind !== 'data' || link === undefined || attempt !== 1) continue
    links.set(link, (links.get(link) ?? 0) + 1)
  }
  return links
}

/**
 * The data of `link` in `events`, with the ACKs that came back.
 * @param base what the header says of protocol and weather; messages, their size and times, the
 *   fates and the delays are taken from the events
 */
export function recordedRun(
  events: readonly TraceEvent[],
  link: string,
  base: SimConfig
): RecordedRun {
  const oneWay = asTwoNodes(events, link)
  const { faults } = calmRun(oneWay, base)
  const sends = oneWay.filter(({ event }) => event === 'send')
  const data = sends.filter(({ kind }) => kind === 'data')
  const first = data.filter(({ attempt = 1 }) => attempt === 1)
  const [begin, end] = [first[0]?.t ?? 0, first.at(-1)?.t ?? 0]
  const sizes = first.map(({ len = 0 }) => len)
  const config: SimConfig = {
    ...base,
    messages: first.length,
    size: median(sizes),
    interval: first.length < 2 ? 0 : Math.round((end - begin) / (first.length - 1)),
    up: steady(delayOf(oneWay, SENDER)),
    down: steady(delayOf(oneWay, RECEIVER)),
    fates: fatesOf(faults),
    fateBy: 'order'
  }
  const retransmitted = data.length - first.length
  const acks = sends.length - data.length
  return { config, recorded: { data: data.length, retransmitted, acks, faults: faults.length } }
}

/** Only what is about data one way and ACKs back; the two nodes have the names of the simulator. */
function asTwoNodes(events: readonly TraceEvent[], link: string): TraceEvent[] {
  const { from, to } = endsOf(link)
  const back = linkName(to, from)
  const known = new Set<number>()
  return events.flatMap((event) => {
    const { id = -1, of = -1, kind } = event
    if (event.event === 'send') {
      const isData = event.link === link && kind === 'data'
      const isAnswer = event.link === back && (kind === 'ack' || kind === 'nak')
      if (!isData && !isAnswer) return []
      known.add(id)
      return [{ ...event, at: isData ? SENDER : RECEIVER }]
    }
    if (!known.has(id) && !known.has(of)) return []
    if (known.has(of)) known.add(id)
    return [event]
  })
}

/** How long transmissions took to which nothing happened, as a rule. */
function delayOf(events: readonly TraceEvent[], node: string): Micros {
  const sent = new Map<number, Micros>()
  const delays: Micros[] = []
  for (const { event, id = -1, at, t } of events) {
    if (event === 'send' && at === node) sent.set(id, t)
    else if (event === 'delay') sent.delete(id)
    else if (event === 'receive') {
      const begin = sent.get(id)
      if (begin !== undefined) delays.push(t - begin)
      sent.delete(id)
    }
  }
  return median(delays)
}

const steady = (delay: Micros): Weather => ({ ...PERFECT, delay })

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
