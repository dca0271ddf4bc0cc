/**
 * The terminal client's screen. What has no room is folded away: first the column of people, then
 * the window beneath, then the conversations' names; never the typed line and the status.
 *
 *    alice on 127.0.0.1:40452  connected  3 people           F1 help
 *    1 everybody  2 bob (3)
 *   ───────────────────────────────────────────────────────┬─────────
 *   10:02 bob: hello, alice                                │ 3 people
 *   10:02 alice: hello ✓✓ all                              │ alice
 *   everybody> the line that is typed
 *    lag 62 ms  RTO 200 ms  retransmitted 3 of 40 (8 %)  connected
 */
import { drawStatus, drawTabs, drawTitle } from './client-bars.js'
import type { ClientFacts } from './client-facts.js'
import { drawPeople, type ShownPerson } from './client-people.js'
import { drawStrip } from './client-strip.js'
import type { Thread } from './client-thread.js'
import { shareOut } from './frame.js'
import { widthOf } from './glyphs.js'
import type { LineEditor } from './line-editor.js'
import type { RunModel } from './run.js'
import type { Surface } from './surface.js'

/** Everything that is on the screen. */
export interface ClientPage {
  readonly facts: ClientFacts
  readonly threads: readonly Thread[]
  readonly active: Thread
  readonly unread: number
  readonly people: readonly ShownPerson[]
  /** Undefined: where there is room for it. */
  readonly hasPeople: boolean | undefined
  readonly isBig: boolean
  readonly strip: { readonly run: RunModel; readonly node: string } | undefined
  readonly editor: LineEditor
  readonly prompt: string
}

/** From here on there is room for a column of people. */
const WIDE = 90
/** With less, people and conversation have no room beside each other. */
const LEAST_BESIDE = 56
/** From here on one's own window is whole, with its timer and in words what happened. */
const ROOMY = 24
const PEOPLE = { least: 16, most: 28 }

/** @returns what of it there was room for */
export function drawClient(paper: Surface, page: ClientPage): { readonly hasPeople: boolean } {
  const sheet = page.isBig ? withinMargins(paper) : paper
  const { width, height } = sheet
  const { threads, active, facts, unread, strip, isBig } = page
  const isAiry = height >= 20
  const hasTabs = threads.length > 1 || !isBig
  const [title = 0, tabs = 0, rule = 0, body = 0, beneath = 0, air = 0, input = 0, status = 0] =
    shareOut(height, [
      { least: 1, most: 1, rank: 8 },
      hasTabs ? { least: 1, most: 1, rank: 5 } : NONE,
      isAiry ? { least: 1, most: 1, rank: 1 } : NONE,
      { least: 3, weight: 2, rank: 7 },
      strip === undefined ? NONE : { least: height < ROOMY ? 4 : 9, most: 10, rank: 4 },
      isBig && isAiry ? { least: 1, most: 1, rank: 0 } : NONE,
      { least: 1, most: 1, rank: 10 },
      { least: 1, most: 1, rank: 9 }
    ])
  let y = 0
  const rows = (count: number): Surface => {
    const part = sheet.part(0, y, width, count)
    y += count
    return part
  }
  drawTitle(rows(title), facts, page.people.length)
  drawTabs(rows(tabs), threads, active)
  const line = rows(rule)
  line.put(0, 0, '─'.repeat(width), 'border')
  const hasPeople = page.hasPeople ?? (width >= WIDE && !isBig)
  drawBody(rows(body), page, hasPeople)
  const below = rows(beneath)
  if (strip !== undefined) drawStrip(below, strip.run, { node: strip.node, now: facts.now })
  rows(air)
  page.editor.draw(rows(input), 0, page.prompt)
  drawStatus(rows(status), facts, unread)
  return { hasPeople }
}

const NONE = { least: 0, most: 0, weight: 0, rank: 0 }

/** Large print: the letters are the terminal's; what we can add is blank space. */
function withinMargins(paper: Surface): Surface {
  const x = Math.min(4, Math.floor(paper.width / 20))
  const y = paper.height >= 20 ? 1 : 0
  return paper.part(x, y, paper.width - 2 * x, paper.height - 2 * y)
}

function drawBody(
  paper: Surface,
  { people, active: { conversation }, isBig }: ClientPage,
  hasPeople: boolean
): void {
  const { width, height } = paper
  if (!hasPeople) return conversation.draw(paper, isBig)
  if (width < LEAST_BESIDE) return drawPeople(paper, people)
  const widest = Math.max(0, ...people.map(({ name }) => widthOf(name) + ' (you)'.length))
  const column = Math.min(PEOPLE.most, Math.max(PEOPLE.least, widest), Math.floor(width / 3))
  const left = width - column - 2
  conversation.draw(paper.part(0, 0, left - 1, height), isBig)
  for (let y = 0; y < height; y++) paper.put(left, y, '│', 'border')
  drawPeople(paper.part(left + 2, 0, column, height), people)
}
