/**
 * All the dice of one lane. Each impairment has a stream of its own, named by seed,
 * flow, direction and impairment; one that is on rolls for every datagram, whatever
 * becomes of it, and one that is off not at all.
 */

import { formatProbability } from '../../src/kernel/quantity.js'
import { RandomStream } from '../../src/kernel/random.js'
import type { Micros } from '../../src/kernel/time.js'
import { BurstDice, ChainDice, type Dice } from './chance.js'
import { chooseCorruption, chooseTruncation } from './damage.js'
import { JitterDice } from './distribution.js'
import type { Damage } from './lane-host.js'
import type { Chance, Weather } from './weather.js'
import { describeLoss } from './words.js'

/** What a roll may say, one bit each. */
export const LOST = 1
const CORRUPTED = 2
export const DUPLICATED = 4
const TRUNCATED = 8
export const REORDERED = 16

export class LaneDice {
  readonly #name: readonly (string | number)[]
  readonly #streams = new Map<string, RandomStream>()
  #weather: Weather
  #burst: BurstDice | undefined
  #loss: Dice | undefined
  #lossRule: string | undefined
  #corrupt: ChainDice | undefined
  #duplicate: ChainDice | undefined
  #truncate: ChainDice | undefined
  #reorder: ChainDice | undefined
  #jitter: JitterDice | undefined
  readonly #made = new Map<string, ChainDice>()
  #madeJitter: JitterDice | undefined
  /** Datagrams since the last one that reordering chose. */
  #sinceGap = 0
  #rolls = 0
  /** No other dice than those of losses are on: `roll` is at its end after them. */
  #onlyLoses = false
  /** The delay of the datagram last rolled for, jitter included. */
  delay: Micros = 0

  /** @param name names the streams: seed, flow, direction, and what else tells them apart */
  constructor(name: readonly (string | number)[], weather: Weather) {
    this.#name = name
    this.#weather = weather
    this.change(weather)
  }

  /** From the next roll on. Streams stay where they are. */
  change(weather: Weather): void {
    this.#weather = weather
    this.#loss = this.#lossDice(weather)
    this.#lossRule = undefined
    this.#corrupt = this.#dice('corrupt', weather.corrupt)
    this.#duplicate = this.#dice('duplicate', weather.duplicate)
    this.#truncate = this.#dice('truncate', weather.truncate)
    this.#reorder = this.#dice('reorder', weather.reorder)
    this.#jitter = this.#jitterDice(weather)
    this.#onlyLoses =
      (this.#corrupt ?? this.#duplicate ?? this.#truncate ?? this.#reorder ?? this.#jitter) ===
      undefined
    if (this.#onlyLoses) this.delay = weather.delay
  }

  /** Rolls everything for the next datagram: the sum of LOST, CORRUPTED, …, or 0. Sets `delay`. */
  roll(): number {
    this.#rolls++
    let says = this.#loss?.roll() ? LOST : 0
    if (this.#onlyLoses) return says
    if (this.#corrupt?.roll()) says |= CORRUPTED
    if (this.#duplicate?.roll()) says |= DUPLICATED
    if (this.#truncate?.roll()) says |= TRUNCATED
    if (this.#reorder !== undefined && this.#rollReorder(this.#reorder)) says |= REORDERED
    const { delay } = this.#weather
    this.delay = this.#jitter === undefined ? delay : Math.max(0, delay + this.#jitter.roll())
    return says
  }

  #rollReorder(dice: ChainDice): boolean {
    const isChosen = dice.roll()
    this.#sinceGap++
    if (!isChosen || this.#sinceGap < this.#weather.reorder.gap) return false
    this.#sinceGap = 0
    return true
  }

  /** Of the last roll. */
  whyLost(): string {
    this.#lossRule ??= describeLoss(this.#weather.loss)
    return `${this.#lossRule}: ${this.#loss?.explain()}`
  }

  whyDuplicated(): string {
    return why('duplicate', this.#weather.duplicate, this.#duplicate)
  }

  whyReordered(): string {
    return why('reorder', this.#weather.reorder, this.#reorder)
  }

  /** What the last roll does to a datagram of `length` bytes. One that is cut short has no flipped bits. */
  damage(says: number, length: number): Damage | undefined {
    if ((says & TRUNCATED) !== 0) {
      const reason = why('truncate', this.#weather.truncate, this.#truncate)
      return chooseTruncation(length, this.#where('truncate', this.#rolls), reason)
    }
    if ((says & CORRUPTED) === 0) return undefined
    const { corrupt } = this.#weather
    const reason = why('corrupt', corrupt, this.#corrupt)
    return chooseCorruption(length, corrupt.bits, this.#where('corrupt', this.#rolls), reason)
  }

  /** Where the mark of a fate string, or a person, strikes the `nth` datagram of the lane. */
  fatedDamage(mark: 'c' | 'w' | 't', nth: number, length: number, why: string): Damage | undefined {
    const stream = this.#where('fates', nth)
    if (mark === 't') return chooseTruncation(length, stream, why)
    return chooseCorruption(length, mark === 'w' ? 0 : 1, stream, why)
  }

  /** A stream for one datagram alone, so that no damage moves the place of another. */
  #where(what: string, nth: number): RandomStream {
    return new RandomStream(...this.#name, what, 'where', nth)
  }

  #stream(what: string): RandomStream {
    let stream = this.#streams.get(what)
    if (stream === undefined) {
      stream = new RandomStream(...this.#name, what)
      this.#streams.set(what, stream)
    }
    return stream
  }

  #lossDice({ loss }: Weather): Dice | undefined {
    if (loss.kind === 'random') {
      return this.#dice('loss', loss)
    }
    if (loss.toBad === 0 && loss.lossWhenGood === 0) return undefined
    this.#burst ??= new BurstDice(this.#stream('loss'), this.#stream('loss/start'), loss)
    this.#burst.set(loss)
    return this.#burst
  }

  #dice(what: string, chance: Chance): ChainDice | undefined {
    if (chance.probability === 0) return undefined
    const dice = this.#made.get(what) ?? new ChainDice(this.#stream(what), chance)
    this.#made.set(what, dice)
    dice.set(chance)
    return dice
  }

  #jitterDice({ jitter, distribution }: Weather): JitterDice | undefined {
    if (jitter.spread === 0) return undefined
    this.#madeJitter ??= new JitterDice(
      this.#stream('delay'),
      this.#stream('delay/repeat'),
      jitter,
      distribution
    )
    this.#madeJitter.set(jitter, distribution)
    return this.#madeJitter
  }
}

function why(what: string, { probability, correlation }: Chance, dice: Dice | undefined): string {
  const memory = correlation > 0 ? ` ${formatProbability(correlation)}` : ''
  return `${what} ${formatProbability(probability)}${memory}: ${dice?.explain()}`
}
