/**
 * Figures that can be read from the back row: digits of blocks, five rows high or a multiple of
 * it, each dot as wide as two columns, which makes it a square on most terminals.
 *
 *        ██    ██████  ██████
 *      ████        ██      ██
 *        ██    ██████    ████
 *        ██    ██          ██
 *      ██████  ██████  ██████
 */
import type { Style } from './style.js'
import type { Surface } from './surface.js'

/** Rows of a figure at its smallest. */
export const DIGIT_HEIGHT = 5

const FONT: Readonly<Record<string, readonly string[]>> = {
  '0': ['###', '# #', '# #', '# #', '###'],
  '1': [' # ', '## ', ' # ', ' # ', '###'],
  '2': ['###', '  #', '###', '#  ', '###'],
  '3': ['###', '  #', ' ##', '  #', '###'],
  '4': ['# #', '# #', '###', '  #', '  #'],
  '5': ['###', '#  ', '###', '  #', '###'],
  '6': ['###', '#  ', '###', '# #', '###'],
  '7': ['###', '  #', '  #', '  #', '  #'],
  '8': ['###', '# #', '###', '# #', '###'],
  '9': ['###', '# #', '###', '  #', '###'],
  '.': [' ', ' ', ' ', ' ', '#'],
  '%': ['##  #', '## # ', '  #  ', ' # ##', '#  ##']
}
const COLUMNS = 2

/** Columns that `text` takes, of digits, `.` and `%`; what has no picture takes none. */
export function digitsWidth(text: string, scale = 1): number {
  const dots = [...text].reduce((sum, sign) => sum + (FONT[sign]?.[0]?.length ?? -1) + 1, 0)
  return Math.max(0, (dots - 1) * COLUMNS * scale)
}

/** Draws `text` at the left upper corner of `paper`. @returns the column behind it */
export function drawDigits(paper: Surface, text: string, style: Style, scale = 1): number {
  const dot = COLUMNS * scale
  let x = 0
  for (const sign of text) {
    const rows = FONT[sign]
    if (rows === undefined) continue
    for (const [y, row] of rows.entries()) {
      for (const [column, ink] of [...row].entries()) {
        if (ink === ' ') continue
        for (let line = 0; line < scale; line++) {
          paper.put(x + column * dot, y * scale + line, '█'.repeat(dot), style)
        }
      }
    }
    x += ((rows[0]?.length ?? 0) + 1) * dot
  }
  return x
}
