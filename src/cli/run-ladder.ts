/** The ladder of a short run, as wide as the terminal. */
import type { SimConfig } from '../sim/config.js'
import { runSimulation } from '../sim/simulation.js'
import type { TraceEvent } from '../trace/event.js'
import { drawLadder } from '../trace/ladder.js'

/** Without a terminal. */
export const LADDER_WIDTH = 80
/** Of a run that does not end, its beginning tells enough. */
const MOST_EVENTS = 2_000
const MOST_ROWS = 120

export function ladderOfRun(config: SimConfig): string[] {
  const events: TraceEvent[] = []
  runSimulation(config, {
    checks: false,
    sink: (event) => events.push(event),
    mostEvents: MOST_EVENTS
  })
  return drawLadder(events, {
    width: process.stdout.columns ?? LADDER_WIDTH,
    most: MOST_ROWS,
    otherTimers: config.protocol.otherTimers ?? []
  })
}
