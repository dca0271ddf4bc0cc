/**
 * The live ladder: what two nodes send each other, the newest at the bottom, in the glyphs and words
 * of `rdt trace ladder`. A segment that is under way has a line that leads down to the last row.
 *
 *       ms  base..next alice                        server
 *      1200 12..15       ┠── data 14 ─✗              │ lost: loss 20%: rolled 0.07 < 0.2
 *      1250 12..15       ┃              ╰─ data 13 ─►│ delivered 13
 *      1251              ┃              ╭── ack 13 ──┤
 *     ▸1350 12..15       ┠── data 12 again ──╮       │
 */
import { type Micros, seconds, toMs } from '../../kernel/time.js'
import { drawCopy, drawEvent, drawReceive, drawSend } from '../../trace/ladder-arrows.js'
import { UNICODE } from '../../trace/ladder-glyphs.js'
import type { Line } from '../../trace/ladder-line.js'
import type { Row } from '../../trace/ladder-row.js'
import { Stage } from '../../trace/ladder-stage.js'
import { UNTOLD } from '../../trace/ladder-told.js'
import { asideOf, labelForms, stateForms } from '../../trace/ladder-words.js'
import { widthOf } from './glyphs.js'
import { LEAST_WIDTH, ladderLayout } from './ladder-pane-layout.js'
import { type LadderEntry, styleOf } from './ladder-pane-rows.js'
import type { RunModel } from './run.js'
import type { Surface } from './surface.js'

export interface LadderOptions {
  /** `alice>server`, or the way back. */
  readonly link: string
  /** Rows to look back from the newest; as many as there are, at most. */
  readonly scroll?: number
  /** The transmission that is chosen, its `id`. */
  readonly chosen?: number | undefined
}

/** A clock of one column. */
const GLYPHS = { ...UNICODE, clock: '◷' }
/** A segment whose end nobody tells leaves its track after so long. */
const LONGEST_WAY = seconds(10)
/** Columns of the time at least: then nothing moves for the first quarter of an hour. */
const LEAST_TIME = 7
const LEAST_TIME_NARROW = 5
const NARROW = 76

/** Fills `paper`: the names of the nodes, and as many rows as there is room for. */
export function drawLadder(
  paper: Surface,
  run: RunModel,
  { link, scroll = 0, chosen }: LadderOptions
): void {
  const recent = run.recent(link)
  const ladder = run.ladder(link)
  drawLadderRows(
    paper,
    {
      nodes: recent?.nodes ?? ['', ''],
      nameOf: run.nameOf,
      entries: recent === undefined ? [] : (ladder?.entries ?? []),
      shown: (row) => ladder?.shown(row) ?? row
    },
    { scroll, isChosen: ({ event }) => chosen !== undefined && event.id === chosen }
  )
}

/** Rows between two nodes, the oldest first. */
export interface LadderScene {
  readonly nodes: readonly [string, string]
  /** What people call them; left out: the same. */
  readonly nameOf?: (node: string) => string
  readonly entries: readonly LadderEntry[]
  /** As a row is to be shown. */
  readonly shown: (row: Row) => Row
}

export interface SceneOptions {
  readonly scroll: number
  readonly isChosen: (entry: LadderEntry) => boolean
}

/** The same of rows that somebody has made already. */
export function drawLadderRows(
  paper: Surface,
  scene: LadderScene,
  { scroll, isChosen }: SceneOptions
): void {
  const { nodes, nameOf = (node: string) => node, entries, shown } = scene
  if (entries.length === 0) {
    paper.put(0, 0, 'nothing was sent yet', 'faint')
    return
  }
  const room = Math.max(0, paper.height - 1)
  const end = Math.max(Math.min(room, entries.length), entries.length - Math.max(0, scroll))
  const first = Math.max(0, end - room)
  const now = entries.at(-1)?.row.t ?? 0
  if (paper.width < LEAST_WIDTH) {
    drawList(paper, scene, entries.slice(Math.max(0, end - paper.height), end), isChosen)
    return
  }
  const least = paper.width < NARROW ? LEAST_TIME_NARROW : LEAST_TIME
  const time = Math.max(least, Math.floor(toMs(now)).toString().length + 1)
  const stage = new Stage(ladderLayout(paper.width, time), nodes, false)
  const [left, right] = nodes
  const names = [nameOf(left), nameOf(right)] as const
  drawNames(paper.part(0, 0, paper.width, 1), stage, names, stateName(entries))
  for (const { row } of entries.slice(0, first)) pass(stage, shown(row), now)
  let before = ''
  entries.slice(first, end).forEach((entry, index) => {
    const part = paper.part(0, 1 + index, paper.width, 1)
    const told = Math.floor(toMs(entry.row.t)).toString()
    drawRow(part, stage, shown(entry.row), now, told === before ? '' : told)
    before = told
    if (isChosen(entry)) choose(part)
  })
}

/** How many rows there are to look back at. */
export const ladderLength = (run: RunModel, link: string): number =>
  run.ladder(link)?.entries.length ?? 0

/**
 * The transmission that is sent `steps` before (negative) or after `chosen`; from none, the newest.
 * Undefined where nothing was sent.
 */
