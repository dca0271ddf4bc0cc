/**
 * The second half of a lane, behind all decisions: the partition, the link with its queue, the
 * delay, and those that are held back until another has passed.
 */
import type { Micros } from '../../src/kernel/time.js'
import type { World } from '../../src/kernel/world.js'
import { HeldBack, type HeldDatagram } from './held-back.js'
import type { LaneCounts } from './lane-counts.js'
import type { Changes, LaneHost } from './lane-host.js'
import { Link } from './link.js'
import { queueLimit, type Weather } from './weather.js'
import { describeQueue } from './words.js'

/** One that has rolled its dice, and whose fate is known, or waited for. */
export interface Coming<T> {
  readonly item: T
  readonly length: number
  readonly since: Micros
  readonly delay: Micros
  /** Which of the lane it is, from 1: its place in a fate string. */
  readonly nth: number
}

type Sendable<T> = Omit<HeldDatagram<T>, 'why'>

export class Way<T> {
  isCut = false
  readonly #host: LaneHost<T>
  readonly #world: World
  readonly #counts: LaneCounts
  readonly #noticed: () => void
  #weather: Weather
  #link: Link | undefined
  #queueRule: string | undefined
  #heldBack: HeldBack<T> | undefined

  /** `noticed` is called where one that was held back has gone by itself. */
  constructor(
    host: LaneHost<T>,
    world: World,
    weather: Weather,
    counts: LaneCounts,
    noticed: () => void
  ) {
    this.#host = host
    this.#world = world
    this.#weather = weather
    this.#counts = counts
    this.#noticed = noticed
  }

  /** Something else than a delay may happen to the next one. */
  get isBusy(): boolean {
    return this.isCut || this.held > 0 || this.#link !== undefined
  }

  /** How many are held back. */
  get held(): number {
    return this.#heldBack?.size ?? 0
  }

  change(weather: Weather): void {
    this.#weather = weather
    this.#queueRule = undefined
    const limit = queueLimit(weather)
    const before = this.#link
    this.#link = limit > 0 ? new Link(weather.rate, limit) : undefined
    if (before !== undefined) this.#link?.takeOver(before)
  }

  /** Forgets those that are held back, and rings no more. */
  close(): void {
    this.#heldBack?.clear()
  }

  /**
   * Takes the wire's time for one that dies on it.
   * @returns false where it did not get so far, and was dropped for that
   */
  reaches(item: T, length: number, at: Micros, delay: Micros): boolean {
    if (this.isCut) this.drop('cut', item, 'partition')
    else if (this.#link?.enter(length, at, delay) === -1) this.#refuse(item)
    else return true
    return false
  }

  /** Puts it on the link; those that were held back for it follow. */
  send(datagram: Sendable<T>, at: Micros, late?: Changes['late']): void {
    let passed = this.#carry(datagram, at, late, 0)
    while (passed >= 0) {
      const held = this.#heldBack?.takeLast()
      if (held === undefined) return
      passed = Math.max(passed, this.#carryHeld(held, at, passed))
    }
  }

  /** Waits for the next one to pass, or until `patience` µs are over. */
  holdBack(datagram: HeldDatagram<T>, patience: Micros, at: Micros): void {
    this.#heldBack ??= new HeldBack(this.#world, (held, now) => {
      this.send(held, now, { by: now - held.since, why: held.why })
      this.#noticed()
    })
    if (this.#heldBack.isFull) this.send(datagram, at, { by: 0, why: datagram.why })
    else this.#heldBack.hold(datagram, patience)
  }

  drop(cause: 'lost' | 'refused' | 'cut', item: T, why: string): -1 {
    this.#counts.dropped++
    this.#counts[cause]++
    this.#host.drop(item, why)
    return -1
  }

  /**
   * Through the link and the delay, to arrive no sooner than `notBefore` µs from now.
   * @returns when it arrives, in µs from now; −1 where it never does
   */
  #carry(datagram: Sendable<T>, at: Micros, late: Changes['late'], notBefore: Micros): Micros {
    const { item, damage, copy } = datagram
    if (this.isCut) return this.drop('cut', item, 'partition')
    const out = this.#link?.enter(datagram.length, at, datagram.delay) ?? 0
    if (out < 0) return this.#refuse(item)
    const delay = Math.max(notBefore, out + datagram.delay)
    const changes = { ...(damage && { damage }), ...(late && { late }) }
    if (damage) this.#counts[damage.kind === 'truncate' ? 'truncated' : 'corrupted']++
    this.#counts.carried++
    this.#host.carry(item, delay, damage || late ? changes : undefined)
    if (copy !== undefined) {
      this.#counts.duplicated++
      this.#counts.carried++
      this.#host.carry(item, delay, { ...changes, copy })
    }
    return delay
  }

  /** Behind one that has just passed, and arrives `passed` µs from now. */
  #carryHeld(held: HeldDatagram<T>, at: Micros, passed: Micros): Micros {
    const by = at - held.since + Math.max(0, passed - held.delay)
    return this.#carry(held, at, { by, why: held.why }, passed)
  }

  #refuse(item: T): Micros {
    this.#queueRule ??= describeQueue(this.#weather)
    return this.drop('refused', item, `${this.#queueRule}: the queue is full`)
  }
}
