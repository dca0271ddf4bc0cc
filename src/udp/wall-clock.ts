/** Real time as a `World`: microseconds since it was made, and alarms that ring late, never early. */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'

export class WallClock implements World {
  readonly #start = process.hrtime.bigint()

  now(): Micros {
    return Number((process.hrtime.bigint() - this.#start) / 1000n)
  }

  timers(expired: (key: number, at: Micros) => void): Timers {
    return new WallTimers(this, expired)
  }
}

class WallTimers implements Timers {
  readonly #running = new Map<number, NodeJS.Timeout>()
  readonly #clock: WallClock
  readonly #expired: (key: number, at: Micros) => void

  constructor(clock: WallClock, expired: (key: number, at: Micros) => void) {
    this.#clock = clock
    this.#expired = expired
  }

  start(delay: Micros, key: number): void {
    this.stop(key)
    const ring = () => {
      this.#running.delete(key)
      this.#expired(key, this.#clock.now())
    }
    this.#running.set(key, setTimeout(ring, Math.ceil(delay / 1000)))
  }

  stop(key: number): void {
    clearTimeout(this.#running.get(key))
    this.#running.delete(key)
  }

  stopAll(): void {
    for (const timer of this.#running.values()) clearTimeout(timer)
    this.#running.clear()
  }
}
