/** The gate of a lane. While it is shut, datagrams wait before it, in their order. */

/** What a held lane keeps; the rest is dropped, so that no flood fills our memory. */
export const MOST_AT_GATE = 65_536

interface Waiting<T> {
  readonly item: T
  readonly length: number
}

export class Gate<T> {
  readonly #waiting: Waiting<T>[] = []
  #refused = 0
  isShut = false

  get size(): number {
    return this.#waiting.length
  }

  /** @returns false where there is no room, and `item` does not wait */
  wait(item: T, length: number): boolean {
    if (this.#waiting.length >= MOST_AT_GATE) {
      this.#refused++
      return false
    }
    this.#waiting.push({ item, length })
    return true
  }

  /** How many found no room since it was last asked: they came behind all that has waited. */
  takeRefused(): number {
    const refused = this.#refused
    this.#refused = 0
    return refused
  }

  /** Opens, and gives out what has waited. */
  open(): readonly Waiting<T>[] {
    this.isShut = false
    return this.#waiting.splice(0)
  }
}
