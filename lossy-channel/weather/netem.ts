/**
 * The weather as people type it, in netem's words: one impairment (`5% 25%`) or a
 * whole phrase (`loss 5% delay 100ms 20ms rate 1mbit limit 20`). Whatever is not
 * understood is refused with the mend.
 */

import { nearest } from '../../src/kernel/nearest.js'
import {
  BadInput,
  parseCount,
  parseDuration,
  parseProbability,
  parseRate
} from '../../src/kernel/quantity.js'
import type { Micros } from '../../src/kernel/time.js'
import type { Chance, Distribution, Jitter, Loss, WeatherChange } from './weather.js'
import { DISTRIBUTIONS, MAX_DURATION, PERFECT } from './weather.js'

/** The words that begin an impairment. */
export const KNOBS = [
  'loss',
  'corrupt',
  'duplicate',
  'reorder',
  'truncate',
  'delay',
  'jitter',
  'distribution',
  'rate',
  'limit'
] as const
export type Knob = (typeof KNOBS)[number]

/** A datagram of ours has 9600 bits; nobody needs to flip more than a tenth of them. */
const MOST_BITS = 1000
const MOST_GAP = 1_000_000
const MOST_LIMIT = 1_000_000

/** Reads words one by one. */
class Words {
  /** What the message of a refusal begins with. */
  name: string
  readonly #words: readonly string[]
  #next = 0

  constructor(text: string, name: string) {
    this.name = name
    this.#words = text.split(/\s+/).filter((word) => word !== '')
  }

  get peek(): string | undefined {
    return this.#words[this.#next]
  }

  take(): string | undefined {
    return this.#words[this.#next++]
  }

  /** Takes the next word if it is `word`. */
  takes(word: string): boolean {
    const isNext = this.peek === word
    if (isNext) this.#next++
    return isNext
  }

  /** The next word, where it looks like a quantity. */
  quantity(): string | undefined {
    return /^[\d.+-]/.test(this.peek ?? '') ? this.take() : undefined
  }

  /** A quantity that must be there. */
  need(example: string): string {
    const word = this.quantity()
    if (word !== undefined) return word
    const found = this.peek === undefined ? 'the quantity is missing' : `${show(this.peek)} is none`
    throw new BadInput(`${this.name}: a quantity belongs here, ${found}; write ${example}`)
  }
}

/** What stands behind each word, with an example for the refusals. */
const READERS: Readonly<Record<Knob, (words: Words) => WeatherChange>> = {
  loss: (words) => ({ loss: readLoss(words) }),
  corrupt: (words) => ({ corrupt: { ...readChance(words, '5%'), bits: readManner(words) } }),
  duplicate: (words) => ({ duplicate: readChance(words, '1%') }),
  reorder: (words) => ({ reorder: { ...readChance(words, '25% 50%'), gap: readGap(words) } }),
  truncate: (words) => ({ truncate: readChance(words, '1%') }),
  delay: readDelay,
  jitter: readJitter,
  distribution: (words) => ({ distribution: readDistribution(words) }),
  rate: (words) => ({ rate: parseRate(words.need('1mbit'), words.name) }),
  limit: (words) => ({
    limit: parseCount(words.need('100'), words.name, 0, MOST_LIMIT)
  })
}

/**
 * What stands behind one option: `parseKnob('loss', '5% 25%', '--loss')`.
 * @throws BadInput
 */
export function parseKnob(knob: Knob, text: string, name: string): WeatherChange {
  const words = new Words(text, name)
  // `--loss 'loss 5%'` is what a phrase would say; it means the same.
  words.takes(knob)
  const change = READERS[knob](words)
  const rest = words.peek
  if (rest === undefined) return change
  const isOther = (KNOBS as readonly string[]).includes(rest)
  const mend = isOther
    ? `write it as an option of its own, or all together with --netem`
    : nearestMend(rest, INNER_WORDS, 'leave it out')
  throw new BadInput(`${name}: ${show(rest)} does not belong here; ${mend}`)
}

/**
 * A whole phrase, `loss 5% delay 100ms 20ms`; `perfect` turns everything off.
 * @throws BadInput
 */
