/** How much room what is shown of a ladder would like. */
import type { Crossing } from './ladder-crossing.js'
import type { Shown } from './ladder-cut.js'
import type { GapNeeds, Needs } from './ladder-layout.js'
import type { Row } from './ladder-row.js'
import { lengthOf } from './ladder-text.js'
import { asideOf, eventForms, type Forms, stateForms } from './ladder-words.js'

/** All that the rows of a ladder have in common. */
export interface Scene {
  /** The lifelines, from left to right. */
  readonly nodes: readonly string[]
  readonly shown: readonly Shown[]
  /** Segments whose two ends are shown, and every row between them. */
  readonly whole: ReadonlySet<Crossing>
  /** Beside which node's rows its sender's state stands; undefined where there are too many. */
  readonly stateOf: string | undefined
  /** What stands over the states; empty where there are none. */
  readonly stateName: string
  readonly labelsOf: (row: Row) => Forms
  readonly timeOf: (row: Row) => string
}

export function needsOf(scene: Scene): Needs {
  const { nodes, stateName } = scene
  const states = [[stateName.length]]
  const notes: number[][] = []
  const gaps = nodes.slice(1).map((): GapNeeds => ({ left: 0, right: 0, busiest: 1 }))
  let time = 2
  let label = 0
  for (const row of scene.shown) {
    if (typeof row === 'number') continue
    const labels = scene.labelsOf(row)
    time = Math.max(time, scene.timeOf(row).length)
    if (row.node === scene.stateOf) states.push(lengthsOf(stateForms(row.state)))
    if (row.crossing?.lost !== undefined || row.node === nodes.at(-1)) {
      notes.push(lengthsOf(isArrow(row) ? asideOf(row) : eventForms(row, labels)))
    }
    const { gap, side } = seatOf(row, nodes)
    const needs = gaps[gap]
    if (needs !== undefined) needs[side] = Math.max(needs[side], lengthOf(labels[0] ?? ''))
    if (isArrow(row)) label = Math.max(label, lengthOf(labels.at(-1) ?? ''))
  }
  noteTraffic(scene, gaps)
  return { time, states, notes, label, gaps }
}

/** How many segments are under way at once in each gap; one that is lost, for one row. */
function noteTraffic({ shown, nodes, whole }: Scene, gaps: GapNeeds[]): void {
  const busy = gaps.map(() => 0)
  for (const row of shown) {
    if (typeof row === 'number' || row.crossing === undefined) continue
    const { what, crossing } = row
    const gap = gapBeside(crossing, nodes)
    const needs = gaps[gap]
    if (needs === undefined) continue
    const others = busy[gap] ?? 0
    if (what !== 'receive') {
      needs.busiest = Math.max(needs.busiest, others + 1)
      if (whole.has(crossing)) busy[gap] = others + 1
    } else if (whole.has(crossing)) busy[gap] = others - 1
  }
}

const isArrow = ({ what }: Row): boolean => what === 'send' || what === 'receive'

const lengthsOf = (forms: Forms): number[] => forms.map(lengthOf)

/** The gap in which a segment is under way: beside the node that sent it. */
function gapBeside({ from, to }: Crossing, nodes: readonly string[]): number {
  const start = nodes.indexOf(from)
  return start < nodes.indexOf(to) ? start : start - 1
}

/** In which gap the label of a row stands, and at which end of it. */
function seatOf(
  row: Row,
  nodes: readonly string[]
): { readonly gap: number; readonly side: 'left' | 'right' } {
  const own = nodes.indexOf(row.node)
  if (!isArrow(row) || own < nodes.indexOf(row.peer)) return { gap: own, side: 'left' }
  return { gap: own - 1, side: 'right' }
}
