/**
 * Large print for the back row: how much was retransmitted and how much the channel loses, in
 * figures of blocks; what just happened; a short ladder and the newest lines of the conversation,
 * with room around them.
 */
import { effectiveLoss, type Weather } from '../../../lossy-channel/weather/weather.js'
import { shareWords } from './facts-words.js'
import { drawRule, type Share, shareOut } from './frame.js'
import { cutTo, widthOf } from './glyphs.js'
import { DIGIT_HEIGHT, digitsWidth, drawDigits } from './layout-digits.js'
import type { StageFacts } from './stage-facts.js'
import { drawHappening, drawInput, drawKeys, drawTitle } from './stage-lines.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'
import { drawTray } from './tray-pane.js'

type Draw = (part: Surface, facts: StageFacts) => void

const BLANK: readonly [Share, Draw] = [{ least: 1, most: 1, weight: 0, rank: 2 }, () => {}]

/** Rows of the figures: their blocks as large as a third of the height allows, and the words. */
function figureRows(height: number): Share {
  const scale = Math.max(1, Math.floor(height / 3 / DIGIT_HEIGHT))
  const rows = scale * DIGIT_HEIGHT + 1
  return { least: rows, most: rows, rank: 7 }
}

const stackFor = (height: number): readonly (readonly [Share, Draw])[] => [
  [{ least: 1, most: 1, rank: 10 }, drawTitle],
  BLANK,
  [figureRows(height), drawFigures],
  BLANK,
  [{ least: 2, most: 3, weight: 1, rank: 9 }, drawHappening],
  BLANK,
  [{ least: 5, weight: 3, rank: 6 }, drawLadder],
  BLANK,
  [{ least: 2, most: 8, weight: 1, rank: 5 }, drawTalk],
  [{ least: 1, most: 1, rank: 8 }, drawInput]
]

/** Fills `paper`. */
export function drawBigStage(paper: Surface, facts: StageFacts): void {
  const stack = stackFor(paper.height)
  const last = paper.height - 1
  drawKeys(paper.part(0, last, paper.width, 1), facts)
  const heights = shareOut(
    last,
    stack.map(([share]) => share)
  )
  let y = 0
  for (const [i, [, draw]] of stack.entries()) {
    const height = heights[i] ?? 0
    if (height > 0) draw(paper.part(0, y, paper.width, height), facts)
    y += height
  }
}

function drawTalk(part: Surface, facts: StageFacts): void {
  facts.conversation.draw(part)
}

function drawLadder(part: Surface, facts: StageFacts): void {
  const { view, steering, now } = facts
  if (!steering.isByHand) {
    view.draw(part, now, ['window', 'beliefs', 'connections', 'retransmissions'])
    return
  }
  drawRule(part, 0, { title: 'the tray', hasFocus: true })
  const { chosen } = steering.chooser
  const room = part.part(0, 1, part.width, part.height - 1)
  drawTray(room, steering.channel.tray, { chosen, now })
}

/** Two figures side by side, each above its words; blocks as large as both have room for. */
function drawFigures(part: Surface, { view, steering }: StageFacts): void {
  const { sent, retransmitted } = view.run.totals
  const { up, down } = steering.channel.weather
  const loss = percent(Math.max(lossOf(up), lossOf(down)))
  const width = Math.ceil(part.width * 0.58)
  const left = part.part(0, 0, width, part.height)
  const right = part.part(width + 2, 0, part.width - width - 2, part.height)
  const scale = Math.min(scaleFor(left, `${retransmitted}`), scaleFor(right, loss))
  const words: readonly (readonly [string, string])[] = [
    [`r e t r a n s m i t t e d   o f   ${spaced(String(sent))}   s e n t`, 'l o s s'],
    [`retransmitted of ${sent} sent: ${shareWords(retransmitted, sent)}`, 'loss in the channel'],
    [`retransmitted of ${sent}`, 'loss']
  ]
  const fits = ([one, other]: readonly [string, string]): boolean =>
    widthOf(one) <= left.width && widthOf(other) <= right.width
  const [again, lost] = words.find(fits) ?? ['retransmitted', 'loss']
  const style = retransmitted > 0 ? 'warning' : 'plain'
  drawFigure(left, `${retransmitted}`, style, scale, again)
  drawFigure(right, loss, 'lost', scale, lost)
}

const lossOf = ({ loss }: Weather): number => effectiveLoss(loss)
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))}%`
const spaced = (text: string): string => [...text].join(' ')

/** How large its dots can be, 0 where blocks have no room. */
function scaleFor({ width, height }: Surface, figure: string): number {
  let scale = Math.floor((height - 1) / DIGIT_HEIGHT)
  while (scale > 0 && digitsWidth(figure, scale) > width) scale--
  return Math.max(0, scale)
}

function drawFigure(
  part: Surface,
  figure: string,
  style: Style,
  scale: number,
  words: string
): void {
  const { width, height } = part
  if (scale > 0) drawDigits(part, figure, style, scale)
  else part.put(0, 0, figure, style)
  part.put(0, Math.min(height - 1, Math.max(1, scale * DIGIT_HEIGHT)), cutTo(words, width), 'title')
}
