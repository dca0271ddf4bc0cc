/**
 * The transmissions of a run that goes on, by number. One that has ended is remembered for a while,
 * since its receiver still has to say what it made of it; one that is under way, as long as it takes.
 *
 *      young      those of late; when they are too many, they become
 *      old        and of those that were old before, whoever is under way is young again
 */
import type { LiveTrip } from './live-journal.js'

export interface Passing {
  /** Undefined where no journal has it: the connection's own datagrams, a stranger's. */
  readonly trip: LiveTrip | undefined
  /** The channel made it. */
  readonly isCopy: boolean
  /** Which transmission of its segment it is, from 1. */
  readonly attempt: number
  isEnded: boolean
}

/** So many make a generation, and so many may stay under way from one to the next. */
const GENERATION = 4096

export class PassingTrips {
  #young = new Map<number, Passing>()
  #old = new Map<number, Passing>()

  /** How many it remembers: never more than three generations. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(id: number | undefined): Passing | undefined {
    return id === undefined ? undefined : (this.#young.get(id) ?? this.#old.get(id))
  }

  note(id: number | undefined, trip: LiveTrip | undefined, isCopy: boolean, attempt = 1): void {
    if (id === undefined) return
    this.#young.set(id, { trip, isCopy, attempt, isEnded: false })
    if (this.#young.size >= 2 * GENERATION) this.#turn()
  }

  /** It arrived, or was lost. */
  end(id: number | undefined): void {
    const passing = this.get(id)
    if (passing !== undefined) passing.isEnded = true
  }

  #turn(): void {
    const underWay = new Map<number, Passing>()
    for (const [id, passing] of this.#old) {
      if (underWay.size >= GENERATION) break
      if (!passing.isEnded) underWay.set(id, passing)
    }
    this.#old = this.#young
    this.#young = underWay
  }
}
