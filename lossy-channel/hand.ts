/**
 * A person's hand in the proxy: the next one dies, or everything waits in a tray and the person is
 * the channel. The lanes carry out what is ordered here, like any other fate.
 */
import type { Micros } from '../src/kernel/time.js'
import type { ProxyOptions } from './proxy-options.js'
import { type Fate, KILLED_BY_HAND } from './weather/fate.js'
import { type Kill, Kills } from './weather/kills.js'
import type { Lane } from './weather/lane.js'
import { DELIVER, Tray, type TrayItem } from './weather/tray.js'
import { DIRECTIONS, type Direction } from './weather/weather.js'

export type WaitingDatagram = TrayItem<Uint8Array>

type HandOptions = Pick<ProxyOptions, 'classify' | 'kindOf' | 'witness' | 'world'>

/** Calls `visit` for every lane that is open now. */
type EachLane = (visit: (lane: Lane<Uint8Array>, direction: Direction) => void) => void

export class Hand {
  readonly #options: HandOptions
  readonly #eachLane: EachLane
  readonly #kills = new Kills()
  readonly #tray: Tray<Uint8Array>
  readonly #open: Record<Direction, boolean> = { up: false, down: false }

  constructor(options: HandOptions, eachLane: EachLane) {
    const { witness } = options
    this.#options = options
    this.#eachLane = eachLane
    this.#tray = new Tray({
      waits: (item) => witness?.waits?.(item),
      left: (item, fate) => witness?.left?.(item, fate)
    })
  }

  /**
   * The next one that matches dies; its dice roll as ever. Where no `kindOf` was given, only `any`
   * ever matches.
   * @throws BadInput where too many are to die already
   */
  kill(kill: Kill): void {
    this.#kills.add(kill)
  }

  /** Those that are to die and have not come yet. */
  get kills(): readonly Kill[] {
    return this.#kills.pending
  }

  /** Takes back every `kill` that has not come true. */
  spare(): void {
    this.#kills.clear()
  }

  /** In which directions datagrams go to the tray. */
  get isOpen(): Readonly<Record<Direction, boolean>> {
    return this.#open
  }

  /** What waits for a decision, in the order in which it came. */
  get tray(): readonly WaitingDatagram[] {
    return this.#tray.items
  }

  /** How long it has waited, µs. */
  waited({ since }: WaitingDatagram): Micros {
    return this.#options.world.now() - since
  }

  /** What it is, as far as that is known: `data:3`, `ack`. */
  whatIs({ item }: WaitingDatagram): string | undefined {
    return this.#options.classify?.(item) ?? this.#options.kindOf?.(item)
  }

  /** From now on each datagram of these directions waits until it is decided. */
  openTray(directions: readonly Direction[] = DIRECTIONS): void {
    for (const direction of directions) this.#open[direction] = true
    this.#eachLane((lane, direction) => this.reachFor(lane, direction))
  }

  /** Delivers what waits in these directions, in its order; dice and fates rule again. */
  closeTray(directions: readonly Direction[] = DIRECTIONS): void {
    for (const direction of directions) this.#open[direction] = false
    this.decideAll(DELIVER, ({ direction }) => !this.#open[direction])
    this.#eachLane((lane, direction) => !this.#open[direction] && lane.closeTray())
  }

  /** @returns false where no datagram of that number waits (any more) */
  decide(id: number, fate: Fate): boolean {
    return this.#tray.decide(id, fate)
  }

  /** The same for all that wait, or those that `which` picks, in their order; says how many. */
  decideAll(fate: Fate, which?: (item: WaitingDatagram) => boolean): number {
    return this.#tray.decideAll(fate, which)
  }

  /** For the proxy: what a new lane asks of each datagram. */
  doomOf(flow: string, direction: Direction): (bytes: Uint8Array) => string | undefined {
    return (bytes) => {
      const isDoomed = this.#kills.takes(flow, direction, () => this.#options.kindOf?.(bytes))
      return isDoomed ? KILLED_BY_HAND : undefined
    }
  }

  /** For the proxy: a lane that has come, or the tray that was opened for it. */
  reachFor(lane: Lane<Uint8Array>, direction: Direction): void {
    if (this.#open[direction]) lane.openTray(this.#tray)
  }
}
