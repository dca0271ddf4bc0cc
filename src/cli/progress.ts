/** Long work tells on a terminal how far it is: one line on standard error. */

/** Progress is shown when the work takes longer than this, and then so often. */
const PATIENCE_MS = 1_000
const SHOW_EVERY_MS = 200

/** @param unit what is counted, in words: 'messages' */
export const showProgress = (isPlain: boolean, unit: string): Progress | undefined =>
  isPlain || !process.stderr.isTTY ? undefined : new Progress(unit)

class Progress {
  readonly #begin = performance.now()
  readonly #unit: string
  #shownAt = 0

  constructor(unit: string) {
    this.#unit = unit
  }

  show(done: number, total: number): void {
    const now = performance.now()
    const seconds = (now - this.#begin) / 1_000
    if (now - this.#begin < PATIENCE_MS || now - this.#shownAt < SHOW_EVERY_MS) return
    this.#shownAt = now
    const rate = done / seconds
    const left = rate === 0 ? '?' : ((total - done) / rate).toFixed(1)
    const sofar = `${done} of ${total} ${this.#unit}`
    process.stderr.write(`\r${sofar}, ${Math.round(rate)} a second, ${left} s left \u001b[K`)
  }

  wipe(): void {
    if (this.#shownAt > 0) process.stderr.write('\r\u001b[K')
  }
}
