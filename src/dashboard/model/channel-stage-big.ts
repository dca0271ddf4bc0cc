/**
 * Large print for the back row, of channel and server: two figures of blocks, what just happened,
 * and a short ladder with room around it.
 */
import {
  type Board,
  type BoardPart,
  drawKeys,
  drawParts,
  drawTitle
} from './channel-stage-board.js'
import { drawRule } from './frame.js'
import { cutTo, widthOf } from './glyphs.js'
import { DIGIT_HEIGHT, digitsWidth, drawDigits } from './layout-digits.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface BigFigure {
  readonly figure: string
  readonly style: Style
  /** What it counts, the longest form first. */
  readonly forms: readonly string[]
}

const BLANK: BoardPart = { share: { least: 1, most: 1, weight: 0, rank: 2 }, draw: () => {} }

/** Fills `paper`. @param main in the place of the many panes */
export function drawBigBoard(
  paper: Surface,
  board: Board,
  figures: readonly BigFigure[],
  main: (paper: Surface) => void
): void {
  const rows = { least: DIGIT_HEIGHT + 1, most: 2 * DIGIT_HEIGHT + 2, weight: 1, rank: 7 }
  const parts: readonly BoardPart[] = [
    { share: { least: 1, most: 1, rank: 10 }, draw: (row) => drawTitle(row, board) },
    BLANK,
    { share: rows, draw: (part) => drawFigures(part, figures) },
    BLANK,
    { share: { least: 1, most: 3, weight: 1, rank: 9 }, draw: board.happening },
    BLANK,
    { share: { least: 5, weight: 3, rank: 8 }, draw: main },
    BLANK,
    { share: { least: 1, most: 1, rank: 11 }, draw: (row) => drawKeys(row, board.keys) }
  ]
  drawParts(paper, parts, (part, names) => {
    drawRule(part, 0, names)
    return part.part(0, 1, part.width, part.height - 1)
  })
}

/** Side by side, the first with more room. */
function drawFigures(part: Surface, figures: readonly BigFigure[]): void {
  const left = figures.length > 1 ? Math.ceil(part.width * 0.58) : part.width
  for (const [i, figure] of figures.slice(0, 2).entries()) {
    const x = i === 0 ? 0 : left + 2
    drawFigure(part.part(x, 0, i === 0 ? left : part.width - x, part.height), figure)
  }
}

/** As large as there is room for; with plain digits where blocks have none. */
function drawFigure(part: Surface, { figure, style, forms }: BigFigure): void {
  const { width, height } = part
  const most = Math.max(1, Math.floor((height - 1) / DIGIT_HEIGHT))
  const scale = digitsWidth(figure, most) <= width ? most : 1
  const hasBlocks = height > DIGIT_HEIGHT && digitsWidth(figure, scale) <= width
  if (hasBlocks) drawDigits(part, figure, style, scale)
  else part.put(0, 0, figure, style)
  const words = forms.find((form) => widthOf(form) <= width) ?? forms.at(-1) ?? ''
  const y = hasBlocks ? scale * DIGIT_HEIGHT : 1
  part.put(0, Math.min(height - 1, y), cutTo(words, width), 'title')
}
