/** A map that forgets its oldest entry when it has too many: memory that a stranger cannot grow. */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#map.size
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  set(key: K, value: V): void {
    this.#map.set(key, value)
    if (this.#map.size <= this.#most) return
    for (const oldest of this.#map.keys()) {
      this.#map.delete(oldest)
      return
    }
  }

  getOrMake(key: K, make: () => V): V {
    const known = this.#map.get(key)
    if (known !== undefined) return known
    const made = make()
    this.set(key, made)
    return made
  }

  values(): IterableIterator<V> {
    return this.#map.values()
  }

  entries(): IterableIterator<[K, V]> {
    return this.#map.entries()
  }
}
