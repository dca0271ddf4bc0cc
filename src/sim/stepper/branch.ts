/**
 * The same run with another fate for one transmission. All others keep what the fate string or the
 * dice gave them, to the microsecond: the dice roll for each datagram, whether they are asked or
 * not, and the mark `?` leaves one to them. So a branch is a configuration like any other.
 *
 *      data:  ..x            the run as it was
 *      data:  ..x???x        its seventh data segment is lost as well
 */
import type { Fate } from '../../../lossy-channel/weather/fate.js'
import { type FateRun, type Fates, joinFates } from '../../../lossy-channel/weather/fate-string.js'
import { type Direction, PERFECT, type Weather } from '../../../lossy-channel/weather/weather.js'
import type { SimConfig } from '../config.js'
import type { Step } from './step.js'
import type { SteppedRun } from './stepped-run.js'

/** Which transmission meets which fate. */
export interface Change {
  readonly direction: Direction
  /** Which transmission of its direction, from 0. */
  readonly index: number
  readonly fate: Fate
}

export function branchOf(config: SimConfig, { direction, index, fate }: Change): SimConfig {
  const otherwise = hasDice(config[direction]) ? '?' : '.'
  const fates = withFate(config.fates[direction] ?? [], index, fate, otherwise)
  return { ...config, fates: { ...config.fates, [direction]: fates } }
}

function hasDice(weather: Weather): boolean {
  const { delay, jitter, rate, limit } = weather
  return JSON.stringify(weather) !== JSON.stringify({ ...PERFECT, delay, jitter, rate, limit })
}

/** `fates` with that of transmission `index`, from 0, replaced; what has none yet gets `otherwise`. */
export function withFate(fates: Fates, index: number, fate: Fate, otherwise: '?' | '.'): Fates {
  const changed: FateRun[] = []
  let at = 0
  for (const run of fates) {
    const end = at + run.count
    if (index < at || index >= end) changed.push(run)
    else {
      if (index > at) changed.push({ ...run, count: index - at })
      changed.push({ ...fate, count: 1 })
      if (index + 1 < end) changed.push({ ...run, count: end - index - 1 })
    }
    at = end
  }
  if (index > at) changed.push({ mark: otherwise, by: 0, count: index - at })
  if (index >= at) changed.push({ ...fate, count: 1 })
  return joinFates(changed)
}

/**
 * How many steps two runs have in common, from the first on: the same comes in at the same time,
 * whatever the channel does with what is sent then.
 */
export function stepsInCommon(one: SteppedRun, other: SteppedRun): number {
  const most = Math.min(one.steps.length, other.steps.length)
  for (let place = 0; place < most; place++) {
    if (inputOf(one.steps[place]) !== inputOf(other.steps[place])) return place
  }
  return most
}

/** A copy more shifts the numbers of all transmissions behind it, which changes nothing. */
function inputOf(step: Step | undefined): string {
  if (step === undefined) return ''
  const { id: _, of: __, ...input } = step.input
  return JSON.stringify(input)
}
