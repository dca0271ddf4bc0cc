/** Which part of something long is shown, and who wants to know. Units are those of the owner. */

/** However far one zooms in, so much of the whole remains. */
const SMALLEST_SHARE = 1e-6

export class View {
  from = 0
  to = 1
  /** What the reader looks at: it stays where it is when keys zoom. */
  focus: number | undefined
  #end = 1
  #least = 1
  readonly #listeners: (() => void)[] = []
  #isDue = false

  get length(): number {
    return this.to - this.from
  }

  /** Where all of it ends. */
  get end(): number {
    return this.#end
  }

  /** Something else is to be shown, 0 to `end`; all of it at first. @param least never less than that */
  open(end: number, least = 0): void {
    this.#end = Math.max(end, 1e-9)
    this.#least = Math.max(least, this.#end * SMALLEST_SHARE)
    this.from = 0
    this.to = this.#end
    this.focus = undefined
    this.#tell()
  }

  /** Shows from `from` to `to`, as far as there is something. */
  show(from: number, to: number): void {
    const length = Math.min(Math.max(to - from, this.#least), this.#end)
    const start = Math.min(Math.max(from, 0), this.#end - length)
    if (start === this.from && start + length === this.to) return
    this.from = start
    this.to = start + length
    this.#tell()
  }

  /** @param factor above 1: nearer @param at what stays where it is */
  zoom(factor: number, at = this.#middle): void {
    const share = (at - this.from) / this.length
    const length = Math.min(this.length / factor, this.#end)
    this.show(at - share * length, at + (1 - share) * length)
  }

  /** The focus, where it is in view. */
  get #middle(): number {
    const { from, to, focus = -1 } = this
    return focus >= from && focus <= to ? focus : (from + to) / 2
  }

  /** By a share of what is shown. */
  pan(share: number): void {
    const by = share * this.length
    this.show(this.from + by, this.to + by)
  }

  reset(): void {
    this.show(0, this.#end)
  }

  /** Moves, where `at` is not well within. */
  reveal(at: number): void {
    const margin = this.length * 0.15
    if (at >= this.from + margin && at <= this.to - margin) return
    this.show(at - this.length / 2, at + this.length / 2)
  }

  /** `listen` is called before the next picture after a change. */
  onChange(listen: () => void): void {
    this.#listeners.push(listen)
  }

  #tell(): void {
    if (this.#isDue) return
    this.#isDue = true
    requestAnimationFrame(() => {
      this.#isDue = false
      for (const listen of this.#listeners) listen()
    })
  }
}
