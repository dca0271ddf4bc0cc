/**
 * Real time as a `World`: microseconds since it was made, and alarms that ring late, never early.
 * Its pace can be changed while it runs: at pace 10 everything that lives by it, protocols,
 * channel and timeouts, is ten times slower, and at an infinite pace it stands still.
 *
 *   world time     slope 1        1/10          0          1
 *                      ╱                              ╱
 *                    ╱       ─────▔▔▔▔▔▔▔▔─────────╱
 *                  ╱   ─────
 */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import { type Cancel, MACHINE_TIME, type TimeSource } from './time-source.js'

/** What the machine's timers can bear at once, ms; whoever waits for longer waits again. */
const LONGEST_WAIT = 2_147_483_647

export class WallClock implements World {
  readonly #source: TimeSource
  readonly #waiting = new Set<WallTimers>()
  #pace = 1
  /** The world's time when the pace was set, and the machine's. */
  #begin: Micros = 0
  #realBegin: number

  constructor(source: TimeSource = MACHINE_TIME) {
    this.#source = source
    this.#realBegin = source.now()
  }

  now(): Micros {
    const real = this.#source.now() - this.#realBegin
    return this.#begin + Math.max(0, Math.floor(real / this.#pace))
  }

  /** How many real seconds a second of this world takes. */
  get pace(): number {
    return this.#pace
  }

  /**
   * From now on; time goes on from where it is, and alarms that run are set anew. `Infinity` lets
   * it stand still: then whoever waits for this world waits in vain, so set it back before an end.
   */
  set pace(pace: number) {
    if (!(pace > 0)) throw new RangeError(`a pace is a number above 0, not ${pace}`)
    this.#begin = this.now()
    this.#realBegin = this.#source.now()
    this.#pace = pace
    for (const timers of this.#waiting) timers.reschedule()
  }

  timers(expired: (key: number, at: Micros) => void): Timers {
    return new WallTimers(this, this.#source, this.#waiting, expired)
  }
}

interface Alarm {
  readonly deadline: Micros
  /** Undefined while time stands still. */
  cancel: Cancel | undefined
}

class WallTimers implements Timers {
  readonly #running = new Map<number, Alarm>()
  readonly #clock: WallClock
  readonly #source: TimeSource
  /** The tables of this clock that have an alarm running. */
  readonly #waiting: Set<WallTimers>
  readonly #expired: (key: number, at: Micros) => void

  constructor(
    clock: WallClock,
    source: TimeSource,
    waiting: Set<WallTimers>,
    expired: (key: number, at: Micros) => void
  ) {
    this.#clock = clock
    this.#source = source
    this.#waiting = waiting
    this.#expired = expired
  }

  start(delay: Micros, key: number): void {
    this.#running.get(key)?.cancel?.()
    const alarm: Alarm = { deadline: this.#clock.now() + delay, cancel: undefined }
    this.#running.set(key, alarm)
    this.#waiting.add(this)
    this.#schedule(key, alarm)
  }

  stop(key: number): void {
    this.#running.get(key)?.cancel?.()
    this.#running.delete(key)
    if (this.#running.size === 0) this.#waiting.delete(this)
  }

  stopAll(): void {
    for (const alarm of this.#running.values()) alarm.cancel?.()
    this.#running.clear()
    this.#waiting.delete(this)
  }

  /** The clock goes at another pace. */
  reschedule(): void {
    for (const [key, alarm] of this.#running) {
      alarm.cancel?.()
      this.#schedule(key, alarm)
    }
  }

  #schedule(key: number, alarm: Alarm): void {
    alarm.cancel = undefined
    const { pace } = this.#clock
    if (pace === Number.POSITIVE_INFINITY) return
    const rest = Math.max(0, alarm.deadline - this.#clock.now())
    const wait = Math.min(LONGEST_WAIT, Math.ceil((rest * pace) / 1000))
    alarm.cancel = this.#source.after(wait, () => this.#ring(key, alarm))
  }

  #ring(key: number, alarm: Alarm): void {
    const now = this.#clock.now()
    // The machine's own timers may be a millisecond early.
    if (now < alarm.deadline) {
      this.#schedule(key, alarm)
      return
    }
    this.stop(key)
    this.#expired(key, now)
  }
}
