/**
 * How far the swarm is, on standard error: one line that changes on a terminal, else a line now
 * and then.
 */
const SHOW_EVERY_MS = 200
const TELL_EVERY_MS = 10_000

export class SwarmProgress {
  readonly #total: number
  readonly #isLive: boolean
  readonly #begin = performance.now()
  #shownAt = this.#begin

  /** @param total cases; infinite where only the time bounds them */
  constructor(total: number, isPlain: boolean) {
    this.#total = total
    this.#isLive = !isPlain && process.stderr.isTTY
  }

  begin(jobs: number): void {
    const much = Number.isFinite(this.#total) ? `${this.#total} seeds` : 'seeds'
    process.stderr.write(`${much} on ${jobs} cores; Ctrl-C ends it\n`)
  }

  show(seeds: number, failed: number): void {
    const now = performance.now()
    if (now - this.#shownAt < (this.#isLive ? SHOW_EVERY_MS : TELL_EVERY_MS)) return
    this.#shownAt = now
    const rate = (1000 * seeds) / (now - this.#begin)
    const isBounded = Number.isFinite(this.#total)
    const sofar = isBounded ? `${seeds} of ${this.#total} seeds` : `${seeds} seeds`
    const left = isBounded ? `, ${Math.ceil((this.#total - seeds) / rate)} s left` : ''
    const line = `${sofar}, ${rate.toFixed(1)} a second, ${failed} failed${left}`
    process.stderr.write(this.#isLive ? `\r${line} \u001b[K` : `${line}\n`)
  }

  /** Makes room for other lines. */
  wipe(): void {
    if (this.#isLive) process.stderr.write('\r\u001b[K')
  }
}
