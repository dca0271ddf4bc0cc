/**
 * The table of connections: one row for each direction that carries data. Where columns have no
 * room, the least important go first; below so few that a table makes no sense, a line says it.
 *
 *      who             retransmitted  sent  in flight  base/nextseqnum  RTO     state
 *      alice → server    12  20%        60  3          14/17            212 ms  open
 *      all 2             15  17%        88                      rows 1–2 of 2
 */
import type { LinkCounts } from '../../trace/link-counts.js'
import { type ConnectionFacts, nodeName, type Sorting, sorted } from './connections-facts.js'
import { rateWords, shareWords, timeWords } from './facts-words.js'
import { widthOf } from './glyphs.js'
import type { RunModel } from './run.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface ConnectionsOptions {
  /** The link whose row is chosen. */
  readonly chosen?: string | undefined
  /** Rows that are passed over at the top; as many as there are, at most. */
  readonly scroll?: number
  readonly sorting?: Sorting
}

/** A column that has its place. */
interface Placed extends Column {
  readonly each: Column
  readonly x: number
}

interface Column {
  readonly head: string
  readonly width: number
  readonly isNumber: boolean
  readonly textOf: (row: ConnectionFacts) => string
}

/** `alice → server` gets what is left: a sixth of the width at least, and no more than it needs. */
const LEAST_NAME = 9
const MOST_NAME = 32
/** Columns between columns, from this width on; one below. */
const GAP = 2
const WIDE = 100
const ARROW = ' → '

const STATE_STYLES: Readonly<Record<ConnectionFacts['state'], Style>> = {
  new: 'faint',
  opening: 'connection',
  open: 'good',
  closing: 'connection',
  closed: 'faint',
  silent: 'warning'
}

const column = (
  head: string,
  width: number,
  textOf: Column['textOf'],
  isNumber = true
): Column => ({ head, width: Math.max(width, head.length), textOf, isNumber })

const RETRANSMITTED = column('retransmitted', 13, ({ retransmitted, sent }) =>
  againWords(retransmitted, sent)
)
const STATE = column('state', 7, ({ state }) => state, false)
const SENT = column('sent', 6, ({ sent }) => String(sent))

/** In their places from left to right, each with its importance, the least important last. */
const COLUMNS: readonly (readonly [number, Column])[] = [
  [7, column('protocol', 8, ({ window }) => window.protocol.name || '?', false)],
  [4, column('base/nextseqnum', 15, ({ window }) => spanWords(window))],
  [3, column('in flight', 9, ({ window }) => String(window.inFlight))],
  [6, column('SRTT', 6, ({ srtt }) => timeWords(srtt))],
  [5, column('RTO', 6, ({ rto }) => timeWords(rto))],
  [2, SENT],
  [0, RETRANSMITTED],
  [9, column('spurious', 8, ({ spurious }) => String(spurious))],
  [8, column('goodput', 11, ({ goodput }) => rateWords(goodput))],
  [1, STATE]
]

/** The rows in the order in which the pane shows them, for whoever moves through them. */
export const connectionRows = (run: RunModel, sorting: Sorting = 'trouble'): ConnectionFacts[] =>
  sorted(run.connections, sorting)

/** Fills `paper`: heads, rows, and the sums of all at the bottom. */
export function drawConnections(
  paper: Surface,
  run: RunModel,
  { chosen, scroll = 0, sorting = 'trouble' }: ConnectionsOptions = {}
): void {
  const rows = connectionRows(run, sorting)
  const columns = columnsFor(paper.width)
  const name = Math.max(0, (columns[0]?.x ?? 0) - 1)
  const hasSums = paper.height > 2
  const room = Math.max(0, paper.height - (hasSums ? 2 : 1))
  const first = Math.max(0, Math.min(scroll, rows.length - room))
  drawHeads(paper.part(0, 0, paper.width, 1), columns, name, rows)
  const hub = hubOf(rows)
  rows.slice(first, first + room).forEach((row, index) => {
    const line = paper.part(0, 1 + index, paper.width, 1)
    drawRow(line, columns, { name, hub }, row)
    if (row.link === chosen) line.restyle(0, 0, paper.width, 'chosen')
  })
  if (!hasSums) return
  const last = Math.min(rows.length, first + room)
  const bottom = paper.part(0, paper.height - 1, paper.width, 1)
  const isAll = rows.length <= room
  const where = isAll ? '' : `${first + 1}–${last}/${rows.length}`
  drawSums(bottom, columns, name, run.totals, where)
}

/** As many as there is room for, in their places; each with the gap before it. */
function columnsFor(width: number): Placed[] {
  const gap = width >= WIDE ? GAP : 1
  const name = Math.max(LEAST_NAME, Math.floor(width / 6))
  let free = width - name
  const kept = new Set<Column>()
  for (const [, each] of [...COLUMNS].sort(([a], [b]) => a - b)) {
    if (each.width + gap > free) break
    free -= each.width + gap
    kept.add(each)
  }
  let at = Math.min(MOST_NAME, name + free)
  return COLUMNS.flatMap(([, each]) => {
    if (!kept.has(each)) return []
    const x = at + gap
    at = x + each.width
    return [{ ...each, each, x }]
  })
}

