/** How often each segment has been sent, for fates that are keyed by segment. */

/** Far above any window; what has not been seen for so long begins anew. */
const MOST_KEYS = 1 << 16

export class Attempts {
  readonly #seen = new Map<string, number>()

  /** 1 at the first sighting of `key`, 2 at the second, … */
  count(key: string): number {
    const seen = (this.#seen.get(key) ?? 0) + 1
    this.#seen.delete(key)
    this.#seen.set(key, seen)
    if (this.#seen.size > MOST_KEYS) {
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest)
        break
      }
    }
    return seen
  }
}
