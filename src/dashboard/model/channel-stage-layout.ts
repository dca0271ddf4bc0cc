/**
 * What the channel's dashboard shows, pane by pane: the run that passes, the knobs, who sends
 * through it, and the tray where it is open.
 */
import { effectiveLoss, type Weather } from '../../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../../lossy-channel/weather/words.js'
import type { Micros } from '../../kernel/time.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import { type BigFigure, drawBigBoard } from './channel-stage-big.js'
import { type Board, type BoardPart, drawBoard, type TitlePiece } from './channel-stage-board.js'
import { drawFlows, type FlowFacts } from './channel-stage-flows.js'
import { counted, shareWords, wrapped } from './facts-words.js'
import { drawFrame, drawRule } from './frame.js'
import { cutTo } from './glyphs.js'
import type { KeyHelp } from './help-keys.js'
import { KNOB_NAMES } from './knob-scales.js'
import { drawKnobs } from './knobs-pane.js'
import { drawLadder } from './ladder-pane.js'
import { drawProfiles } from './profiles-pane.js'
import { type RunView, totalsWords } from './run-view.js'
import { drawSparkline } from './sparkline.js'
import type { Steering } from './steering.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'
import { drawTray } from './tray-pane.js'

/** Everything that is on the screen. */
export interface ChannelPage {
  readonly now: Micros
  readonly view: RunView
  readonly steering: Steering
  readonly flows: readonly FlowFacts[]
  /** Whether the flows have the place of the run, and the rows passed over there. */
  readonly hasFlows: boolean
  readonly scroll: number
  /** A flow that carries what is none of ours; its ladder is shown where there is no other. */
  readonly foreign: string | undefined
  /** `gbn, window 8`. */
  readonly protocol: string
  readonly listen: string
  readonly target: string
  readonly seed: string
  readonly isBig: boolean
  readonly question: string | undefined
  readonly keys: readonly KeyHelp[]
}

/** Of the height, what the tray gets where it is open. */
const TRAY_SHARE = 0.45
const LEAST_TRAY = 5
const PROFILE_ROWS = 9
const MOST_WEATHER = 60
/** Panes that large print has no room for. */
const SMALL_PRINT = ['window', 'beliefs', 'connections', 'retransmissions'] as const

/** Fills `paper`. @returns how many rows of the flows had no room */
export function drawChannel(paper: Surface, page: ChannelPage): { readonly hidden: number } {
  let hidden = 0
  const flows: BoardPart['draw'] = (part) => {
    hidden = drawFlows(part, page.flows, { scroll: page.scroll, chosen: chosenFlow(page) })
  }
  const board = boardOf(page, flows)
  if (page.isBig) drawBigBoard(paper, board, figuresOf(page), (part) => drawBigMain(part, page))
  else drawBoard(paper, board)
  return { hidden }
}

function boardOf(page: ChannelPage, flows: BoardPart['draw']): Board {
  const { view, steering, hasFlows } = page
  const { retransmitted } = view.run.totals
  return {
    title: titleOf(page),
    totals: [totalsWords(view.run), retransmitted > 0 ? 'retransmission' : 'plain'],
    keys: page.keys,
    main: (part, isWide) => {
      if (hasFlows) drawTabled(part, page, flows)
      else drawRun(part, page, isWide)
    },
    happening: (part) => drawHappening(part, page),
    above: [],
    below: [
      {
        share: { least: 1, most: 2, weight: 0, rank: 7 },
        draw: (part) => drawKnobs(part, steering.knobs)
      }
    ],
    left: leftOf(page, flows)
  }
}

function leftOf(page: ChannelPage, flows: BoardPart['draw']): readonly BoardPart[] {
  const { view, steering, now, hasFlows } = page
  const rows = Math.max(1, page.flows.length) + 2
  const { run } = view
  return [
    {
      names: { title: 'channel', hasFocus: !steering.isByHand },
      share: { least: KNOB_NAMES.length + 1, most: KNOB_NAMES.length + 2, weight: 0, rank: 9 },
      draw: (part) => drawKnobs(part, steering.knobs, { hasKeys: true })
    },
    ...(hasFlows
      ? []
      : [
          {
            names: { title: 'flows', note: 'f: all of them' },
            share: { least: 4, most: rows, weight: 3, rank: 8 },
            draw: flows
          }
        ]),
    {
      names: { title: 'profiles', note: '1–9' },
      share: { least: PROFILE_ROWS, most: PROFILE_ROWS, weight: 0, rank: 1 },
      draw: (part) => drawProfiles(part, steering.channel.weather)
    },
    {
      names: { title: 'retransmissions in time' },
      share: { least: 3, most: 8, weight: 1, rank: 7 },
      draw: (part) => drawSparkline(part, run, { now: run.isHeld ? run.now : now })
    }
  ]
}

