/**
 * The two machines at a step: their windows as strips, or the bubbles of the book's figure, with the
 * timers that run.
 */

import { timeWords } from './facts-words.js'
import { timeLeft } from './run-window.js'
import type { StepFacts } from './step-facts.js'
import { drawFsm, type Fsm, fsmHeight, inputOf } from './step-fsm.js'
import { DATA_LINK, type StepScene } from './step-scene.js'
import type { Surface } from './surface.js'
import { drawWindow, timerRows } from './window-strip.js'

/** Rows of the strips, with the timer and what the signs mean. */
const WINDOW_ROWS = 8
const LEAST_WINDOW_ROWS = 5

/** Rows that they need, and rows that they can use. */
export function machinesHeight({ fsm }: StepScene): {
  readonly least: number
  readonly most: number
} {
  if (fsm === undefined) return { least: LEAST_WINDOW_ROWS, most: WINDOW_ROWS }
  // With the timer, and a blank line before the receiver.
  const least = fsmHeight(fsm.sender) + fsmHeight(fsm.receiver) + 1
  return { least, most: least + 1 }
}

/** Fills `paper`. */
export function drawMachines(paper: Surface, facts: StepFacts): void {
  const { branch, state } = facts
  const { scene, position } = branch
  const { fsm } = scene
  if (fsm !== undefined) {
    drawBubbles(paper, fsm, facts)
    return
  }
  const window = scene.windowAt(position, state)
  const others = otherTimers(facts)
  const height = Math.max(0, paper.height - Math.min(others.length, 1))
  drawWindow(
    paper.part(0, 0, paper.width, height),
    { window: () => window },
    {
      link: DATA_LINK,
      now: state.now
    }
  )
  if (others.length > 0) paper.put(0, paper.height - 1, others.join('   '), 'timer')
}

/** Those that guard no segment: of the receiver, and what else a sender has. */
function otherTimers({ state, branch }: StepFacts): string[] {
  const { otherTimers: known } = branch.scene.protocol
  return [...state.timers.values()].flatMap((timer) => {
    if (timer.half === 'sender' && !known.includes(timer.timer)) return []
    const { left } = timeLeft(timer, state.now)
    return [`${timer.half} timer ${timer.timer}: ${timeWords(left)} left`]
  })
}

function drawBubbles(paper: Surface, { sender, receiver }: Fsm, facts: StepFacts): void {
  const { state, reading, branch } = facts
  const { scene, position } = branch
  const before = reading?.before ?? state
  // Where there is no room for both pictures, each is told in a line.
  const rest = paper.height - fsmHeight(sender) - fsmHeight(receiver)
  const rows = rest >= 1 ? fsmHeight(sender) : 1
  const isApart = rest >= 2
  drawFsm(paper.part(0, 0, paper.width, rows), {
    figure: sender,
    before: before.sender,
    now: state.sender,
    input: inputOf(reading, 'sender')
  })
  const [timer] = timerRows(scene.windowAt(position, state), paper, state.now)
  timer?.(paper.part(0, rows, paper.width, 1))
  const below = rows + (isApart ? 2 : 1)
  drawFsm(paper.part(0, below, paper.width, paper.height - below), {
    figure: receiver,
    before: before.receiver,
    now: state.receiver,
    input: inputOf(reading, 'receiver')
  })
}
