/**
 * The arrows of a ladder. A segment leaves in one row and arrives in another; its track
 * leads from the one to the other:
 *
 *      ├── data 1 ────╮               │
 *      ├── data 2 ──╮ │               │
 *      │            │ ╰─── data 1 ───►│
 *      │            ╰───── data 2 ───►│
 */
import type { Crossing } from './ladder-crossing.js'
import type { Line } from './ladder-line.js'
import type { Row } from './ladder-row.js'
import type { Direction, Stage } from './ladder-stage.js'
import { asideOf, eventForms, type Forms } from './ladder-words.js'

/** Columns between a lifeline and the blank before a label. */
const LEAD = 3

/**
 * A segment leaves its node; perhaps not for long.
 * @param isWhole its arrival is shown, too
 */
export function drawSend(stage: Stage, row: Row, labels: Forms, isWhole: boolean): Line {
  const line = stage.blank()
  const crossing = row.crossing as Crossing
  const { from, lost } = crossing
  const { glyphs } = stage
  const direction = stage.direction(crossing)
  const tracks = stage.tracksOf(crossing)
  const wanted = lost === undefined && isWhole ? tracks.enter(crossing) : undefined
  const track = lost === undefined ? wanted : tracks.freeColumn(crossing)
  const end = track ?? labelEdge(stage, from, direction)
  const corner = direction > 0 ? glyphs.leftDown : glyphs.rightDown
  const start = stage.columnOf(from)
  const { outRight, outLeft } = stage.lifeline(from)
  line.put(start, direction > 0 ? outRight : outLeft)
  stage.across(line, start + direction, end - direction, glyphs.across)
  line.put(end, lost !== undefined ? glyphs.lost : track === undefined ? glyphs.faint : corner)
  writeLabel(stage, line, labels, from, direction)
  if (lost === undefined && stage.isLast(from)) stage.note(line, asideOf(row))
  else stage.aside(line, asideOf(row), end, direction)
  return line
}

/** A segment arrives at its node. */
export function drawReceive(stage: Stage, row: Row, labels: Forms): Line {
  const line = stage.blank()
  const crossing = row.crossing as Crossing
  const { to, damage } = crossing
  const { glyphs } = stage
  const direction = stage.direction(crossing)
  const tracks = stage.tracksOf(crossing)
  const track = tracks.columnOf(crossing)
  tracks.leave(crossing)
  const start = track ?? labelEdge(stage, to, direction > 0 ? -1 : 1)
  const corner = direction > 0 ? glyphs.upRight : glyphs.upLeft
  const end = stage.columnOf(to)
  const isDamaged = damage !== undefined || row.arrival?.isBroken === true
  stage.across(line, start + direction, end - direction, isDamaged ? glyphs.damaged : glyphs.across)
  line.put(start, track === undefined ? glyphs.faint : corner)
  line.put(end - direction, direction > 0 ? glyphs.toRight : glyphs.toLeft)
  writeLabel(stage, line, labels, to, direction > 0 ? -1 : 1)
  if (stage.isLast(to)) stage.note(line, asideOf(row))
  else stage.aside(line, asideOf(row), direction > 0 ? end : start, 1, to)
  return line
}

/** The channel makes a copy of what is under way. */
export function drawCopy(stage: Stage, row: Row, isWhole: boolean): Line {
  const line = stage.blank()
  const crossing = row.crossing as Crossing
  const { glyphs } = stage
  const { original } = crossing
  const direction = stage.direction(crossing)
  const tracks = stage.tracksOf(crossing)
  const parent = typeof original === 'object' ? tracks.columnOf(original) : undefined
  const track = isWhole ? tracks.enter(crossing) : tracks.freeColumn(crossing)
  if (track === undefined) {
    stage.aside(line, asideOf(row), labelEdge(stage, crossing.from, direction), direction)
    return line
  }
  const side = parent === undefined || track < parent ? -1 : 1
  const corner = side < 0 ? glyphs.rightDown : glyphs.leftDown
  if (parent !== undefined) {
    stage.across(line, parent + side, track - side, glyphs.across)
    line.put(parent, side < 0 ? glyphs.forkLeft : glyphs.forkRight)
  }
  const open = isWhole ? (parent === undefined ? glyphs.start : corner) : glyphs.faint
  line.put(track, crossing.lost === undefined ? open : glyphs.lost)
  const ends = [track, parent ?? track]
  const end = direction > 0 ? Math.max(...ends) : Math.min(...ends)
  stage.aside(line, asideOf(row), end, direction)
  return line
}

/** Something happens at a node that is no segment. */
export function drawEvent(stage: Stage, row: Row, labels: Forms): Line {
  const line = stage.blank()
  if (stage.isLast(row.node)) {
    stage.note(line, eventForms(row, labels))
    return line
  }
  const start = stage.columnOf(row.node) + 2
  const cells = stage.fit(labels, Math.max(1, labelRoom(stage, row.node, 1) + LEAD))
  line.write(start, cells)
  stage.aside(line, asideOf(row), start + cells.length - 1, 1)
  return line
}

/** The column next to the label at `node`, on its side `direction`. */
function labelEdge(stage: Stage, node: string, direction: Direction): number {
  const gap = stage.layout.gaps[stage.gapAt(node, direction)]
  if (gap === undefined) return stage.columnOf(node) + direction
  return direction > 0 ? gap.left - 1 : gap.right + 1
}

const labelRoom = (stage: Stage, node: string, direction: Direction): number =>
  Math.abs(labelEdge(stage, node, direction) - stage.columnOf(node)) - LEAD - 2

/** On the line that leaves `node` to the side `direction`, or comes from there. */
function writeLabel(
  stage: Stage,
  line: Line,
  labels: Forms,
  node: string,
  direction: Direction
): void {
  const room = labelRoom(stage, node, direction)
  if (room < 1) return
  const cells = [' ', ...stage.fit(labels, room), ' ']
  const near = stage.columnOf(node) + direction * LEAD
  line.write(direction > 0 ? near : near - cells.length + 1, cells)
}
