/**
 * One direction of one flow. A datagram meets, in this order: the gate (hold and release),
 * the dice or its fate, the partition, the link with its queue, and the delay. What the dice kill
 * dies on the wire, so it takes the link's time; what the queue refuses does not.
 */
import type { Micros } from '../../src/kernel/time.js'
import type { World } from '../../src/kernel/world.js'
import { FateCursor } from './fate-cursor.js'
import type { FateSource } from './fate-source.js'
import type { FateRun } from './fate-string.js'
import { Gate, MOST_AT_GATE } from './gate.js'
import { HeldBack, type HeldDatagram } from './held-back.js'
import { type LaneCounts, noCounts } from './lane-counts.js'
import { DUPLICATED, LaneDice, LOST, REORDERED } from './lane-dice.js'
import type { Changes, Damage, LaneHost } from './lane-host.js'
import { FATE_PATIENCE, type LaneOptions, REORDER_PATIENCE } from './lane-options.js'
import { Link } from './link.js'
import { SegmentDice } from './segment-dice.js'
import { checkFateBy, type FateBy, queueLimit, type Weather } from './weather.js'
import { describeQueue, durationWord } from './words.js'

type Sendable<T> = Omit<HeldDatagram<T>, 'why'>

export class Lane<T> {
  readonly #host: LaneHost<T>
  readonly #world: World
  readonly #fateBy: FateBy
  readonly #explains: boolean
  readonly #segments: SegmentDice<T> | undefined
  readonly #counts = noCounts()
  readonly #gate = new Gate<T>()
  #fates: FateSource | undefined
  #weather: Weather
  #dice: LaneDice
  #link: Link | undefined
  #queueRule: string | undefined
  #heldBack: HeldBack<T> | undefined
  #isCut = false
  #isBusy = false

  /** @throws BadInput where `fateBy` cannot go with the weather */
  constructor(options: LaneOptions<T>, host: LaneHost<T>) {
    const { weather, seed, flow, direction, fates, fateBy = 'order', classify } = options
    const name = [seed, flow, direction]
    this.#host = host
    this.#world = options.world
    this.#fateBy = fateBy
    this.#explains = options.explains ?? true
    if (fateBy === 'segment' && classify) this.#segments = new SegmentDice(name, classify)
    this.#fates = fates && ('next' in fates ? fates : new FateCursor(fates))
    this.#weather = weather
    this.#dice = new LaneDice(name, weather)
    this.change(weather)
  }

  /** What has happened so far; it goes on counting. */
  get counts(): Readonly<LaneCounts> {
    return this.#counts
  }

  /** Datagrams that are inside and have no order yet: before the gate, or held back. */
  get waiting(): number {
    return this.#gate.size + (this.#heldBack?.size ?? 0)
  }

