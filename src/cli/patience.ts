/** Waiting in a run of the wall clock: for a condition, a time, or the word that it is over. */
import type { Micros } from '../kernel/time.js'
import type { World } from '../kernel/world.js'

/** How often conditions are looked at that no event announces. */
const LOOK_EVERY_MS = 200

export class Patience {
  #isOver = false
  #look = () => {}
  readonly #waiting: (() => void)[] = []
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** There is nothing more to wait for but what is under way. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Something has happened: conditions are looked at again. */
  wake(): void {
    this.#look()
  }

  /** Ends every wait for `over`. */
  end(): void {
    this.#isOver = true
    for (const resolve of this.#waiting.splice(0)) resolve()
    this.#look()
  }

  /** Resolves when it is over. */
  over(): Promise<undefined> {
    return new Promise((resolve) => {
      if (this.#isOver) resolve(undefined)
      else this.#waiting.push(() => resolve(undefined))
    })
  }

  /** Waits for `condition`; false where `until`, or `isHopeless`, came first. */
  async until(
    condition: () => boolean,
    until: Micros,
    isHopeless: () => boolean
  ): Promise<boolean> {
    while (!condition()) {
      if (isHopeless() || this.#world.now() >= until) return false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_EVERY_MS)
        this.#look = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return true
  }

  /** Long enough for what has come at the same time to be read. */
  breathe(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY_MS)
    })
  }
}
