/**
 * What a world (real UDP, virtual time, a browser page) lends to the code that
 * lives in it: the hour, and alarm clocks. Nothing pure ever asks the machine.
 */
import type { Micros } from './time.js'

/** A table of alarms, each known by a number of its owner's choosing. */
export interface Timers {
  /** Starts alarm `key`, or restarts it if it runs. It rings `delay` µs from now. */
  start(delay: Micros, key: number): void
  /** Stops alarm `key`; stopping one that does not run is no error. */
  stop(key: number): void
  stopAll(): void
}

export interface World {
  /** Microseconds since this world began. */
  now(): Micros
  /** A new table of alarms; `expired` is called once for each that rings. */
  timers(expired: (key: number, at: Micros) => void): Timers
}
