/**
 * A rectangle of character cells, the paper that every pane is drawn on. What is put on it is
 * cut at its edges, never in the middle of a wide character, so no text can break a border.
 *
 *   columns   0   1   2   3   4
 *   cells    '│' '漢' ''  'é' '│'      `''` is the right half of the wide one before it
 */
import { type Glyph, glyphsOf, isPlainText } from './glyphs.js'
import type { Style } from './style.js'

/** One column of one row. */
export interface Cell {
  /** One character with its accents; `''` in the right half of a wide one. */
  readonly text: string
  readonly style: Style
}

/** Where the terminal's own cursor stands: where the next letter will be typed. */
export interface Cursor {
  readonly x: number
  readonly y: number
}

const BLANK: Cell = { text: ' ', style: 'plain' }

/** What a surface and its parts share. */
interface Sheet {
  readonly rows: readonly Cell[][]
  cursor?: Cursor
}

export class Surface {
  readonly width: number
  readonly height: number
  readonly #left: number
  readonly #top: number
  readonly #sheet: Sheet

  /** An empty one; `width` and `height` in cells. */
  static empty(width: number, height: number): Surface {
    const row = (): Cell[] => new Array<Cell>(Math.max(0, width)).fill(BLANK)
    const rows = Array.from({ length: Math.max(0, height) }, row)
    return new Surface({ rows }, 0, 0, width, height)
  }

  private constructor(sheet: Sheet, left: number, top: number, width: number, height: number) {
    this.#sheet = sheet
    this.#left = left
    this.#top = top
    this.width = Math.max(0, width)
    this.height = Math.max(0, height)
  }

  /** A part of it: what is put there shows here, and stays within. */
  part(x: number, y: number, width: number, height: number): Surface {
    const left = Math.min(Math.max(0, x), this.width)
    const top = Math.min(Math.max(0, y), this.height)
    return new Surface(
      this.#sheet,
      this.#left + left,
      this.#top + top,
      Math.min(width, this.width - left),
      Math.min(height, this.height - top)
    )
  }

  /**
   * Writes `text`, cleaned for a terminal, from column `x` of row `y` on, and cuts what has no room.
   * @returns the column behind it
   */
  put(x: number, y: number, text: string, style: Style = 'plain'): number {
    if (isPlainText(text)) return this.#putPlain(x, y, text, style)
    let at = x
    for (const glyph of glyphsOf(text)) {
      if (at + glyph.width > this.width) return at
      this.#set(at, y, glyph, style)
      at += glyph.width
    }
    return at
  }

  /** Gives cells another style and leaves what stands there; wide characters as a whole. */
  restyle(x: number, y: number, width: number, style: Style): void {
    const from = this.cellAt(x, y)?.text === '' ? x - 1 : x
    const end = this.cellAt(x + width, y)?.text === '' ? x + width + 1 : x + width
    for (let at = from; at < end; at++) {
      const cell = this.cellAt(at, y)
      if (cell !== undefined) this.#write(at, y, { text: cell.text, style })
    }
  }

  /** Makes it empty again, for something that lies above something else. */
  clear(style: Style = 'plain'): void {
    for (let y = 0; y < this.height; y++) this.put(0, y, ' '.repeat(this.width), style)
  }

  /** Where the terminal's cursor is to stand; outside of this surface: nowhere. */
  placeCursor(x: number, y: number): void {
    if (this.#isInside(x, y)) this.#sheet.cursor = { x: this.#left + x, y: this.#top + y }
  }

  /** Where it stands, as seen from this surface. */
  get cursor(): Cursor | undefined {
    const { cursor } = this.#sheet
    if (cursor === undefined) return undefined
    const here = { x: cursor.x - this.#left, y: cursor.y - this.#top }
    return this.#isInside(here.x, here.y) ? here : undefined
  }

  /** Undefined outside. */
  cellAt(x: number, y: number): Cell | undefined {
    if (!this.#isInside(x, y)) return undefined
    return this.#sheet.rows[this.#top + y]?.[this.#left + x]
  }

  /** What can be read, a string for each row, without the blanks at its end. */
  get lines(): string[] {
    return Array.from({ length: this.height }, (_, y) =>
      Array.from({ length: this.width }, (_, x) => this.cellAt(x, y)?.text ?? '')
        .join('')
        .trimEnd()
    )
  }

  /** One column a letter, which is nearly all that is ever put. */
  #putPlain(x: number, y: number, text: string, style: Style): number {
    const end = Math.min(x + text.length, Math.max(x, this.width))
    if (y < 0 || y >= this.height) return end
    const row = this.#sheet.rows[this.#top + y]
    if (row === undefined) return end
    const first = Math.max(0, x)
    if (end <= first) return end
    this.#separate(first, y)
    this.#separate(end - 1, y)
    for (let at = first; at < end; at++) {
      row[this.#left + at] = { text: text.charAt(at - x), style }
    }
    return end
  }

  #set(x: number, y: number, { text, width }: Glyph, style: Style): void {
    if (!this.#isInside(x, y)) return
    this.#separate(x, y)
    if (width === 2) this.#separate(x + 1, y)
    this.#write(x, y, { text, style })
    if (width === 2) this.#write(x + 1, y, { text: '', style })
  }

  /** A wide character of which one half is overwritten loses the other. */
  #separate(x: number, y: number): void {
    const row = this.#sheet.rows[this.#top + y]
    const column = this.#left + x
    const here = row?.[column]
    if (row === undefined || here === undefined) return
    const before = row[column - 1]
    const after = row[column + 1]
    if (here.text === '' && before !== undefined) row[column - 1] = { ...before, text: ' ' }
    if (after?.text === '') row[column + 1] = { ...after, text: ' ' }
  }

  #write(x: number, y: number, cell: Cell): void {
    const row = this.#sheet.rows[this.#top + y]
    if (row !== undefined && this.#isInside(x, y)) row[this.#left + x] = cell
  }

  #isInside(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.width && y < this.height
  }
}
