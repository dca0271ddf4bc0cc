/** What a ladder is drawn on: lifelines, the tracks of what is under way, and room for words. */
import type { Crossing } from './ladder-crossing.js'
import { ASCII, type Glyphs, type Lifeline, UNICODE } from './ladder-glyphs.js'
import type { Layout } from './ladder-layout.js'
import { Line } from './ladder-line.js'
import { asciiOf, clipped, lengthOf } from './ladder-text.js'
import { Tracks } from './ladder-tracks.js'
import type { Forms } from './ladder-words.js'

/** To the right, or to the left. */
export type Direction = 1 | -1

export class Stage {
  readonly layout: Layout
  readonly glyphs: Glyphs
  readonly #isAscii: boolean
  readonly #index: ReadonlyMap<string, number>
  readonly #tracks: readonly Tracks[]
  readonly #armed: boolean[]

  /** @param nodes the lifelines, from left to right */
  constructor(layout: Layout, nodes: readonly string[], isAscii: boolean) {
    this.layout = layout
    this.glyphs = isAscii ? ASCII : UNICODE
    this.#isAscii = isAscii
    this.#index = new Map(nodes.map((node, index) => [node, index]))
    this.#tracks = layout.gaps.map(
      ({ tracks }) => new Tracks(tracks, (crossing) => this.direction(crossing) > 0)
    )
    this.#armed = nodes.map(() => false)
  }

  /** The place of `node` among the lifelines. */
  indexOf(node: string): number {
    return this.#index.get(node) ?? 0
  }

  columnOf(node: string): number {
    return this.layout.lifelines[this.indexOf(node)] ?? 0
  }

  /** The notes are beside this one. */
  isLast(node: string): boolean {
    return this.indexOf(node) === this.layout.lifelines.length - 1
  }

  direction({ from, to }: Pick<Crossing, 'from' | 'to'>): Direction {
    return this.indexOf(from) < this.indexOf(to) ? 1 : -1
  }

  /** The gap that lies on the side `direction` of `node`. */
  gapAt(node: string, direction: Direction): number {
    return direction > 0 ? this.indexOf(node) : this.indexOf(node) - 1
  }

  /** The tracks that `crossing` may take: those beside the node that sends it. */
  tracksOf(crossing: Crossing): Tracks {
    const gap = this.gapAt(crossing.from, this.direction(crossing))
    return this.#tracks[gap] as Tracks
  }

  arm(node: string, isArmed: boolean): void {
    this.#armed[this.indexOf(node)] = isArmed
  }

  lifeline(node: string): Lifeline {
    return this.#armed[this.indexOf(node)] ? this.glyphs.armed : this.glyphs.life
  }

  /** An empty line. */
  line(): Line {
    return new Line(this.layout.width)
  }

  /** A line with nothing but the lifelines, and the tracks of what is under way. */
  blank(): Line {
    const line = this.line()
    for (const node of this.#index.keys()) line.put(this.columnOf(node), this.lifeline(node).plain)
    for (const tracks of this.#tracks) {
      for (const x of tracks.busy) line.put(x, this.glyphs.down)
    }
    return line
  }

  cells(text: string, room: number): string[] {
    return clipped(this.#isAscii ? asciiOf(text) : text, room, this.glyphs.more)
  }

  /** An arrow's line in the columns `from` … `to`; what it crosses is seen to be crossed. */
  across(line: Line, from: number, to: number, glyph: string): void {
    for (let x = Math.min(from, to); x <= Math.max(from, to); x++) {
      const there = line.at(x)
      if (there === this.glyphs.life.plain && this.layout.lifelines.includes(x)) {
        line.put(x, this.glyphs.life.crossed)
      } else if (there === this.glyphs.armed.plain) line.put(x, this.glyphs.armed.crossed)
      else line.put(x, there === this.glyphs.down ? this.glyphs.cross : glyph)
    }
  }

  /** The longest of `forms` that has at most `room` cells; the last, if need be, is cut. */
  fit(forms: Forms, room: number): string[] {
    const form = forms.find((each) => this.#lengthOf(each) <= room) ?? forms.at(-1) ?? ''
    return this.cells(form, room)
  }

  /** `forms` in the notes. */
  note(line: Line, forms: Forms): void {
    const { notesAt, notesWidth } = this.layout
    line.write(notesAt, this.fit(forms, notesWidth))
  }

  /**
   * `forms` beside what ends in column `x`, before the next lifeline, or else in the notes.
   * @param speaker whose words they are; they stay close, rather in short than in the notes
   */
  aside(line: Line, forms: Forms, x: number, direction: Direction, speaker?: string): void {
    const { notesWidth } = this.layout
    for (const form of forms) {
      const length = this.#lengthOf(form)
      const at = direction > 0 ? this.#roomRight(line, x, length) : this.#roomLeft(line, x, length)
      if (at !== undefined) return line.write(at, this.cells(form, length))
      if (speaker === undefined && length <= notesWidth) break
    }
    this.note(line, speaker === undefined ? forms : forms.map((form) => `${speaker}: ${form}`))
  }

  #roomRight(line: Line, x: number, length: number): number | undefined {
    const limit = this.layout.lifelines.find((lifeline) => lifeline > x) ?? x
    for (let at = x + 2; at + length < limit; at++) {
      if (line.isFree(at - 1, at + length)) return at
    }
    return undefined
  }

  #roomLeft(line: Line, x: number, length: number): number | undefined {
    const limit = this.layout.lifelines.findLast((lifeline) => lifeline < x) ?? x
    for (let at = x - 1 - length; at > limit + 1; at--) {
      if (line.isFree(at - 1, at + length)) return at
    }
    return undefined
  }

  #lengthOf(text: string): number {
    return lengthOf(this.#isAscii ? asciiOf(text) : text)
  }
}
