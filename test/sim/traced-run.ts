/** A simulated run, with all that its trace says. */
import type { SimConfig } from '../../src/sim/config.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { formatEvent } from '../../src/trace/ndjson.js'

export interface TracedRun {
  readonly outcome: Outcome
  readonly events: readonly TraceEvent[]
  /** The trace as its file would hold it, without the header. */
  readonly text: string
}

export function tracedRun(config: SimConfig): TracedRun {
  const events: TraceEvent[] = []
  const outcome = runSimulation(config, { checks: true, sink: (event) => events.push(event) })
  return { outcome, events, text: events.map(formatEvent).join('') }
}
