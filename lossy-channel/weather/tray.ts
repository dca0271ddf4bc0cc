/**
 * The tray: where datagrams wait until somebody decides what becomes of each. Whoever decides is
 * the channel. The lanes put them here behind their dice and before the partition; what is decided
 * goes back to the lane, which carries it out like any other fate.
 */
import type { Micros } from '../../src/kernel/time.js'
import type { Fate } from './fate.js'
import type { Direction } from './weather.js'

/** One that waits. */
export interface TrayItem<T> {
  /** Counts up in the order of arrival, from 1, over all lanes. */
  readonly id: number
  readonly flow: string
  readonly direction: Direction
  readonly item: T
  /** When it came. */
  readonly since: Micros
}

/** Who is told. None may decide from inside a call. */
export interface TrayWitness<T> {
  waits?(item: TrayItem<T>): void
  /** It waits no more; `fate` is undefined where its flow was closed before anybody decided. */
  left?(item: TrayItem<T>, fate: Fate | undefined): void
}

/** Whoever put it there carries out what is decided. */
export interface TrayOwner<T> {
  obey(item: TrayItem<T>, fate: Fate): void
}

/** More than this nobody decides by hand; what comes beyond is dropped. */
export const MOST_IN_TRAY = 1000

export const DELIVER: Fate = { mark: '.', by: 0 }

interface Entry<T> {
  readonly item: TrayItem<T>
  readonly owner: TrayOwner<T>
}

export class Tray<T> {
  readonly #entries = new Map<number, Entry<T>>()
  readonly #witness: TrayWitness<T>
  readonly #most: number
  #ids = 0

  constructor(witness: TrayWitness<T> = {}, most = MOST_IN_TRAY) {
    this.#witness = witness
    this.#most = most
  }

  /** What waits, in the order in which it came. */
  get items(): readonly TrayItem<T>[] {
    return Array.from(this.#entries.values(), ({ item }) => item)
  }

  get size(): number {
    return this.#entries.size
  }

  /** @returns what waits now; undefined where there is no room */
  put(owner: TrayOwner<T>, coming: Omit<TrayItem<T>, 'id'>): TrayItem<T> | undefined {
    if (this.#entries.size >= this.#most) return undefined
    const item = { id: ++this.#ids, ...coming }
    this.#entries.set(item.id, { item, owner })
    this.#witness.waits?.(item)
    return item
  }

  /** @returns false where nothing of that number waits */
  decide(id: number, fate: Fate): boolean {
    const entry = this.#entries.get(id)
    if (entry === undefined) return false
    this.#entries.delete(id)
    this.#witness.left?.(entry.item, fate)
    entry.owner.obey(entry.item, fate)
    return true
  }

  /** Decides the same for all that wait, in their order; `which` picks some of them. */
  decideAll(fate: Fate, which: (item: TrayItem<T>) => boolean = () => true): number {
    const chosen = this.items.filter(which)
    for (const { id } of chosen) this.decide(id, fate)
    return chosen.length
  }

  /** Delivers what `owner` has put here, in its order. */
  deliverFor(owner: TrayOwner<T>): void {
    this.decideAll(DELIVER, ({ id }) => this.#entries.get(id)?.owner === owner)
  }

  /** Forgets what `owner` has put here. */
  forget(owner: TrayOwner<T>): void {
    for (const [id, entry] of this.#entries) {
      if (entry.owner !== owner) continue
      this.#entries.delete(id)
      this.#witness.left?.(entry.item, undefined)
    }
  }
}
