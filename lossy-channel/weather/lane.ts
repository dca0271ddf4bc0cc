/**
 * One direction of one flow. A datagram meets, in this order: the gate (hold and release), its
 * doom, the dice or its fate, the tray where a person decides instead, and then its way out
 * (way.ts): the partition, the link with its queue, and the delay. What dies does so on the wire, so
 * it takes the link's time; what the queue refuses does not.
 */
import type { Micros } from '../../src/kernel/time.js'
import type { World } from '../../src/kernel/world.js'
import { type Fate, type WhyOf, whyByHand, whyFated } from './fate.js'
import { FateCursor } from './fate-cursor.js'
import type { FateSource } from './fate-source.js'
import { Gate, MOST_AT_GATE } from './gate.js'
import { type LaneCounts, noCounts } from './lane-counts.js'
import { DUPLICATED, LaneDice, LOST, REORDERED } from './lane-dice.js'
import type { LaneHost } from './lane-host.js'
import { FATE_PATIENCE, type LaneOptions, REORDER_PATIENCE } from './lane-options.js'
import { SegmentDice } from './segment-dice.js'
import { DELIVER, MOST_IN_TRAY, type Tray, type TrayItem, type TrayOwner } from './tray.js'
import { type Coming, Way } from './way.js'
import { checkFateBy, type Direction, type FateBy, type Weather } from './weather.js'

export class Lane<T> implements TrayOwner<T> {
  readonly #host: LaneHost<T>
  readonly #world: World
  readonly #flow: string
  readonly #direction: Direction
  readonly #fateBy: FateBy
  readonly #explains: boolean
  readonly #segments: SegmentDice<T> | undefined
  readonly #doom: ((item: T) => string | undefined) | undefined
  readonly #counts = noCounts()
  readonly #gate = new Gate<T>()
  readonly #way: Way<T>
  readonly #inTray = new Map<number, Coming<T>>()
  #tray: Tray<T> | undefined
  #fates: FateSource | undefined
  #weather: Weather
  #dice: LaneDice
  #entered = 0
  /** The last in the lane's order that left the tray. */
  #lastByHand = 0
  #isBusy = false

  /** @throws BadInput where `fateBy` cannot go with the weather */
  constructor(options: LaneOptions<T>, host: LaneHost<T>) {
    const { weather, seed, flow, direction, fates, fateBy = 'order', classify } = options
    const name = [seed, flow, direction]
    this.#host = host
    this.#world = options.world
    this.#flow = flow
    this.#direction = direction
    this.#fateBy = fateBy
    this.#explains = options.explains ?? true
    this.#doom = options.doom
    if (fateBy === 'segment' && classify) this.#segments = new SegmentDice(name, classify)
    this.#fates = fates && ('next' in fates ? fates : new FateCursor(fates))
    this.#weather = weather
    this.#dice = new LaneDice(name, weather)
    this.#way = new Way(host, options.world, weather, this.#counts, () => this.#notice())
    this.change(weather)
  }

  /** What has happened so far; it goes on counting. */
  get counts(): Readonly<LaneCounts> {
    return this.#counts
  }

  /** Datagrams that are inside and have no order yet: before the gate, in the tray, or held back. */
  get waiting(): number {
    return this.#gate.size + this.#inTray.size + this.#way.held
  }

  /**
   * From the next datagram on. Dice go on where they are, and what is on its way stays so.
   * @throws BadInput where `fateBy` cannot go with the weather
   */
  change(weather: Weather): void {
    checkFateBy(weather, this.#fateBy)
    this.#weather = weather
    this.#dice.change(weather)
    this.#way.change(weather)
    this.#notice()
  }

  /** A cut lane drops everything, until it heals. */
  partition(isCut: boolean): void {
    this.#way.isCut = isCut
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
      this.#entered++
    }
    this.#notice()
  }

  /** From now on datagrams wait in `tray` until somebody decides; the dice roll, and do not count. */
  openTray(tray: Tray<T>): void {
    this.#tray = tray
    this.#notice()
  }

  /** Delivers what waits in the tray, in its order; from now on dice and fates rule again. */
  closeTray(): void {
    const tray = this.#tray
    this.#tray = undefined
    tray?.deliverFor(this)
    this.#notice()
  }

  /** Forgets what waits, and rings no more. */
  close(): void {
    this.#gate.open()
    this.#tray?.forget(this)
    this.#inTray.clear()
    this.#way.close()
  }

