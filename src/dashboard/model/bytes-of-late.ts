/**
 * The datagrams of late, byte for byte, in one block of memory that is filled round and round:
 *
 *            oldest that is whole          end
 *      ──────┼─────────────────────────────┼──────
 *            └──────── one round ──────────┘   (the places count on)
 *
 * A class sends some thousand a second. As objects of their own they would outlive the garbage
 * collector's first look, and cost more than all that is drawn.
 */

/** Half a minute of a class, hours of a few people. */
const SIZE = 1 << 22
/** Before each datagram stands its length, in two bytes. */
const PREFIX = 2
const LONGEST = 0xffff

/** Instead of a place: nothing is kept. */
const NOWHERE = -1

export class BytesOfLate {
  #block: Uint8Array | undefined
  #end: number

  constructor(block?: Uint8Array, end = 0) {
    this.#block = block
    this.#end = end
  }

  /** @returns the place at which they are found, as long as they are kept */
  keep(bytes: Uint8Array | undefined): number {
    if (bytes === undefined || bytes.length > LONGEST) return NOWHERE
    this.#block ??= new Uint8Array(SIZE)
    const whole = PREFIX + bytes.length
    // None goes over the edge.
    const left = SIZE - (this.#end % SIZE)
    if (left < whole) this.#end += left
    const place = this.#end
    const at = place % SIZE
    this.#block[at] = bytes.length >> 8
    this.#block[at + 1] = bytes.length & 0xff
    this.#block.set(bytes, at + PREFIX)
    this.#end += whole
    return place
  }

  /** What was kept at `place`; undefined where that was too long ago. */
  at(place: number): Uint8Array | undefined {
    if (place < 0 || place < this.#end - SIZE || this.#block === undefined) return undefined
    const at = place % SIZE
    const length = ((this.#block[at] ?? 0) << 8) | (this.#block[at + 1] ?? 0)
    return this.#block.slice(at + PREFIX, at + PREFIX + length)
  }

  /** The same, which does not go on. */
  copy(): BytesOfLate {
    return new BytesOfLate(this.#block?.slice(), this.#end)
  }
}
