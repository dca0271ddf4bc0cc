/**
 * The weather of one direction: every impairment, always with a value. The words
 * are netem's; where netem does not keep what it promises, the comment says so.
 */
import { BadInput } from '../../src/kernel/quantity.js'
import type { Micros } from '../../src/kernel/time.js'

/** Client to server is up (in a simulation: data), server to client is down (ACKs). */
export type Direction = 'up' | 'down'
export const DIRECTIONS: readonly Direction[] = ['up', 'down']

/** Something that befalls a datagram by chance. Off where the probability is 0. */
export interface Chance {
  /** 0 … 1, of all datagrams. */
  readonly probability: number
  /** 0 … 1: how much a datagram shares the luck of the one before. Leaves `probability` as it is. */
  readonly correlation: number
}

export interface RandomLoss extends Chance {
  readonly kind: 'random'
}

/**
 * Gilbert and Elliott: a channel that is good or bad. All four are probabilities, and
 * in the order in which netem's `gemodel p r 1-h 1-k` takes them.
 */
export interface BurstLoss {
  readonly kind: 'gemodel'
  /** From good to bad, per datagram. */
  readonly toBad: number
  /** From bad to good, per datagram. */
  readonly toGood: number
  /** 1−h: loss while bad. */
  readonly lossWhenBad: number
  /** 1−k: loss while good. */
  readonly lossWhenGood: number
}

export type Loss = RandomLoss | BurstLoss

export interface Corruption extends Chance {
  /** Flips this many bits, each another; 0 swaps two 16-bit words, which the Internet checksum cannot see. */
  readonly bits: number
}

export interface Reordering extends Chance {
  /** With a gap N, at most each N-th datagram is chosen. */
  readonly gap: number
}

export interface Jitter {
  /** Half the width of `uniform`; the standard deviation of `normal` and `pareto`. */
  readonly spread: Micros
  /** The probability with which a datagram repeats the jitter of the one before. */
  readonly correlation: number
}

export const DISTRIBUTIONS = ['uniform', 'normal', 'pareto'] as const
export type Distribution = (typeof DISTRIBUTIONS)[number]

export interface Weather {
  readonly loss: Loss
  readonly corrupt: Corruption
  readonly duplicate: Chance
  /**
   * With a delay, the chosen datagram skips it and overtakes, as in netem. Without one it is
   * held back until the next has passed.
   */
  readonly reorder: Reordering
  readonly truncate: Chance
  readonly delay: Micros
  readonly jitter: Jitter
  readonly distribution: Distribution
  /** Bits a second of the link; 0 takes no time. */
  readonly rate: number
  /**
   * How many datagrams the channel takes at once: with a rate, those that wait for the link or are
   * on it; without, those under way in the delay. 0 asks for no limit: netem's 1000 with a rate, none without.
   */
  readonly limit: number
}

/** The impairments that somebody named; the others stay as they are. */
export type WeatherChange = { readonly [Knob in keyof Weather]?: Weather[Knob] }

/** A change for both directions, and what is different in each, on top. */
export interface WeatherChanges {
  readonly both?: WeatherChange | undefined
  readonly up?: WeatherChange | undefined
  readonly down?: WeatherChange | undefined
}

/** netem's own default: the queue before a link of finite rate. */
export const DEFAULT_LIMIT = 1000

/** How many datagrams the channel takes at once; 0 any number. */
export const queueLimit = ({ rate, limit }: Weather): number =>
  limit > 0 || rate === 0 ? limit : DEFAULT_LIMIT

/** The longest time that a datagram may be told to take: an hour. */
export const MAX_DURATION: Micros = 3_600_000_000

const NEVER: Chance = { probability: 0, correlation: 0 }

export const PERFECT: Weather = {
  loss: { kind: 'random', ...NEVER },
  corrupt: { ...NEVER, bits: 1 },
  duplicate: NEVER,
  reorder: { ...NEVER, gap: 1 },
  truncate: NEVER,
  delay: 0,
  jitter: { spread: 0, correlation: 0 },
  distribution: 'uniform',
  rate: 0,
  limit: 0
}

/** `weather` with what each of `changes` names, the later ones on top. */
export function withChanges(weather: Weather, ...changes: readonly WeatherChange[]): Weather {
  return Object.assign({}, weather, ...changes)
}

/** The share of datagrams that `loss` kills in the long run. */
export function effectiveLoss(loss: Loss): number {
  if (loss.kind === 'random') return loss.probability
  const bad = shareOfBad(loss)
  return bad * loss.lossWhenBad + (1 - bad) * loss.lossWhenGood
}

/** How many datagrams in a row are lost on average, once one is. Infinite where losses never end. */
export function meanBurst(loss: Loss): number {
  if (loss.kind === 'random') {
    return 1 / ((1 - loss.probability) * (1 - loss.correlation))
  }
  const { toBad, toGood, lossWhenBad, lossWhenGood } = loss
  const bad = shareOfBad(loss)
  const nextAfterBad = toGood * lossWhenGood + (1 - toGood) * lossWhenBad
  const nextAfterGood = toBad * lossWhenBad + (1 - toBad) * lossWhenGood
  const both = bad * lossWhenBad * nextAfterBad + (1 - bad) * lossWhenGood * nextAfterGood
  const rate = effectiveLoss(loss)
  return rate === 0 ? 0 : rate / Math.max(0, rate - both)
}

/** The share of its time that the channel is bad. */
export const shareOfBad = ({ toBad, toGood }: BurstLoss): number =>
  toBad === 0 ? 0 : toBad / (toBad + toGood)

export const FATE_KEYS = ['order', 'segment'] as const
/** What a fate belongs to: the n-th datagram of its lane, or a segment's k-th transmission. */
export type FateBy = (typeof FATE_KEYS)[number]

/**
 * Fates by segment know no order of datagrams, so nothing may depend on the one before.
 * @throws BadInput
 */
export function checkFateBy(weather: Weather, fateBy: FateBy): void {
  if (fateBy === 'order') return
  const { loss, corrupt, duplicate, reorder, truncate, jitter } = weather
  const bound =
    (loss.kind === 'gemodel' && 'loss gemodel') ||
    (reorder.gap > 1 && 'the gap of reorder') ||
    ([loss as Chance, corrupt, duplicate, reorder, truncate, jitter].some(
      ({ correlation }) => correlation > 0
    ) &&
      'a correlation')
  if (bound) {
    throw new BadInput(
      `--fate-by segment: ${bound} depends on the order of datagrams; leave it out, or write --fate-by order`
    )
  }
}
