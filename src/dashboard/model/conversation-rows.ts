/**
 * One entry of a conversation as rows of a given width: wrapped between words where there are
 * any, between glyphs where there are none, and set in below its first row.
 *
 *   10:02 alice: a line that is longer
 *         than the pane is wide ✓✓
 */
import { cleanLines } from '../../kernel/display.js'
import { type Glyph, glyphsOf, widthOf } from './glyphs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface Entry {
  /** By which its receipt finds it. */
  readonly id?: number | string
  readonly time?: string
  readonly who?: string
  /** May have line breaks. */
  readonly text: string
  readonly tone: Style
  /** A receipt: `✓`, `✓✓ 29/30`. */
  readonly mark?: string
  /** `receipt`, where left out. */
  readonly markStyle?: Style
  /** Whether it is meant for the reader: a sign and a colour before it. */
  readonly isHighlight?: boolean
}

interface Inked extends Glyph {
  readonly style: Style
}

export interface Row {
  readonly indent: number
  readonly glyphs: readonly Inked[]
  /** Which glyph of the entry it begins with: its place whatever the width. −1: not of the entry. */
  readonly start: number
}

/** With less there is no room to repeat the time before every line. */
const NARROW = 36

/** At least one; `isSpaced` leaves an empty one behind them. */
export function rowsOf(entry: Entry, width: number, isSpaced = false): Row[] {
  const time = entry.time === undefined || width < NARROW ? '' : `${entry.time} `
  const before = inked(time, 'faint')
  const who = entry.who === undefined ? '' : `${entry.who}: `
  const name = entry.isHighlight === true ? inked(`» ${who}`, 'highlight') : inked(who, entry.tone)
  const paragraphs = cleanLines(entry.text).map((line) => inked(line, entry.tone))
  const mark = entry.mark === undefined ? [] : inked(` ${entry.mark}`, entry.markStyle ?? 'receipt')
  const indent = Math.min(Math.max(2, before.length), Math.floor(width / 4))
  const rows: Row[] = []
  let start = 0
  for (const [i, paragraph] of paragraphs.entries()) {
    const isLast = i === paragraphs.length - 1
    const glyphs = [...(i === 0 ? [...before, ...name] : []), ...paragraph, ...(isLast ? mark : [])]
    rows.push(...wrapped(glyphs, width, i === 0 ? 0 : indent, indent, start))
    start += glyphs.length + 1
  }
  if (isSpaced) rows.push({ indent: 0, glyphs: [], start })
  return rows
}

/** Draws a row, each stretch of one style at once. */
export function drawRow(paper: Surface, y: number, { indent, glyphs }: Row): void {
  let x = indent
  let stretch = ''
  for (const [i, { text, style }] of glyphs.entries()) {
    stretch += text
    if (glyphs[i + 1]?.style === style) continue
    x = paper.put(x, y, stretch, style)
    stretch = ''
  }
}

/** The line before what is unread. */
export function drawMarker(paper: Surface, y: number): void {
  paper.put(0, y, '─'.repeat(paper.width), 'highlight')
  const word = ' new '
  if (paper.width > word.length + 2) paper.put(2, y, word, 'highlight')
}

/** In the last row: that this is not the end, and how much has come since. */
export function drawBelow(paper: Surface, count: number): void {
  const words = count > 0 ? `↓ ${count} new below` : '↓ more below'
  const shown = widthOf(words) <= paper.width ? words : count > 0 ? `↓${count}` : '↓'
  paper.put(Math.max(0, paper.width - widthOf(shown)), paper.height - 1, shown, 'highlight')
}

const inked = (text: string, style: Style): Inked[] =>
  glyphsOf(text).map((glyph) => ({ ...glyph, style }))

function wrapped(
  glyphs: readonly Inked[],
  width: number,
  first: number,
  indent: number,
  offset: number
): Row[] {
  const rows: Row[] = []
  let start = 0
  let used = first
  let lastBreak = 0
  const cut = (end: number, next: number): void => {
    const isFirst = rows.length === 0
    rows.push({
      indent: isFirst ? first : indent,
      glyphs: glyphs.slice(start, end),
      start: offset + start
    })
    start = next
    lastBreak = next
    used = indent
  }
  for (const [i, glyph] of glyphs.entries()) {
    if (used + glyph.width > width && i > start) {
      if (glyph.text === ' ') {
        cut(i, i + 1)
        continue
      }
      const end = lastBreak > start ? lastBreak : i
      cut(end, end)
      for (const { width: columns } of glyphs.slice(end, i)) used += columns
    }
    used += glyph.width
    if (glyph.text === ' ' || glyph.width === 2) lastBreak = i + 1
  }
  cut(glyphs.length, glyphs.length)
  return rows
}
