/** Lines that were said, to be called back; what was being typed meanwhile waits below them. */
export class LineHistory {
  readonly #most: number
  readonly #lines: string[] = []
  /** How far back we are; 0 is what is being typed. */
  #back = 0
  #draft = ''

  constructor(most: number) {
    this.#most = most
  }

  add(line: string): void {
    this.#back = 0
    if (this.#lines.at(-1) === line) return
    this.#lines.push(line)
    if (this.#lines.length > this.#most) this.#lines.shift()
  }

  /** The line one older (−1) or newer (1) than `current`; undefined at either end. */
  recall(step: 1 | -1, current: string): string | undefined {
    const back = this.#back - step
    if (back < 0 || back > this.#lines.length) return undefined
    if (this.#back === 0) this.#draft = current
    this.#back = back
    return back === 0 ? this.#draft : this.#lines.at(-back)
  }
}
