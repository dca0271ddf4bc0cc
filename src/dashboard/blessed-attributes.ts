/**
 * How blessed writes a look: one number, 9 bits for the paper, 9 for the ink, and flags above.
 *
 *   | flags (1 bold, 2 underline, 8 inverse) | ink: 9 bits | paper: 9 bits |
 */
import type { Style } from './model/style.js'
import type { Look, Theme } from './model/theme.js'

/** The terminal's own colour. */
const NO_COLOUR = 0x1ff

/** The number of each style. */
export function attributesOf(theme: Theme): ReadonlyMap<Style, number> {
  const entries = Object.entries(theme) as [Style, Look][]
  return new Map(entries.map(([style, look]) => [style, attributeOf(look)]))
}

function attributeOf({ ink = NO_COLOUR, paper = NO_COLOUR, ...look }: Look): number {
  const bold = look.isBold === true ? 1 : 0
  const underline = look.isUnderlined === true ? 2 : 0
  const inverse = look.isInverse === true ? 8 : 0
  return ((bold | underline | inverse) << 18) | (ink << 9) | paper
}
