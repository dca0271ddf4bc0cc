/**
 * What is on its way at a step: which segment, from whom to whom, how often it was sent, what its
 * fate is, and when it arrives. The list of those whose fate can be changed.
 *
 *    ▸ data 3   → receiver   sent ×2   arrives at 300 ms, in 50 ms    delivered
 *      ack 2    ← sender               would arrive at 310 ms         ✗ lost: fate x
 */
import type { Flight } from '../../sim/stepper/run-state.js'
import { timeText } from '../../sim/stepper/step-phrases.js'
import { cutTo } from './glyphs.js'
import type { StepScene } from './step-scene.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface FlightsFacts {
  readonly scene: StepScene
  readonly flights: readonly Flight[]
  readonly now: number
  /** The one that is chosen, its `id`. */
  readonly chosen: number | undefined
}

/** Columns: from these on there is room for the way, and for how long it still takes. */
const WAY_FROM = 50
const LONG_FROM = 76

/** Fills `paper`, the chosen one always among those that are shown. */
export function drawFlights(paper: Surface, facts: FlightsFacts): void {
  const { flights, chosen } = facts
  if (flights.length === 0) {
    paper.put(0, 0, 'nothing is in flight', 'faint')
    return
  }
  const place = flights.findIndex(({ id }) => id === chosen)
  const room = paper.height >= flights.length ? paper.height : Math.max(1, paper.height - 1)
  const first = Math.max(0, Math.min(place - room + 1, flights.length - room))
  const shown = flights.slice(first, first + room)
  for (const [y, flight] of shown.entries())
    drawFlight(paper.part(0, y, paper.width, 1), flight, facts)
  const more = flights.length - shown.length
  if (more > 0 && paper.height > room) paper.put(2, room, `… and ${more} more in flight`, 'faint')
}

function drawFlight(row: Surface, flight: Flight, { scene, now, chosen }: FlightsFacts): void {
  const { direction, attempt } = flight
  const mark = flight.id === chosen ? '▸ ' : '  '
  const due = scene.dueOf(flight)
  const isKnown = flight.lost !== undefined || scene.run.arrivals.has(flight.id)
  const isLong = row.width >= LONG_FROM
  const verb = !isLong ? 'at' : flight.lost === undefined ? 'arrives at' : 'would be at'
  const left = isLong && isKnown ? `, in ${timeText(Math.max(0, due - now))}` : ''
  const [fate, style] = fateWords(flight)
  const again = attempt > 1 ? `×${attempt}` : ''
  const cells: (readonly [string, number, Style])[] = [
    [mark + flightName(flight), 14, style],
    ...(row.width >= WAY_FROM
      ? [[direction === 'up' ? '→ receiver' : '← sender', 11, 'faint'] as const]
      : []),
    [again, 4, 'retransmission'],
    [isKnown ? `${verb} ${timeText(due)}${left}` : 'not in this run', isLong ? 36 : 15, 'plain'],
    [fate, row.width, style]
  ]
  let x = 0
  for (const [text, width, style] of cells) {
    row.put(x, 0, cutTo(text, Math.min(width - 1, row.width - x)), style)
    x += width
  }
  if (flight.id === chosen) row.restyle(0, 0, row.width, 'chosen')
}

/** `data 3`, `ack 2`, `nak`. */
export const flightName = ({ kind, number, of }: Flight): string =>
  `${number === undefined ? kind : `${kind} ${number}`}${of === undefined ? '' : ' copy'}`

function fateWords({ lost, damage, late, of }: Flight): readonly [string, Style] {
  if (lost !== undefined) return [`✗ lost: ${lost}`, 'lost']
  if (damage !== undefined) return [`≈ damaged: ${damage}`, 'corrupted']
  if (of !== undefined) return ['² a copy', 'duplicated']
  if (late !== undefined) {
    const much =
      late.by === 0
        ? 'held back'
        : `${timeText(Math.abs(late.by))} ${late.by > 0 ? 'late' : 'early'}`
    return [`… ${much}: ${late.why}`, 'late']
  }
  return ['delivered', 'plain']
}
