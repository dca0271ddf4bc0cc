/**
 * The stepper as a state machine: keys go in, orders go out to a host, and at any moment it can be
 * drawn. It has no clock: whoever has one calls `tick` every `pace` ms while it is playing.
 *
 *      stepping ── f ──▶ fate ── d x c 2 l ──▶ the run branches, stepping
 *         │  ◀── Esc ──┘
 *         ├── B ──▶ branches
 *         └── → ──▶ asked (with predictions), then the step
 */
import type { Fate } from '../../../lossy-channel/weather/fate.js'
import { parseDuration } from '../../kernel/quantity.js'
import type { SimConfig } from '../../sim/config.js'
import type { Flight } from '../../sim/stepper/run-state.js'
import type { SteppedRun } from '../../sim/stepper/stepped-run.js'
import { Help } from './help.js'
import { press } from './help-keys.js'
import { chordOf, type Key } from './key.js'
import { BranchList } from './step-branch-list.js'
import { Branches } from './step-branches.js'
import { BreakList } from './step-breaks.js'
import { FateChooser } from './step-fate.js'
import { STEP_KEYS, type StepMode, type Steppable, stepHelp } from './step-keys.js'
import { drawStep } from './step-layout.js'
import { endWords, readPlace } from './step-places.js'
import { Predictions } from './step-predictions.js'
import { PromptLine, problemIn } from './step-prompt.js'
import { Walk } from './step-walk.js'
import type { Surface } from './surface.js'

/** What the stage asks for and orders. */
export interface StepHost {
  /** Runs a branch. @throws BadInput with a sentence for people */
  run(config: SimConfig): SteppedRun
  /** A name under which nothing is written yet. */
  freeName(run: SteppedRun): string
  /** @returns what was written, in words @throws BadInput with the mend */
  save(run: SteppedRun, name: string): string
  /** What was thrown in a run, and where; undefined where nothing was. */
  crashWords(run: SteppedRun): string | undefined
  quit(): void
  interrupt(): void
}

export interface StepOptions {
  readonly isBig?: boolean
  readonly isPredicted?: boolean
}

export class StepStage {
  readonly branches: Branches
  readonly walk: Walk
  readonly predictions: Predictions | undefined
  readonly #host: StepHost
  readonly #options: StepOptions
  readonly #prompt = new PromptLine()
  readonly #chooser: FateChooser
  readonly #list: BranchList
  readonly #help: Help
  readonly #steppable: Steppable
  #mode: Exclude<StepMode, 'asked'> = 'stepping'
  /** Rows of the ladder, when it was drawn last. */
  #height = 10
  #notice: string | undefined

