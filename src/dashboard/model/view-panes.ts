/**
 * The panes of a run, laid out in whatever room there is: in frames below one another where there
 * is much, with rules between them where there is little; those that have no room are folded away,
 * the least important first, and `v` shows each alone.
 *
 *      ┌ ladder: alice ⇄ server ──────────┐
 *      └──────────────────────────────────┘
 *      ┌ window ─────────┐┌ window ───────┐
 *      └─────────────────┘└───────────────┘
 *      ┌ belief and truth ┐┌ in time ─────┐
 *      └──────────────────┘└──────────────┘
 *      ┌ connections ─────────────────────┐
 *      └──────────────────────────────────┘
 */
import type { Micros } from '../../kernel/time.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import { drawBeliefs, latestBeliefs } from './beliefs-pane.js'
import type { Sorting } from './connections-facts.js'
import { connectionRows, drawConnections } from './connections-pane.js'
import { drawFrame, drawRule, type Share, shareOut } from './frame.js'
import { cutTo } from './glyphs.js'
import { drawLadder } from './ladder-pane.js'
import type { RunModel } from './run.js'
import { drawSegment } from './segment-view.js'
import { drawSparkline } from './sparkline.js'
import type { Surface } from './surface.js'
import { drawWindow } from './window-strip.js'

export const PANES = ['ladder', 'window', 'beliefs', 'connections', 'retransmissions'] as const
export type PaneName = (typeof PANES)[number]

export interface ViewFacts {
  readonly run: RunModel
  /** Whose ladder and window are shown; undefined where there is no connection yet. */
  readonly link: string | undefined
  /** Why it is this one, for people. */
  readonly why: string
  readonly now: Micros
  /** One pane alone, or as many as there is room for. */
  readonly view: PaneName | 'all'
  readonly sorting: Sorting
  /** Of the ladder. */
  readonly scroll: number
  readonly chosen: number | undefined
  /** Whether the chosen segment is under the glass, and the lines passed over there. */
  readonly isInspected: boolean
  readonly lines: number
  /** What somebody else shows. */
  readonly without?: readonly PaneName[]
}

/** Whether panes have whole frames: from so many rows on, and so many columns. */
const ROOMY = { width: 60, height: 22 }
/** Of one window, where several stand side by side. */
const WINDOW_WIDTH = 66
const MOST_WINDOWS = 3
/** From this width on the sparkline stands beside the beliefs. */
const BESIDE = 130

interface Pane {
  readonly title: (facts: ViewFacts) => string
  readonly note: (facts: ViewFacts) => string
  readonly draw: (paper: Surface, facts: ViewFacts) => void
  /** Of its content; a border comes on top. */
  readonly share: (facts: ViewFacts, isRoomy: boolean) => Share
}

const pairWords = ({ run, link }: ViewFacts): string => {
  if (link === undefined) return ''
  const { from, to } = endsOf(link)
  return `: ${run.nameOf(from)} ⇄ ${run.nameOf(to)}`
}

const PANE: Readonly<Record<PaneName, Pane>> = {
  ladder: {
    title: (facts) => `ladder${pairWords(facts)}`,
    note: ({ why, scroll }) => (scroll > 0 ? `↓ ${scroll} newer rows` : why),
    draw: (paper, { run, link, scroll, chosen }) => {
      if (link !== undefined) drawLadder(paper, run, { link, scroll, chosen })
      else paper.put(0, 0, 'nothing was sent yet', 'faint')
    },
    share: (_, isRoomy) => ({ least: isRoomy ? 8 : 4, weight: 3, rank: 9 })
  },
  window: {
    title: () => 'window',
    note: () => '',
    draw: drawWindows,
    share: (_, isRoomy) => ({ least: 4, most: isRoomy ? 8 : 7, weight: isRoomy ? 2 : 0, rank: 8 })
  },
  beliefs: {
    title: () => 'what the sender believed, and the truth',
    note: () => '',
    draw: (paper, { run, link, chosen }) => {
      if (paper.height <= 3) drawNewestBelief(paper, run, link)
      else drawBeliefs(paper, run, { link, chosen })
    },
    share: (_, isRoomy) => ({
      least: isRoomy ? 4 : 2,
      most: isRoomy ? 12 : 2,
      weight: isRoomy ? 1 : 0,
      rank: 7
    })
  },
  connections: {
    title: ({ sorting }) =>
      sorting === 'trouble' ? 'connections, the worst first' : 'connections, by name',
    note: () => '',
    draw: (paper, { run, link, sorting }) => {
      const rows = connectionRows(run, sorting)
      const place = rows.findIndex((row) => row.link === link)
      const scroll = Math.max(0, place - (paper.height - 2) + 1)
      drawConnections(paper, run, { chosen: link, sorting, scroll })
    },
    share: ({ run }) => {
      const rows = Math.max(2, run.connections.length)
      return { least: 4, most: rows + 2, weight: 2, rank: 6 }
    }
  },
  retransmissions: {
    title: () => 'retransmissions in time',
    note: () => '',
    draw: (paper, { run, now }) => drawSparkline(paper, run, { now }),
    share: () => ({ least: 3, most: 5, weight: 1, rank: 1 })
  }
}

