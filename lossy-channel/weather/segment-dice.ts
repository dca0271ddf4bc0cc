/** Dice that belong to a segment and its attempt, not to a place in the order. */
import { LaneDice } from './lane-dice.js'
import type { Weather } from './weather.js'

/** Far above any window; a segment that has not been seen for so long begins anew. */
const MOST_KEYS = 1 << 16

export class SegmentDice<T> {
  readonly #name: readonly string[]
  readonly #classify: (item: T) => string | undefined
  /** How often each key has been seen, the longest unseen first. */
  readonly #seen = new Map<string, number>()

  /** @param name the lane's: seed, flow, direction */
  constructor(name: readonly string[], classify: (item: T) => string | undefined) {
    this.#name = name
    this.#classify = classify
  }

  /** The dice of this sighting of the segment; undefined where `item` carries none. */
  diceFor(item: T, weather: Weather): LaneDice | undefined {
    const key = this.#classify(item)
    return key === undefined
      ? undefined
      : new LaneDice([...this.#name, key, this.#attempt(key)], weather)
  }

  /** 1 at the first sighting of `key`, 2 at the second, … */
  #attempt(key: string): number {
    const attempt = (this.#seen.get(key) ?? 0) + 1
    this.#seen.delete(key)
    this.#seen.set(key, attempt)
    if (this.#seen.size > MOST_KEYS) {
      const [oldest] = this.#seen.keys()
      if (oldest !== undefined) this.#seen.delete(oldest)
    }
    return attempt
  }
}
