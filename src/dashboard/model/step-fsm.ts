/**
 * A machine that has bubbles, drawn as in the book: the bubble that it is in has double brackets,
 * the arrow that it has just taken is heavy and has a mark.
 *
 *      ( wait for call 0 from above )▸━━ rdtSend ━━▶ (( wait for ACK 0 ))  ↺ timeout: again
 */

import { bubbleIn, isAtSender, type StepReading } from '../../sim/stepper/step-reading.js'
import type { SteppedRun } from '../../sim/stepper/stepped-run.js'
import { numberOf } from '../../trace/ladder-crossing.js'
import type { State } from '../../trace/ladder-row.js'
import { cutTo, widthOf } from './glyphs.js'
import { FIGURES, type FsmFigure } from './step-fsm-figures.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface Fsm {
  readonly sender: FsmFigure
  readonly receiver: FsmFigure
}

/**
 * The figures of a run: those of its protocol, or of a student's that has the same bubbles. Undefined
 * for machines that have none of them.
 */
export function fsmOf({ config, events, states }: SteppedRun): Fsm | undefined {
  const own = FIGURES[config.protocol.name]
  if (own !== undefined) return { sender: own[0], receiver: own[1] }
  const [sender, receiver] = [new Set<string>(), new Set<string>()]
  const note = (bubbles: Set<string>, state: State | undefined) => {
    const bubble = bubbleIn(state)
    if (bubble !== undefined) bubbles.add(bubble)
  }
  const start = states.after(0)
  note(sender, start.sender)
  note(receiver, start.receiver)
  for (const { event, half, state } of events) {
    if (event === 'state') note(half === 'sender' ? sender : receiver, state)
  }
  const hasTimers = events.some(({ event }) => event === 'timer-start')
  for (const [name, [one, other]] of Object.entries(FIGURES)) {
    if (hasTimers !== (name === 'rdt3.0') || sender.size === 0) continue
    if (hasAll(one, sender) && hasAll(other, receiver)) return { sender: one, receiver: other }
  }
  return undefined
}

const hasAll = ({ bubbles }: FsmFigure, seen: ReadonlySet<string>): boolean =>
  [...seen].every((bubble) => Object.values(bubbles).includes(bubble))

/** One machine at one moment. */
export interface FsmMoment {
  readonly figure: FsmFigure
  readonly before: State | undefined
  readonly now: State | undefined
  /** What its machine was told just now, as arrows name it. */
  readonly input: string | undefined
}

/** What was told to the machine of `half` in a step, as the arrows call it. */
export function inputOf(
  reading: StepReading | undefined,
  half: 'sender' | 'receiver'
): string | undefined {
  if (reading === undefined || isAtSender(reading) !== (half === 'sender')) return undefined
  const { input } = reading.step
  if (input.event !== 'receive') return input.event
  if (reading.isBroken) return 'corrupt'
  const number = numberOf(input)
  return number === undefined ? `${input.kind}` : `${input.kind} ${number}`
}

/** Rows that a picture takes. */
export const fsmHeight = ({ picture }: FsmFigure): number => picture.length

/** The widest that a line of a picture is. */
export const fsmWidth = ({ picture }: FsmFigure): number =>
  Math.max(
    ...picture.map((line) => piecesOf(line).reduce((sum, { text }) => sum + widthOf(text), 0))
  )

/** Fills `paper`; where there is no room for the picture, with the bubble and the way there. */
export function drawFsm(paper: Surface, moment: FsmMoment): void {
  const { figure, before, now, input } = moment
  const [was, is] = [bubbleIn(before), bubbleIn(now)]
  if (paper.width < fsmWidth(figure) || paper.height < fsmHeight(figure)) {
    drawShort(paper, was, is, input)
    return
  }
  const arrow = input === undefined ? undefined : takenArrow(figure, was, is, input)
  for (const [y, line] of figure.picture.entries()) {
    let x = 0
    for (const piece of piecesOf(line)) {
      const [text, style] = inked(figure, piece, is, arrow)
      x = paper.put(x, y, text, style)
    }
  }
}

function inked(
  { bubbles }: FsmFigure,
  { id = '', text }: Piece,
  is: string | undefined,
  arrow: string | undefined
): readonly [string, Style] {
  const bubble = bubbles[id]
  if (bubble === undefined)
    return id !== '' && id === arrow ? [heavy(text), 'focus'] : [text, 'faint']
  return bubble === is ? [doubled(text), 'chosen'] : [text, 'plain']
}

/** The letter of the arrow from one bubble to another, where `input` leads along one. */
function takenArrow(
  { bubbles, arrows }: FsmFigure,
  was: string | undefined,
  is: string | undefined,
  input: string
): string | undefined {
  return Object.entries(arrows).find(
    ([, { from, to, on }]) => bubbles[from] === was && bubbles[to] === is && on.includes(input)
  )?.[0]
}

interface Piece {
  readonly id: string | undefined
  readonly text: string
}

function piecesOf(line: string): Piece[] {
  return [...line.matchAll(/\{(\w):([^}]*)\}|([^{]+)/g)].map(([, id, text, plain]) => ({
    id,
    text: text ?? plain ?? ''
  }))
}

/** As wide as before, so that nothing moves. */
const doubled = (text: string): string => text.replace(/^\( /, '((').replace(/ \)$/, '))')

const heavy = (text: string): string => text.replace(/^ /, '▸').replaceAll('─', '━')

/** `wait for call 0 from above ━ rdtSend ━▶ ( wait for ACK 0 )`. */
function drawShort(
  paper: Surface,
  was: string | undefined,
  is: string | undefined,
  input: string | undefined
): void {
  const here = `(( ${is ?? '?'} ))`
  const word = input === 'submit' ? 'rdtSend' : input
  const way = word === undefined ? '' : was === is ? `▸↺ ${word}  ` : `${was} ▸━ ${word} ━▶ `
  const short = word === undefined ? '' : `▸${word}▶ `
  const forms = [way, short, ''].map((form) => [form, here] as const)
  const [before, there] = forms.find((form) => widthOf(form.join('')) <= paper.width) ?? ['', here]
  paper.put(paper.put(0, 0, before, 'focus'), 0, cutTo(there, paper.width), 'chosen')
}
