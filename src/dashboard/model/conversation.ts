/**
 * A conversation that can be scrolled back: entries, bounded in number, of which only those are
 * wrapped that are seen. Its place is kept by entry and glyph, so that neither what is said
 * meanwhile nor another width loses it.
 */
import {
  drawBelow,
  drawMarker,
  drawRow,
  type Entry,
  type Row,
  rowsOf
} from './conversation-rows.js'
import { graphemesWithin } from './graphemes.js'
import type { Surface } from './surface.js'

/** The row that stands at the bottom. */
interface Place {
  /** Which entry since the beginning. */
  readonly entry: number
  /** Which of its glyphs the row begins with. */
  readonly start: number
}

/** The same, as a row of the width that is drawn. */
interface Spot {
  readonly entry: number
  readonly row: number
}

const MOST = 2_000
/** Longer texts are cut: they would fill the memory with what nobody scrolls through. */
const LONGEST = 20_000

export class Conversation {
  readonly #most: number
  #entries: Entry[] = []
  /** How many entries were dropped: the number of the first that is left. */
  #dropped = 0
  readonly #byId = new Map<number | string, number>()
  /** Undefined: at the end, wherever that moves. */
  #place: Place | undefined
  /** The first entry that had not been there when we scrolled up. */
  #firstBelow = 0
  #firstUnread: number | undefined
  #width = 80
  #height = 24
  #isSpaced = false
  /** What was wrapped for this width. */
  readonly #rows = new Map<number, readonly Row[]>()

  /** @param most how many entries are kept */
  constructor(most = MOST) {
    this.#most = most
  }

