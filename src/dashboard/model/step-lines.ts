/** The single lines of the stepper: title, what just happened or is asked, keys. */

import { timeText } from '../../sim/stepper/step-phrases.js'
import type { StepReading } from '../../sim/stepper/step-reading.js'
import { truthOf } from '../../sim/stepper/step-truth.js'
import { brokenOffText, inputText, stepText } from '../../sim/stepper/step-words.js'
import { wrapped } from './facts-words.js'
import { widthOf } from './glyphs.js'
import type { KeyHelp } from './help-keys.js'
import type { StepFacts } from './step-facts.js'
import { shownStepKeys } from './step-keys.js'
import { endWords } from './step-places.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'
import { drawTitleLine, type TitlePiece } from './title-line.js'

const GAP = 2

/** Where one is, in which run, and at the right how much was retransmitted. */
export function drawTitle(row: Surface, facts: StepFacts): void {
  const { branch, isTrunk, walk, predictions, state } = facts
  const { scene, position } = branch
  const { config, isWhole } = scene.run
  const { data, retransmitted } = state.counts
  const totals = `${retransmitted} of ${data} retransmitted`
  const flags: TitlePiece[] = [
    ...(walk.isPlaying ? [[` PLAYING, ${walk.pace / 1000} s `, 'highlight', 9] as const] : []),
    ...(isTrunk ? [] : [[` ${branch.name.toUpperCase()} `, 'highlight', 8] as const]),
    ...(predictions === undefined
      ? []
      : [[`predicted ${predictions.score.right}/${predictions.score.asked}`, 'good', 7] as const]),
    ...(walk.breaks.isEmpty
      ? []
      : [[`${walk.breaks.texts.length} breakpoints`, 'plain', 1] as const])
  ]
  const pieces: TitlePiece[] = [
    ['rdt step', 'title', 1],
    [`event ${position} of ${scene.length}${isWhole ? '' : '…'}`, 'title', 10],
    [timeText(state.now), 'plain', 6],
    ...flags,
    [`${config.protocol.title}, window ${config.windowSize}`, 'plain', 3],
    [`seed ${config.seed}`, 'plain', 2]
  ]
  drawTitleLine(row, pieces, totals, retransmitted > 0 ? 'retransmission' : 'plain')
}

interface TextLine {
  readonly text: string
  readonly style: Style
}

/** What just happened, in words; a question, an answer's verdict, a notice, or the line that is typed. */
export function drawHappening(paper: Surface, facts: StepFacts): void {
  const { prompt } = facts
  const rows = prompt.isOpen ? paper.height - 1 : paper.height
  const lines = happeningLines(facts).flatMap(({ text, style }) =>
    wrapped(text, paper.width).map((line): TextLine => ({ text: line, style }))
  )
  for (const [y, { text, style }] of lines.slice(0, rows).entries()) paper.put(0, y, text, style)
  const hidden = lines.length - rows
  if (hidden > 0 && rows > 0) paper.put(paper.width - 1, rows - 1, '…', 'faint')
  if (prompt.isOpen) prompt.draw(paper.part(0, Math.max(0, rows), paper.width, 1))
}

function happeningLines(facts: StepFacts): TextLine[] {
  const { notice, predictions } = facts
  const { question, verdict } = predictions ?? {}
  const told: TextLine[] = notice === undefined ? [] : [{ text: notice, style: 'warning' }]
  if (question !== undefined) {
    const choices = question.choices.map(({ key, text }) => `${key}: ${text}`).join('   ')
    return [
      ...told,
      { text: `Next: ${question.about}.`, style: 'plain' },
      { text: `? ${question.ask}`, style: 'highlight' },
      { text: choices === '' ? `(${question.hint}; Tab skips)` : choices, style: 'key' }
    ]
  }
  if (facts.prompt.isOpen && told.length > 0) return told
  const answered: TextLine[] =
    verdict === undefined
      ? []
      : [{ text: verdict.text, style: verdict.isRight === true ? 'good' : 'warning' }]
  return [...told, ...answered, ...sentenceLines(facts)]
}

/** What led here, in words. */
function sentenceLines({ branch, reading, crash }: StepFacts): TextLine[] {
  const { scene, position } = branch
  const isEnd = position >= scene.length
  const happened = reading === undefined ? startWords(scene.readingAt(1)) : stepText(reading)
  if (isEnd && crash !== undefined) {
    const before = reading === undefined ? happened : brokenOffText(reading)
    return [
      { text: before, style: 'title' },
      { text: crash, style: 'error' }
    ]
  }
  const truth = reading === undefined ? '' : truthOf(scene.run, reading)
  return [
    { text: happened, style: 'title' },
    ...(truth === '' ? [] : [{ text: `In truth ${truth}.`, style: 'lost' } as const]),
    ...(isEnd ? [{ text: endWords(scene.run), style: 'faint' } as const] : [])
  ]
}

const startWords = (first: StepReading | undefined): string =>
  first === undefined
    ? 'Nothing happens in this run.'
    : `Nothing has happened yet. → takes the first step: ${inputText(first)}.`

/** As many keys as there is room for. */
export function drawKeys(row: Surface, { mode }: StepFacts): void {
  let x = 0
  for (const key of shownStepKeys(mode)) {
    if (x + keyWidth(key) > row.width) return
    x = row.put(row.put(x, 0, key.keys, 'key') + 1, 0, key.does, 'faint') + GAP
  }
}

const keyWidth = ({ keys, does }: KeyHelp): number => widthOf(keys) + 1 + widthOf(does)
