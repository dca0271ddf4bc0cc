/**
 * The stepper in whatever room there is: stacked where it is narrow, in two columns where it is
 * wide, in large print for the back row.
 *
 *      title                          │   title
 *      ─ ladder ──────────────────    │   ┌ ladder ─────────┐┌ the machines ──┐
 *                                     │   │                 ││                │
 *      ─ the machines ────────────    │   │                 │└────────────────┘
 *      window, or the book's bubbles  │   │                 │┌ in flight ─────┐
 *      ─ in flight ───────────────    │   │                 ││                │
 *      what happened, and why         │   └─────────────────┘└────────────────┘
 *      keys                           │   what happened, and why; keys
 */
import { drawFrame, drawRule, type FrameOptions, type Share, shareOut } from './frame.js'
import { drawLadderRows } from './ladder-pane.js'
import { DIGIT_HEIGHT, digitsWidth, drawDigits } from './layout-digits.js'
import { type StepFacts, type StepView, stepFacts } from './step-facts.js'
import { drawFlights } from './step-flights.js'
import { drawHappening, drawKeys, drawTitle } from './step-lines.js'
import { drawMachines, machinesHeight } from './step-machines.js'
import type { StepScene } from './step-scene.js'
import type { Surface } from './surface.js'

/** From this size on in two columns; the book's pictures need more. */
const COLUMNS_FROM = { width: 110, height: 30 }
const PICTURES_FROM = 152
/** Of the right column, at least: the book's pictures need as much. */
const LEAST_RIGHT = 80

/** Fills `paper`. @returns the rows that the ladder got */
export function drawStep(paper: Surface, view: StepView): number {
  const facts = stepFacts(view)
  const { width, height } = paper
  const least = facts.branch.scene.fsm === undefined ? COLUMNS_FROM.width : PICTURES_FROM
  const isWide = width >= least && height >= COLUMNS_FROM.height
  const ladder = facts.isBig
    ? drawStack(paper, facts, BIG_STACK)
    : isWide
      ? drawColumns(paper, facts)
      : drawStack(paper, facts, STACK)
  facts.list?.draw(paper.part(0, 1, width, height - 2))
  return ladder
}

type Draw = (part: Surface, facts: StepFacts, isRoomy?: boolean) => number

interface Pane {
  readonly share: (facts: StepFacts) => Share
  readonly draw: Draw
}

const shared =
  (share: Share): Pane['share'] =>
  () =>
    share

const TITLE: Pane = { share: shared({ least: 1, most: 1, rank: 10 }), draw: rowless(drawTitle) }
const KEYS: Pane = { share: shared({ least: 1, most: 1, rank: 11 }), draw: rowless(drawKeys) }
const BLANK: Pane = { share: shared({ least: 1, most: 1, weight: 0, rank: 1 }), draw: () => 0 }

/** From top to bottom; those with the lowest rank are the first without room. */
const STACK: readonly Pane[] = [
  TITLE,
  { share: shared({ least: 5, weight: 3, rank: 7 }), draw: drawLadderPane },
  { share: ({ branch }) => machinesShare(branch.scene), draw: drawMachinesPane },
  { share: flightsShare, draw: drawFlightsPane },
  { share: happeningShare, draw: rowless(drawHappening) },
  KEYS
]

const BIG_STACK: readonly Pane[] = [
  TITLE,
  BLANK,
  {
    share: shared({ least: DIGIT_HEIGHT + 1, most: 2 * DIGIT_HEIGHT + 1, weight: 1, rank: 5 }),
    draw: rowless(drawFigures)
  },
  BLANK,
  { share: shared({ least: 3, most: 6, weight: 1, rank: 9 }), draw: rowless(drawHappening) },
  BLANK,
  { share: shared({ least: 5, weight: 2, rank: 6 }), draw: drawLadderPane },
  BLANK,
  { share: ({ branch }) => machinesShare(branch.scene), draw: drawMachinesPane },
  KEYS
]

/** For what is no ladder. */
function rowless(draw: (part: Surface, facts: StepFacts) => void): Draw {
  return (part, facts) => {
    draw(part, facts)
    return 0
  }
}

function machinesShare(scene: StepScene): Share {
  const { least, most } = machinesHeight(scene)
  return { least: least + 1, most: most + 1, weight: 2, rank: 8 }
}

function flightsShare({ flights, mode }: StepFacts): Share {
  const rows = Math.max(1, flights.length)
  return {
    least: Math.min(3, rows + 1),
    most: Math.min(6, rows + 1),
    weight: 1,
    rank: mode === 'fate' ? 9 : 5
  }
}

/** Questions have more to say, and nothing shall move when one is asked. */
const happeningRows = ({ predictions }: StepFacts, usual: number): number =>
  predictions === undefined ? usual : Math.max(5, usual)

