/**
 * What holds after any event of a trace, without beginning at the first one each time: every so
 * many events a copy is kept, and from the one before, the rest is done again.
 *
 *      events   0 ────────── 256 ────────── 512 ──────── 700
 *                            copy           copy ───────▶ asked for
 */
import type { TraceEvent } from '../../trace/event.js'

/** Something that is made of events, one after the other. */
export interface Folded<S> {
  readonly start: () => S
  readonly copy: (state: S) => S
  readonly take: (state: S, event: TraceEvent) => void
}

const EVERY = 256

export class Checkpoints<S> {
  readonly #events: readonly TraceEvent[]
  readonly #folded: Folded<S>
  /** At place i that before event `i * EVERY`. */
  readonly #kept: S[] = []

  constructor(events: readonly TraceEvent[], folded: Folded<S>) {
    this.#events = events
    this.#folded = folded
    const state = folded.start()
    for (const [place, event] of events.entries()) {
      if (place % EVERY === 0) this.#kept.push(folded.copy(state))
      folded.take(state, event)
    }
  }

  /** After the first `count` events; it is the caller's own. */
  after(count: number): S {
    const { start, copy, take } = this.#folded
    const place = Math.min(Math.floor(count / EVERY), this.#kept.length - 1)
    const kept = this.#kept[place]
    const state = kept === undefined ? start() : copy(kept)
    for (const event of this.#events.slice(Math.max(0, place) * EVERY, count)) take(state, event)
    return state
  }

  copy(state: S): S {
    return this.#folded.copy(state)
  }
}
