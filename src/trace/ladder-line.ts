/** One line of a ladder: as many cells as it is wide. */
export class Line {
  readonly #cells: string[]

  constructor(width: number) {
    this.#cells = new Array<string>(width).fill(' ')
  }

  at(x: number): string {
    return this.#cells[x] ?? ''
  }

  put(x: number, cell: string): void {
    if (x >= 0 && x < this.#cells.length) this.#cells[x] = cell
  }

  /** Puts `cells` from column `x` on, as far as there are columns. */
  write(x: number, cells: readonly string[]): void {
    cells.forEach((cell, index) => {
      this.put(x + index, cell)
    })
  }

  /** Nothing stands in the columns `from` … `to`, which exist. */
  isFree(from: number, to: number): boolean {
    if (from < 0 || to >= this.#cells.length) return false
    for (let x = from; x <= to; x++) if (this.#cells[x] !== ' ') return false
    return true
  }

  toString(): string {
    return this.#cells.join('').trimEnd()
  }
}
