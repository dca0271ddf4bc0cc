/** Runs, and the reports that are made of them. */
import { gbn } from '../../src/rdt/gbn.js'
import type { SimConfig } from '../../src/sim/config.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import type { Report } from '../../src/trace/report.js'
import { ReportCollector } from '../../src/trace/report-collector.js'
import { bookRun } from './book-run.js'

const WORDS = { title: 'A run', command: 'rdt sim', about: 'gbn' }

export const headerOf = (config: Record<string, unknown>): TraceHeader => ({
  ...{ trace: 'rdt-chat', version: 1, clock: 'virtual', seed: 'a' },
  config,
  nodes: []
})

export function reportOf(
  header: TraceHeader,
  events: Iterable<TraceEvent>,
  more: { readonly link?: string; readonly title?: string } = {}
): Report {
  const collector = new ReportCollector(header)
  for (const event of events) collector.take(event)
  return collector.report({ ...WORDS, ...more })
}

export interface ReportedRun {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
  readonly report: Report
}

export function reportedRun(fates: string, more: Partial<SimConfig> = {}): ReportedRun {
  const { events } = bookRun(fates, more)
  const { protocol = gbn, windowSize = 4, seqBits = 32 } = more
  const window = protocol.seqBits === undefined ? windowSize : 1
  const header = headerOf({
    protocol: protocol.name,
    window,
    seq_bits: protocol.seqBits ?? seqBits
  })
  return { header, events, report: reportOf(header, events) }
}
