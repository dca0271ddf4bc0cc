/**
 * The knobs of the weather: one of them is chosen, and so is whom it concerns, both directions or
 * one. They show what the channel says it has, and give orders to whoever can change it.
 */
import {
  DIRECTIONS,
  type Direction,
  type Weather,
  type WeatherChange,
  type WeatherChanges,
  withChanges
} from '../../../lossy-channel/weather/weather.js'
import { chordOf, type Key } from './key.js'
import { KNOB_NAMES, type KnobName, knobWords, stepped, turnedOff } from './knob-scales.js'

export type Side = 'both' | Direction
const SIDES: readonly Side[] = ['both', 'up', 'down']

type Weathers = Readonly<Record<Direction, Weather>>

export interface KnobsHost {
  change(changes: WeatherChanges): void
}

/** The keys, for the help line and the overview of all keys. */
export const KNOB_KEYS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: '+ -', does: 'turn' },
  { keys: '0', does: 'off' },
  { keys: '← →', does: 'choose' },
  { keys: 'd', does: 'direction' }
]

export class Knobs {
  readonly #host: KnobsHost
  #weather: Weathers
  #selected: KnobName = 'loss'
  #side: Side = 'both'

  constructor(weather: Weathers, host: KnobsHost) {
    this.#weather = { up: weather.up, down: weather.down }
    this.#host = host
  }

  get selected(): KnobName {
    return this.#selected
  }

  get side(): Side {
    return this.#side
  }

  get weather(): Weathers {
    return this.#weather
  }

  /** What the channel has now, whoever changed it. */
  show(weather: Weathers): void {
    this.#weather = { up: weather.up, down: weather.down }
  }

  /** @returns false for a key that means nothing here */
  key(key: Key): boolean {
    const act = ACTS[chordOf(key)]
    act?.(this)
    return act !== undefined
  }

  select(name: KnobName): void {
    this.#selected = name
  }

  /** The next knob (1), or the one before (−1). */
  move(by: 1 | -1): void {
    this.#selected = neighbour(KNOB_NAMES, this.#selected, by)
  }

  /** Both directions, up, down, both … */
  turnSide(): void {
    this.#side = neighbour(SIDES, this.#side, 1)
  }

  /** A step up or down; where the directions differ, each from where it is. */
  turn(by: 1 | -1): void {
    this.#order((weather) => stepped(this.#selected, weather, by))
  }

  /** Turns the chosen knob off. */
  reset(): void {
    this.#order((weather) => turnedOff(this.#selected, weather))
  }

  /** The value in words: one where it concerns one, or both are the same; else `↑5% ↓20%`. */
  wordsOf(name: KnobName): string {
    const [up, down] = DIRECTIONS.map((direction) => knobWords(name, this.#weather[direction]))
    if (this.#side === 'up' || (this.#side === 'both' && up === down)) return up ?? ''
    return this.#side === 'down' ? (down ?? '') : `↑${up} ↓${down}`
  }

  /** The directions that it concerns now. */
  get directions(): readonly Direction[] {
    return this.#side === 'both' ? DIRECTIONS : [this.#side]
  }

  #order(changeOf: (weather: Weather) => WeatherChange | undefined): void {
    const before = this.#weather
    const [up, down] = DIRECTIONS.map((direction) =>
      this.directions.includes(direction) ? changeOf(before[direction]) : undefined
    )
    if (up === undefined && down === undefined) return
    this.#weather = {
      up: withChanges(before.up, up ?? {}),
      down: withChanges(before.down, down ?? {})
    }
    const isOne = JSON.stringify(up) === JSON.stringify(down)
    this.#host.change(isOne ? { both: up } : { ...(up && { up }), ...(down && { down }) })
  }
}

const ACTS: Readonly<Record<string, (knobs: Knobs) => void>> = {
  '+': (knobs) => knobs.turn(1),
  // The same key without shift.
  '=': (knobs) => knobs.turn(1),
  '-': (knobs) => knobs.turn(-1),
  _: (knobs) => knobs.turn(-1),
  '0': (knobs) => knobs.reset(),
  left: (knobs) => knobs.move(-1),
  right: (knobs) => knobs.move(1),
  d: (knobs) => knobs.turnSide()
}

function neighbour<T>(all: readonly T[], one: T, by: 1 | -1): T {
  return all[(all.indexOf(one) + by + all.length) % all.length] ?? one
}
