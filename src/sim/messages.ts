/**
 * The messages of a simulated run: each holds its number, so that a receiver can tell
 * what is missing, repeated, out of order or damaged.
 */

/** Message `number`, from 0, of `size` bytes: the number in the first four, then a pattern. */
export function makeMessage(number: number, size: number): Uint8Array {
  const message = new Uint8Array(size)
  for (let i = 0; i < size; i++) message[i] = byteAt(number, i)
  return message
}

/** Is `message` exactly message `number` of a run with messages of `size` bytes? */
export function isMessage(message: Uint8Array, number: number, size: number): boolean {
  if (message.length !== size) return false
  for (let i = 0; i < size; i++) if (message[i] !== byteAt(number, i)) return false
  return true
}

const byteAt = (number: number, i: number): number =>
  i < 4 ? (number >>> (8 * i)) & 0xff : (i * 37 + number) & 0xff

/** What a receiver has had, compared with what was sent. */
export class Received {
  /** Messages that came, whatever they were; those that were the next one in order, undamaged. */
  total = 0
  inOrder = 0
  /** The first that was not, in words. */
  firstWrong: string | undefined
  readonly #size: number

  constructor(size: number) {
    this.#size = size
  }

  add(message: Uint8Array): void {
    const isNext = this.total === this.inOrder && isMessage(message, this.inOrder, this.#size)
    this.total++
    if (isNext) this.inOrder++
    else this.firstWrong ??= this.#describe(message)
  }

  /** Was all that came the next one in order, once and whole? */
  get isOrderly(): boolean {
    return this.total === this.inOrder
  }

  #describe(message: Uint8Array): string {
    const expected = `message ${this.inOrder + 1} was due`
    for (let back = 1; back <= 1024 && back <= this.inOrder; back++) {
      const number = this.inOrder - back
      if (isMessage(message, number, this.#size)) {
        return `${expected}, and message ${number + 1} came again`
      }
    }
    for (let ahead = 1; ahead <= 1024; ahead++) {
      const number = this.inOrder + ahead
      if (isMessage(message, number, this.#size)) {
        return `${expected}, and message ${number + 1} came`
      }
    }
    return `${expected}, and a damaged one came`
  }
}
