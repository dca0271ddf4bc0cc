/** What a clock on the wall is made of: the machine's hour, and its alarms. Tests have their own. */

/** Stops the alarm. */
export type Cancel = () => void

export interface TimeSource {
  /** Real microseconds since some moment; never goes back, need not be whole. */
  now(): number
  /** Calls `act` after about so many real milliseconds, a whole number. */
  after(milliseconds: number, act: () => void): Cancel
}

export const MACHINE_TIME: TimeSource = {
  now: () => performance.now() * 1000,
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  }
}
