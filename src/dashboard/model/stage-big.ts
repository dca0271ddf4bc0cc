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

const STACK: readonly (readonly [Share, Draw])[] = [
  [{ least: 1, most: 1, rank: 10 }, drawTitle],
  BLANK,
  [{ least: DIGIT_HEIGHT + 1, most: 2 * DIGIT_HEIGHT + 2, weight: 1, rank: 7 }, drawFigures],
  BLANK,
  [{ least: 1, most: 3, weight: 1, rank: 9 }, drawHappening],
  BLANK,
  [{ least: 5, weight: 3, rank: 6 }, drawLadder],
  BLANK,
  [{ least: 2, most: 8, weight: 1, rank: 5 }, drawTalk],
  [{ least: 1, most: 1, rank: 8 }, drawInput],
  [{ least: 1, most: 1, rank: 11 }, drawKeys]
]

/** Fills `paper`. */
export function drawBigStage(paper: Surface, facts: StageFacts): void {
  const heights = shareOut(
    paper.height,
    STACK.map(([share]) => share)
  )
  let y = 0
  for (const [i, [, draw]] of STACK.entries()) {
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

/** Two figures side by side, each above its words. */
function drawFigures(part: Surface, { view, steering }: StageFacts): void {
  const { sent, retransmitted } = view.run.totals
  const { up, down } = steering.channel.weather
  const loss = percent(Math.max(lossOf(up), lossOf(down)))
  const left = Math.ceil(part.width * 0.58)
  const share = shareWords(retransmitted, sent)
  const again: Style = retransmitted > 0 ? 'retransmission' : 'plain'
  const room = part.width - left - 2
  drawFigure(part.part(0, 0, left, part.height), `${retransmitted}`, again, [
    `r e t r a n s m i t t e d   o f   ${spaced(String(sent))}   s e n t`,
    `retransmitted of ${sent} sent: ${share}`,
    `retransmitted of ${sent}`
  ])
  drawFigure(part.part(left + 2, 0, room, part.height), loss, 'lost', [
    'l o s s   i n   t h e   c h a n n e l',
    'loss in the channel',
    'loss'
  ])
}

const lossOf = ({ loss }: Weather): number => effectiveLoss(loss)
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))}%`
const spaced = (text: string): string => [...text].join(' ')

/** As large as there is room for; with plain digits where blocks have none. */
function drawFigure(part: Surface, figure: string, style: Style, forms: readonly string[]): void {
  const { width, height } = part
  const most = Math.max(1, Math.floor((height - 1) / DIGIT_HEIGHT))
  const scale = digitsWidth(figure, most) <= width ? most : 1
  const isBlocks = height > DIGIT_HEIGHT && digitsWidth(figure, scale) <= width
  if (isBlocks) drawDigits(part, figure, style === 'retransmission' ? 'warning' : style, scale)
  else part.put(0, 0, figure, style)
  const words = forms.find((form) => widthOf(form) <= width) ?? forms.at(-1) ?? ''
  const y = isBlocks ? scale * DIGIT_HEIGHT : 1
  part.put(0, Math.min(height - 1, y), cutTo(words, width), 'title')
}
