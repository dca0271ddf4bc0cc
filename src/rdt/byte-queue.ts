/** A first-in-first-out queue of byte strings that knows how many bytes wait in it. */
import { Fifo } from '../kernel/fifo.js'

export class ByteQueue {
  #bytes = 0
  readonly #items = new Fifo<Uint8Array>()

  get bytes(): number {
    return this.#bytes
  }

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  get first(): Uint8Array | undefined {
    return this.#items.at(0)
  }

  push(item: Uint8Array): void {
    this.#items.push(item)
    this.#bytes += item.length
  }

  shift(): Uint8Array | undefined {
    const item = this.#items.shift()
    if (item !== undefined) this.#bytes -= item.length
    return item
  }
}