/** Fills `paper`. @returns the rows that the ladder got, 0 where it is not shown */
export function drawView(paper: Surface, facts: ViewFacts): number {
  const { view, isInspected, link, chosen, run, lines } = facts
  const isRoomy = paper.width >= ROOMY.width && paper.height >= ROOMY.height
  if (isInspected && link !== undefined && chosen !== undefined) {
    const note = '↑ ↓ another  PgUp PgDn scroll  Enter closes'
    const inside = enclosed(paper, { title: 'segment: bytes and life', note }, isRoomy)
    drawSegment(inside, run, { link, id: chosen, scroll: lines })
    return 0
  }
  const shown = view === 'all' ? placesOf(paper, facts, isRoomy) : [{ name: view, paper }]
  let ladder = 0
  for (const { name, paper: part } of shown) {
    const { title, note, draw } = PANE[name]
    const hasRule = isRoomy || view !== 'all' || (name !== 'window' && name !== 'beliefs')
    const names = { title: title(facts), note: note(facts) }
    const inside = hasRule ? enclosed(part, names, isRoomy) : part
    draw(inside, facts)
    if (name === 'ladder') ladder = inside.height
  }
  return ladder
}

interface Place {
  readonly name: PaneName
  readonly paper: Surface
}

/** Those that have room, from top to bottom. */
function placesOf(paper: Surface, facts: ViewFacts, isRoomy: boolean): Place[] {
  const isBeside = isRoomy && paper.width >= BESIDE
  const names = PANES.filter((name) => facts.without?.includes(name) !== true)
  const stacked = names.filter((name) => !isBeside || name !== 'retransmissions')
  const border = (name: PaneName): number =>
    isRoomy ? 2 : name === 'window' || name === 'beliefs' ? 0 : 1
  const shares = stacked.map((name): Share => {
    const share = PANE[name].share(facts, isRoomy)
    const more = border(name)
    const most = share.most === undefined ? {} : { most: share.most + more }
    return { ...share, least: share.least + more, ...most }
  })
  const heights = shareOut(paper.height, shares)
  let y = 0
  return stacked.flatMap((name, i) => {
    const height = heights[i] ?? 0
    const part = paper.part(0, y, paper.width, height)
    y += height
    if (height === 0) return []
    if (name !== 'beliefs' || !isBeside || !names.includes('retransmissions')) {
      return [{ name, paper: part }]
    }
    const left = Math.floor(paper.width * 0.7)
    return [
      { name, paper: part.part(0, 0, left, height) },
      { name: 'retransmissions', paper: part.part(left, 0, paper.width - left, height) }
    ]
  })
}

/** Within a frame, or below a rule. */
function enclosed(
  paper: Surface,
  names: { readonly title: string; readonly note: string },
  isRoomy: boolean
): Surface {
  if (isRoomy) return drawFrame(paper, names)
  if (paper.height < 2) return paper
  drawRule(paper, 0, names)
  return paper.part(0, 1, paper.width, paper.height - 1)
}

/** The chosen one, and beside it those that have most trouble. */
function drawWindows(paper: Surface, { run, link, now }: ViewFacts): void {
  if (link === undefined) {
    paper.put(0, 0, 'no window yet: nothing was sent', 'faint')
    return
  }
  const count = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(paper.width / WINDOW_WIDTH)))
  const others = connectionRows(run, 'trouble').map((row) => row.link)
  const links = [link, ...others.filter((other) => other !== link)].slice(0, count)
  const width = Math.floor(paper.width / links.length)
  for (const [i, each] of links.entries()) {
    const isLast = i === links.length - 1
    const part = paper.part(i * width, 0, isLast ? paper.width : width - 3, paper.height)
    drawWindow(part, run, { link: each, now })
    if (isLast) continue
    for (let y = 0; y < paper.height; y++) paper.put((i + 1) * width - 2, y, '│', 'border')
  }
}

/** The newest retransmission in two lines: what its sender believed, and what had happened. */
function drawNewestBelief(paper: Surface, run: RunModel, link: string | undefined): void {
  const [belief] = latestBeliefs(run, link, 1)
  if (belief === undefined) {
    paper.put(0, 0, 'no retransmission yet: belief and truth agree', 'faint')
    return
  }
  const { from, believed, truth, isSpurious } = belief
  const at = paper.put(0, 0, 'believed ', 'faint')
  paper.put(at, 0, cutTo(`${from}: ${believed}`, paper.width - at))
  const next = paper.put(0, 1, 'truth    ', 'faint')
  const verdict = isSpurious ? 'SPURIOUS ' : 'NEEDED '
  const end = paper.put(next, 1, verdict, isSpurious ? 'spurious' : 'retransmission')
  paper.put(end, 1, cutTo(truth, paper.width - end))
}
