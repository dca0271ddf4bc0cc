/**
 * The ladder of a run, also called a time–sequence diagram: a lifeline for each node, time
 * running down, and an arrow for each segment, as in the figures of Kurose & Ross (3.16,
 * 3.22, 3.26). A lost segment's arrow ends in the channel.
 *
 *       ms base..next sender                        receiver
 *        0 1..2         ┠── data 1 ────╮               │
 *          1..3         ┠── data 2 ──✗ │ lost: fate x  │
 *       50              ┃              ╰─── data 1 ───►│ delivered 1
 *                       ┃              ╭──── ack 1 ────┤
 *      100 2..3         ┃◄─ ack 1 ─────╯               │
 *      250 2..3         ┃ ⏰ timeout  after 150 ms      │
 */
import { toMs } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import { drawCopy, drawEvent, drawReceive, drawSend } from './ladder-arrows.js'
import { type Crossing, endsOf } from './ladder-crossing.js'
import { cutRows, type Shown } from './ladder-cut.js'
import { ASCII, UNICODE } from './ladder-glyphs.js'
import { layOut } from './ladder-layout.js'
import type { Line } from './ladder-line.js'
import { needsOf, type Scene } from './ladder-needs.js'
import type { Row } from './ladder-row.js'
import { LadderRows } from './ladder-rows.js'
import { Stage } from './ladder-stage.js'
import { ToldNodes } from './ladder-told.js'
import { labelForms, stateForms } from './ladder-words.js'

export interface LadderOptions {
  /** Columns that a line may have; more than 200 are not used. */
  readonly width: number
  /** For a terminal that knows nothing but ASCII. */
  readonly isAscii?: boolean
  /** Rows at most; what is left out then is told. */
  readonly most?: number
  /** Where to find what is left out, for people: it is told with the first gap. */
  readonly whereAll?: string
  /** `alice>server`: what these two send each other, and no more. */
  readonly link?: string
  /** Timers of senders that ring for other reasons than a retransmission: they have no rows. */
  readonly otherTimers?: readonly number[]
}

const WIDEST = 200

/** The ladder of `events`, line by line, no line wider than asked; empty where nothing is sent. */
export function drawLadder(events: readonly TraceEvent[], options: LadderOptions): string[] {
  const {
    width,
    isAscii = false,
    link,
    otherTimers = [],
    most = Number.POSITIVE_INFINITY
  } = options
  const nodes = link === undefined ? nodesOf(events) : Object.values(endsOf(link))
  const rows = rowsOf(events, nodes, otherTimers)
  if (rows.length === 0) return []
  const scene = sceneOf(cutRows(rows, most), nodes, isAscii)
  const layout = layOut(Math.min(width, WIDEST), needsOf(scene))
  const stage = new Stage(layout, nodes, isAscii)
  return paint(scene, stage, options.whereAll ?? '')
}

/** Whoever sends or receives, as they come; the channel is the space between. */
export function nodesOf(events: readonly TraceEvent[]): string[] {
  const links = new Set<string>()
  for (const { link } of events) if (link !== undefined) links.add(link)
  const nodes = new Set<string>()
  for (const link of links) {
    const { from, to } = endsOf(link)
    nodes.add(from).add(to)
  }
  return [...nodes]
}

export function rowsOf(
  events: readonly TraceEvent[],
  nodes: readonly string[],
  otherTimers: readonly number[]
): Row[] {
  const maker = new LadderRows(otherTimers)
  const told = new ToldNodes()
  const known = new Map<string, boolean>()
  for (const event of events) {
    const { link, at } = event
    const key = link ?? at
    let isShown = known.get(key)
    if (isShown === undefined) {
      const { from, to } = endsOf(key)
      isShown = nodes.includes(from) && nodes.includes(to) && (link === undefined || from !== to)
      known.set(key, isShown)
    }
    if (!isShown) continue
    const count = maker.rows.length
    maker.take(event)
    told.take(event, maker.rows[count])
  }
  return maker.rows.map((row) => told.shown(row))
}

