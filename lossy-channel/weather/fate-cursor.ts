/** Reads fates one transmission at a time, without ever writing them out. */
import type { FateSource } from './fate-source.js'
import type { FateRun, Fates } from './fate-string.js'

export class FateCursor implements FateSource {
  readonly #fates: Fates
  #run = 0
  #used = 0
  /** How many transmissions have taken their fate. */
  taken = 0

  constructor(fates: Fates) {
    this.#fates = fates
  }

  get isOver(): boolean {
    return this.#run >= this.#fates.length
  }

  /** The fate of the next transmission; undefined past the end. */
  next(): FateRun | undefined {
    const run = this.#fates[this.#run]
    this.taken++
    if (run !== undefined && ++this.#used >= run.count) {
      this.#run++
      this.#used = 0
    }
    return run
  }
}
