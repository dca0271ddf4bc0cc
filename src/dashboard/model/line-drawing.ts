/** How the typed line looks: scrolled, so that the cursor is always there, in any width. */
import { cutTo, widthOf } from './glyphs.js'
import { graphemesOf } from './graphemes.js'
import { type Pasted, questionsAbout } from './pasted-lines.js'
import type { Surface } from './surface.js'

export interface TypedLine {
  readonly prompt: string
  readonly text: string
  /** How many UTF-16 units are before the cursor. */
  readonly at: number
  readonly pasted: Pasted | undefined
}

/** Draws it into row `y` and places the cursor. */
export function drawTyped(paper: Surface, y: number, line: TypedLine): void {
  const row = paper.part(0, y, paper.width, 1)
  row.clear('input')
  if (line.pasted !== undefined) drawQuestion(row, line.pasted)
  else drawText(row, line)
}

function drawQuestion(row: Surface, pasted: Pasted): void {
  const questions = questionsAbout(pasted)
  const fitting = questions.find((words) => widthOf(words.join('')) < row.width)
  let x = 0
  for (const [i, word] of (fitting ?? questions.at(-1) ?? []).entries()) {
    x = row.put(x, 0, word, i % 2 === 1 ? 'key' : i === 0 ? 'warning' : 'input')
  }
  row.placeCursor(Math.min(x, row.width - 1), 0)
}

function drawText(row: Surface, { prompt, text, at }: TypedLine): void {
  const start = row.put(0, 0, cutTo(prompt, Math.floor(row.width / 2)), 'key')
  const field = row.part(start, 0, row.width - start, 1)
  const before = shownOf(text.slice(0, at))
  const behind = shownOf(text.slice(at))
  // One column more than the text: the cursor stands behind it.
  const isWhole = widthOf(before.join('')) + widthOf(behind.join('')) < field.width
  const room = isWhole ? field.width : Math.floor((field.width * 3) / 4)
  let x = 0
  let first = before.length
  for (; first > 0; first--) {
    const width = widthOf(before[first - 1] ?? '')
    if (x + width >= room) break
    x += width
  }
  const shown = before.slice(first).join('')
  const cursor = field.put(0, 0, shown, 'input')
  const end = field.put(cursor, 0, behind.join(''), 'input')
  if (first > 0 && cursor > 0) field.put(0, 0, '‹', 'faint')
  if (end - cursor < widthOf(behind.join('')) && field.width > 2) {
    field.put(field.width - 1, 0, '›', 'faint')
  }
  field.placeCursor(cursor, 0)
}

/** Each grapheme as it is drawn; a line break is a sign of its own. */
const shownOf = (text: string): string[] =>
  graphemesOf(text).map((grapheme) => (grapheme === '\n' ? '⏎' : grapheme))
