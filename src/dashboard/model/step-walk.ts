/** Walking through a run: a step, a jump, or by itself, at a constant time between two steps. */
import type { Branch, Branches } from './step-branches.js'
import type { BreakList } from './step-breaks.js'

/** What is looked for: what is sent again or times out, a loss, a breakpoint. */
export type Sought = 'again' | 'loss' | 'break'

/** Between two steps that are played, ms. */
const PACES = [100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const
const USUAL_PACE = 3
const NAMES: Readonly<Record<Sought, string>> = {
  again: 'retransmission or timeout',
  loss: 'loss',
  break: 'breakpoint'
}

export class Walk {
  /** Rows of the ladder that are looked back. */
  scroll = 0
  readonly breaks: BreakList
  readonly #branches: Branches
  readonly #tell: (text: string | undefined) => void
  #pace: number = USUAL_PACE
  #isPlaying = false

  /** @param tell says something to the person; undefined: nothing any more */
  constructor(branches: Branches, breaks: BreakList, tell: (text: string | undefined) => void) {
    this.#branches = branches
    this.breaks = breaks
    this.#tell = tell
  }

  get isPlaying(): boolean {
    return this.#isPlaying
  }

  /** Between two steps, in ms. */
  get pace(): number {
    return PACES[this.#pace] ?? 1_000
  }

  get isAtEnd(): boolean {
    const { scene, position } = this.#branch
    return position >= scene.length
  }

  /** So many steps have been taken then; as near to it as there are steps. */
  goTo(position: number): void {
    const branch = this.#branch
    branch.position = Math.max(0, Math.min(position, branch.scene.length))
    this.scroll = 0
    this.#tell(undefined)
  }

  back(): void {
    this.stop()
    const { position } = this.#branch
    if (position === 0) this.#tell('this is the beginning: nothing has happened yet')
    else this.goTo(position - 1)
  }

  toEnd(): void {
    this.goTo(this.#branch.scene.length)
  }

  seek(what: Sought, by: 1 | -1): void {
    this.stop()
    const { scene, position } = this.#branch
    const { marks } = scene
    if (what === 'break' && this.breaks.isEmpty) {
      this.#tell('there are no breakpoints: b sets one')
      return
    }
    const place = marks.next(position, by, (step) => {
      if (what === 'break') return this.breaks.takes(marks, step)
      return what === 'loss' ? marks.has(step, what) : marks.has(step, 'retransmission', 'timeout')
    })
    if (place === undefined) {
      this.#tell(`no ${NAMES[what]} ${by > 0 ? 'after' : 'before'} event ${position}`)
      return
    }
    this.goTo(place)
    if (what === 'break') this.#tell(`breakpoint: ${this.breaks.names(marks, place)}`)
  }

  /** Rows of the ladder to what is older (above 0) or newer. @param height of the ladder, in rows */
  page(pages: number, height: number): void {
    this.scroll = Math.max(0, this.scroll + pages * Math.max(1, height - 2))
  }

  turnPlaying(): void {
    this.#isPlaying = !(this.#isPlaying || this.isAtEnd)
    this.#tell(undefined)
  }

  stop(): void {
    this.#isPlaying = false
  }

  /** @param by above 0: more time between two steps */
  changePace(by: 1 | -1): void {
    this.#pace = Math.max(0, Math.min(this.#pace + by, PACES.length - 1))
    this.#tell(`${this.#isPlaying ? '' : 'space plays: '}a step every ${this.pace / 1000} s`)
  }

  /** A step was taken by itself: does it go on? */
  played(): void {
    const { scene, position } = this.#branch
    if (this.isAtEnd) this.stop()
    if (!this.breaks.takes(scene.marks, position)) return
    this.stop()
    this.#tell(`stopped at a breakpoint: ${this.breaks.names(scene.marks, position)}`)
  }

  get #branch(): Branch {
    return this.#branches.current
  }
}
