/**
 * The faults of a run as a list: which transmission, in which direction, met which fate. What
 * is not in the list was delivered. Fate strings are made of it, and it is what shrinking and
 * exploring work on.
 */
import {
  type FateRun,
  type Fates,
  type FatesByDirection,
  joinFates
} from '../../lossy-channel/weather/fate-string.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'

export interface Fault {
  readonly direction: Direction
  /** Which transmission of the direction, from 0. */
  readonly index: number
  /** Its `count` is 1. */
  readonly fate: FateRun
}

/** A single mark of a fate string; `by` in µs only with `late`. */
export const fateOf = (mark: FateRun['mark'], by = 0): FateRun => ({ mark, by, count: 1 })

export const DELIVERED = fateOf('.')

/** The fate strings in which exactly `faults` happen. */
export function fatesOf(faults: readonly Fault[]): FatesByDirection {
  const up = oneDirection(faults, 'up')
  const down = oneDirection(faults, 'down')
  return { ...(up.length > 0 && { up }), ...(down.length > 0 && { down }) }
}

function oneDirection(faults: readonly Fault[], direction: Direction): Fates {
  const marks: FateRun[] = []
  const own = faults.filter((fault) => fault.direction === direction)
  let next = 0
  for (const { index, fate } of own.sort((a, b) => a.index - b.index)) {
    if (index > next) marks.push({ ...DELIVERED, count: index - next })
    marks.push(fate)
    next = index + 1
  }
  return joinFates(marks)
}