  /** One datagram of `length` bytes comes at `at`, which is now. */
  submit(item: T, length: number, at: Micros): void {
    this.#counts.submitted++
    if (!this.#gate.isShut) this.#enter(item, length, at)
    else if (!this.#gate.wait(item, length)) {
      this.#way.drop('refused', item, `the held lane is full: ${MOST_AT_GATE} datagrams wait`)
    }
  }

  #enter(item: T, length: number, at: Micros): void {
    this.#entered++
    const dice = this.#segments?.diceFor(item, this.#weather) ?? this.#dice
    const says = dice.roll()
    // In a cut lane it would not be the killer who kills it.
    const doom = this.#way.isCut ? undefined : this.#doom?.(item)
    if (says === 0 && !this.#isBusy && doom === undefined) {
      this.#counts.carried++
      this.#host.carry(item, dice.delay)
      return
    }
    const fate = this.#fates?.next()
    const coming = {
      item,
      length,
      since: at,
      delay: dice.delay,
      nth: this.#fates?.taken ?? this.#entered
    }
    if (doom !== undefined) this.#die(coming, at, () => doom)
    else if (this.#tray !== undefined) this.#lay(this.#tray, coming)
    else if (fate === undefined || fate.mark === '?') this.#obeyDice(dice, says, coming)
    else this.#obeyFate(fate, coming, at, whyFated)
    this.#notice()
  }

  #lay(tray: Tray<T>, coming: Coming<T>): void {
    const { item, since } = coming
    const place = { flow: this.#flow, direction: this.#direction, item, since }
    const laid = tray.put(this, place)
    if (laid !== undefined) this.#inTray.set(laid.id, coming)
    else {
      this.#way.drop('refused', item, `by hand: the tray is full: ${MOST_IN_TRAY} datagrams wait`)
    }
  }

  /** What was decided about one that waits in the tray. */
  obey({ id }: TrayItem<T>, fate: Fate): void {
    const coming = this.#inTray.get(id)
    if (coming === undefined) return
    this.#inTray.delete(id)
    if (fate.mark !== 'x' && fate.mark !== '>') {
      if (coming.nth < this.#lastByHand) this.#counts.reordered++
      else this.#lastByHand = coming.nth
    }
    this.#obeyFate(fate, coming, this.#world.now(), whyByHand)
    this.#notice()
  }

  #obeyDice(dice: LaneDice, says: number, { item, length, since }: Coming<T>): void {
    const at = since
    if ((says & LOST) !== 0) {
      this.#die({ item, length, since, delay: dice.delay }, at, () => dice.whyLost())
      return
    }
    const damage = says === 0 ? undefined : dice.damage(says, length)
    const copy = (says & DUPLICATED) === 0 ? undefined : dice.whyDuplicated()
    const datagram = { item, length, since, delay: dice.delay, damage, copy }
    if ((says & REORDERED) === 0) {
      this.#way.send(datagram, at)
      return
    }
    this.#counts.reordered++
    const why = dice.whyReordered()
    const { delay, jitter } = this.#weather
    if (delay > 0 || jitter.spread > 0) {
      this.#way.send({ ...datagram, delay: 0 }, at, { by: -dice.delay, why })
    } else this.#way.holdBack({ ...datagram, why }, REORDER_PATIENCE, at)
  }

  /** `at` is later than it came where it has waited in the tray. */
  #obeyFate(fate: Fate, { nth, ...coming }: Coming<T>, at: Micros, whyOf: WhyOf): void {
    const { mark, by } = fate
    const waited = at - coming.since
    const why = whyOf(fate, waited)
    if (mark === 'x') {
      this.#die(coming, at, () => why)
      return
    }
    const isDamage = mark === 'c' || mark === 'w' || mark === 't'
    const damage = isDamage ? this.#dice.fatedDamage(mark, nth, coming.length, why) : undefined
    const copy = mark === '2' ? why : undefined
    const datagram = { ...coming, delay: coming.delay + by, damage, copy }
    if (mark === '>') {
      this.#counts.reordered++
      this.#way.holdBack({ ...datagram, why }, FATE_PATIENCE, at)
    } else if (mark === 'late') {
      this.#counts.late++
      this.#way.send(datagram, at, { by: waited + by, asked: by, why })
    } else {
      const kept = waited > 0 ? { by: waited, why: whyOf(DELIVER, waited) } : undefined
      this.#way.send(datagram, at, kept)
    }
  }

  /** Dies on the wire. */
  #die({ item, length, delay }: Omit<Coming<T>, 'nth'>, at: Micros, why: () => string): void {
    if (!this.#way.reaches(item, length, at, delay)) return
    this.#way.drop('lost', item, this.#explains ? why() : '')
  }

  /** Whether something else than plain dice and a delay may happen to the next one. */
  #notice(): void {
    if (this.#fates?.isOver) this.#fates = undefined
    this.#isBusy = this.#way.isBusy || this.#fates !== undefined || this.#tray !== undefined
  }
}
