/**
 * The chat's dashboard in whatever room there is: stacked where it is narrow, in two columns where
 * it is wide.
 *
 *      title                        │      title
 *      ─ conversation ───────────   │      ┌ conversation ┐┌ ladder ──────────┐
 *      alice> …                     │      │ alice> …     ││                  │
 *      ─ ladder ─────────────────   │      └──────────────┘└──────────────────┘
 *      window                       │      ┌ knobs ───────┐┌ window ──────────┐
 *      belief and truth             │      └──────────────┘└──────────────────┘
 *      what just happened           │      ┌ in time ─────┐┌ belief and truth ┐
 *      knobs                        │      └──────────────┘└──────────────────┘
 *      keys                         │      what just happened, keys
 */
import { wrapped } from './facts-words.js'
import { drawFrame, drawRule, type Share, shareOut } from './frame.js'
import { drawKnobs } from './knobs-pane.js'
import { drawProfiles } from './profiles-pane.js'
import { drawSparkline } from './sparkline.js'
import type { StageFacts } from './stage-facts.js'
import { drawHappening, drawInput, drawKeys, drawTitle } from './stage-lines.js'
import type { Surface } from './surface.js'
import { drawTray } from './tray-pane.js'

/** From this size on in two columns. */
const COLUMNS_FROM = { width: 110, height: 30 }
/** Of the tray, where it is open. */
const TRAY_SHARE = 0.45
const LEAST_TRAY = 5
const MOST_TRAY = 14
/** With less height one row tells what happened; with more, a second one, or the knobs. */
const FOOT_FROM = 16

const isWide = ({ width, height }: Surface): boolean =>
  width >= COLUMNS_FROM.width && height >= COLUMNS_FROM.height

/** Fills `paper`. */
export function drawStage(paper: Surface, facts: StageFacts): void {
  if (isWide(paper)) drawColumns(paper, facts)
  else drawStacked(paper, facts)
}

type Draw = (part: Surface, facts: StageFacts) => void

/** From top to bottom; those with the lowest rank are the first without room. */
const stackFor = (foot: number): readonly (readonly [Share, Draw])[] => [
  [{ least: 1, most: 1, rank: 10 }, drawTitle],
  [{ least: 3, weight: 1, rank: 5 }, drawTalk],
  [{ least: 1, most: 1, rank: 8 }, drawInput],
  [{ least: 5, weight: 3, rank: 7 }, (part, facts) => drawRun(part, facts)],
  [{ least: foot, most: foot, rank: 6 }, drawFoot]
]

function drawStacked(paper: Surface, facts: StageFacts): void {
  const stack = stackFor(paper.height < FOOT_FROM ? 1 : 2)
  const last = paper.height - 1
  const heights = shareOut(
    last,
    stack.map(([share]) => share)
  )
  drawKeys(paper.part(0, last, paper.width, 1), facts)
  let y = 0
  for (const [i, [, draw]] of stack.entries()) {
    const height = heights[i] ?? 0
    if (height > 0) draw(paper.part(0, y, paper.width, height), facts)
    y += height
  }
}

/** What just happened, and the knobs: but who types needs none, and an answer is told to its end. */
function drawFoot(part: Surface, facts: StageFacts): void {
  const { mode, steering, notice } = facts
  const answer = notice?.[0] ?? steering.told?.text ?? ''
  const needed = wrapped(answer, part.width).length
  const isWhole = mode === 'typing' || needed > 1 || part.height < 2
  const rows = isWhole ? part.height : part.height - 1
  drawHappening(part.part(0, 0, part.width, rows), facts)
  if (rows < part.height) drawKnobs(part.part(0, rows, part.width, 1), steering.knobs)
}

/** What is said, below a rule. */
function drawTalk(part: Surface, facts: StageFacts): void {
  drawRule(part, 0, talkNames(facts))
  facts.conversation.draw(part.part(0, 1, part.width, part.height - 1))
}

const talkNames = ({ mode, tally }: StageFacts) => ({
  title: 'conversation',
  note: tally,
  hasFocus: mode === 'typing'
})

/** The panes of the run, and below them the tray where it is open. */
function drawRun(part: Surface, facts: StageFacts, hasSparkline = false): void {
  const { view, steering, now } = facts
  const share = Math.round(part.height * TRAY_SHARE)
  const rows = steering.isByHand ? Math.min(MOST_TRAY, Math.max(LEAST_TRAY, share)) : 0
  const height = Math.max(0, part.height - rows)
  if (height > 0) {
    const without = hasSparkline ? (['retransmissions'] as const) : []
    view.draw(part.part(0, 0, part.width, height), now, without)
  }
  if (rows === 0) return
  const tray = part.part(0, height, part.width, rows)
  const isFramed = rows >= 10
  const inside = isFramed ? drawFrame(tray, { title: 'the tray', hasFocus: true }) : tray
  const { chosen } = steering.chooser
  drawTray(inside, steering.channel.tray, { chosen, now })
}

function drawColumns(paper: Surface, facts: StageFacts): void {
  const { width, height } = paper
  const happening = height >= 45 ? 2 : 1
  drawTitle(paper.part(0, 0, width, 1), facts)
  const body = paper.part(0, 1, width, height - 2 - happening)
  const left = Math.min(64, Math.max(40, Math.floor(width * 0.32)))
  drawLeft(body.part(0, 0, left, body.height), facts)
  drawRun(body.part(left, 0, width - left, body.height), facts, true)
  drawHappening(paper.part(0, 1 + body.height, width, happening), facts)
  drawKeys(paper.part(0, height - 1, width, 1), facts)
}

const KNOB_ROWS = 10
const PROFILE_ROWS = 9

/** The conversation, the knobs, retransmissions in time; named weather where there is room. */
function drawLeft(paper: Surface, facts: StageFacts): void {
  const { steering, view, now } = facts
  const shares: Share[] = [
    { least: 16, weight: 3, rank: 9 },
    { least: KNOB_ROWS, most: KNOB_ROWS + 1, weight: 0, rank: 8 },
    { least: PROFILE_ROWS + 2, most: PROFILE_ROWS + 2, rank: 1 },
    { least: 5, most: 7, weight: 1, rank: 7 }
  ]
  const heights = shareOut(paper.height, shares)
  let y = 0
  const next = (i: number): Surface => {
    const part = paper.part(0, y, paper.width, heights[i] ?? 0)
    y += heights[i] ?? 0
    return part
  }
  const talk = drawFrame(next(0), talkNames(facts))
  facts.conversation.draw(talk.part(0, 0, talk.width, talk.height - 1))
  drawInput(talk.part(0, talk.height - 1, talk.width, 1), facts)
  const isSteered = facts.mode === 'steering'
  drawKnobs(drawFrame(next(1), { title: 'channel', hasFocus: isSteered }), steering.knobs, {
    hasKeys: true
  })
  const profiles = next(2)
  if (profiles.height > 0) {
    const { weather } = steering.channel
    drawProfiles(drawFrame(profiles, { title: 'profiles', note: '1–9' }), weather)
  }
  const time = next(3)
  if (time.height > 0) {
    const at = view.run.isHeld ? view.run.now : now
    drawSparkline(drawFrame(time, { title: 'retransmissions in time' }), view.run, { now: at })
  }
}
