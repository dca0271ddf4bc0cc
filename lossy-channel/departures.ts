/** Datagrams that are under way through the proxy, each until its time has come. */
import { EventQueue, type Scheduled } from '../src/kernel/event-queue.js'
import type { Micros } from '../src/kernel/time.js'
import type { Timers, World } from '../src/kernel/world.js'

/** Beyond this the proxy drops, so that no flood fills its memory: about 150 MB of full datagrams. */
const MOST_UNDER_WAY = 100_000

/** Takes a datagram that has arrived. */
export interface Arrivals {
  arrive(bytes: Uint8Array, at: Micros): void
}

class Departure implements Scheduled {
  time: Micros = 0
  order = 0
  readonly #road: Arrivals
  readonly #bytes: Uint8Array

  constructor(road: Arrivals, bytes: Uint8Array) {
    this.#road = road
    this.#bytes = bytes
  }

  happen(): void {
    this.#road.arrive(this.#bytes, this.time)
  }
}

export class Departures {
  readonly #world: World
  readonly #timers: Timers
  readonly #queue = new EventQueue()
  #alarmAt: Micros | undefined

  constructor(world: World) {
    this.#world = world
    this.#timers = world.timers(() => {
      this.#alarmAt = undefined
      this.flush()
    })
  }

  get size(): number {
    return this.#queue.size
  }

  /**
   * `bytes` arrives on `road` after `delay` µs, behind all that is due by then.
   * @returns false where too many are under way, and this one was not taken
   */
  depart(road: Arrivals, bytes: Uint8Array, delay: Micros): boolean {
    if (delay <= 0 && this.#queue.size === 0) {
      road.arrive(bytes, this.#world.now())
      return true
    }
    if (this.#queue.size >= MOST_UNDER_WAY) return false
    const now = this.#world.now()
    this.#queue.push(new Departure(road, bytes), now + Math.max(0, delay))
    if (delay <= 0) this.#arriveUntil(now)
    this.#setAlarm(now)
    return true
  }

  /** Sends what is due: timers ring late when the machine is busy. */
  flush(): void {
    const now = this.#world.now()
    this.#arriveUntil(now)
    this.#setAlarm(now)
  }

  close(): void {
    this.#timers.stopAll()
    while (this.#queue.pop() !== undefined);
  }

  #arriveUntil(now: Micros): void {
    let next = this.#queue.nextTime
    while (next !== undefined && next <= now) {
      this.#queue.pop()?.happen()
      next = this.#queue.nextTime
    }
  }

  #setAlarm(now: Micros): void {
    const next = this.#queue.nextTime
    if (next === undefined || (this.#alarmAt !== undefined && this.#alarmAt <= next)) return
    this.#alarmAt = next
    this.#timers.start(next - now, 0)
  }
}