function drawHeads(
  paper: Surface,
  columns: readonly Placed[],
  name: number,
  rows: readonly ConnectionFacts[]
): void {
  const isDerived = rows.some(({ window }) => window.isWatched && window.base !== undefined)
  if (columns.length === 0) {
    paper.put(0, 0, 'retransmitted', 'title')
    return
  }
  paper.put(0, 0, isDerived && name >= 20 ? 'who  (* = derived)' : 'who', 'title')
  for (const { head, width, isNumber, x } of columns) put(paper, x, width, head, isNumber, 'title')
}

function drawRow(
  paper: Surface,
  columns: readonly Placed[],
  { name, hub }: { readonly name: number; readonly hub: string | undefined },
  row: ConnectionFacts
): void {
  const { state, retransmitted, sent } = row
  const quiet = state === 'closed' ? 'faint' : 'plain'
  if (columns.length === 0) {
    const again = againWords(retransmitted, sent)
    const room = Math.max(0, paper.width - again.length - 1)
    drawName(paper.part(0, 0, room, 1), row, hub, quiet)
    paper.put(Math.max(0, paper.width - again.length), 0, again, 'retransmission')
    return
  }
  drawName(paper.part(0, 0, name, 1), row, hub, quiet)
  for (const { each, x, width, isNumber, textOf } of columns) {
    const style = each === STATE ? STATE_STYLES[state] : styleOf(each, row, quiet)
    put(paper, x, width, textOf(row), isNumber, style)
  }
}

/** The node that all rows have in common, where there are several: the server of a chat. */
function hubOf(rows: readonly ConnectionFacts[]): string | undefined {
  const [first] = rows
  if (first === undefined || new Set(rows.flatMap(({ from, to }) => [from, to])).size < 3) {
    return undefined
  }
  return [first.from, first.to].find((node) =>
    rows.every((row) => [row.from, row.to].includes(node))
  )
}

/** `alice → server`; where there is no room, `alice →`: what all have in common goes without saying. */
function drawName(
  paper: Surface,
  { from, to }: ConnectionFacts,
  hub: string | undefined,
  style: Style
): void {
  const [left, right] = [widthOf(from), widthOf(to)]
  if (left + right + ARROW.length > paper.width && hub !== undefined) {
    if (to === hub)
      paper.put(paper.put(0, 0, nodeName(from, paper.width - 2), style), 0, ' →', 'faint')
    else paper.put(paper.put(0, 0, '→ ', 'faint'), 0, nodeName(to, paper.width - 2), style)
    return
  }
  const room = Math.max(0, paper.width - ARROW.length)
  const first = Math.min(left, Math.max(Math.floor(room / 2), room - right))
  const end = paper.put(0, 0, nodeName(from, first), style)
  const at = paper.put(end, 0, ARROW, 'faint')
  paper.put(at, 0, nodeName(to, paper.width - at), style)
}

function styleOf(each: Column, { retransmitted }: ConnectionFacts, style: Style): Style {
  return each === RETRANSMITTED && retransmitted > 0 ? 'retransmission' : style
}

function drawSums(
  paper: Surface,
  columns: readonly Placed[],
  name: number,
  { sent, retransmitted }: LinkCounts,
  where: string
): void {
  if (columns.length === 0) {
    paper.put(0, 0, `retransmitted ${retransmitted}`, 'title')
    return
  }
  const words = where === '' ? 'all' : `all ${where}`
  paper.part(0, 0, name, 1).put(0, 0, words, 'title')
  for (const { each, x, width } of columns) {
    if (each === SENT) put(paper, x, width, String(sent), true, 'title')
    if (each === RETRANSMITTED) put(paper, x, width, againWords(retransmitted, sent), true, 'title')
  }
}

function put(
  paper: Surface,
  x: number,
  width: number,
  text: string,
  isRight: boolean,
  style: Style
): void {
  const cell = paper.part(x, 0, width, 1)
  cell.put(isRight ? Math.max(0, width - widthOf(text)) : 0, 0, text, style)
}

/** `12  20%` */
const againWords = (retransmitted: number, sent: number): string =>
  `${retransmitted} ${shareWords(retransmitted, sent).padStart(5)}`

/** `14/17`; with a star where nobody told it. */
function spanWords({ base, nextseqnum, bubble, isWatched }: ConnectionFacts['window']): string {
  if (base === undefined || nextseqnum === undefined)
    return bubble === undefined ? '-' : short(bubble)
  return `${base}/${nextseqnum}${isWatched ? '*' : ''}`
}

/** `ACK 0?` for `wait for ACK 0`, in the room that two numbers take. */
const short = (bubble: string): string =>
  bubble.replace(/ from above$/, '').replace(/^wait for /, '… ')
