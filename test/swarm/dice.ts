/**
 * Dice with which a seed makes its choices. Each purpose has dice of its own, so that a new
 * choice in one place leaves the others as they were, and a failing seed its meaning.
 */
import { RandomStream } from '../../src/kernel/random.js'

export class Dice {
  readonly #stream: RandomStream

  constructor(seed: string, ...purpose: readonly (string | number)[]) {
    this.#stream = new RandomStream(seed, 'swarm', ...purpose)
  }

  /** 0 … count − 1. */
  below(count: number): number {
    return this.#stream.below(count)
  }

  /** From `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** A share of 1 in thousandths, above 0 and at most `most`. */
  share(most: number): number {
    return (1 + this.below(Math.round(most * 1000))) / 1000
  }

  isLucky(share: number): boolean {
    return this.below(1000) < share * 1000
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('pick: there is nothing to choose from')
    return choices[this.below(choices.length)] as T
  }

  /** One of the words, as often as its weight says. */
  pickByWeight<T extends string>(weights: Readonly<Record<T, number>>): T {
    const words = Object.keys(weights) as T[]
    let left = this.below(words.reduce((sum, word) => sum + weights[word], 0))
    return words.find((word) => {
      left -= weights[word]
      return left < 0
    }) as T
  }
}
