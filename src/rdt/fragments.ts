/**
 * Messages longer than a segment travel as fragments. The first payload byte of
 * each carries two marks, begin and end, as SCTP's B and E bits do (RFC 9260,
 * section 3.3.1):
 *
 *      ┌────┬──────────┐  ┌────┬──────────┐  ┌────┬──────┐
 *      │ B· │ 1171 B   │  │ ·· │ 1171 B   │  │ ·E │ rest │       a short message: BE
 *      └────┴──────────┘  └────┴──────────┘  └────┴──────┘
 */
const BEGIN = 1
const END = 2

/** The fragments of `message`, each of at most `mss` bytes, the mark included. */
export function cutMessage(message: Uint8Array, mss: number): Uint8Array[] {
  const room = mss - 1
  const fragments: Uint8Array[] = []
  let from = 0
  do {
    const piece = message.subarray(from, from + room)
    const fragment = new Uint8Array(piece.length + 1)
    fragment[0] = (from === 0 ? BEGIN : 0) | (from + room >= message.length ? END : 0)
    fragment.set(piece, 1)
    fragments.push(fragment)
    from += room
  } while (from < message.length)
  return fragments
}

/** Room for the first fragments of a message; it doubles as more come. */
const FIRST_ROOM = 4096

/**
 * Puts messages together again. Below it may stand a protocol that loses, repeats or
 * damages: a fragment that fits nowhere is dropped with what it would have joined.
 */
export class Reassembly {
  /** How often fragments were dropped because they belonged to no whole message. */
  dropped = 0
  #message: Uint8Array | undefined
  #length = 0
  readonly #limit: number

  /** @param limit bytes of a message, at most */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns the message that `fragment` completes, or undefined */
  add(fragment: Uint8Array): Uint8Array | undefined {
    const marks = fragment[0] ?? 0
    const piece = fragment.subarray(1)
    if (marks & BEGIN) {
      if (this.#message !== undefined) this.#drop()
      if (marks & END) return piece
      this.#message = new Uint8Array(FIRST_ROOM)
    }
    if (this.#message === undefined || this.#length + piece.length > this.#limit) {
      this.#drop()
      return undefined
    }
    this.#append(this.#message, piece)
    return marks & END ? this.#finish() : undefined
  }

  #append(message: Uint8Array, piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > message.length) {
      this.#message = new Uint8Array(Math.max(length, Math.min(2 * message.length, this.#limit)))
      this.#message.set(message)
    }
    this.#message?.set(piece, this.#length)
    this.#length = length
  }

  #finish(): Uint8Array | undefined {
    const whole = this.#message?.slice(0, this.#length)
    this.#message = undefined
    this.#length = 0
    return whole
  }

  #drop(): void {
    this.dropped++
    this.#message = undefined
    this.#length = 0
  }
}
