/**
 * All ways in which one or two faults can befall the first transmissions. What leaves something
 * out step by step may end where nothing can be left out, though far fewer faults would do.
 */
import type { FateRun } from '../../lossy-channel/weather/fate-string.js'
import type { Fault } from './faults.js'

/** So far behind the first transmission of its direction a fault is looked for. */
const REACH = 8

export const MOST_FEW = 2

/** `count` faults, 1 or 2, each one of `fates`; those that strike early come first. */
export function* fewFaults(fates: readonly FateRun[], count: number): Generator<readonly Fault[]> {
  const singles = placesFor(fates)
  for (const [i, second] of singles.entries()) {
    if (count === 1) yield [second]
    else
      for (const first of singles.slice(0, i)) if (isElsewhere(first, second)) yield [first, second]
  }
}

function placesFor(fates: readonly FateRun[]): Fault[] {
  const all: Fault[] = []
  for (let index = 0; index < REACH; index++) {
    for (const direction of ['up', 'down'] as const) {
      for (const fate of fates) all.push({ direction, index, fate })
    }
  }
  return all
}

const isElsewhere = (one: Fault, other: Fault): boolean =>
  one.direction !== other.direction || one.index !== other.index
