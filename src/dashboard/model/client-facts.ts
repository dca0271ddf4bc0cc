/** What the terminal client shows of its own connection, and how it says so. */
import type { Micros } from '../../kernel/time.js'
import { shareWords, timeWords } from './facts-words.js'
import { widthOf } from './glyphs.js'
import type { Style } from './style.js'

/** As of the moment at which it is drawn; times in µs. */
export interface ClientFacts {
  readonly now: Micros
  /** One's own name. */
  readonly name: string
  /** Where the server is. */
  readonly server: string
  /** How the connection stands: `connected`. */
  readonly state: string
  readonly stateStyle: Style
  readonly srtt: Micros | undefined
  readonly rto: Micros | undefined
  /** For how long the oldest message waits for the server, or the server is away. */
  readonly waiting: Micros | undefined
  /** Data segments that this program sent, retransmissions included; and those alone. */
  readonly sent: number
  readonly retransmitted: number
}

export interface Piece {
  readonly text: string
  readonly style: Style
}

/** Anything longer than this and than a few round trips is worth being told. */
const LONG: Micros = 1_000_000

/** The status line in at most `width` columns: what matters less is left out, or told shorter. */
export function statusPieces(facts: ClientFacts, unread: number, width: number): Piece[] {
  const forms = formsOf(facts, unread)
  return forms.find((form) => lengthOf(form) <= width) ?? forms.at(-1) ?? []
}

export const GAP = '  '

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { text }) => sum + widthOf(text) + GAP.length, -GAP.length)

function formsOf(facts: ClientFacts, unread: number): Piece[][] {
  const { rto, state, stateStyle, sent, retransmitted } = facts
  const style: Style = retransmitted > 0 ? 'retransmission' : 'plain'
  const share = `retransmitted ${retransmitted} of ${sent}`
  const long: Piece = { text: `${share} (${shareWords(retransmitted, sent)})`, style }
  const short: Piece = { text: share, style }
  const lag = lagOf(facts)
  const timeout: Piece = { text: `RTO ${timeWords(rto)}`, style: 'plain' }
  const how: Piece = { text: state, style: stateStyle }
  const news: Piece[] =
    unread === 0
      ? [{ text: 'nothing unread', style: 'faint' }]
      : [{ text: `${unread} unread`, style: 'highlight' }]
  const urgent = unread === 0 ? [] : news
  return [
    [lag, timeout, long, how, ...news],
    [lag, timeout, long, how, ...urgent],
    [lag, long, how, ...urgent],
    [lag, long, ...urgent],
    [lag, short, ...urgent],
    [short, ...urgent],
    [short],
    [{ text: `retransmitted ${retransmitted}`, style }]
  ]
}

/** The round trip; or how long the oldest thing waits, where that is too long. */
function lagOf({ srtt, waiting }: ClientFacts): Piece {
  if (waiting !== undefined && waiting > Math.max(LONG, 4 * (srtt ?? 0))) {
    return { text: `waiting ${timeWords(waiting)}`, style: 'warning' }
  }
  return { text: `lag ${timeWords(srtt)}`, style: 'plain' }
}
