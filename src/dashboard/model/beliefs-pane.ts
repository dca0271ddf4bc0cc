/**
 * Belief beside truth, the newest first: what a sender thinks has become of its segment, and what
 * has. In a narrow pane the one stands below the other.
 *
 *      what the sender believed                │ what had happened
 *      1350 ms alice: the timer ran out: the   │ SPURIOUS  It was not: data 3 had arrived at
 *      sender believed that data 3 was lost    │ 1250 ms, but its ACK 3 was lost: …
 */
import { toMs } from '../../kernel/time.js'
import type { Belief } from './beliefs.js'
import { wrapped } from './facts-words.js'
import type { RunModel } from './run.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface BeliefsOptions {
  /** `alice>server`, or the way back; left out: whoever retransmits. */
  readonly link?: string | undefined
  /** Retransmissions that are passed over, from the newest. */
  readonly scroll?: number
  /** The transmission that is chosen, its `id`. */
  readonly chosen?: number | undefined
}

/** From this width on two columns. */
const WIDE = 84
const DIVIDER = ' │ '
/** Conversations that are looked at where none is asked for. */
const MOST_CONVERSATIONS = 6

/** The newest retransmissions first, at most `most` of each conversation. */
export function latestBeliefs(run: RunModel, link: string | undefined, most: number): Belief[] {
  const links = link === undefined ? run.troubled.slice(0, MOST_CONVERSATIONS) : [link]
  const found = new Set(links.flatMap((each) => run.beliefs(each).slice(-most)))
  return [...found].sort((a, b) => b.t - a.t || (b.id ?? 0) - (a.id ?? 0)).slice(0, most)
}

/** Fills `paper`. */
export function drawBeliefs(
  paper: Surface,
  run: RunModel,
  { link, scroll = 0, chosen }: BeliefsOptions = {}
): void {
  const beliefs = latestBeliefs(run, link, scroll + paper.height)
    .slice(scroll)
    .map((belief) => ({ ...belief, from: run.nameOf(belief.from) }))
  if (beliefs.length === 0) {
    paper.put(0, 0, 'no retransmission yet: belief and truth agree', 'faint')
    return
  }
  const isWide = paper.width >= WIDE
  let y = isWide ? drawHead(paper) : 0
  for (const belief of beliefs) {
    if (y >= paper.height) return
    const room = paper.part(0, y, paper.width, paper.height - y)
    const used = isWide ? drawBeside(room, belief) : drawBelow(room, belief)
    if (belief.id !== undefined && belief.id === chosen) {
      for (let row = 0; row < used; row++) room.restyle(0, row, room.width, 'chosen')
    }
    y += used
  }
}

const half = ({ width }: Surface): number => Math.floor((width - DIVIDER.length) / 2)

function drawHead(paper: Surface): number {
  paper.put(0, 0, 'what the sender believed', 'title')
  paper.put(half(paper), 0, DIVIDER, 'border')
  paper.put(half(paper) + DIVIDER.length, 0, 'what had happened', 'title')
  return 1
}

/** @returns the rows that it took */
function drawBeside(paper: Surface, belief: Belief): number {
  const left = half(paper)
  const right = left + DIVIDER.length
  const believed = wrapped(`${whenAndWho(belief)}: ${belief.believed}`, left)
  const truth = wrapped(`${verdict(belief)}  ${belief.truth}`, paper.width - right)
  const rows = Math.max(believed.length, truth.length)
  for (let y = 0; y < rows; y++) {
    paper.part(0, y, left, 1).put(0, 0, believed[y] ?? '')
    paper.put(left, y, DIVIDER, 'border')
    paper.put(right, y, truth[y] ?? '')
  }
  paper.restyle(right, 0, verdict(belief).length, styleOf(belief))
  return rows
}

function drawBelow(paper: Surface, belief: Belief): number {
  const indent = paper.width >= 40 ? 2 : 0
  const believed = wrapped(`${whenAndWho(belief)}: ${belief.believed}`, paper.width)
  const truth = wrapped(`${verdict(belief)}  ${belief.truth}`, paper.width - indent)
  believed.forEach((line, y) => {
    paper.put(0, y, line)
  })
  truth.forEach((line, index) => {
    paper.put(indent, believed.length + index, line)
  })
  paper.restyle(indent, believed.length, verdict(belief).length, styleOf(belief))
  return believed.length + truth.length
}

const whenAndWho = ({ t, from }: Belief): string => `${Number(toMs(t).toFixed(1))} ms ${from}`

function verdict({ isSpurious, isOpen }: Belief): string {
  if (isOpen) return 'OPEN'
  return isSpurious ? 'SPURIOUS' : 'NEEDED'
}

function styleOf({ isSpurious, isOpen }: Belief): Style {
  if (isOpen) return 'faint'
  return isSpurious ? 'spurious' : 'retransmission'
}
