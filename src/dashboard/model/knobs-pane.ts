/**
 * The knobs as they are drawn: in lines, or one below the other where there is height for it.
 *
 *   ↕ both  ▸loss 20%  corrupt 0%  duplicate 0%  reorder 0%  delay 50ms  jitter 10ms
 *   rate unlimited  + - turn  0 off  ← → choose  d direction
 */
import { cutTo, widthOf } from './glyphs.js'
import { isOff, KNOB_NAMES, type KnobName, shortName, turnedBy } from './knob-scales.js'
import { KNOB_KEYS, type Knobs, type Side } from './knobs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface KnobsOptions {
  /** Shows the keys too, where there is room. */
  readonly hasKeys?: boolean
}

const SIDE_WORDS: Readonly<Record<Side, string>> = { both: '↕ both', up: '↑ up', down: '↓ down' }
const GAP = 2
const CHOSEN = '▸'

/** Fills `paper` from its top. */
export function drawKnobs(paper: Surface, knobs: Knobs, options: KnobsOptions = {}): void {
  if (paper.height > KNOB_NAMES.length) drawColumn(paper, knobs, options)
  else drawLines(paper, knobs, options)
}

/** A few words that stay together. */
interface Piece {
  readonly text: string
  readonly style: Style
  readonly x: number
  readonly y: number
}

type Unplaced = Omit<Piece, 'x' | 'y'>

/** The names in full, then short ones, then only what is on; the first that has room. */
function drawLines(paper: Surface, knobs: Knobs, { hasKeys = false }: KnobsOptions): void {
  const side: Unplaced = { text: SIDE_WORDS[knobs.side], style: 'title' }
  const all = (isShort: boolean) => KNOB_NAMES.map((name) => pieceOf(knobs, name, isShort))
  const isTold = (name: KnobName) => name === knobs.selected || !isIdle(knobs, name)
  const some = KNOB_NAMES.filter(isTold).map((name) => pieceOf(knobs, name, true))
  const keys = keyPieces()
  const chosen = pieceOf(knobs, knobs.selected, true)
  const ways: readonly (readonly Unplaced[])[] = [
    ...(hasKeys ? [[side, ...all(false), ...keys]] : []),
    [side, ...all(false)],
    [side, ...all(true)],
    [side, ...some],
    [chosen, { text: '…', style: 'faint' }]
  ]
  const placed = ways.map((way) => place(way, paper.width))
  const fitting = placed.find((way) => fits(way, paper)) ?? place([chosen], paper.width)
  for (const { text, style, x, y } of fitting) paper.put(x, y, cutTo(text, paper.width - x), style)
}

function fits(pieces: readonly Piece[], { width, height }: Surface): boolean {
  return pieces.every(({ text, x, y }) => y < height && x + widthOf(text) <= width)
}

/** One behind the other, those without room on the next line. */
function place(pieces: readonly Unplaced[], width: number): Piece[] {
  const placed: Piece[] = []
  let x = 0
  let y = 0
  for (const piece of pieces) {
    const length = widthOf(piece.text)
    if (x > 0 && x + length > width) {
      x = 0
      y++
    }
    placed.push({ ...piece, x, y })
    x += length + GAP
  }
  return placed
}

function pieceOf(knobs: Knobs, name: KnobName, isShort: boolean): Unplaced {
  const isChosen = name === knobs.selected
  const words = knobs.wordsOf(name)
  const value = isShort && words === 'unlimited' ? '∞' : words
  const text = `${isChosen ? CHOSEN : ''}${isShort ? shortName(name) : name} ${value}`
  return { text, style: isChosen ? 'chosen' : isIdle(knobs, name) ? 'faint' : 'plain' }
}

const isIdle = (knobs: Knobs, name: KnobName): boolean =>
  knobs.directions.every((direction) => isOff(name, knobs.weather[direction]))

const keyPieces = (): Unplaced[] =>
  KNOB_KEYS.map(({ keys, does }) => ({ text: `${keys} ${does}`, style: 'key' }))

const GAUGE = 8
/** The name, its mark, and a gap. */
const NAME = 11

function drawColumn(paper: Surface, knobs: Knobs, { hasKeys = false }: KnobsOptions): void {
  const { width } = paper
  paper.put(0, 0, `weather ${SIDE_WORDS[knobs.side]}`, 'title')
  const isWide = width >= NAME + GAUGE + 12
  for (const [i, name] of KNOB_NAMES.entries()) {
    const isChosen = name === knobs.selected
    const row = paper.part(0, 1 + i, width, 1)
    const style: Style = isIdle(knobs, name) ? 'faint' : 'plain'
    row.put(0, 0, `${isChosen ? CHOSEN : ' '}${width < NAME + 6 ? shortName(name) : name}`, style)
    const at = width < NAME + 6 ? 5 : NAME
    if (isWide) row.put(at, 0, gaugeOf(knobs, name), style)
    const start = isWide ? at + GAUGE + 1 : at
    row.put(start, 0, cutTo(knobs.wordsOf(name), width - start), style)
    if (isChosen) row.restyle(0, 0, width, 'chosen')
  }
  const free = paper.part(0, KNOB_NAMES.length + 1, width, paper.height)
  if (!hasKeys) return
  const keys = place(keyPieces(), width)
  if (fits(keys, free)) for (const { text, style, x, y } of keys) free.put(x, y, text, style)
}

/** `▮▮▮▯▯▯▯▯`: the further of the two directions. */
function gaugeOf(knobs: Knobs, name: KnobName): string {
  const turned = knobs.directions.map((direction) => turnedBy(name, knobs.weather[direction]))
  const full = Math.round(Math.max(...turned) * GAUGE)
  return '▮'.repeat(full) + '▯'.repeat(GAUGE - full)
}
