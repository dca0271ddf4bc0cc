/** Dice that say yes or no, and never lose their rate to their memory. */
import { type RandomStream, threshold } from '../../src/kernel/random.js'
import type { BurstLoss, Chance } from './weather.js'
import { shareOfBad } from './weather.js'

/** One die of an impairment. */
export interface Dice {
  /** Rolls for the next datagram. */
  roll(): boolean
  /** The last roll in words, such as `rolled 0.0731 < 0.2`. */
  explain(): string
}

/**
 * Yes with probability p, remembering its last answer with correlation ρ. netem mixes the
 * rolls themselves, which loses the rate (`5% 25%` loses 0.19 %); this two-state chain keeps both:
 * P(yes|yes) = p + ρ(1−p), P(yes|no) = p(1−ρ).
 */
export class ChainDice implements Dice {
  readonly #stream: RandomStream
  #plain = 0
  #afterYes = 0
  #afterNo = 0
  #isCorrelated = false
  #last: boolean | undefined
  #limit = 0

  constructor(stream: RandomStream, chance: Chance) {
    this.#stream = stream
    this.set(chance)
  }

  /** Another probability; the stream goes on where it is. */
  set({ probability: p, correlation }: Chance): void {
    this.#plain = threshold(p)
    this.#afterYes = threshold(p + correlation * (1 - p))
    this.#afterNo = threshold(p * (1 - correlation))
    this.#isCorrelated = correlation > 0
  }

  roll(): boolean {
    let limit = this.#plain
    if (this.#isCorrelated && this.#last !== undefined) {
      limit = this.#last ? this.#afterYes : this.#afterNo
    }
    this.#limit = limit
    const answer = this.#stream.chance(limit)
    this.#last = answer
    return answer
  }

  explain(): string {
    return showRoll(this.#stream.lastRoll, this.#limit)
  }
}

/** The good and the bad channel of Gilbert and Elliott. Begins with the odds of the long run. */
export class BurstDice implements Dice {
  readonly #stream: RandomStream
  readonly #start: RandomStream
  #isBad: boolean | undefined
  #toBad = 0
  #toGood = 0
  #whenBad = 0
  #whenGood = 0
  #rolled = 0
  #limit = 0
  #wasBad = false

  constructor(stream: RandomStream, start: RandomStream, loss: BurstLoss) {
    this.#stream = stream
    this.#start = start
    this.set(loss)
  }

  set(loss: BurstLoss): void {
    this.#toBad = threshold(loss.toBad)
    this.#toGood = threshold(loss.toGood)
    this.#whenBad = threshold(loss.lossWhenBad)
    this.#whenGood = threshold(loss.lossWhenGood)
    this.#isBad ??= this.#start.chance(threshold(shareOfBad(loss)))
  }

  roll(): boolean {
    const isBad = this.#isBad === true
    this.#wasBad = isBad
    this.#limit = isBad ? this.#whenBad : this.#whenGood
    const isLost = this.#stream.chance(this.#limit)
    this.#rolled = this.#stream.lastRoll
    const turns = this.#stream.chance(isBad ? this.#toGood : this.#toBad)
    this.#isBad = turns !== isBad
    return isLost
  }

  explain(): string {
    const state = this.#wasBad ? 'bad' : 'good'
    return `${showRoll(this.#rolled, this.#limit)} in the ${state} state`
  }
}

const ROLLS = 0x1_0000_0000

/** `rolled 0.0731 < 0.2`, with as many digits as tell the two apart. */
function showRoll(roll: number, limit: number): string {
  const bound = Number((limit / ROLLS).toPrecision(6))
  const short = (roll / ROLLS).toFixed(4)
  const isTold = Number(short) < bound
  return `rolled ${isTold ? short : (roll / ROLLS).toFixed(10)} < ${bound}`
}
