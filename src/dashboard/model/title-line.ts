/** The title of a screen: what it is of, as much as there is room for, and its sums at the right. */
import { cutTo, widthOf } from './glyphs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

/** Of the lowest rank goes first where there is no room; among equals the last. */
export type TitlePiece = readonly [text: string, style: Style, rank: number]

const GAP = 2

/** Draws `pieces` from the left, and `totals` at the right end; those stay whatever the width. */
export function drawTitleLine(
  row: Surface,
  pieces: readonly TitlePiece[],
  totals: string,
  style: Style
): void {
  const right = Math.max(0, row.width - widthOf(totals))
  row.put(right, 0, totals, style)
  const left = row.part(0, 0, right - GAP, 1)
  let x = 0
  for (const [text, own] of fitting(pieces, left.width)) {
    x = left.put(x, 0, cutTo(text, left.width - x), own) + GAP
  }
}

/** Without the least important ones, as many as it takes. */
function fitting(pieces: readonly TitlePiece[], width: number): readonly TitlePiece[] {
  const length = pieces.reduce((sum, [text]) => sum + widthOf(text) + GAP, -GAP)
  if (length <= width || pieces.length <= 1) return pieces
  const least = Math.min(...pieces.map(([, , rank]) => rank))
  const last = pieces.findLastIndex(([, , rank]) => rank === least)
  return fitting(pieces.toSpliced(last, 1), width)
}
