/** All that the stepper draws of one moment. */
import type { Flight, RunState } from '../../sim/stepper/run-state.js'
import type { StepReading } from '../../sim/stepper/step-reading.js'
import type { BranchList } from './step-branch-list.js'
import type { Branch } from './step-branches.js'
import type { StepMode } from './step-keys.js'
import type { Predictions } from './step-predictions.js'
import type { PromptLine } from './step-prompt.js'
import type { Walk } from './step-walk.js'

/** What the stage knows of itself. */
export interface StepView {
  readonly branch: Branch
  readonly isTrunk: boolean
  readonly walk: Walk
  readonly predictions: Predictions | undefined
  readonly mode: StepMode
  readonly isBig: boolean
  readonly prompt: PromptLine
  /** The transmission whose fate is to be changed. */
  readonly chosen: number | undefined
  /** The list of branches, where it is open. */
  readonly list: BranchList | undefined
  readonly notice: string | undefined
  /** What was thrown at the end of the run, and where. */
  readonly crash: string | undefined
}

export interface StepFacts extends StepView {
  /** The step that led here; undefined at the beginning. */
  readonly reading: StepReading | undefined
  readonly state: RunState
  readonly flights: readonly Flight[]
}

export function stepFacts(view: StepView): StepFacts {
  const { scene, position } = view.branch
  const reading = scene.readingAt(position)
  const state = reading?.after ?? scene.stateAt(position)
  return { ...view, reading, state, flights: scene.flightsOf(state) }
}
