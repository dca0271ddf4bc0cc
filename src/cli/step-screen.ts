/** `rdt step` on a terminal: the stage (dashboard/model/step-stage.ts) between a run and the screen. */
import { StepStage } from '../dashboard/model/step-stage.js'
import { THEMES, type ThemeName } from '../dashboard/model/theme.js'
import { openScreen, type Screen } from '../dashboard/screen.js'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import type { Score } from '../sim/stepper/question.js'
import { recordSteps, type SteppedRun } from '../sim/stepper/stepped-run.js'
import { onEnding } from './signals.js'
import { crashWords } from './step-plain.js'
import { freeName, saveRun } from './step-save.js'
import { NoReturn, within } from './watchdog.js'

export interface StepScreenOptions {
  /** What `--protocol` was given. */
  readonly protocol: string | undefined
  readonly theme: ThemeName
  readonly isBig: boolean
  readonly isPredicted: boolean
}

const LEAST = { width: 40, height: 12 }
/** `128` and the number of SIGINT. */
const INTERRUPTED = 130

export interface StepEnd {
  /** What was predicted; undefined where nothing was to be. */
  readonly score: Score | undefined
}

/** Resolves when the person has left and the terminal is given back. */
export async function stepOnScreen(run: SteppedRun, options: StepScreenOptions): Promise<StepEnd> {
  let screen: Screen | undefined
  let ticking: NodeJS.Timeout | undefined
  let leave: () => void = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const interrupt = () => {
    process.exitCode = INTERRUPTED
    leave()
  }
  const stage = new StepStage(
    run,
    {
      run: (config) => simulate(() => recordSteps(config)),
      freeName,
      save: (one, name) => saveRun(one, name, options.protocol),
      crashWords,
      quit: () => leave(),
      interrupt
    },
    options
  )
  // After each key and each tick, since a key may change whether it plays, and how fast.
  const schedule = () => {
    clearTimeout(ticking)
    screen?.changed()
    if (stage.walk.isPlaying) ticking = setTimeout(tick, stage.walk.pace)
  }
  const tick = () => {
    stage.tick()
    schedule()
  }
  const stopListening = onEnding(interrupt)
  const giveBack = () => screen?.close()
  process.prependListener('uncaughtException', giveBack)
  try {
    screen = await openScreen({
      input: process.stdin,
      output: process.stdout,
      theme: THEMES[options.theme],
      least: LEAST,
      draw: (paper) => stage.draw(paper),
      key: (key) => {
        stage.key(key)
        schedule()
      },
      gone: interrupt
    })
    await left
  } finally {
    clearTimeout(ticking)
    giveBack()
    process.off('uncaughtException', giveBack)
    stopListening()
  }
  return { score: stage.predictions?.score }
}

/** A machine of somebody's own that does not come back ends the branch, not the screen. */
function simulate(work: () => SteppedRun): SteppedRun {
  try {
    return within(work)
  } catch (error) {
    if (error instanceof NoReturn) throw new BadInput(`no branch: ${cleanText(error.message)}`)
    throw error
  }
}
