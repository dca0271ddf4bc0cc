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
    const left = rate === 0 ? '?' : timeLeft((total - done) / rate)
    const line = `${done} of ${total} ${this.#unit}, ${Math.round(rate)} a second, ${left} left`
    // A line that is too long would not be wiped as a whole.
    process.stderr.write(`\r${line.slice(0, (process.stderr.columns ?? 80) - 1)}\u001b[K`)
  }

  wipe(): void {
    if (this.#shownAt > 0) process.stderr.write('\r\u001b[K')
  }
}

function timeLeft(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
