/**
 * A map that forgets what nobody has asked for lately, so that it stays within bounds:
 *
 *      young      what was set or asked for last; when there is enough of it, it becomes
 *      old        and what was old before, and has not been asked for since, is forgotten,
 *                 unless somebody still needs it
 */
export class Recent<K, V> {
  #young = new Map<K, V>()
  #old = new Map<K, V>()
  #room: number
  readonly #most: number
  readonly #isNeeded: (value: V) => boolean

  /**
   * @param most entries that are remembered at least; at most twice as many are, and
   * @param isNeeded and of those for which this holds up to eight times as many more
   */
  constructor(most: number, isNeeded: (value: V) => boolean = () => false) {
    this.#most = most
    this.#room = most
    this.#isNeeded = isNeeded
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key)
    if (value !== undefined || this.#old.size === 0) return value
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#room) this.#turn()
    this.#young.set(key, value)
  }

  #turn(): void {
    const needed = [...this.#old].filter(([, value]) => this.#isNeeded(value))
    this.#old = this.#young
    this.#young = new Map(needed.slice(-NEEDED * this.#most))
    this.#room = this.#young.size + this.#most
  }
}

const NEEDED = 8
