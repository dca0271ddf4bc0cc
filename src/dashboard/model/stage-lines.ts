/** The single rows of the chat's dashboard: title, typed line, what just happened, keys. */
import { formatWeather } from '../../../lossy-channel/weather/words.js'
import { wrapped } from './facts-words.js'
import { cutTo, widthOf } from './glyphs.js'
import type { KeyHelp } from './help-keys.js'
import { totalsWords } from './run-view.js'
import type { StageFacts, StageMode } from './stage-facts.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'
import { drawTitleLine, type TitlePiece } from './title-line.js'

const GAP = 2
/** Of the weather, in the title. */
const MOST_WEATHER = 60

/** What it is of, what is not as usual, and at the right how much was retransmitted. */
export function drawTitle(row: Surface, facts: StageFacts): void {
  const { view, steering, now, protocol, seed, join } = facts
  const totals = totalsWords(view.run)
  const frozen = view.frozenWords(now)
  const pieces: TitlePiece[] = [
    ['rdt chat', 'title', 1],
    ...(frozen === '' ? [] : [[` ${frozen} `, 'highlight', 9] as const]),
    ...steering.flags.map(([text, style]): TitlePiece => [text, style, 8]),
    [protocol, 'title', 5],
    ...(join === undefined ? [] : [[`join ${join}`, 'focus', 6] as const]),
    [`seed ${seed}`, 'plain', 2],
    [cutTo(weatherWords(facts), MOST_WEATHER), 'plain', 4]
  ]
  const hasSome = view.run.totals.retransmitted > 0
  drawTitleLine(row, pieces, totals, hasSome ? 'retransmission' : 'plain')
}

function weatherWords({ steering }: StageFacts): string {
  const { up, down } = steering.channel.weather
  const [one, other] = [formatWeather(up), formatWeather(down)]
  return one === other ? one : `↑ ${one} ↓ ${other}`
}

/** What is typed and not said yet: it stays, whatever else is done. */
export function drawInput(row: Surface, { mode, editor, me }: StageFacts): void {
  const prompt = `${cutTo(me, 16)}> `
  if (mode === 'typing') {
    editor.draw(row, 0, prompt)
    return
  }
  const text = editor.text === '' ? 'Esc: type here' : editor.text.replaceAll('\n', '⏎')
  row.put(row.put(0, 0, prompt, 'faint'), 0, text, 'faint')
}

/** A command that is typed, what was answered, a question; or in words what just happened. */
export function drawHappening(paper: Surface, facts: StageFacts): void {
  const { steering, notice, view, now } = facts
  const row = paper.part(0, 0, paper.width, 1)
  if (steering.line.isOpen) steering.line.draw(row)
  else if (notice !== undefined) putWrapped(paper, notice[0], notice[1])
  else if (steering.told !== undefined) putWrapped(paper, steering.told.text, steering.told.style)
  else view.drawSentence(paper, now)
}

function putWrapped(paper: Surface, text: string, style: Style): void {
  const lines = wrapped(text, paper.width).slice(0, paper.height)
  if (paper.height === 1) paper.put(0, 0, cutTo(text, paper.width), style)
  else for (const [y, line] of lines.entries()) paper.put(0, y, line, style)
}

const MODES: Readonly<Record<StageMode, readonly [string, Style]>> = {
  typing: [' TYPING ', 'focus'],
  steering: [' STEERING ', 'chosen']
}

/** The mode, and as many keys as there is room for. */
export function drawKeys(row: Surface, { mode, keys }: StageFacts): void {
  const [name, style] = MODES[mode]
  let x = row.width >= 60 ? row.put(0, 0, name, style) + 1 : 0
  for (const { keys: chord, does } of keys) {
    if (x + keyWidth({ keys: chord, does }) > row.width) return
    x = row.put(row.put(x, 0, chord, 'key') + 1, 0, does, 'faint') + GAP
  }
}

const keyWidth = ({ keys, does }: KeyHelp): number => widthOf(keys) + 1 + widthOf(does)