export function stepInLadder(
  run: RunModel,
  link: string,
  chosen: number | undefined,
  steps: number
): number | undefined {
  const { entries = [] } = run.ladder(link) ?? {}
  const ids = entries.flatMap(({ row, event: { id } }) => {
    return id === undefined || (row.what !== 'send' && row.what !== 'copy') ? [] : [id]
  })
  const at = chosen === undefined ? -1 : ids.lastIndexOf(chosen)
  if (at < 0) return ids.at(-1)
  return ids[Math.min(Math.max(0, at + steps), ids.length - 1)]
}

/** The scroll at which `chosen` is seen in a pane of `height` rows: as near to `scroll` as can be. */
export function scrollTo(
  run: RunModel,
  { link, chosen, scroll = 0 }: LadderOptions,
  height: number
): number {
  const { entries = [] } = run.ladder(link) ?? {}
  const index = entries.findIndex(({ event }) => event.id === chosen)
  if (index < 0) return scroll
  const room = Math.max(1, height - 1)
  const newest = entries.length - 1 - index
  return Math.max(0, Math.min(Math.max(scroll, newest - room + 1), newest))
}

/** What stands in the margin beside the rows of the node to the left. */
function stateName(entries: readonly LadderEntry[]): string {
  const state = entries.findLast(({ row }) => row.state !== undefined)?.row.state
  return state === undefined ? '' : state['base'] === undefined ? 'state' : 'base..next'
}

function drawNames(
  paper: Surface,
  { layout }: Stage,
  [left, right]: readonly [string, string],
  states: string
): void {
  const [start = 0, end = 0] = layout.lifelines
  if (layout.timeWidth > 0) paper.put(layout.timeWidth - 2, 0, 'ms', 'faint')
  if (layout.stateWidth > 0) paper.put(layout.stateAt, 0, states, 'faint')
  const middle = Math.floor((start + end) / 2)
  paper.part(start, 0, middle - start - 1, 1).put(0, 0, left, 'title')
  const room = paper.width - middle
  const width = Math.min(room, widthOf(right))
  const at = Math.min(Math.max(middle, end - Math.floor(width / 2)), paper.width - width)
  paper.part(at, 0, room, 1).put(0, 0, right, 'title')
}

/** The tracks as they are after `row`, which is above what is shown. */
function pass(stage: Stage, row: Row, now: Micros): void {
  const { what, crossing, node, isArmed } = row
  if (node !== '') stage.arm(node, isArmed)
  if (crossing === undefined) return
  if (what === 'receive') stage.tracksOf(crossing).leave(crossing)
  else if (isWhole(row, now)) stage.tracksOf(crossing).enter(crossing)
}

/** Its line leads on to where it arrives, or will arrive. */
const isWhole = ({ crossing, t }: Row, now: Micros): boolean =>
  crossing !== undefined &&
  crossing.lost === undefined &&
  crossing.end !== UNTOLD &&
  (crossing.end !== undefined || now - t <= LONGEST_WAY)

function drawRow(paper: Surface, stage: Stage, row: Row, now: Micros, time: string): void {
  const { layout } = stage
  if (row.node !== '') stage.arm(row.node, row.isArmed)
  const line = lineOf(stage, row, now)
  if (
    stage.columnOf(row.node) === layout.lifelines[0] &&
    row.node !== '' &&
    layout.stateWidth > 0
  ) {
    line.write(layout.stateAt, stage.fit(stateForms(row.state), layout.stateWidth - 1))
  }
  paper.put(0, 0, line.toString(), styleOf(row))
  paper.restyle(0, 0, layout.lifelines[0] ?? 0, 'faint')
  if (layout.timeWidth > 0) paper.put(layout.timeWidth - time.length, 0, time, 'faint')
  for (const x of [...layout.lifelines, ...(layout.gaps[0]?.tracks ?? [])]) {
    const { text = '' } = paper.cellAt(x, 0) ?? {}
    if (text === UNICODE.armed.plain) paper.restyle(x, 0, 1, 'timer')
    else if (text === UNICODE.life.plain) paper.restyle(x, 0, 1, 'faint')
  }
}

function lineOf(stage: Stage, row: Row, now: Micros): Line {
  const labels = labelForms(row, GLYPHS, row.timer !== undefined && row.timer !== 0)
  if (row.what === 'send') return drawSend(stage, row, labels, isWhole(row, now))
  if (row.what === 'receive') return drawReceive(stage, row, labels)
  if (row.what === 'copy') return drawCopy(stage, row, isWhole(row, now))
  return drawEvent(stage, row, labels)
}

/** A mark beside the colour. */
function choose(paper: Surface): void {
  paper.restyle(0, 0, paper.width, 'chosen')
  paper.put(0, 0, '▸', 'chosen')
}

/** Where a picture has no room: a line of words for each row. */
function drawList(
  paper: Surface,
  { shown }: LadderScene,
  entries: readonly LadderEntry[],
  isChosen: SceneOptions['isChosen']
): void {
  entries.forEach((entry, y) => {
    const row = shown(entry.row)
    const [label = ''] = labelForms(row, GLYPHS, false)
    const side = row.what === 'receive' ? '←' : row.what === 'send' ? '→' : ' '
    const lost = row.crossing?.lost !== undefined && row.what !== 'receive' ? '✗ lost' : ''
    const said = asideOf(row).at(-1) ?? ''
    const aside = lost !== '' ? lost : said.startsWith('still') ? '' : said
    paper.put(0, y, `${side} ${label} ${aside}`.trimEnd(), styleOf(row))
    if (isChosen(entry)) choose(paper.part(0, y, paper.width, 1))
  })
}
