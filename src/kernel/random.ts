/**
 * Dice. Every stream is made from a name, so that turning one knob never moves
 * the rolls of another; results are integers wherever they decide something, so
 * that Node and a browser agree.
 *
 * The generator is Johannes Baagøe's Alea, from the seedrandom package.
 */
import seedrandom from 'seedrandom'

/** 2^32: `chance` compares a 32-bit roll with a threshold out of this many. */
const ROLLS = 0x1_0000_0000

/** A probability 0 … 1 as a threshold for `RandomStream.chance`. */
export const threshold = (probability: number): number => Math.round(probability * ROLLS)

export class RandomStream {
  readonly #roll: () => number
  /** The last 32-bit roll, kept so that a loss can show the die that killed it. */
  lastRoll = 0

  /** `name` names the stream: the run's seed, then what the dice are for. */
  constructor(...name: readonly (string | number)[]) {
    this.#roll = seedrandom.alea(name.join('/')).int32
  }

  /** An integer 0 … 2^32 − 1. */
  uint32(): number {
    this.lastRoll = this.#roll() >>> 0
    return this.lastRoll
  }

  /** True with probability `limit` / 2^32 (see `threshold`). */
  chance(limit: number): boolean {
    return this.uint32() < limit
  }

  /** An integer 0 … count − 1; `count` at most 2^32. The bias is below count / 2^32. */
  below(count: number): number {
    return Math.floor((this.uint32() * count) / ROLLS)
  }

  /** A number 0 ≤ x < 1 with 32 bits; for shapes, not for decisions. */
  fraction(): number {
    return this.uint32() / ROLLS
  }
}
