/** `rdt sim --ladder`: what happened, drawn on the screen. */
import type { Protocol } from '../rdt/protocol.js'
import type { TraceEvent, TraceSink } from '../trace/event.js'
import { drawLadder } from '../trace/ladder.js'
import { canShowUnicode, LADDER_WIDTH } from './run-ladder.js'

/** More than these are not kept in memory: some hundred megabytes. */
const MOST_EVENTS = 500_000
/** More than these nobody reads on a screen. */
const MOST_ROWS = 2_000
const WHERE_ALL = 'rdt sim … --trace FILE has all'

export class SimLadder {
  readonly #events: TraceEvent[] = []
  #missed = 0
  readonly #protocol: Protocol

  constructor(protocol: Protocol) {
    this.#protocol = protocol
  }

  readonly sink: TraceSink = (event) => {
    if (this.#events.length < MOST_EVENTS) this.#events.push(event)
    else this.#missed++
  }

  /** As wide as the terminal, and an empty line. */
  lines(): string[] {
    const isAscii = !canShowUnicode()
    const lines = drawLadder(this.#events, {
      width: process.stdout.columns ?? LADDER_WIDTH,
      isAscii,
      most: MOST_ROWS,
      whereAll: WHERE_ALL,
      otherTimers: this.#protocol.otherTimers ?? []
    })
    if (this.#missed > 0) {
      const told = `… ${this.#missed} later events are not drawn (${WHERE_ALL})`
      lines.push(isAscii ? told.replaceAll('…', '...') : told)
    }
    return lines.length === 0 ? [] : [...lines, '']
  }
}