  add(entry: Entry): void {
    const { text, id } = entry
    const kept = text.length <= LONGEST ? text : `${graphemesWithin(text, LONGEST)} …`
    if (id !== undefined) this.#byId.set(id, this.#next)
    this.#entries.push({ ...entry, text: kept })
    if (this.#entries.length > this.#most) this.#drop()
  }

  /** Changes the receipt of an entry, if it is still there. */
  mark(id: number | string, mark: string, markStyle: Entry['tone'] = 'receipt'): void {
    const entry = this.#byId.get(id)
    const old = entry === undefined ? undefined : this.#entries[entry - this.#dropped]
    if (entry === undefined || old === undefined) return
    this.#entries[entry - this.#dropped] = { ...old, mark, markStyle }
    this.#rows.delete(entry)
  }

  /** What comes from now on is unread, with a line before it; unless something already is. */
  startUnread(): void {
    if (this.unread > 0) return
    this.#moveMarker(this.#next)
  }

  /** All has been read. */
  readAll(): void {
    this.#moveMarker(undefined)
  }

  /** How many entries are unread. */
  get unread(): number {
    return this.#firstUnread === undefined ? 0 : this.#next - this.#firstUnread
  }

  /** Whether the newest line is seen. */
  get isAtEnd(): boolean {
    return this.#place === undefined
  }

  /** How many entries came since one scrolled up, and are still below. */
  get newBelow(): number {
    if (this.#place === undefined) return 0
    return Math.max(0, this.#next - Math.max(this.#firstBelow, this.#place.entry + 1))
  }

  /** By rows; above 0 to what is older. */
  scroll(rows: number): void {
    const end = this.#end
    if (end === undefined || this.#isWhole) return
    if (this.#place === undefined) this.#firstBelow = this.#next
    let spot = this.#spotOf(this.#place) ?? end
    for (let i = 0; i < Math.abs(rows); i++) {
      const next = rows > 0 ? this.#above(spot) : this.#below(spot)
      if (next === undefined) break
      spot = next
    }
    this.#stay(this.#filled(spot, this.#scrolledHeight))
  }

  /** By pages, of which one row stays; above 0 to what is older. */
  page(pages: number): void {
    this.scroll(pages * Math.max(1, this.#scrolledHeight - 1))
  }

  toStart(): void {
    if (this.#isWhole) return
    if (this.#place === undefined) this.#firstBelow = this.#next
    this.#stay(this.#filled({ entry: this.#dropped, row: 0 }, this.#scrolledHeight))
  }

  toEnd(): void {
    this.#place = undefined
  }

  /** Fills the paper from below; scrolled back, its last row says what is below. */
  draw(paper: Surface, isSpaced = false): void {
    this.#fit(paper, isSpaced)
    const end = this.#end
    if (end === undefined || paper.height === 0 || paper.width === 0) return
    const bottom = this.#spotOf(this.#place)
    const height = bottom === undefined ? paper.height : this.#scrolledHeight
    const filled = this.#filled(bottom ?? end, height)
    // A narrow pane must not shift the place by which a wide one is filled again.
    if (bottom !== undefined && this.#isElsewhere(filled, bottom)) this.#stay(filled)
    let spot: Spot | undefined = filled
    for (let y = height - 1; y >= 0 && spot !== undefined; y--) {
      const row = this.#rowsAt(spot.entry)[spot.row]
      if (row?.start === -1) drawMarker(paper, y)
      else if (row !== undefined) drawRow(paper, y, row)
      spot = this.#above(spot)
    }
    if (height < paper.height) drawBelow(paper, this.newBelow)
    if (this.#rows.size > 4 * (paper.height + 16)) this.#rows.clear()
  }

  get #next(): number {
    return this.#dropped + this.#entries.length
  }

  get #scrolledHeight(): number {
    return this.#height > 1 ? this.#height - 1 : this.#height
  }

  /** Whether all that was ever said is seen. */
  get #isWhole(): boolean {
    let spot = this.#place === undefined ? this.#end : undefined
    for (let i = 1; i < this.#height && spot !== undefined; i++) spot = this.#above(spot)
    return this.#place === undefined && (spot === undefined || this.#above(spot) === undefined)
  }

  /** The last row of all. */
  get #end(): Spot | undefined {
    return this.#entries.length === 0 ? undefined : this.#lastOf(this.#next - 1)
  }

  #drop(): void {
    const id = this.#entries[0]?.id
    if (id !== undefined && this.#byId.get(id) === this.#dropped) this.#byId.delete(id)
    this.#rows.delete(this.#dropped)
    this.#entries.shift()
    this.#dropped++
    if ((this.#firstUnread ?? this.#dropped) < this.#dropped) this.#moveMarker(this.#dropped)
  }

  #fit({ width, height }: Surface, isSpaced: boolean): void {
    if (width !== this.#width || isSpaced !== this.#isSpaced) this.#rows.clear()
    this.#isSpaced = isSpaced
    this.#width = width
    this.#height = height
  }

  #moveMarker(entry: number | undefined): void {
    if (this.#firstUnread !== undefined) this.#rows.delete(this.#firstUnread)
    this.#firstUnread = entry
    if (entry !== undefined) this.#rows.delete(entry)
  }

  #rowsAt(entry: number): readonly Row[] {
    const known = this.#rows.get(entry)
    if (known !== undefined) return known
    const what = this.#entries[entry - this.#dropped]
    if (what === undefined) return []
    const marker = entry === this.#firstUnread ? [{ indent: 0, glyphs: [], start: -1 }] : []
    const rows = [...marker, ...rowsOf(what, this.#width, this.#isSpaced)]
    this.#rows.set(entry, rows)
    return rows
  }

  #lastOf(entry: number): Spot {
    return { entry, row: this.#rowsAt(entry).length - 1 }
  }

  #above({ entry, row }: Spot): Spot | undefined {
    if (row > 0) return { entry, row: row - 1 }
    return entry > this.#dropped ? this.#lastOf(entry - 1) : undefined
  }

  #below({ entry, row }: Spot): Spot | undefined {
    if (row + 1 < this.#rowsAt(entry).length) return { entry, row: row + 1 }
    return entry + 1 < this.#next ? { entry: entry + 1, row: 0 } : undefined
  }

  /** The same, or so much further down that there is no empty row above the first entry. */
  #filled(bottom: Spot, height: number): Spot {
    let above: Spot | undefined = bottom
    let missing = height
    for (; missing > 0 && above !== undefined; missing--) above = this.#above(above)
    let spot = bottom
    for (; missing > 0; missing--) spot = this.#below(spot) ?? spot
    return spot
  }

  #spotOf(place: Place | undefined): Spot | undefined {
    if (place === undefined) return undefined
    if (place.entry < this.#dropped) return { entry: this.#dropped, row: 0 }
    const rows = this.#rowsAt(place.entry)
    const row = rows.findLastIndex(({ start }) => start <= place.start)
    return { entry: place.entry, row: Math.max(0, row) }
  }

  #isElsewhere(spot: Spot, bottom: Spot): boolean {
    return spot.entry !== bottom.entry || spot.row !== bottom.row || this.#below(spot) === undefined
  }

  #stay(spot: Spot): void {
    if (this.#below(spot) === undefined) this.#place = undefined
    else {
      this.#place = {
        entry: spot.entry,
        start: this.#rowsAt(spot.entry)[spot.row]?.start ?? 0
      }
    }
  }
}
