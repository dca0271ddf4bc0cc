/**
 * Virtual time: an hour passes as fast as its events can be digested, in the same
 * order on every machine.
 */
import { EventQueue, type Scheduled } from '../kernel/event-queue.js'
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'

export class VirtualWorld implements World {
  readonly queue = new EventQueue()
  /** Things that have happened; a timer that was moved or stopped in time is none. */
  events = 0
  /** When the last of them happened. */
  lastEventAt: Micros = 0
  #now: Micros = 0

  now(): Micros {
    return this.#now
  }

  timers(expired: (key: number, at: Micros) => void): Timers {
    return new VirtualTimers(this, expired)
  }

  /** Calls `action` at `time`, which is not before now. */
  at(time: Micros, action: () => void): void {
    this.queue.push(new Call(this, action), time)
  }

  /**
   * Lets happen what is due until `until`, at most `most` events, and then it is `until`.
   * @returns false where the number of events was the end of it
   */
  run(until: Micros = Number.POSITIVE_INFINITY, most = Number.POSITIVE_INFINITY): boolean {
    const last = this.events + most
    const { queue } = this
    for (let event = queue.popUntil(until); event !== undefined; event = queue.popUntil(until)) {
      this.#now = event.time
      this.lastEventAt = event.time
      event.happen()
      if (this.events >= last) return queue.size === 0
    }
    if (until !== Number.POSITIVE_INFINITY) this.#now = until
    return true
  }
}

class Call implements Scheduled {
  time: Micros = Number.NaN
  order = 0
  readonly #world: VirtualWorld
  readonly #action: () => void

  constructor(world: VirtualWorld, action: () => void) {
    this.#world = world
    this.#action = action
  }

  happen(): void {
    this.#world.events++
    this.#action()
  }
}

class VirtualTimers implements Timers {
  readonly #world: VirtualWorld
  readonly #expired: (key: number, at: Micros) => void
  readonly #timers = new Map<number, VirtualTimer>()

  constructor(world: VirtualWorld, expired: (key: number, at: Micros) => void) {
    this.#world = world
    this.#expired = expired
  }

  start(delay: Micros, key: number): void {
    let timer = this.#timers.get(key)
    const deadline = this.#world.now() + delay
    if (timer === undefined || timer.isQueuedAfter(deadline)) {
      timer?.stop()
      timer = new VirtualTimer(this.#world, this.#timers, key, this.#expired)
      this.#timers.set(key, timer)
    }
    timer.start(deadline)
  }

  stop(key: number): void {
    this.#timers.get(key)?.stop()
  }

  stopAll(): void {
    for (const timer of this.#timers.values()) timer.stop()
  }
}

/**
 * A timer that is restarted with every ACK would fill the heap with dead entries. So its one
 * entry stays where it is, and when it comes up too early it is put back, at the place in the
 * order that was reserved when the timer was last started.
 */
class VirtualTimer implements Scheduled {
  time: Micros = Number.NaN
  order = 0
  #deadline: Micros = 0
  #ticket = 0
  #isRunning = false
  #isQueued = false
  readonly #world: VirtualWorld
  readonly #table: Map<number, VirtualTimer>
  readonly #key: number
  readonly #expired: (key: number, at: Micros) => void

  constructor(
    world: VirtualWorld,
    table: Map<number, VirtualTimer>,
    key: number,
    expired: (key: number, at: Micros) => void
  ) {
    this.#world = world
    this.#table = table
    this.#key = key
    this.#expired = expired
  }

  isQueuedAfter(time: Micros): boolean {
    return this.#isQueued && this.time > time
  }

  start(deadline: Micros): void {
    this.#deadline = deadline
    this.#ticket = this.#world.queue.ticket()
    this.#isRunning = true
    if (this.#isQueued) return
    this.#isQueued = true
    this.#world.queue.push(this, deadline, this.#ticket)
  }

  stop(): void {
    this.#isRunning = false
  }

  happen(): void {
    this.#isQueued = false
    if (this.#isRunning && this.#ticket !== this.order) {
      this.#isQueued = true
      this.#world.queue.push(this, this.#deadline, this.#ticket)
      return
    }
    if (this.#table.get(this.#key) === this) this.#table.delete(this.#key)
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#world.events++
    this.#expired(this.#key, this.#world.now())
  }
}
