/** A world whose time moves only when it is told to: for the self-test, and for fates before any run. */
import { EventQueue, type Scheduled } from '../src/kernel/event-queue.js'
import type { Micros } from '../src/kernel/time.js'
import type { Timers, World } from '../src/kernel/world.js'

class Action implements Scheduled {
  time: Micros = 0
  order = 0
  readonly #act: () => void
  isStopped = false

  constructor(act: () => void) {
    this.#act = act
  }

  happen(): void {
    if (!this.isStopped) this.#act()
  }
}

export class SteppedClock implements World {
  readonly #queue = new EventQueue()
  #now: Micros = 0

  now(): Micros {
    return this.#now
  }

  timers(expired: (key: number, at: Micros) => void): Timers {
    const running = new Map<number, Action>()
    const stop = (key: number): void => {
      const alarm = running.get(key)
      if (alarm !== undefined) alarm.isStopped = true
      running.delete(key)
    }
    return {
      start: (delay, key) => {
        stop(key)
        const ring = () => {
          running.delete(key)
          expired(key, this.#now)
        }
        running.set(key, this.#put(ring, delay))
      },
      stop,
      stopAll: () => {
        for (const key of [...running.keys()]) stop(key)
      }
    }
  }

  /** Calls `act` in `delay` µs, behind all that is due by then. */
  after(delay: Micros, act: () => void): void {
    this.#put(act, delay)
  }

  /** Lets `span` µs pass, with all that happens in them. */
  advance(span: Micros): void {
    const end = this.#now + span
    let next = this.#queue.nextTime
    while (next !== undefined && next <= end) {
      this.#now = next
      this.#queue.pop()?.happen()
      next = this.#queue.nextTime
    }
    this.#now = end
  }

  #put(act: () => void, delay: Micros): Action {
    const action = new Action(act)
    this.#queue.push(action, this.#now + delay)
    return action
  }
}
