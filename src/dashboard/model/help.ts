/**
 * The overview of all keys and commands, above everything else: made from the tables that act, so
 * that it cannot promise what is not there. It scrolls.
 */
import { wrapped } from './facts-words.js'
import { drawFrame } from './frame.js'
import { cutTo, widthOf } from './glyphs.js'
import type { HelpSection, KeyHelp } from './help-keys.js'
import { chordOf, type Key } from './key.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

interface Piece {
  readonly keys: string
  readonly text: string
  readonly style: Style
}

/** Columns of the keys; with less than this there is no room beside them. */
const MOST_KEYS = 30
const NARROW = 50
/** From this width on two columns. */
const WIDE = 150
const GAP = 4

const STEPS: Readonly<Record<string, number>> = { up: -1, down: 1, wheelup: -3, wheeldown: 3 }

export class Help {
  readonly #sections: () => readonly HelpSection[]
  #isOpen = false
  #scroll = 0
  #height = 10
  #length = 0

  constructor(sections: () => readonly HelpSection[]) {
    this.#sections = sections
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  open(): void {
    this.#isOpen = true
    this.#scroll = 0
  }

  /** While it is open every key is its own: it scrolls, or closes it. */
  key(key: Key): void {
    const chord = chordOf(key)
    const page = Math.max(1, this.#height - 1)
    if (chord === 'pageup') this.#move(-page)
    else if (chord === 'pagedown' || chord === 'space') this.#move(page)
    else if (chord === 'home') this.#move(-this.#length)
    else if (chord === 'end') this.#move(this.#length)
    else if (STEPS[chord] !== undefined) this.#move(STEPS[chord])
    else this.#isOpen = false
  }

  /** Covers `paper`. */
  draw(paper: Surface): void {
    paper.clear()
    const note = '↑ ↓ PgUp PgDn scroll, any other key closes'
    const inside = drawFrame(paper, { title: 'help: all keys and commands', note, hasFocus: true })
    const isWide = inside.width >= WIDE
    const width = isWide ? Math.floor((inside.width - GAP) / 2) : inside.width
    const columns = isWide ? halves(this.#pieces(width)) : [this.#pieces(width)]
    this.#length = Math.max(...columns.map(({ length }) => length))
    this.#height = inside.height
    this.#move(0)
    for (const [i, pieces] of columns.entries()) {
      const column = inside.part(i * (width + GAP), 0, width, inside.height)
      const shown = pieces.slice(this.#scroll, this.#scroll + inside.height)
      for (const [y, { keys, text, style }] of shown.entries()) {
        column.put(0, y, keys, 'key')
        column.put(widthOf(keys), y, text, style)
      }
    }
    const below = this.#length - this.#scroll - inside.height
    if (below <= 0) return
    const border = paper.part(2, paper.height - 1, paper.width - 3, 1)
    border.put(0, 0, cutTo(` ↓ ${below} more lines `, border.width), 'highlight')
  }

  #move(by: number): void {
    const most = Math.max(0, this.#length - this.#height)
    this.#scroll = Math.max(0, Math.min(this.#scroll + by, most))
  }

  #pieces(width: number): Piece[] {
    const sections = this.#sections()
    const longest = Math.max(0, ...sections.flatMap(({ rows }) => rows.map(keysWidth)))
    const indent = width < NARROW ? 0 : Math.min(MOST_KEYS, longest) + 2
    return sections.flatMap(({ title, rows }, i) => [
      ...(i === 0 ? [] : [{ keys: '', text: '', style: 'plain' as const }]),
      { keys: '', text: title, style: 'title' as const },
      ...rows.flatMap((row) => rowPieces(row, width, indent))
    ])
  }
}

const keysWidth = ({ keys }: KeyHelp): number => widthOf(keys)

/** The keys with their sentence beside them, or below where there is no room. */
function rowPieces({ keys, does, about = does }: KeyHelp, width: number, indent: number): Piece[] {
  const isBelow = widthOf(keys) + 2 > indent
  const start = isBelow ? 2 : indent
  const lines = wrapped(about, Math.max(1, width - start))
  const pieces = lines.map((text, i): Piece => {
    const before = i === 0 && !isBelow ? keys : ''
    return { keys: before, text: ' '.repeat(start - widthOf(before)) + text, style: 'plain' }
  })
  return isBelow ? [{ keys, text: '', style: 'plain' }, ...pieces] : pieces
}

/** Two columns, parted before a title as near to the middle as can be. */
function halves(pieces: readonly Piece[]): Piece[][] {
  const titles = pieces.flatMap(({ style }, i) => (style === 'title' ? [i] : []))
  const height = (at: number): number => Math.max(at, pieces.length - at)
  const cut = titles.reduce((best, at) => (height(at) < height(best) ? at : best), pieces.length)
  return [pieces.slice(0, cut), pieces.slice(cut)]
}
