/**
 * A first-in-first-out queue in a ring: taking one out moves no other. (An array's
 * `shift` moves them all, and for old arrays tells the garbage collector of each.)
 */
export class Fifo<T> {
  #ring: (T | undefined)[] = new Array<T | undefined>(16).fill(undefined)
  #first = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  push(item: T): void {
    if (this.#length === this.#ring.length) this.#grow()
    this.#ring[(this.#first + this.#length) & (this.#ring.length - 1)] = item
    this.#length++
  }

  /** Takes out the oldest. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#ring[this.#first]
    this.#ring[this.#first] = undefined
    this.#first = (this.#first + 1) & (this.#ring.length - 1)
    this.#length--
    return item
  }

  /** The one at `index`, 0 being the oldest. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined
    return this.#ring[(this.#first + index) & (this.#ring.length - 1)]
  }

  /** Where the first that fulfils `test` stands, or −1. */
  findIndex(test: (item: T) => boolean): number {
    for (let i = 0; i < this.#length; i++) if (test(this.at(i) as T)) return i
    return -1
  }

  /** Visits all, the oldest first. */
  each(visit: (item: T) => void): void {
    for (let i = 0; i < this.#length; i++) visit(this.at(i) as T)
  }

  #grow(): void {
    const { length } = this.#ring
    const ring = new Array<T | undefined>(2 * length).fill(undefined)
    for (let i = 0; i < length; i++) ring[i] = this.at(i)
    this.#ring = ring
    this.#first = 0
  }
}
