/** The keys of whoever is the channel: one of those that wait is chosen, and a key decides it. */
import type { Fate } from '../../../lossy-channel/weather/fate.js'
import { type Micros, ms } from '../../kernel/time.js'
import { chordOf, type Key } from './key.js'

export interface TrayHost {
  decide(id: number, fate: Fate): void
  /** Delivers all that wait, in their order. */
  deliverAll(): void
}

export interface TrayKey {
  readonly key: string
  /** In one word, and as a sign of what becomes of the datagram. */
  readonly does: string
  readonly sign: string
}

/** For the foot of the pane and the overview of all keys; they agree with what `key` does. */
export const TRAY_KEYS: readonly TrayKey[] = [
  { key: 'd', does: 'deliver', sign: '✓' },
  { key: 'x', does: 'drop', sign: '✗' },
  { key: 'c', does: 'corrupt', sign: '≈' },
  { key: '2', does: 'duplicate', sign: '²' },
  { key: 'l', does: 'late', sign: '◷' },
  { key: 'a', does: 'all', sign: '»' }
]

const MARKS: Readonly<Record<string, Fate['mark']>> = {
  d: '.',
  x: 'x',
  c: 'c',
  '2': '2',
  l: 'late'
}

/** How late `l` makes a datagram, unless told. */
const LATE: Micros = ms(200)

export class TrayChooser {
  readonly #host: TrayHost
  /** How late `l` makes a datagram. */
  lateBy: Micros = LATE
  #ids: readonly number[] = []
  #chosen: number | undefined

  constructor(host: TrayHost) {
    this.#host = host
  }

  /** The id of the one that a key would decide; undefined where none waits. */
  get chosen(): number | undefined {
    return this.#chosen
  }

  /** What waits now, in its order: the choice stays where it is, or goes to the one behind it. */
  show(items: readonly { readonly id: number }[]): void {
    const before = this.#chosen
    this.#ids = items.map(({ id }) => id)
    if (before !== undefined && this.#ids.includes(before)) return
    const behind = this.#ids.find((id) => id > (before ?? 0))
    this.#chosen = behind ?? this.#ids.at(-1)
  }

  /** @returns false for a key that means nothing here */
  key(key: Key): boolean {
    const chord = chordOf(key)
    const mark = MARKS[chord]
    if (mark !== undefined) this.#decide({ mark, by: mark === 'late' ? this.lateBy : 0 })
    else if (chord === 'a') this.#host.deliverAll()
    else if (chord === 'up') this.#move(-1)
    else if (chord === 'down') this.#move(1)
    else if (chord === 'home') this.#chosen = this.#ids[0]
    else if (chord === 'end') this.#chosen = this.#ids.at(-1)
    else return false
    return true
  }

  #decide(fate: Fate): void {
    if (this.#chosen !== undefined) this.#host.decide(this.#chosen, fate)
  }

  #move(by: 1 | -1): void {
    const place = this.#chosen === undefined ? -1 : this.#ids.indexOf(this.#chosen)
    const next = this.#ids[Math.min(this.#ids.length - 1, Math.max(0, place + by))]
    if (next !== undefined) this.#chosen = next
  }
}
