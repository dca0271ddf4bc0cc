/** Events of a trace as lines for people. */
import pc from 'picocolors'
import { cleanText } from '../kernel/display.js'
import type { TraceEvent, TraceHeader } from '../trace/event.js'
import { signOf, timeWord, wordsOf } from '../trace/event-words.js'
import { canShowUnicode } from './run-ladder.js'

const TIME_WIDTH = 11
const EVENT_WIDTH = 11
const WIDEST_NAME = 24
const WIDEST_LINK = 2 * WIDEST_NAME + 1
/** Characters of a chat line or a reason; the file has the rest, and `--json` prints it. */
const LONGEST_WORDS = 400

/** Events in columns; colours say nothing that signs and words do not. */
export class EventLines {
  #nodeWidth: number
  #linkWidth: number
  readonly #isAscii = !canShowUnicode()

  constructor({ nodes }: TraceHeader) {
    const widths = nodes.map((name) => Math.min(name.length, WIDEST_NAME)).sort((a, b) => b - a)
    this.#nodeWidth = widths[0] ?? 0
    this.#linkWidth = Math.max(0, (widths[0] ?? 0) + (widths[1] ?? 0) + 1)
  }

  readonly format = (event: TraceEvent): string => {
    const { t, id } = event
    const at = clip(cleanText(event.at), WIDEST_NAME)
    const link = clip(cleanText(event.link ?? ''), WIDEST_LINK)
    // Names that nobody announced make room for themselves, from then on.
    this.#nodeWidth = Math.max(this.#nodeWidth, at.length)
    this.#linkWidth = Math.max(this.#linkWidth, link.length)
    const sign = `${signOf(event, this.#isAscii)} ${event.event.padEnd(EVENT_WIDTH)}`
    const number = id === undefined ? '' : `#${id}`
    const columns = [
      timeWord(t).padStart(TIME_WIDTH),
      at.padEnd(this.#nodeWidth),
      paint(event, sign),
      link.padEnd(this.#linkWidth),
      number.padStart(6),
      clip(cleanText(wordsOf(event)), LONGEST_WORDS)
    ]
    return `${columns.join('  ').trimEnd()}\n`
  }
}

const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`

function paint(event: TraceEvent, text: string): string {
  switch (event.event) {
    case 'drop':
    case 'timeout':
      return pc.red(text)
    case 'corrupt':
    case 'duplicate':
    case 'delay':
    case 'discard':
      return pc.yellow(text)
    case 'deliver':
      return pc.green(text)
    case 'send':
      return (event.attempt ?? 1) > 1 ? pc.magenta(text) : pc.cyan(text)
    case 'state':
    case 'timer-start':
    case 'timer-stop':
      return pc.dim(text)
    default:
      return text
  }
}
