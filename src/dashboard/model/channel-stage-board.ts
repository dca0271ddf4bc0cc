/**
 * The dashboards of programs that run alone, channel and server, in whatever room there is: stacked
 * where it is narrow, in two columns where it is wide.
 *
 *      title                          │      title
 *      ─ above ────────────────────   │      ┌ left ────────┐┌ main ────────────┐
 *      main: ladder, window, …        │      │              ││                  │
 *      what just happened             │      └──────────────┘│                  │
 *      below                          │      ┌ left ────────┐│                  │
 *      keys                           │      └──────────────┘└──────────────────┘
 *                                     │      what just happened, keys
 */
import { drawFrame, drawRule, type FrameOptions, type Share, shareOut } from './frame.js'
import { widthOf } from './glyphs.js'
import type { KeyHelp } from './help-keys.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'
import { drawTitleLine } from './title-line.js'

/** Something beside the run. */
export interface BoardPart {
  readonly names?: FrameOptions
  /** Of its content; a border or a rule comes on top. */
  readonly share: Share
  readonly draw: (paper: Surface) => void
}

export interface Board {
  readonly title: readonly TitlePiece[]
  /** At the right end of the title, and never folded away: `retransmitted 3 of 40 (8%)`. */
  readonly totals: readonly [text: string, style: Style]
  readonly keys: readonly KeyHelp[]
  readonly main: (paper: Surface, isWide: boolean) => void
  readonly happening: (paper: Surface) => void
  /** Where it is narrow. */
  readonly above: readonly BoardPart[]
  readonly below: readonly BoardPart[]
  /** Where it is wide. */
  readonly left: readonly BoardPart[]
}

/** Those with the lowest rank are the first without room. */
export interface TitlePiece {
  readonly text: string
  readonly style: Style
  readonly rank: number
}

/** From this size on in two columns. */
const COLUMNS_FROM = { width: 110, height: 30 }
const GAP = 2

/** Fills `paper`. */
export function drawBoard(paper: Surface, board: Board): void {
  const { width, height } = paper
  if (width >= COLUMNS_FROM.width && height >= COLUMNS_FROM.height) drawColumns(paper, board)
  else drawStacked(paper, board)
}

function drawStacked(paper: Surface, board: Board): void {
  const one = (rank: number, draw: BoardPart['draw']): BoardPart => ({
    share: { least: 1, most: 1, rank },
    draw
  })
  const parts: readonly BoardPart[] = [
    one(10, (row) => drawTitle(row, board)),
    ...board.above,
    { share: { least: 5, weight: 3, rank: 9 }, draw: (part) => board.main(part, false) },
    one(8, board.happening),
    ...board.below,
    one(11, (row) => drawKeys(row, board.keys))
  ]
  drawParts(paper, parts, (part, names) => {
    drawRule(part, 0, names)
    return part.part(0, 1, part.width, part.height - 1)
  })
}

function drawColumns(paper: Surface, board: Board): void {
  const { width, height } = paper
  const happening = height >= 45 ? 2 : 1
  drawTitle(paper.part(0, 0, width, 1), board)
  const body = paper.part(0, 1, width, height - 2 - happening)
  const left = Math.min(64, Math.max(40, Math.floor(width * 0.32)))
  drawParts(body.part(0, 0, left, body.height), board.left, drawFrame)
  board.main(body.part(left, 0, width - left, body.height), true)
  board.happening(paper.part(0, 1 + body.height, width, happening))
  drawKeys(paper.part(0, height - 1, width, 1), board.keys)
}

/** Below one another; `enclose` draws a border and gives what is within. */
export function drawParts(
  paper: Surface,
  parts: readonly BoardPart[],
  enclose: (part: Surface, names: FrameOptions) => Surface
): void {
  const border = enclose === drawFrame ? 2 : 1
  const heights = shareOut(
    paper.height,
    parts.map(({ share, names }) => (names === undefined ? share : grown(share, border)))
  )
  let y = 0
  for (const [i, { names, draw }] of parts.entries()) {
    const part = paper.part(0, y, paper.width, heights[i] ?? 0)
    y += part.height
    if (part.height > 0) draw(names === undefined ? part : enclose(part, names))
  }
}

function grown({ least, most, ...share }: Share, by: number): Share {
  return { ...share, least: least + by, ...(most !== undefined && { most: most + by }) }
}

export function drawTitle(row: Surface, { title, totals: [totals, style] }: Board): void {
  const pieces = title.map(({ text, style: own, rank }) => [text, own, rank] as const)
  drawTitleLine(row, pieces, totals, style)
}

/** As many as there is room for, the first always. */
export function drawKeys(row: Surface, keys: readonly KeyHelp[]): void {
  let x = 0
  for (const { keys: chord, does } of keys) {
    if (x > 0 && x + widthOf(chord) + 1 + widthOf(does) > row.width) return
    x = row.put(row.put(x, 0, chord, 'key') + 1, 0, does, 'faint') + GAP
  }
}
