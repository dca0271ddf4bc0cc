/** The run as it was, and those that branched off it; each with the place that one was at in it. */
import type { Fate } from '../../../lossy-channel/weather/fate.js'
import { formatBothFates } from '../../../lossy-channel/weather/fate-string.js'
import type { SimConfig } from '../../sim/config.js'
import { branchOf, stepsInCommon } from '../../sim/stepper/branch.js'
import type { Flight } from '../../sim/stepper/run-state.js'
import { timeText } from '../../sim/stepper/step-phrases.js'
import type { SteppedRun } from '../../sim/stepper/stepped-run.js'
import { changeText } from './step-fate.js'
import { StepScene } from './step-scene.js'

export interface Branch {
  /** `trunk`, `branch 1`, … */
  readonly name: string
  /** What is different, in words; empty for the trunk. */
  readonly about: string
  readonly scene: StepScene
  position: number
}

/** Runs that are kept at once, and events of all of them together. */
const MOST_BRANCHES = 20
const MOST_EVENTS = 1_000_000

export class Branches {
  readonly #all: Branch[]
  #place = 0
  #grown = 0

  constructor(trunk: SteppedRun) {
    this.#all = [{ name: 'trunk', about: '', scene: new StepScene(trunk), position: 0 }]
  }

  get all(): readonly Branch[] {
    return this.#all
  }

  get place(): number {
    return this.#place
  }

  get current(): Branch {
    return this.#all[this.#place] as Branch // there is always the trunk
  }

  get isOnTrunk(): boolean {
    return this.#place === 0
  }

  /** Why no more can be kept; undefined where there is room. */
  get refusal(): string | undefined {
    const events = this.#all.reduce((sum, { scene }) => sum + scene.run.events.length, 0)
    if (this.#all.length < MOST_BRANCHES && events < MOST_EVENTS) return undefined
    return `${this.#all.length - 1} branches are kept, and no more have room: B, then x, forgets one`
  }

  /**
   * The current run with another fate for one transmission; it is the current one from now on.
   * @param simulate runs it @returns what was done, in words
   */
  branchOff(flight: Flight, fate: Fate, simulate: (config: SimConfig) => SteppedRun): string {
    const { scene, position } = this.current
    const run = simulate(branchOf(scene.run.config, { ...flight, fate }))
    const common = stepsInCommon(scene.run, run)
    const isEarlier = common < position
    const name = `branch ${++this.#grown}`
    const about = changeText(flight, fate, timeText(flight.sentAt))
    this.#all.push({ name, about, scene: new StepScene(run), position: Math.min(position, common) })
    this.#place = this.#all.length - 1
    const where = isEarlier ? `; it parts already at event ${common + 1}` : ''
    return `${name}: ${about}${where}. u returns to the trunk, w writes it`
  }

  pick(place: number): void {
    this.#place = Math.max(0, Math.min(place, this.#all.length - 1))
  }

  /** The trunk stays. */
  forget(place: number): void {
    if (place <= 0 || place >= this.#all.length) return
    this.#all.splice(place, 1)
    if (this.#place >= place) this.#place = Math.max(0, this.#place - 1)
  }
}

/** `data: ..x  ack: x`, or `none`. */
export function fatesText({ scene }: Branch): string {
  const { up, down } = scene.run.config.fates
  const text = formatBothFates({ ...(up && { up }), ...(down && { down }) }, ['data', 'ack'])
  return text === '' ? 'no fate string' : text
}
