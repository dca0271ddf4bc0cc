/**
 * Panes: borders with their names in them, and how panes share a screen that is too small for all.
 *
 *   ┌ conversation ──────── 3 new ┐
 *   │                             │
 *   └─────────────────────────────┘
 */
import { cutTo, widthOf } from './glyphs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface FrameOptions {
  readonly title?: string
  /** In the upper border, at its right end; the first to go where there is no room. */
  readonly note?: string
  readonly noteStyle?: Style
  /** Whether this pane has the keyboard. */
  readonly hasFocus?: boolean
}

/** The least that has room for a border with something in it. */
const LEAST = { width: 8, height: 3 }

/**
 * Draws a border with its title along the edges.
 * @returns what is within; the paper itself, where it is too small for a border
 */
export function drawFrame(paper: Surface, options: FrameOptions = {}): Surface {
  const { width, height } = paper
  const style: Style = options.hasFocus === true ? 'focus' : 'border'
  if (width < LEAST.width || height < LEAST.height) return paper
  const line = '─'.repeat(width - 2)
  paper.put(0, 0, `┌${line}┐`, style)
  for (let y = 1; y < height - 1; y++) {
    paper.put(0, y, '│', style)
    paper.put(width - 1, y, '│', style)
  }
  paper.put(0, height - 1, `└${line}┘`, style)
  drawNames(paper, options)
  return paper.part(1, 1, width - 2, height - 2)
}

/** A line across a paper, with a name in it, in the place of a whole border. */
export function drawRule(paper: Surface, y: number, options: FrameOptions = {}): void {
  paper.put(0, y, '─'.repeat(paper.width), options.hasFocus === true ? 'focus' : 'border')
  drawNames(paper.part(0, y, paper.width, 1), options)
}

function drawNames(paper: Surface, { title = '', note = '', ...options }: FrameOptions): void {
  const room = paper.width - 3
  const name = title === '' ? '' : ` ${cutTo(title, room - 2)} `
  if (room < 3) return
  paper.put(1, 0, name, options.hasFocus === true ? 'focus' : 'title')
  const end = note === '' ? '' : ` ${note} `
  const left = paper.width - 1 - widthOf(end)
  if (end !== '' && left > widthOf(name) + 1) paper.put(left, 0, end, options.noteStyle ?? 'faint')
}

/** What one pane asks for, in rows or columns. */
export interface Share {
  /** With less it is folded away. */
  readonly least: number
  /** It never gets more. */
  readonly most?: number
  /** Its part of what is left over when all have their least; 1 where left out, 0 for none. */
  readonly weight?: number
  /** Who is folded first: the lowest; among equals the last. 0 where left out. */
  readonly rank?: number
}

/**
 * Shares `total` rows or columns among panes.
 * @returns a length for each, 0 for one that is folded away; their sum is at most `total`
 */
export function shareOut(total: number, shares: readonly Share[]): number[] {
  const isOpen = shares.map(() => true)
  const asked = (): number =>
    shares.reduce((sum, { least }, i) => sum + (isOpen[i] === true ? least : 0), 0)
  const order = shares
    .map(({ rank = 0 }, i) => ({ rank, i }))
    .sort((one, other) => one.rank - other.rank || other.i - one.i)
  for (const { i } of order) if (asked() > total) isOpen[i] = false
  const lengths = shares.map(({ least }, i) => (isOpen[i] === true ? least : 0))
  let left = total - asked()
  while (left > 0) {
    const growing = shares.map(({ most = Number.POSITIVE_INFINITY, weight = 1 }, i) =>
      isOpen[i] === true && (lengths[i] ?? 0) < most ? weight : 0
    )
    const weights = growing.reduce((sum, weight) => sum + weight, 0)
    if (weights === 0) break
    left -= grow(lengths, shares, growing, left / weights)
  }
  return lengths
}

/** One round: everybody who may grow grows by its weight, by one at least. */
function grow(
  lengths: number[],
  shares: readonly Share[],
  growing: readonly number[],
  unit: number
): number {
  const total = Math.round(unit * growing.reduce((sum, weight) => sum + weight, 0))
  let given = 0
  for (const [i, weight] of growing.entries()) {
    if (weight === 0) continue
    const room = (shares[i]?.most ?? Number.POSITIVE_INFINITY) - (lengths[i] ?? 0)
    const more = Math.min(Math.max(1, Math.floor(weight * unit)), room, total - given)
    lengths[i] = (lengths[i] ?? 0) + more
    given += more
  }
  return given
}