function happeningShare(facts: StepFacts): Share {
  const rows = happeningRows(facts, 3)
  return { least: rows, most: rows, rank: 9 }
}

function drawStack(paper: Surface, facts: StepFacts, panes: readonly Pane[]): number {
  const heights = shareOut(
    paper.height,
    panes.map(({ share }) => share(facts))
  )
  let [y, ladder] = [0, 0]
  for (const [i, { draw }] of panes.entries()) {
    const height = heights[i] ?? 0
    if (height > 0) ladder = Math.max(ladder, draw(paper.part(0, y, paper.width, height), facts))
    y += height
  }
  return ladder
}

function drawColumns(paper: Surface, facts: StepFacts): number {
  const { width, height } = paper
  const happening = happeningRows(facts, height >= 45 ? 4 : 3)
  drawTitle(paper.part(0, 0, width, 1), facts)
  const body = paper.part(0, 1, width, height - 2 - happening)
  const right = Math.min(Math.max(LEAST_RIGHT, Math.floor(width * 0.45)), Math.max(46, width - 70))
  const left = body.part(0, 0, width - right, body.height)
  const ladder = drawLadderPane(left, facts, true)
  const column = body.part(width - right, 0, right, body.height)
  const machines = machinesHeight(facts.branch.scene).most + 2
  const [upper = 0, lower = 0] = shareOut(column.height, [
    { least: machines, most: machines, weight: 0, rank: 2 },
    { least: 4, weight: 1, rank: 1 }
  ])
  if (upper > 0) drawMachinesPane(column.part(0, 0, right, upper), facts, true)
  if (lower > 0) drawFlightsPane(column.part(0, upper, right, lower), facts, true)
  drawHappening(paper.part(0, 1 + body.height, width, happening), facts)
  drawKeys(paper.part(0, height - 1, width, 1), facts)
  return ladder
}

/** Within a frame where there is room for it, or below a rule. */
function enclosed(paper: Surface, names: FrameOptions, isRoomy: boolean): Surface {
  if (isRoomy) return drawFrame(paper, names)
  if (paper.height < 2) return paper
  drawRule(paper, 0, names)
  return paper.part(0, 1, paper.width, paper.height - 1)
}

function drawLadderPane(
  paper: Surface,
  { branch, walk, chosen }: StepFacts,
  isRoomy = false
): number {
  const { scene, position, about } = branch
  const ladder = scene.ladderAt(position)
  const scroll = Math.min(walk.scroll, Math.max(0, ladder.entries.length - 1))
  const note = scroll > 0 ? `↓ ${scroll} newer rows` : about
  const inside = enclosed(paper, { title: 'ladder', note }, isRoomy)
  drawLadderRows(inside, ladder, {
    scroll,
    isChosen: (entry) => (chosen === undefined ? ladder.isNew(entry) : entry.event.id === chosen)
  })
  return inside.height
}

function drawMachinesPane(paper: Surface, facts: StepFacts, isRoomy = false): number {
  const { title } = facts.branch.scene.run.config.protocol
  drawMachines(enclosed(paper, { title: `the machines: ${title}` }, isRoomy), facts)
  return 0
}

function drawFlightsPane(paper: Surface, facts: StepFacts, isRoomy = false): number {
  const { branch, flights, state, chosen, mode } = facts
  const note =
    mode === 'fate' ? 'd deliver  x lose  c corrupt  2 twice  l late' : 'f changes a fate'
  const names = { title: `in flight: ${flights.length}`, note, hasFocus: mode === 'fate' }
  drawFlights(enclosed(paper, names, isRoomy), {
    scene: branch.scene,
    flights,
    now: state.now,
    chosen
  })
  return 0
}

/** The event, and how much was sent again, each above its words. */
function drawFigures(part: Surface, { branch, state }: StepFacts): void {
  const { retransmitted } = state.counts
  const half = Math.ceil(part.width / 2)
  drawFigure(part.part(0, 0, half - 2, part.height), `${branch.position}`, 'event')
  const right = part.part(half, 0, part.width - half, part.height)
  drawFigure(right, `${retransmitted}`, 'retransmitted')
}

function drawFigure(part: Surface, figure: string, words: string): void {
  const most = Math.max(1, Math.floor((part.height - 1) / DIGIT_HEIGHT))
  const scale = digitsWidth(figure, most) <= part.width ? most : 1
  const hasRoom = part.height > DIGIT_HEIGHT && digitsWidth(figure, scale) <= part.width
  if (hasRoom) drawDigits(part, figure, 'title', scale)
  else part.put(0, 0, figure, 'title')
  part.put(0, hasRoom ? scale * DIGIT_HEIGHT : 1, words, 'plain')
}
