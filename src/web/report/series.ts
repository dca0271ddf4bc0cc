/** Values over time, each of which holds until the next. */
import type { Plot } from './chart.js'
import { type Point, steps } from './marks.js'

export interface Series {
  readonly t: readonly number[]
  readonly value: readonly number[]
}

/** The place of the last entry at or before `t`; −1 before the first. */
export function placeAt(times: readonly number[], t: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= t) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The places of what counts from `from` to `to`: what held at the beginning with it. */
function shownPlaces(
  times: readonly number[],
  from: number,
  to: number
): readonly [first: number, last: number] {
  return [Math.max(0, placeAt(times, from)), placeAt(times, to)]
}

/** The highest value between two times, at least `least`. */
export function highest({ t, value }: Series, from: number, to: number, least = 0): number {
  const [first, last] = shownPlaces(t, from, to)
  let most = least
  for (let place = first; place <= last; place++) most = Math.max(most, value[place] ?? 0)
  return most
}

/** The path of a line of steps. Of values on the same pixel the extremes remain. */
export function stepLine({ t, value }: Series, plot: Plot): string {
  return steps(pointsOf({ t, value }, plot), plot.right)
}

export function pointsOf({ t, value }: Series, plot: Plot): Point[] {
  const [first, last] = shownPlaces(t, plot.from, plot.to)
  const points: Point[] = []
  for (let place = first; place <= last; place++) {
    const x = Math.max(plot.left, plot.x(t[place] ?? 0))
    points.push({ x, y: plot.y(value[place] ?? 0) })
  }
  return points
}

/** The area between two lines of steps that change at the same times. */
export function stepArea(
  t: readonly number[],
  low: readonly number[],
  high: readonly number[],
  plot: Plot
): string {
  const above = steps(pointsOf({ t, value: high }, plot), plot.right)
  const below = pointsOf({ t, value: low }, plot)
  const start = below[0]
  if (above === '' || start === undefined) return ''
  let path = `${above}`
  for (const { x, y } of below.reverse()) path += `V${y.toFixed(1)}H${x.toFixed(1)}`
  return `${path}Z`
}