function sceneOf(shown: readonly Shown[], nodes: readonly string[], isAscii: boolean): Scene {
  const glyphs = isAscii ? ASCII : UNICODE
  const rows = shown.filter((row) => typeof row !== 'number')
  const namesTimers = rows.some(({ timer = 0 }) => timer !== 0)
  const decimals = [1e3, 1e2, 1e1].findIndex((unit) => rows.every(({ t }) => t % unit === 0))
  const stateOf = nodes.length === 2 ? nodes[0] : undefined
  const states = rows.flatMap(({ node, state = {} }) => (node === stateOf ? [state] : []))
  const hasWindow = states.some(({ base }) => base !== undefined)
  const hasState = states.some((state) => Object.keys(state).length > 0)
  return {
    nodes,
    shown,
    whole: wholeOf(shown),
    stateOf,
    stateName: hasWindow ? 'base..next' : hasState ? 'state' : '',
    labelsOf: (row) => labelForms(row, glyphs, namesTimers),
    timeOf: ({ t }) => toMs(t).toFixed(decimals < 0 ? 3 : decimals)
  }
}

/** The segments whose two ends are shown, and every row between them. */
function wholeOf(shown: readonly Shown[]): Set<Crossing> {
  const whole = new Set<Crossing>()
  let begun = new Set<Crossing>()
  for (const row of shown) {
    if (typeof row === 'number') begun = new Set()
    else if (row.crossing !== undefined) {
      if (row.what !== 'receive') begun.add(row.crossing)
      else if (begun.has(row.crossing)) whole.add(row.crossing)
    }
  }
  return whole
}

function paint(scene: Scene, stage: Stage, whereAll: string): string[] {
  const lines = [header(scene, stage)]
  let where = whereAll === '' ? '' : ` (${whereAll})`
  let time = ''
  let isAnyArmed = false
  for (const row of scene.shown) {
    if (typeof row === 'number') {
      lines.push(leftOut(row, where, stage))
      where = ''
      time = ''
      continue
    }
    if (row.node !== '') stage.arm(row.node, row.isArmed)
    if (row.isArmed) isAnyArmed = true
    const line = draw(scene, stage, row)
    const now = scene.timeOf(row)
    if (now !== time) line.write(stage.layout.timeWidth - now.length, [...now])
    time = now
    if (row.node === scene.stateOf) writeState(stage, line, row)
    lines.push(line.toString())
  }
  if (isAnyArmed) lines.push(legend(stage))
  return lines
}

function draw({ whole, labelsOf }: Scene, stage: Stage, row: Row): Line {
  const { what, crossing } = row
  const isWhole = crossing !== undefined && whole.has(crossing)
  if (what === 'send') return drawSend(stage, row, labelsOf(row), isWhole)
  if (what === 'receive') return drawReceive(stage, row, labelsOf(row))
  if (what === 'copy') return drawCopy(stage, row, isWhole)
  return drawEvent(stage, row, labelsOf(row))
}

function writeState(stage: Stage, line: Line, { state }: Row): void {
  const { stateAt, stateWidth } = stage.layout
  line.write(stateAt, stage.fit(stateForms(state), stateWidth - 1))
}

/** Names over what they name. */
function header({ nodes, stateName }: Scene, stage: Stage): string {
  const { layout } = stage
  const line = stage.line()
  line.write(layout.timeWidth - 2, ['m', 's'])
  line.write(layout.stateAt, stage.cells(stateName, layout.stateWidth - 1))
  let free = layout.stateAt + layout.stateWidth
  nodes.forEach((node, index) => {
    const middle = layout.lifelines[index] ?? 0
    const next = layout.lifelines[index + 1] ?? layout.width
    const cells = stage.cells(node, Math.max(1, next - free - 1))
    const at = Math.min(Math.max(free, middle - (cells.length >> 1)), layout.width - cells.length)
    line.write(at, cells)
    free = at + cells.length + 1
  })
  return line.toString()
}

/** The line that stands for `count` rows. */
function leftOut(count: number, where: string, stage: Stage): string {
  const { layout, glyphs } = stage
  const line = stage.line()
  for (const x of layout.lifelines) line.put(x, glyphs.gap)
  const start = (layout.lifelines[0] ?? 0) + 2
  const told = `${glyphs.more} ${grouped(count)} rows left out${where} `
  line.write(start, stage.cells(told, layout.width - start))
  return line.toString()
}

/** `4 812` */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ')

function legend(stage: Stage): string {
  const line = stage.line()
  const [first = 0] = stage.layout.lifelines
  line.write(
    first,
    stage.cells(`${stage.glyphs.armed.plain} a timer runs`, stage.layout.width - first)
  )
  return line.toString()
}
