/** Where a run is to stop: at steps of a kind that has a name, or at events that a filter takes. */
import type { TraceEvent } from '../../trace/event.js'
import { type EventFilter, parseFilter } from '../../trace/filter.js'
import type { State } from '../../trace/ladder-row.js'
import { isBroken } from '../../trace/trigger.js'
import { SENDER } from '../config.js'
import { bubbleIn, numberIn } from './step-reading.js'
import type { SteppedRun } from './stepped-run.js'

/** `base changes`: where the sender has no base, its bubble does. */
export const NAMED_BREAKS = ['base changes', 'duplicate ACK', 'loss', 'timeout'] as const
export type NamedBreak = (typeof NAMED_BREAKS)[number]

/** What a step is looked for, besides: what was sent again. */
type Mark = NamedBreak | 'retransmission'

const BITS: Readonly<Record<Mark, number>> = {
  'base changes': 1,
  'duplicate ACK': 2,
  loss: 4,
  timeout: 8,
  retransmission: 16
}

export interface Breakpoint {
  /** A name, or the text of a filter. */
  readonly text: string
  readonly takes: (marks: StepMarks, step: number) => boolean
}

/** Which steps of a run are which. */
export class StepMarks {
  readonly run: SteppedRun
  readonly #marks: Uint8Array

  constructor(run: SteppedRun) {
    this.run = run
    this.#marks = marksOf(run)
  }

  /** Has step `number`, from 1, one of `marks`? */
  has(number: number, ...marks: readonly Mark[]): boolean {
    const wanted = marks.reduce((bits, mark) => bits | BITS[mark], 0)
    return ((this.#marks[number - 1] ?? 0) & wanted) !== 0
  }

  /** Is there an event in step `number` that `filter` takes? */
  hasEvent(number: number, filter: EventFilter): boolean {
    const { steps, events } = this.run
    const { first, end } = steps[number - 1] ?? { first: 0, end: 0 }
    for (let place = first; place < end; place++) {
      const event = events[place]
      if (event !== undefined && filter(event)) return true
    }
    return false
  }

  /** The first step after `from` (backwards: before it) that is `wanted`; undefined where none is. */
  next(from: number, by: 1 | -1, wanted: (number: number) => boolean): number | undefined {
    const { length } = this.run.steps
    for (let number = from + by; number >= 1 && number <= length; number += by) {
      if (wanted(number)) return number
    }
    return undefined
  }
}

/**
 * The breakpoint that `text` describes: one of the names, or a filter of `rdt trace show --where`.
 * @throws BadInput with the position and the mend
 */
export function parseBreakpoint(text: string): Breakpoint {
  const words = text.trim()
  const name = NAMED_BREAKS.find((one) => one.toLowerCase() === words.toLowerCase())
  if (name !== undefined) return { text: name, takes: (marks, step) => marks.has(step, name) }
  const filter = parseFilter(words, 'breakpoint')
  return { text: words, takes: (marks, step) => marks.hasEvent(step, filter) }
}

function marksOf(run: SteppedRun): Uint8Array {
  const { steps, events, states } = run
  const marks = new Uint8Array(steps.length)
  const marker = new Marker(states.after(0).sender)
  for (const { number, first, end } of steps) {
    marker.begin()
    for (let place = first; place < end; place++) {
      const event = events[place]
      if (event !== undefined) marker.take(event)
    }
    marks[number - 1] = marker.end()
  }
  return marks
}

/** Goes through a run once. */
class Marker {
  #bits = 0
  #sender: State | undefined
  #lastAck: number | undefined
  #ack: number | undefined
  #isMoved = false

  constructor(sender: State | undefined) {
    this.#sender = sender
  }

  begin(): void {
    this.#bits = 0
    this.#ack = undefined
    this.#isMoved = false
  }

  take(event: TraceEvent): void {
    const { event: what, at, kind, half, attempt = 1, ack, state } = event
    const isSenders = at.startsWith(SENDER)
    if (what === 'drop') this.#bits |= BITS.loss
    else if (what === 'timeout' && half === 'sender' && isSenders) this.#bits |= BITS.timeout
    else if (what === 'send' && kind === 'data' && attempt > 1) this.#bits |= BITS.retransmission
    else if (what === 'receive' && kind === 'ack' && isSenders && !isBroken(event)) this.#ack = ack
    else if (what === 'state' && half === 'sender' && isSenders) this.#become(state)
  }

  end(): number {
    if (this.#ack !== undefined) {
      if (this.#ack === this.#lastAck && !this.#isMoved) this.#bits |= BITS['duplicate ACK']
      this.#lastAck = this.#ack
    }
    return this.#bits
  }

  #become(state: State | undefined): void {
    const place = (one: State | undefined) => numberIn(one, 'base') ?? bubbleIn(one)
    if (place(state) !== place(this.#sender)) {
      this.#bits |= BITS['base changes']
      this.#isMoved = true
    }
    this.#sender = state
  }
}