function titleOf(page: ChannelPage): readonly TitlePiece[] {
  const { view, steering, now, protocol, flows, seed, listen, target } = page
  const frozen = view.frozenWords(now)
  const isKnown = !protocol.includes('unknown')
  return [
    { text: 'rdt channel', style: 'title', rank: 3 },
    ...(frozen === '' ? [] : [{ text: ` ${frozen} `, style: 'highlight' as const, rank: 9 }]),
    ...steering.flags.map(([text, style]) => ({ text, style, rank: 8 })),
    { text: protocol, style: isKnown ? 'title' : 'warning', rank: 7 },
    { text: counted(flows.length, 'flow'), style: 'plain', rank: 6 },
    { text: `${listen} → ${target}`, style: 'plain', rank: 1 },
    { text: `seed ${seed}`, style: 'plain', rank: 2 },
    { text: cutTo(weatherWords(page), MOST_WEATHER), style: 'plain', rank: 5 }
  ]
}

function weatherWords({ steering }: ChannelPage): string {
  const { up, down } = steering.channel.weather
  const [one, other] = [formatWeather(up), formatWeather(down)]
  return one === other ? one : `↑ ${one} ↓ ${other}`
}

/** A question, a command that is typed, what was answered; or in words what just happened. */
function drawHappening(paper: Surface, page: ChannelPage): void {
  const { steering, question, view, now, flows, listen } = page
  const { line, told } = steering
  if (question !== undefined) putWrapped(paper, question, 'warning')
  else if (line.isOpen) line.draw(paper.part(0, 0, paper.width, 1))
  else if (told !== undefined) putWrapped(paper, told.text, told.style)
  else if (flows.length === 0 && view.run.stats.events === 0) {
    putWrapped(paper, `waiting for somebody to send to ${listen}`, 'faint')
  } else view.drawSentence(paper, now)
}

function putWrapped(paper: Surface, text: string, style: Style): void {
  const lines = paper.height === 1 ? [cutTo(text, paper.width)] : wrapped(text, paper.width)
  for (const [y, line] of lines.slice(0, paper.height).entries()) paper.put(0, y, line, style)
}

/** The panes of the run, and below them the tray where it is open. */
function drawRun(part: Surface, page: ChannelPage, isWide: boolean): void {
  const left = withTray(part, page)
  if (left.height === 0) return
  if (page.view.link === undefined && page.foreign !== undefined)
    drawForeign(left, page.foreign, page)
  else page.view.draw(left, page.now, isWide ? ['retransmissions'] : [])
}

function drawTabled(part: Surface, page: ChannelPage, flows: BoardPart['draw']): void {
  const left = withTray(part, page)
  const names = { title: 'flows: all that pass', note: '↑ ↓ scroll  f back' }
  if (left.height >= 12) flows(drawFrame(left, names))
  else {
    drawRule(left, 0, names)
    flows(left.part(0, 1, left.width, left.height - 1))
  }
}

/** Draws the tray where it is open. @returns what is left above it */
function withTray(part: Surface, { steering, now }: ChannelPage): Surface {
  if (!steering.isByHand) return part
  const rows = Math.min(part.height, Math.max(LEAST_TRAY, Math.round(part.height * TRAY_SHARE)))
  const height = part.height - rows
  const tray = part.part(0, height, part.width, rows)
  const inside = rows >= 10 ? drawFrame(tray, { title: 'the tray', hasFocus: true }) : tray
  const { chosen } = steering.chooser
  drawTray(inside, steering.channel.tray, { chosen, now })
  return part.part(0, 0, part.width, height)
}

/** What two programs say to each other that speak another language. */
function drawForeign(part: Surface, link: string, { view }: ChannelPage): void {
  const { from, to } = endsOf(link)
  const names = { title: `ladder: ${from} ⇄ ${to}`, note: 'not ours; n: the next flow' }
  if (part.height >= 12) {
    drawLadder(drawFrame(part, names), view.run, { link })
    return
  }
  drawRule(part, 0, names)
  drawLadder(part.part(0, 1, part.width, part.height - 1), view.run, { link })
}

function drawBigMain(part: Surface, page: ChannelPage): void {
  const left = withTray(part, page)
  if (left.height === 0) return
  if (page.view.link === undefined && page.foreign !== undefined)
    drawForeign(left, page.foreign, page)
  else page.view.draw(left, page.now, SMALL_PRINT)
}

function figuresOf({ view, steering }: ChannelPage): readonly BigFigure[] {
  const { sent, retransmitted } = view.run.totals
  const { up, down } = steering.channel.weather
  const loss = Math.max(lossOf(up), lossOf(down))
  const again: Style = retransmitted > 0 ? 'warning' : 'plain'
  const share = shareWords(retransmitted, sent)
  return [
    {
      figure: String(retransmitted),
      style: again,
      forms: [`retransmitted of ${sent} sent: ${share}`, `retransmitted of ${sent}`]
    },
    {
      figure: `${Number((100 * loss).toPrecision(2))}%`,
      style: 'lost',
      forms: ['loss in the channel', 'loss']
    }
  ]
}

const lossOf = ({ loss }: Weather): number => effectiveLoss(loss)

/** The flow whose connection is looked at. */
function chosenFlow({ view, foreign }: ChannelPage): string | undefined {
  const link = view.link ?? foreign
  if (link === undefined) return undefined
  const { from, to } = endsOf(link)
  return from === 'server' ? to : from
}
