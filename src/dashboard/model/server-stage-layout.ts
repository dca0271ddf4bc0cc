/** What the server's dashboard shows, pane by pane: what is said, who is here, and the run. */
import type { Micros } from '../../kernel/time.js'
import { type BigFigure, drawBigBoard } from './channel-stage-big.js'
import { type Board, type BoardPart, drawBoard, type TitlePiece } from './channel-stage-board.js'
import type { Conversation } from './conversation.js'
import { shareWords } from './facts-words.js'
import { drawFrame, drawRule } from './frame.js'
import { cutTo } from './glyphs.js'
import type { KeyHelp } from './help-keys.js'
import { type RunView, totalsWords } from './run-view.js'
import { drawServerPeople, type PersonFacts } from './server-stage-people.js'
import { drawSparkline } from './sparkline.js'
import type { Surface } from './surface.js'

/** Everything that is on the screen. */
export interface ServerPage {
  readonly now: Micros
  readonly view: RunView
  readonly talk: Conversation
  readonly people: readonly PersonFacts[]
  /** Whether the people have the place of the run, and the rows passed over there. */
  readonly hasPeople: boolean
  readonly scroll: number
  readonly address: string
  /** `Go-Back-N, window 8`. */
  readonly protocol: string
  readonly isBig: boolean
  readonly question: string | undefined
  readonly keys: readonly KeyHelp[]
}

/** What became of its segments no server knows; what it believes is in the event line. */
const UNKNOWN = ['beliefs'] as const
/** Panes that large print has no room for. */
const SMALL_PRINT = ['window', 'beliefs', 'connections', 'retransmissions'] as const

/** Fills `paper`. @returns how many rows of the people had no room */
export function drawServer(paper: Surface, page: ServerPage): { readonly hidden: number } {
  let hidden = 0
  const people: BoardPart['draw'] = (part) => {
    hidden = drawServerPeople(part, page.people, { now: page.now, scroll: page.scroll })
  }
  const board = boardOf(page, people)
  if (page.isBig) {
    drawBigBoard(paper, board, figuresOf(page), (part) =>
      page.view.draw(part, page.now, SMALL_PRINT)
    )
  } else drawBoard(paper, board)
  return { hidden }
}

function boardOf(page: ServerPage, people: BoardPart['draw']): Board {
  const { view, hasPeople, now } = page
  const talk: BoardPart = {
    names: { title: 'what is said, and who comes and goes', note: peopleWords(page) },
    share: { least: 3, weight: 1, rank: 7 },
    draw: (part) => page.talk.draw(part)
  }
  return {
    title: titleOf(page),
    totals: [totalsWords(view.run), view.run.totals.retransmitted > 0 ? 'retransmission' : 'plain'],
    keys: page.keys,
    main: (part, isWide) => {
      if (hasPeople) drawAllPeople(part, people)
      else view.draw(part, now, isWide ? [...UNKNOWN, 'retransmissions'] : UNKNOWN)
    },
    happening: (part) => drawHappening(part, page),
    above: [talk],
    below: [],
    left: leftOf(page, talk, people)
  }
}

function leftOf(
  { view, now, people: all, hasPeople }: ServerPage,
  talk: BoardPart,
  people: BoardPart['draw']
): readonly BoardPart[] {
  const { run } = view
  const rows = Math.max(1, all.length) + 1
  return [
    { ...talk, share: { least: 6, weight: 3, rank: 9 } },
    ...(hasPeople
      ? []
      : [
          {
            names: { title: 'people', note: 'p: all of them' },
            share: { least: 3, most: rows, weight: 2, rank: 8 },
            draw: people
          }
        ]),
    {
      names: { title: 'retransmissions in time' },
      share: { least: 3, most: 6, weight: 1, rank: 7 },
      draw: (part) => drawSparkline(part, run, { now: run.isHeld ? run.now : now })
    }
  ]
}

const peopleWords = ({ people: { length } }: ServerPage): string =>
  length === 1 ? '1 person' : `${length} people`

function titleOf(page: ServerPage): readonly TitlePiece[] {
  const { view, now, protocol, address } = page
  const frozen = view.frozenWords(now)
  return [
    { text: 'rdt server', style: 'title', rank: 3 },
    ...(frozen === '' ? [] : [{ text: ` ${frozen} `, style: 'highlight' as const, rank: 9 }]),
    { text: address, style: 'plain', rank: 8 },
    { text: peopleWords(page), style: 'plain', rank: 7 },
    { text: protocol, style: 'title', rank: 5 }
  ]
}

/** A question, or in words what just happened. */
function drawHappening(paper: Surface, { question, view, now, people, address }: ServerPage): void {
  if (question !== undefined) paper.put(0, 0, cutTo(question, paper.width), 'warning')
  else if (people.length === 0 && view.run.stats.events === 0) {
    paper.put(0, 0, cutTo(`waiting for clients: rdt client ${address}`, paper.width), 'faint')
  } else view.drawSentence(paper, now)
}

function drawAllPeople(part: Surface, people: BoardPart['draw']): void {
  const names = { title: 'people: all who are here', note: '↑ ↓ scroll  p back' }
  if (part.height >= 12) {
    people(drawFrame(part, names))
    return
  }
  drawRule(part, 0, names)
  people(part.part(0, 1, part.width, part.height - 1))
}

function figuresOf(page: ServerPage): readonly BigFigure[] {
  const { sent, retransmitted } = page.view.run.totals
  const share = shareWords(retransmitted, sent)
  return [
    {
      figure: String(retransmitted),
      style: retransmitted > 0 ? 'warning' : 'plain',
      forms: [`retransmitted of ${sent} sent: ${share}`, `retransmitted of ${sent}`]
    },
    { figure: String(page.people.length), style: 'good', forms: ['people in the chat', 'people'] }
  ]
}
