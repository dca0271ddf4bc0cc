/**
 * The flows of a channel: who they are, where from, and what became of their datagrams each way.
 *
 *      flow     joins as  address          ↑ came   lost   ↓ came   lost
 *      flow-1   alice     127.0.0.1:40001     120     24       98     20
 *      2 flows                                240     50      196     39
 */
import type { LaneCounts } from '../../../lossy-channel/weather/lane-counts.js'
import type { Direction } from '../../../lossy-channel/weather/weather.js'
import { cutTo, widthOf } from './glyphs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface FlowFacts {
  /** As traces and `:kill` call it: `flow-1`. */
  readonly name: string
  readonly client: string
  /** As it says itself when it joins a chat; undefined where it has not, or cannot be read. */
  readonly person: string | undefined
  readonly up: Readonly<LaneCounts>
  readonly down: Readonly<LaneCounts>
}

interface Column {
  readonly head: string
  readonly width: number
  readonly isNumber: boolean
  /** Those with the lowest are the first without room. */
  readonly rank: number
  readonly style: Style
  readonly textOf: (flow: FlowFacts) => string
}

interface FlowsOptions {
  /** Rows that are passed over at the top. */
  readonly scroll?: number
  /** The flow whose row is chosen. */
  readonly chosen?: string | undefined
}

const NAME = 7
const PERSON = 14
const ADDRESS = 21
const COUNT = 6
const GAP = 1

type Count = (counts: Readonly<LaneCounts>) => number

const count = (head: string, side: Direction, rank: number, of: Count, style: Style): Column => ({
  head: `${side === 'up' ? '↑' : '↓'} ${head}`,
  width: Math.max(COUNT, head.length + 2),
  isNumber: true,
  rank,
  style,
  textOf: (flow) => String(of(flow[side]))
})

const text = (
  head: string,
  width: number,
  rank: number,
  style: Style,
  textOf: Column['textOf']
): Column => ({ head, width, isNumber: false, rank, style, textOf })

const damaged: Count = ({ corrupted, truncated }) => corrupted + truncated
const came: Count = ({ submitted }) => submitted
const dropped: Count = (counts) => counts.dropped
const twice: Count = ({ duplicated }) => duplicated
const moved: Count = ({ reordered, late }) => reordered + late

const COLUMNS: readonly Column[] = [
  text('flow', NAME, 10, 'title', ({ name }) => name),
  text('joins as', PERSON, 9, 'plain', ({ person }) => person ?? '-'),
  text('address', ADDRESS, 4, 'faint', ({ client }) => client),
  count('came', 'up', 6, came, 'plain'),
  count('lost', 'up', 8, dropped, 'lost'),
  count('damaged', 'up', 3, damaged, 'corrupted'),
  count('twice', 'up', 2, twice, 'duplicated'),
  count('moved', 'up', 1, moved, 'late'),
  count('came', 'down', 5, came, 'plain'),
  count('lost', 'down', 7, dropped, 'lost'),
  count('damaged', 'down', 3, damaged, 'corrupted'),
  count('twice', 'down', 2, twice, 'duplicated'),
  count('moved', 'down', 1, moved, 'late')
]

/** Fills `paper`: heads, a row for each, and how many there are. @returns the rows without room */
export function drawFlows(
  paper: Surface,
  flows: readonly FlowFacts[],
  { scroll = 0, chosen }: FlowsOptions = {}
): number {
  if (flows.length === 0) {
    paper.put(0, 0, cutTo('nobody has sent anything yet', paper.width), 'faint')
    return 0
  }
  const columns = columnsFor(paper.width)
  drawHeads(paper, columns)
  const hasFoot = paper.height > 2
  const room = Math.max(0, paper.height - (hasFoot ? 2 : 1))
  const first = Math.max(0, Math.min(scroll, flows.length - room))
  const shown = flows.slice(first, first + room)
  for (const [i, flow] of shown.entries()) {
    const row = paper.part(0, 1 + i, paper.width, 1)
    drawRow(row, columns, flow)
    if (flow.name === chosen) row.restyle(0, 0, paper.width, 'chosen')
  }
  if (hasFoot) {
    const part = shown.length === flows.length ? '' : `, ${first + 1}–${first + shown.length} shown`
    const words = flows.length === 1 ? '1 flow' : `${flows.length} flows${part}`
    paper.put(0, paper.height - 1, cutTo(words, paper.width), 'faint')
  }
  return Math.max(0, flows.length - room)
}

function columnsFor(width: number): readonly Column[] {
  let free = width + GAP
  const kept = new Set<Column>()
  for (const column of [...COLUMNS].sort((a, b) => b.rank - a.rank)) {
    if (column.width + GAP > free) break
    free -= column.width + GAP
    kept.add(column)
  }
  return COLUMNS.filter((column) => kept.has(column))
}

function drawHeads(paper: Surface, columns: readonly Column[]): void {
  let x = 0
  for (const { head, width, isNumber } of columns) {
    paper.put(isNumber ? x + width - widthOf(head) : x, 0, head, 'title')
    x += width + GAP
  }
}

function drawRow(row: Surface, columns: readonly Column[], flow: FlowFacts): void {
  let x = 0
  for (const { width, isNumber, style, textOf } of columns) {
    const shown = cutTo(textOf(flow), width)
    const isNothing = isNumber && shown === '0'
    row.put(isNumber ? x + width - widthOf(shown) : x, 0, shown, isNothing ? 'faint' : style)
    x += width + GAP
  }
}
