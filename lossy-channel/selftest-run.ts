/** Sends datagrams through a real lane, on a clock of its own, and notes what becomes of each. */
import type { Micros } from '../src/kernel/time.js'
import { SteppedClock } from './stepped-clock.js'
import { Lane } from './weather/lane.js'
import type { Changes } from './weather/lane-host.js'
import { parsePhrase } from './weather/netem.js'
import { PERFECT, withChanges } from './weather/weather.js'

/** One datagram, by its number from 0. */
export interface Passage {
  readonly isDropped: boolean
  /** From being sent to arriving; NaN where it never does. */
  readonly delay: Micros
  /** Its place among the arrivals, copies left out; NaN where it never arrives. */
  readonly place: number
  readonly changes: Changes | undefined
  readonly copies: number
}

export interface Sending {
  readonly count: number
  /** µs between two datagrams, all at once unless told. */
  readonly spacing?: Micros
  readonly bytes?: number
  /** Names the dice, so that one experiment tells nothing about another. */
  readonly flow?: string
}

export interface SelftestRun {
  readonly passages: readonly Passage[]
  /** When the last one arrived. */
  readonly end: Micros
}

/** Long enough for all that waits to be let go. */
const AFTERMATH: Micros = 60_000_000

/** Sends through the weather of `phrase`. The same seed gives the same run. */
export function sendThrough(phrase: string, seed: string, sending: Sending): SelftestRun {
  const { count, spacing = 0, bytes = 100, flow = phrase } = sending
  const clock = new SteppedClock()
  const passages: { -readonly [Key in keyof Passage]: Passage[Key] }[] = []
  let arrivals = 0
  let end = 0
  const weather = withChanges(PERFECT, parsePhrase(phrase, 'selftest'))
  const lane = new Lane<number>(
    { weather, seed, flow, direction: 'up', world: clock },
    {
      drop: (item) => {
        ;(passages[item] as Passage & { isDropped: boolean }).isDropped = true
      },
      carry: (item, delay, changes) => {
        const passage = passages[item] as (typeof passages)[number]
        if (changes?.copy !== undefined) {
          passage.copies++
          return
        }
        passage.changes = changes
        clock.after(delay, () => {
          passage.delay = clock.now() - item * spacing
          passage.place = arrivals++
          end = clock.now()
        })
      }
    }
  )
  for (let item = 0; item < count; item++) {
    passages.push({
      isDropped: false,
      delay: Number.NaN,
      place: Number.NaN,
      changes: undefined,
      copies: 0
    })
    lane.submit(item, bytes, clock.now())
    clock.advance(spacing)
  }
  clock.advance(AFTERMATH)
  return { passages, end }
}
