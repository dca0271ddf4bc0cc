/**
 * A recorded run as the stepper draws it: at any step its ladder, its windows, and what is on its
 * way. What costs the whole run is made once; a look at a step costs what that step needs.
 */
import type { Micros } from '../../kernel/time.js'
import { RECEIVER, SENDER } from '../../sim/config.js'
import { StepMarks } from '../../sim/stepper/breakpoints.js'
import { Checkpoints } from '../../sim/stepper/checkpoints.js'
import type { Flight, RunState } from '../../sim/stepper/run-state.js'
import { readStep, type StepReading } from '../../sim/stepper/step-reading.js'
import { type SteppedRun, stateAfter } from '../../sim/stepper/stepped-run.js'
import { linkName } from '../../trace/crossing-events.js'
import type { TraceEvent } from '../../trace/event.js'
import { LadderRows } from '../../trace/ladder-rows.js'
import type { SpokenProtocol } from '../../trace/spoken-protocol.js'
import { isBroken } from '../../trace/trigger.js'
import type { LadderScene } from './ladder-pane.js'
import type { LadderEntry } from './ladder-pane-rows.js'
import { LinkState } from './run-link.js'
import { WatchedWindow } from './run-watch.js'
import { type WindowFacts, windowFacts } from './run-window.js'
import { type Fsm, fsmOf } from './step-fsm.js'

export const DATA_LINK = linkName(SENDER, RECEIVER)

/** More rows than these nobody looks back at; they begin anew at every so many. */
const ROWS_BACK = 1_024
const ROWS_BLOCK = 512

export class StepScene {
  readonly run: SteppedRun
  readonly marks: StepMarks
  readonly protocol: SpokenProtocol
  /** The book's figures of its machines, where they have bubbles. */
  readonly fsm: Fsm | undefined
  readonly #entries: LadderEntry[] = []
  /** How many rows there are after each step. */
  readonly #rows: Uint32Array
  /** Where no machine tells its window: what follows from its segments. */
  readonly #watched: Checkpoints<WatchedWindow> | undefined

  constructor(run: SteppedRun) {
    this.run = run
    this.marks = new StepMarks(run)
    this.protocol = protocolOf(run)
    this.fsm = fsmOf(run)
    this.#rows = new Uint32Array(run.steps.length + 1)
    this.#makeRows()
    const isSilent = stateAfter(run, run.steps.length).sender === undefined
    this.#watched = isSilent ? new Checkpoints(run.events, watchedBy(this.protocol)) : undefined
  }

  /** How many steps there are. */
  get length(): number {
    return this.run.steps.length
  }

  /** The step that led to `position`; undefined before the first. */
  readingAt(position: number): StepReading | undefined {
    return position < 1 || position > this.length ? undefined : readStep(this.run, position)
  }

  stateAt(position: number): RunState {
    return stateAfter(this.run, position)
  }

  /** The rows until `position`, those of its own step chosen. */
  ladderAt(position: number): LadderScene & { readonly isNew: (entry: LadderEntry) => boolean } {
    const end = this.#rows[position] ?? 0
    const begin = Math.max(0, Math.floor((end - ROWS_BACK) / ROWS_BLOCK) * ROWS_BLOCK)
    const entries = this.#entries.slice(begin, end)
    const own = new Set(this.#entries.slice(this.#rows[Math.max(0, position - 1)] ?? 0, end))
    return {
      nodes: [SENDER, RECEIVER],
      entries,
      shown: (row) => row,
      isNew: (entry) => own.has(entry)
    }
  }

  windowAt(position: number, state: RunState): WindowFacts {
    const link = new LinkState(DATA_LINK, this.protocol)
    link.sender = state.sender
    link.receiver = state.receiver
    link.lastSeq = state.lastSeq
    for (const { half, timer, startedAt, delay } of state.timers.values()) {
      if (half === 'sender') link.timers.set(timer, { timer, startedAt, delay })
    }
    const watched = this.#watched?.after(this.run.steps[position - 1]?.end ?? 0)
    if (watched !== undefined) assign(link.watched, watched)
    return windowFacts(link, this.protocol, this.run.config.windowSize, state.pieces)
  }

  /** What is on its way, and what was lost as long as it would be; in the order of sending. */
  flightsOf(state: RunState): Flight[] {
    return [...state.flights.values()].filter(
      (flight) =>
        flight.lost === undefined || state.now < this.dueOf(flight) || isJustSent(flight, state)
    )
  }

  /** When a segment arrives, or a lost one would have arrived, as far as anybody knows. */
  dueOf({ id, sentAt, direction, lost }: Flight): Micros {
    const arrival = lost === undefined ? this.run.arrivals.get(id) : undefined
    return arrival ?? sentAt + this.run.config[direction].delay
  }

  #makeRows(): void {
    const { steps, events, config } = this.run
    const maker = new LadderRows(config.protocol.otherTimers ?? [])
    for (const { number, first, end } of steps) {
      for (let place = first; place < end; place++) {
        const event = events[place]
        if (event === undefined) continue
        maker.take(event)
        const row = maker.rows[this.#entries.length]
        if (row !== undefined) this.#entries.push({ row, event })
      }
      this.#rows[number] = this.#entries.length
    }
  }
}

const isJustSent = ({ sentAt }: Flight, { now }: RunState): boolean => sentAt === now

function protocolOf({ config }: SteppedRun): SpokenProtocol {
  const { name, acks, seqBits, otherTimers = [] } = config.protocol
  return {
    name,
    acks: acks === 'none' || name === 'tcp' ? 'all' : (acks ?? 'last'),
    seqBits: seqBits ?? config.seqBits,
    otherTimers,
    isStopAndWait: config.windowSize === 1
  }
}

const watchedBy = (protocol: SpokenProtocol) => ({
  start: () => new WatchedWindow(protocol),
  copy: (window: WatchedWindow) => assign(new WatchedWindow(protocol), window),
  take: (window: WatchedWindow, event: TraceEvent) => {
    const { event: what, kind, at } = event
    if (what === 'send' && kind === 'data') window.sent(event)
    else if (what === 'receive' && kind === 'ack' && at === SENDER && !isBroken(event)) {
      window.acknowledged(event)
    }
  }
})

function assign(to: WatchedWindow, from: WatchedWindow): WatchedWindow {
  to.base = from.base
  to.next = from.next
  to.acked.clear()
  for (const number of from.acked) to.acked.add(number)
  return to
}