  constructor(run: SteppedRun, host: StepHost, options: StepOptions = {}) {
    this.#host = host
    this.#options = options
    this.branches = new Branches(run)
    this.walk = new Walk(this.branches, new BreakList(), (text) => this.#tell(text))
    this.predictions = options.isPredicted === true ? new Predictions() : undefined
    this.#help = new Help(() => stepHelp(options.isPredicted === true))
    this.#list = new BranchList(this.branches, () => this.#leave())
    this.#chooser = new FateChooser({
      flights: () => this.flights,
      decide: (flight, fate) => this.#decide(flight, fate),
      askDelay: (flight) => this.#askDelay(flight),
      leave: () => this.#leave()
    })
    this.#steppable = this.#actions()
  }

  /** How many steps have been taken. */
  get position(): number {
    return this.branches.current.position
  }

  get flights(): readonly Flight[] {
    const { scene, position } = this.branches.current
    return scene.flightsOf(scene.stateAt(position))
  }

  get mode(): StepMode {
    return this.predictions?.question === undefined ? this.#mode : 'asked'
  }

  key(key: Key): void {
    const chord = chordOf(key)
    if (chord === 'ctrl+c') this.#host.interrupt()
    else if (this.#help.isOpen) this.#help.key(key)
    else if (this.predictions?.question !== undefined) this.#questionKey(key, this.predictions)
    else if (this.#prompt.isOpen) this.#prompt.key(key)
    else if (this.#mode === 'fate') this.#chooser.key(key)
    else if (this.#mode === 'branches') this.#list.key(key)
    else press(STEP_KEYS, this.#steppable, key)
  }

  /** While it plays: the time for another step has come. */
  tick(): void {
    if (!this.walk.isPlaying) return
    this.#forward()
    if (this.predictions?.question === undefined) this.walk.played()
    else this.walk.stop()
  }

  /** Fills `paper`, whatever its size. */
  draw(paper: Surface): void {
    const { branches, walk, predictions, mode } = this
    const asked = predictions?.prompt
    const prompt = asked?.isOpen === true ? asked : this.#prompt
    this.#height = drawStep(paper, {
      branch: branches.current,
      isTrunk: branches.isOnTrunk,
      walk,
      predictions,
      mode,
      isBig: this.#options.isBig === true,
      prompt,
      chosen: mode === 'fate' ? this.#chooser.chosen : undefined,
      list: mode === 'branches' ? this.#list : undefined,
      notice: prompt.problem ?? this.#notice,
      crash: this.#host.crashWords(branches.current.scene.run)
    })
    if (this.#help.isOpen) this.#help.draw(paper.part(0, 1, paper.width, paper.height - 2))
  }

  #forward(): void {
    const { walk, predictions } = this
    const branch = this.branches.current
    if (walk.isAtEnd) this.#tell(endWords(branch.scene.run))
    else if (predictions?.ask(branch) === true) this.#tell(undefined)
    else walk.goTo(branch.position + 1)
  }

  #questionKey(key: Key, predictions: Predictions): void {
    const { scene, position } = this.branches.current
    const chord = chordOf(key)
    // Where an answer is typed, a question mark is typed, too.
    if (chord === 'f1' || (chord === '?' && !predictions.prompt.isOpen)) this.#help.open()
    else if (predictions.key(key, scene)) this.walk.goTo(position + 1)
  }

  /** The run branches: the same, but for the fate of `flight`. */
  #decide(flight: Flight, fate: Fate): void {
    this.#leave()
    const problem = problemIn(() => {
      const told = this.branches.branchOff(flight, fate, (config) => this.#host.run(config))
      this.walk.goTo(this.position)
      this.#tell(told)
    })
    if (problem !== undefined) this.#tell(problem)
  }

  #askDelay(flight: Flight): void {
    this.#open('later by:', '100ms', (text) => {
      this.#decide(flight, { mark: 'late', by: parseDuration(text, 'later by') })
    })
  }

  #leave(): void {
    this.#mode = 'stepping'
    this.walk.scroll = 0
    this.#tell(undefined)
    this.predictions?.leave()
  }

  /** @param take throws BadInput with the mend, and then what was typed stays */
  #open(label: string, text: string, take: (typed: string) => void): void {
    this.walk.stop()
    this.#tell(undefined)
    this.#prompt.open({ label, text, take: (typed) => problemIn(() => take(typed)) })
  }

  #tell(text: string | undefined): void {
    this.#notice = text
  }

  #actions(): Steppable {
    const { walk } = this
    return {
      forward: () => this.#forward(),
      back: () => walk.back(),
      seek: (what, by) => walk.seek(what, by),
      toStart: () => walk.goTo(0),
      toEnd: () => walk.toEnd(),
      askWhere: () => this.#open('go to event, or time:', '', (text) => this.#goTo(text)),
      turnPlaying: () => walk.turnPlaying(),
      changePace: (by) => walk.changePace(by),
      askBreakpoint: () =>
        this.#open(walk.breaks.label, '', (text) => this.#tell(walk.breaks.turn(text))),
      chooseFate: () => this.#chooseFate(),
      toTrunk: () => this.#toTrunk(),
      listBranches: () => this.#listBranches(),
      askName: () => this.#askName(),
      page: (pages) => walk.page(pages, this.#height),
      help: () => this.#help.open(),
      quit: () => this.#host.quit()
    }
  }

  #goTo(text: string): void {
    this.walk.goTo(readPlace(text, this.branches.current.scene.run))
  }

  #listBranches(): void {
    this.walk.stop()
    this.#list.open()
    this.#mode = 'branches'
  }

  #chooseFate(): void {
    this.walk.stop()
    const { refusal } = this.branches
    if (refusal !== undefined) this.#tell(refusal)
    else if (this.#chooser.open()) this.#mode = 'fate'
    else this.#tell('nothing is in flight now, so there is no fate to change; ← and → look for one')
  }

  #toTrunk(): void {
    const { isOnTrunk } = this.branches
    this.branches.pick(0)
    this.#leave()
    this.#tell(isOnTrunk ? 'this is the trunk: no fate was changed' : 'back on the trunk')
  }

  #askName(): void {
    const { run } = this.branches.current.scene
    this.#open('write as:', this.#host.freeName(run), (name) =>
      this.#tell(this.#host.save(run, name))
    )
  }
}
