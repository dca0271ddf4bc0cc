/**
 * What one receives, as the book draws a receiver's window: one's own machine tells it, while of
 * the other end's sender nobody knows anything.
 *
 *    server → alice                        expects 9
 *    receiver  ■ ■ ■ ○ ◆ · ·
 *              6 7 8 9 10
 */
import { cutTo, widthOf } from './glyphs.js'
import type { WindowFacts } from './run-window.js'
import type { Surface } from './surface.js'
import { type CellMeaning, SIGNS, stripCells } from './window-strip-cells.js'

const LABEL = 'receiver  '
/** Delivered ones that are shown before what is expected. */
const BEFORE = 3
const LEGEND: readonly CellMeaning[] = ['delivered', 'expected', 'buffered']

export function drawReceiver(paper: Surface, facts: WindowFacts): void {
  const { from, to, expected, buffered, receiverBubble, size } = facts
  const waiting = buffered.length === 0 ? '' : `, ${buffered.length} buffered`
  const awaits = expected === undefined ? '' : `expects ${expected}${waiting}`
  const room = paper.width - widthOf(awaits)
  paper.put(0, 0, cutTo(`${from} → ${to}`, room - 1), 'title')
  paper.put(Math.max(0, room), 0, awaits, 'usable')
  const label = paper.width < 2 * LABEL.length ? 0 : LABEL.length
  paper.put(0, 1, label === 0 ? '' : LABEL, 'faint')
  if (expected === undefined) {
    const state = receiverBubble === undefined ? 'nothing received yet' : `( ${receiverBubble} )`
    paper.put(label, 1, state, receiverBubble === undefined ? 'faint' : 'focus')
    return
  }
  const cell = String(expected + (size ?? 0) + 2).length + 1
  const known = { base: expected, nextseqnum: expected, allowed: size, acked: [] }
  const acknowledged = Math.min(BEFORE, Math.max(0, expected - 1))
  const most = Math.floor((paper.width - label) / cell)
  for (const [i, one] of stripCells({ ...facts, ...known, acknowledged }, most).entries()) {
    const [sign, style] = SIGNS[one.receiver ?? 'not usable']
    paper.put(label + i * cell, 1, sign, style)
    paper.put(label + i * cell, 2, String(one.number), 'faint')
  }
  drawLegend(paper.part(0, 4, paper.width, 1))
}

function drawLegend(paper: Surface): void {
  let x = 0
  for (const meaning of LEGEND) {
    const [sign, style] = SIGNS[meaning]
    x = paper.put(paper.put(x, 0, sign, style), 0, ` ${meaning}  `, 'faint')
  }
}
