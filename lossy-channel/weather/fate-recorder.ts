/**
 * Writes down the fates of every datagram of every flow, whoever decided them: dice, a fate
 * string, or a person. It watches a proxy (as its witness) or lanes of any kind; what it writes can be
 * given to `--fates`. Says how long it listens: its memory is bounded.
 */
import type { Micros } from '../../src/kernel/time.js'
import { type FatesByDirection, formatBothFates } from './fate-string.js'
import type { Changes } from './lane-host.js'
import { LaneRecord } from './lane-record.js'
import type { Direction } from './weather.js'

/** Marks and runs of all lanes together; what comes later is not written down. */
const MOST_WRITTEN = 200_000
const MOST_FLOWS = 4096
/** How many datagrams may come between two looks at the room that is left. */
const SELDOM = 64

type Lanes<T extends object> = Readonly<Record<Direction, LaneRecord<T>>>

export class FateRecorder<T extends object = Uint8Array> {
  readonly #flows = new Map<string, Lanes<T>>()
  readonly #most: number
  #isFull = false
  #untilCheck = 0

  /** `most` bounds its memory, in marks and runs of equal marks. */
  constructor(most = MOST_WRITTEN) {
    this.#most = most
  }

  /** False where it ran out of room: then the strings end before the run does. */
  get isWhole(): boolean {
    return !this.#isFull
  }

  /** The flows there have been, in the order in which they came. */
  get flows(): readonly string[] {
    return [...this.#flows.keys()]
  }

  /** `item` is the same object in all calls about one datagram. */
  submitted(flow: string, direction: Direction, item: T, at: Micros): void {
    if (this.#mayWrite()) this.#lanesOf(flow)?.[direction].submitted(item, at)
  }

  dropped(flow: string, direction: Direction, item: T, _why?: string, _at?: Micros): void {
    this.#flows.get(flow)?.[direction].dropped(item)
  }

  carried(
    flow: string,
    direction: Direction,
    item: T,
    { delay, changes }: { readonly delay: Micros; readonly changes: Changes | undefined },
    at: Micros
  ): void {
    this.#flows.get(flow)?.[direction].carried(item, delay, changes, at)
  }

  /** What has become of the datagrams of a flow so far; undefined for one that nobody has seen. */
  fatesOf(flow: string): FatesByDirection | undefined {
    const lanes = this.#flows.get(flow)
    return lanes && { up: lanes.up.fates, down: lanes.down.fates }
  }

  /** The same as `--fates` takes it: `up: ..x2  down: .`. */
  textOf(flow: string): string {
    return formatBothFates(this.fatesOf(flow) ?? {})
  }

  #lanesOf(flow: string): Lanes<T> | undefined {
    const known = this.#flows.get(flow)
    if (known !== undefined) return known
    if (this.#flows.size >= MOST_FLOWS) {
      this.#isFull = true
      return undefined
    }
    const lanes = { up: new LaneRecord<T>(), down: new LaneRecord<T>() }
    this.#flows.set(flow, lanes)
    return lanes
  }

  /** Asks seldom how much there is. */
  #mayWrite(): boolean {
    if (this.#isFull || --this.#untilCheck > 0) return !this.#isFull
    let size = 0
    for (const { up, down } of this.#flows.values()) size += up.size + down.size
    this.#isFull = size >= this.#most
    // As many can come, at the most, before the room is used up.
    this.#untilCheck = Math.max(SELDOM, Math.ceil((this.#most - size) / 2))
    return !this.#isFull
  }
}
