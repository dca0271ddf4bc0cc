/** Datagrams that wait until the next one of their direction has passed, or until patience ends. */
import type { Micros } from '../../src/kernel/time.js'
import type { Timers, World } from '../../src/kernel/world.js'
import type { Changes } from './lane-host.js'

export interface HeldDatagram<T> {
  readonly item: T
  readonly length: number
  readonly since: Micros
  /** What the lane's delay makes of it, once it goes. */
  readonly delay: Micros
  readonly damage: Changes['damage'] | undefined
  readonly copy: string | undefined
  readonly why: string
}

/** More than this many wait for nothing but an attack on our memory. */
const MOST_HELD = 4096

export class HeldBack<T> {
  readonly #stack: { readonly key: number; readonly datagram: HeldDatagram<T> }[] = []
  readonly #letGo: (datagram: HeldDatagram<T>, at: Micros) => void
  readonly #timers: Timers
  #keys = 0

  /** `letGo` is called for one that has waited in vain. */
  constructor(world: World, letGo: (datagram: HeldDatagram<T>, at: Micros) => void) {
    this.#letGo = letGo
    this.#timers = world.timers((key, at) => this.#ring(key, at))
  }

  get size(): number {
    return this.#stack.length
  }

  get isFull(): boolean {
    return this.#stack.length >= MOST_HELD
  }

  hold(datagram: HeldDatagram<T>, patience: Micros): void {
    const key = this.#keys++
    this.#stack.push({ key, datagram })
    this.#timers.start(patience, key)
  }

  /**
   * Takes out the one that came last: one that has been overtaken lets pass the one that waited
   * for it, so `>>.` arrives in the order 3, 2, 1.
   */
  takeLast(): HeldDatagram<T> | undefined {
    const last = this.#stack.pop()
    if (last !== undefined) this.#timers.stop(last.key)
    return last?.datagram
  }

  clear(): void {
    this.#timers.stopAll()
    this.#stack.length = 0
  }

  /** Those held before it go behind it: the next has passed, now. */
  #ring(key: number, at: Micros): void {
    const place = this.#stack.findIndex((entry) => entry.key === key)
    const [entry] = place < 0 ? [] : this.#stack.splice(place, 1)
    if (entry === undefined) return
    const younger = this.#stack.splice(place)
    this.#letGo(entry.datagram, at)
    this.#stack.push(...younger)
  }
}
