/** A first-in-first-out queue of byte strings that knows how many bytes wait in it. */
export class ByteQueue {
  #items: Uint8Array[] = []
  #head = 0
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  get isEmpty(): boolean {
    return this.#head === this.#items.length
  }

  push(item: Uint8Array): void {
    this.#items.push(item)
    this.#bytes += item.length
  }

  shift(): Uint8Array | undefined {
    const item = this.#items[this.#head]
    if (item === undefined) return undefined
    this.#head++
    this.#bytes -= item.length
    if (this.#head === this.#items.length) {
      this.#items.length = 0
      this.#head = 0
    } else if (this.#head >= 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  clear(): void {
    this.#items = []
    this.#head = 0
    this.#bytes = 0
  }
}
