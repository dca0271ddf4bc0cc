/** The ladder of a short run, as wide as the terminal. */
import type { SimConfig } from '../sim/config.js'
import { failureOf } from '../sim/failure.js'
import { runSimulation } from '../sim/simulation.js'
import type { TraceEvent } from '../trace/event.js'
import { drawLadder } from '../trace/ladder.js'

/** Without a terminal. */
export const LADDER_WIDTH = 80
/** Of a run that does not end, its beginning tells enough. */
const MOST_EVENTS = 2_000
const ROWS_OF_BEGINNING = 40
const MOST_ROWS = 120

export function ladderOfRun(config: SimConfig): string[] {
  const events: TraceEvent[] = []
  const outcome = runSimulation(config, {
    checks: true,
    sink: (event) => events.push(event),
    mostEvents: MOST_EVENTS
  })
  const isEndless = outcome.events >= MOST_EVENTS && failureOf(outcome)?.rule === 'progress'
  const lines = drawLadder(isEndless ? events.slice(0, 10 * ROWS_OF_BEGINNING) : events, {
    width: process.stdout.columns ?? LADDER_WIDTH,
    isAscii: !canShowUnicode(),
    most: MOST_ROWS,
    otherTimers: config.protocol.otherTimers ?? []
  })
  return isEndless ? [...lines.slice(0, ROWS_OF_BEGINNING), '… and so on, without end'] : lines
}

/** A file may hold anything; a terminal says what it knows, if not always. */
export function canShowUnicode(): boolean {
  if (!process.stdout.isTTY) return true
  const { LC_ALL, LC_CTYPE, LANG, TERM } = process.env
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8'
  return TERM !== 'linux' && /utf-?8/i.test(locale)
}