  /**
   * From the next datagram on. Dice go on where they are, and what is on its way stays so.
   * @throws BadInput where `fateBy` cannot go with the weather
   */
  change(weather: Weather): void {
    checkFateBy(weather, this.#fateBy)
    this.#weather = weather
    this.#queueRule = undefined
    this.#dice.change(weather)
    const limit = queueLimit(weather)
    const before = this.#link
    this.#link = limit > 0 ? new Link(weather.rate, limit) : undefined
    if (before !== undefined) this.#link?.takeOver(before)
    this.#notice()
  }

  /** A cut lane drops everything, until it heals. */
  partition(isCut: boolean): void {
    this.#isCut = isCut
    this.#notice()
  }

  /** From now on everything waits before the gate. */
  hold(): void {
    this.#gate.isShut = true
  }

  /** Lets in what has waited, in its order, and opens the gate. */
  release(): void {
    const at = this.#world.now()
    for (const { item, length } of this.#gate.open()) this.#enter(item, length, at)
    // Those that found no room are gone, but the dice that were theirs are not the next ones'.
    for (let refused = this.#gate.takeRefused(); refused > 0; refused--) {
      this.#dice.roll()
      this.#fates?.next()
    }
    this.#notice()
  }

  /** Forgets what waits, and rings no more. */
  close(): void {
    this.#gate.open()
    this.#heldBack?.clear()
  }

  /** One datagram of `length` bytes comes at `at`, which is now. */
  submit(item: T, length: number, at: Micros): void {
    this.#counts.submitted++
    if (!this.#gate.isShut) this.#enter(item, length, at)
    else if (!this.#gate.wait(item, length)) {
      this.#drop('refused', item, `the held lane is full: ${MOST_AT_GATE} datagrams wait`)
    }
  }

  #enter(item: T, length: number, at: Micros): void {
    const dice = this.#segments?.diceFor(item, this.#weather) ?? this.#dice
    const says = dice.roll()
    if (says === 0 && !this.#isBusy) {
      this.#counts.carried++
      this.#host.carry(item, dice.delay)
      return
    }
    const fate = this.#fates?.next()
    if (fate === undefined) this.#obeyDice(dice, says, item, length, at)
    else this.#obeyFate(dice.delay, fate, item, length, at)
    this.#notice()
  }

  #obeyDice(dice: LaneDice, says: number, item: T, length: number, at: Micros): void {
    if ((says & LOST) !== 0) {
      this.#die(item, length, at, dice.delay, dice)
      return
    }
    const damage = says === 0 ? undefined : dice.damage(says, length)
    const copy = (says & DUPLICATED) === 0 ? undefined : dice.whyDuplicated()
    const datagram = { item, length, since: at, delay: dice.delay, damage, copy }
    if ((says & REORDERED) === 0) {
      this.#send(datagram, at)
      return
    }
    this.#counts.reordered++
    const why = dice.whyReordered()
    const { delay, jitter } = this.#weather
    if (delay > 0 || jitter.spread > 0) {
      this.#send({ ...datagram, delay: 0 }, at, { by: -dice.delay, why })
    } else this.#holdBack({ ...datagram, why }, REORDER_PATIENCE, at)
  }

  #obeyFate(delay: Micros, fate: FateRun, item: T, length: number, at: Micros): void {
    const { mark, by } = fate
    if (mark === 'x') {
      this.#die(item, length, at, delay)
      return
    }
    const damage = this.#fatedDamage(mark, length)
    const copy = mark === '2' ? 'fate 2' : undefined
    const datagram = { item, length, since: at, delay, damage, copy }
    if (mark === '>') {
      this.#counts.reordered++
      this.#holdBack({ ...datagram, why: 'fate >' }, FATE_PATIENCE, at)
    } else if (mark === 'late') {
      this.#counts.late++
      const why = `fate (+${durationWord(by)})`
      this.#send({ ...datagram, delay: delay + by }, at, { by, why })
    } else this.#send(datagram, at)
  }

  #fatedDamage(mark: FateRun['mark'], length: number): Damage | undefined {
    if (mark !== 'c' && mark !== 'w' && mark !== 't') return undefined
    return this.#dice.fatedDamage(mark, this.#fates?.taken ?? 0, length)
  }

  /** Dies on the wire: by the dice that are given, or else by its fate. */
  #die(item: T, length: number, at: Micros, delay: Micros, dice?: LaneDice): void {
    if (this.#isCut) this.#drop('cut', item, 'partition')
    else if (this.#link?.enter(length, at, delay) === -1) this.#refuse(item)
    else this.#drop('lost', item, this.#explains ? (dice?.whyLost() ?? 'fate x') : '')
  }

  /** Puts it on the link; those that were held back for it follow. */
  #send(datagram: Sendable<T>, at: Micros, late?: Changes['late']): void {
    let passed = this.#carry(datagram, at, late, 0)
    while (passed >= 0) {
      const held = this.#heldBack?.takeLast()
      if (held === undefined) return
      passed = Math.max(passed, this.#carryHeld(held, at, passed))
    }
  }

  /**
   * Through the link and the delay, to arrive no sooner than `notBefore` µs from now.
   * @returns when it arrives, in µs from now; −1 where it never does
   */
  #carry(datagram: Sendable<T>, at: Micros, late: Changes['late'], notBefore: Micros): Micros {
    const { item, damage, copy } = datagram
    if (this.#isCut) return this.#drop('cut', item, 'partition')
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

  #holdBack(datagram: HeldDatagram<T>, patience: Micros, at: Micros): void {
    this.#heldBack ??= new HeldBack(this.#world, (held, now) => {
      this.#send(held, now, { by: now - held.since, why: held.why })
      this.#notice()
    })
    if (this.#heldBack.isFull) this.#send(datagram, at, { by: 0, why: datagram.why })
    else this.#heldBack.hold(datagram, patience)
  }

  #refuse(item: T): Micros {
    this.#queueRule ??= describeQueue(this.#weather)
    return this.#drop('refused', item, `${this.#queueRule}: the queue is full`)
  }

  #drop(cause: 'lost' | 'refused' | 'cut', item: T, why: string): -1 {
    this.#counts.dropped++
    this.#counts[cause]++
    this.#host.drop(item, why)
    return -1
  }

  /** Whether something else than plain dice and a delay may happen to the next one. */
  #notice(): void {
    if (this.#fates?.isOver) this.#fates = undefined
    const isHolding = this.#heldBack !== undefined && this.#heldBack.size > 0
    this.#isBusy = this.#isCut || isHolding || this.#fates !== undefined || this.#link !== undefined
  }
}
