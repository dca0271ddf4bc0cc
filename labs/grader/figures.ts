/** Numbers of a run by name, as `rdt sim --json` and `rdt trace stats --json` have them. */
import { nearest } from '../../src/kernel/nearest.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { statsOf } from '../../src/trace/stats.js'
import { statsRecords } from '../../src/trace/stats-records.js'
import type { RecordedTrace } from './recorded-trace.js'

/** `segments.timeouts`, `finish_ms`; what is null or no number is left out. */
export type Figures = ReadonlyMap<string, number>

export const figuresOfRun = (outcome: Outcome): Figures => collect({ ...outcome, violations: null })

/**
 * Of the whole (`segments.spurious`, `duration_ms`), of the data's link and the ACKs' (`data.dropped`,
 * `ack.dropped`), of the connection (`connection.rtt_ms.p50`).
 */
export function figuresOfTrace({ header, events }: RecordedTrace): Figures {
  const figures = new Map<string, number>()
  for (const record of statsRecords(statsOf(header, events))) {
    const { type, link, over_time: _, ...rest } = record as Readonly<Record<string, unknown>>
    const place = type === 'link' ? (link === 'sender>receiver' ? 'data' : 'ack') : type
    collect(rest, place === 'summary' ? '' : `${place}.`, figures)
  }
  return figures
}

/** What is wrong with `name`, which a check asks for; undefined where it is there. */
export function figureFault(key: string, name: string, figures: Figures): string | undefined {
  if (figures.has(name)) return undefined
  const known = [...figures.keys()]
  const near = known.find((one) => one.endsWith(`.${name}`)) ?? nearest(name, known)
  const mend = near === undefined ? `write one of ${known.join(', ')}` : `did you mean ${near}?`
  return `${key}: there is no number ${name}; ${mend}`
}

function collect(
  record: object,
  prefix = '',
  into = new Map<string, number>()
): Map<string, number> {
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === 'number') into.set(prefix + key, value)
    else if (typeof value === 'boolean') into.set(prefix + key, Number(value))
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      collect(value, `${prefix}${key}.`, into)
    }
  }
  return into
}
