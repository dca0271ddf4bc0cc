/**
 * Which rows of a long ladder are shown: its beginning, its end, and the surroundings of
 * whatever went wrong, as many rows around each as there is room for.
 */
import type { Row } from './ladder-row.js'

/** A row of the ladder, or the number of rows that are left out at this place. */
export type Shown = Row | number

/** At most `most` lines; what is left out between two rows is told in one. */
export function cutRows(rows: readonly Row[], most: number): Shown[] {
  if (rows.length <= most) return [...rows]
  const distances = distancesToFaults(rows)
  let least = -1
  let tooMuch = rows.length
  while (tooMuch - least > 1) {
    const reach = (least + tooMuch) >> 1
    if (shownWithin(rows, distances, reach).length <= most) least = reach
    else tooMuch = reach
  }
  return least < 0 ? endsAlone(rows, most) : shownWithin(rows, distances, least)
}

/** Something in this row is not as it would be in good weather. */
function isFault({ what, crossing, arrival }: Row): boolean {
  if (what === 'timeout' || what === 'copy') return true
  if (arrival !== undefined) {
    const { isBroken, isKnown, overtaker, discarded } = arrival
    return isBroken || isKnown || overtaker !== undefined || discarded !== undefined
  }
  if (crossing === undefined) return false
  const { lost, damage, late, attempt } = crossing
  return attempt > 1 || (lost ?? damage ?? late) !== undefined
}

/** For each row, how many rows away the next fault is, or an end of the ladder. */
function distancesToFaults(rows: readonly Row[]): number[] {
  const distances: number[] = []
  let distance = -1
  for (const row of rows) {
    distance = isFault(row) ? 0 : distance + 1
    distances.push(distance)
  }
  distance = -1
  for (let place = rows.length - 1; place >= 0; place--) {
    distance = distances[place] === 0 ? 0 : distance + 1
    distances[place] = Math.min(distances[place] ?? 0, distance)
  }
  return distances
}

function shownWithin(rows: readonly Row[], distances: readonly number[], reach: number): Shown[] {
  const shown: Shown[] = []
  let leftOut: Row[] = []
  const close = () => {
    // The line that tells of one row takes as much room as the row.
    if (leftOut.length === 1) shown.push(...leftOut)
    else if (leftOut.length > 1) shown.push(leftOut.length)
    leftOut = []
  }
  rows.forEach((row, place) => {
    if ((distances[place] ?? 0) > reach) leftOut.push(row)
    else {
      close()
      shown.push(row)
    }
  })
  close()
  return shown
}

/** Where there are more faults than room. */
function endsAlone(rows: readonly Row[], most: number): Shown[] {
  const room = Math.max(2, most - 1)
  const first = Math.ceil(room / 2)
  const last = room - first
  return [...rows.slice(0, first), rows.length - room, ...rows.slice(rows.length - last)]
}
