/** A leave that waits for what is under way, as long as there is progress. */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'

export class Departure {
  readonly #timers: Timers
  readonly #go: (reason: string) => void
  #planned: { readonly reason: string; readonly patience: Micros } | undefined

  /** `go` is called when it is time to leave. */
  constructor(world: World, go: (reason: string) => void) {
    this.#go = go
    this.#timers = world.timers(() => this.leaveNow())
  }

  /** Leaves when `progress` says so, or after `patience` µs without it. */
  plan(reason: string, patience: Micros): void {
    this.#planned = { reason, patience }
    this.#timers.start(patience, 0)
  }

  /** Something was acknowledged; `isDone` where nothing is awaited any more. */
  progress(isDone: boolean): void {
    if (isDone) this.leaveNow()
    else if (this.#planned) this.#timers.start(this.#planned.patience, 0)
  }

  /** Leaves, where that was planned at all. */
  leaveNow(): void {
    const planned = this.#planned
    this.cancel()
    if (planned) this.#go(planned.reason)
  }

  cancel(): void {
    this.#planned = undefined
    this.#timers.stopAll()
  }
}
