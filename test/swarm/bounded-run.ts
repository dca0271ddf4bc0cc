/** Lets virtual time pass event by event, in bounded steps: a livelock fails instead of hanging. */
import type { Micros } from '../../src/kernel/time.js'
import type { VirtualWorld } from '../../src/sim/virtual-world.js'

/** A case that has used so many events turns in a circle: ten times what any has needed. */
const MOST_EVENTS = 400_000
/** Time that stands still for so many events will do so for ever. */
const MOST_AT_ONCE = 20_000

export interface BoundedRunHost {
  /** Called after each event. */
  happened(): void
  /** It has no end: `what` is it, in words. */
  circled(what: string): void
}

export class BoundedRun {
  #isOver = false
  #stillSince = 0
  readonly #world: VirtualWorld
  readonly #host: BoundedRunHost

  constructor(world: VirtualWorld, host: BoundedRunHost) {
    this.#world = world
    this.#host = host
  }

  /** Nothing happens any more. */
  stop(): void {
    this.#isOver = true
  }

  /** Until `time`; less where it was stopped, or turned in a circle. */
  until(time: Micros): void {
    const world = this.#world
    let before = world.now()
    while (!this.#isOver) {
      const isDone = world.run(time, 1)
      this.#host.happened()
      if (isDone) break
      const now = world.now()
      if (now > before) this.#stillSince = world.events
      before = now
      if (world.events > MOST_EVENTS) this.#end(`no end after ${MOST_EVENTS} events`)
      else if (world.events - this.#stillSince > MOST_AT_ONCE) {
        this.#end(`time stands still at ${now / 1e6} s, while events happen`)
      }
    }
    if (!this.#isOver) world.run(time)
  }

  #end(what: string): void {
    this.stop()
    this.#host.circled(what)
  }
}
