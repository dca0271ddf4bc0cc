/** Choosing another fate for a segment in flight. */
import type { Fate } from '../../../lossy-channel/weather/fate.js'
import { formatDuration } from '../../kernel/quantity.js'
import type { Micros } from '../../kernel/time.js'
import type { Flight } from '../../sim/stepper/run-state.js'
import type { KeyHelp } from './help-keys.js'
import { chordOf, type Key } from './key.js'
import { flightName } from './step-flights.js'

export interface FateHost {
  /** What is in flight now. */
  flights(): readonly Flight[]
  /** This one shall have this fate. */
  decide(flight: Flight, fate: Fate): void
  /** By how much shall it be late? */
  askDelay(flight: Flight): void
  leave(): void
}

const MARKS: Readonly<Record<string, Fate['mark']>> = { d: '.', x: 'x', c: 'c', '2': '2' }

export const FATE_KEYS: readonly KeyHelp[] = [
  { keys: '↑ ↓', does: 'which', about: 'chooses a segment in flight' },
  { keys: 'd', does: 'deliver', about: 'it arrives, whole, after the usual delay' },
  { keys: 'x', does: 'lose', about: 'it is lost in the channel' },
  { keys: 'c', does: 'corrupt', about: 'one bit of it is flipped' },
  { keys: '2', does: 'duplicate', about: 'it arrives twice' },
  { keys: 'l', does: 'late', about: 'it arrives later, by a time that you type' },
  { keys: 'Esc', does: 'leave', about: 'changes nothing' }
]

export class FateChooser {
  readonly #host: FateHost
  #chosen: number | undefined

  constructor(host: FateHost) {
    this.#host = host
  }

  /** The transmission that is chosen. */
  get chosen(): number | undefined {
    return this.#flight?.id
  }

  /** @returns false where there is nothing to choose from */
  open(): boolean {
    this.#chosen = this.#host.flights().at(-1)?.id
    return this.#chosen !== undefined
  }

  key(key: Key): void {
    const chord = chordOf(key)
    const flight = this.#flight
    const mark = Object.hasOwn(MARKS, chord) ? MARKS[chord] : undefined
    if (flight === undefined || chord === 'escape' || chord === 'f' || chord === 'q')
      this.#host.leave()
    else if (chord === 'up' || chord === 'k') this.#move(-1)
    else if (chord === 'down' || chord === 'j') this.#move(1)
    else if (chord === 'l') this.#host.askDelay(flight)
    else if (mark !== undefined) this.#host.decide(flight, { mark, by: 0 })
  }

  get #flight(): Flight | undefined {
    return this.#host.flights().find(({ id }) => id === this.#chosen)
  }

  #move(by: number): void {
    const flights = this.#host.flights()
    const place = flights.findIndex(({ id }) => id === this.#chosen)
    this.#chosen = flights[Math.max(0, Math.min(place + by, flights.length - 1))]?.id
  }
}

const DONE: Readonly<Record<Fate['mark'], string>> = {
  '.': 'is delivered',
  x: 'is lost',
  c: 'is corrupted',
  w: 'has two words swapped',
  '2': 'is duplicated',
  t: 'is cut short',
  '>': 'is held back',
  late: 'is late',
  '?': 'is left to the dice'
}

/** `data 3 (sent at 100 ms) is lost`. */
export function changeText(flight: Flight, { mark, by }: Fate, sent: string): string {
  const much = mark === 'late' ? ` by ${formatDuration(by as Micros)}` : ''
  return `${flightName(flight)}, sent at ${sent}, ${DONE[mark]}${much}`
}