export function parsePhrase(text: string, name: string): WeatherChange {
  const words = new Words(text, name)
  if (words.peek === undefined) {
    throw new BadInput(`${name}: no impairment is named; write 'loss 5% delay 100ms', or perfect`)
  }
  let change: WeatherChange = words.takes('perfect') ? PERFECT : {}
  const seen = new Set<string>()
  for (let word = words.take(); word !== undefined; word = words.take()) {
    const knob = KNOBS.find((known) => known === word)
    if (knob === undefined) {
      const mend = nearestMend(word, [...KNOBS, ...INNER_WORDS], `write ${KNOBS.join(', ')}`)
      throw new BadInput(`${name}: ${show(word)} is not an impairment; ${mend}`)
    }
    if (seen.has(knob)) throw new BadInput(`${name}: ${knob} is there twice; write it once`)
    seen.add(knob)
    words.name = `${name}: ${knob}`
    change = { ...change, ...READERS[knob](words) }
  }
  return change
}

/** Words that stand behind an impairment, for the nearest right one. */
export const INNER_WORDS = ['random', 'gemodel', 'bits', 'swap', 'gap', ...DISTRIBUTIONS]

function readChance(words: Words, example: string): Chance {
  const probability = parseProbability(words.need(example), words.name)
  return { probability, correlation: readCorrelation(words) }
}

function readCorrelation(words: Words): number {
  const word = words.quantity()
  return word === undefined ? 0 : parseProbability(word, `${words.name} correlation`)
}

function readLoss(words: Words): Loss {
  if (words.takes('gemodel')) return readGemodel(words)
  if (words.peek === 'state') {
    throw new BadInput(
      `${words.name}: the four-state model is not offered; write gemodel 5% 30% for bursts`
    )
  }
  words.takes('random')
  return { kind: 'random', ...readChance(words, '5%, or gemodel 5% 30%') }
}

/** netem's defaults: r = 1−p, everything is lost while bad and nothing while good. */
function readGemodel(words: Words): Loss {
  const toBad = parseProbability(words.need('gemodel 5% 30%'), `${words.name} p`)
  const next = (name: string, otherwise: number): number => {
    const word = words.quantity()
    return word === undefined ? otherwise : parseProbability(word, `${words.name} ${name}`)
  }
  const toGood = next('r', 1 - toBad)
  const lossWhenBad = next('1-h', 1)
  return { kind: 'gemodel', toBad, toGood, lossWhenBad, lossWhenGood: next('1-k', 0) }
}

function readManner(words: Words): number {
  if (words.takes('swap')) return 0
  if (!words.takes('bits')) return PERFECT.corrupt.bits
  return parseCount(words.need('bits 3'), `${words.name} bits`, 1, MOST_BITS)
}

function readGap(words: Words): number {
  if (!words.takes('gap')) return PERFECT.reorder.gap
  return parseCount(words.need('gap 5'), `${words.name} gap`, 1, MOST_GAP)
}

function readDelay(words: Words): WeatherChange {
  const delay = readTime(words, words.need('100ms 20ms'))
  const spread = words.quantity()
  return {
    delay,
    ...(spread !== undefined && { jitter: readSpread(words, spread) }),
    ...readShape(words)
  }
}

function readJitter(words: Words): WeatherChange {
  return { jitter: readSpread(words, words.need('20ms')), ...readShape(words) }
}

function readSpread(words: Words, spread: string): Jitter {
  return { spread: readTime(words, spread), correlation: readCorrelation(words) }
}

function readShape(words: Words): WeatherChange {
  return words.takes('distribution') ? { distribution: readDistribution(words) } : {}
}

function readDistribution(words: Words): Distribution {
  const word = words.take()
  const known = DISTRIBUTIONS.find((distribution) => distribution === word)
  if (known !== undefined) return known
  const given =
    word === undefined
      ? 'the name of the distribution is missing'
      : `${show(word)} is no distribution`
  const mend = nearestMend(word ?? '', DISTRIBUTIONS, `write ${DISTRIBUTIONS.join(', ')}`)
  throw new BadInput(`${words.name}: ${given}; ${mend}`)
}

function readTime(words: Words, word: string): Micros {
  const time = parseDuration(word, words.name)
  if (time > MAX_DURATION)
    throw new BadInput(`${words.name}: ${word} is too long; write at most 1h`)
  return time
}

function nearestMend(word: string, known: readonly string[], otherwise: string): string {
  const meant = nearest(word, known)
  return meant === undefined ? otherwise : `did you mean ${meant}?`
}

/** Controls, and what turns the direction of writing: neither shall reach a terminal. */
const UNPRINTABLE = /[^\x20-\x7e\u00a1-\ud7ff]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f]/g

function show(word: string): string {
  const clean = word.replace(UNPRINTABLE, '?')
  return clean.length > 40 ? `'${clean.slice(0, 40)}…'` : `'${clean}'`
}
