/** What all measurements have in common. */

/** Of an even number of values the upper one of the middle. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Seconds of this process that `work` takes: what else the machine does costs it nothing. */
export function secondsOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
