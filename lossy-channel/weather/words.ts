/**
 * The weather in netem's words, such that they can be typed in again and mean exactly
 * the same, and in words for people.
 */

import { formatProbability, formatRate, parseProbability } from '../../src/kernel/quantity.js'
import type { Micros } from '../../src/kernel/time.js'
import type { Chance, Loss, Weather, WeatherChange } from './weather.js'
import { DEFAULT_LIMIT, effectiveLoss, meanBurst, PERFECT, queueLimit } from './weather.js'

/** `loss 5% 25%`, `gemodel 5% 30%`: the rule of a loss. */
export const describeLoss = (loss: Loss): string =>
  loss.kind === 'random' ? `loss ${chanceWords(loss)}` : gemodelWords(loss)

/** What the change names, knob by knob: `loss 5% delay 100ms 20ms rate 1mbit`. Empty where it names nothing. */
export function formatChange(change: WeatherChange): string {
  const { loss, corrupt, duplicate, reorder, truncate, rate, limit } = change
  const words: string[] = []
  if (loss) words.push(loss.kind === 'random' ? describeLoss(loss) : `loss ${gemodelWords(loss)}`)
  if (corrupt) words.push(`corrupt ${chanceWords(corrupt)}${manner(corrupt.bits)}`)
  if (duplicate) words.push(`duplicate ${chanceWords(duplicate)}`)
  if (reorder) {
    words.push(`reorder ${chanceWords(reorder)}${reorder.gap > 1 ? ` gap ${reorder.gap}` : ''}`)
  }
  if (truncate) words.push(`truncate ${chanceWords(truncate)}`)
  words.push(...delayWords(change))
  if (rate !== undefined) words.push(`rate ${rateWord(rate)}`)
  if (limit !== undefined) words.push(`limit ${limit}`)
  return words.join(' ')
}

/** The rule by which a datagram finds no room: `rate 1mbit limit 20`. */
export function describeQueue(weather: Weather): string {
  const { rate } = weather
  return formatChange({ ...(rate > 0 && { rate }), limit: queueLimit(weather) })
}

/** The impairments that are on, `perfect` where none is. */
export function formatWeather(weather: Weather): string {
  return formatChange(whatIsOn(weather)) || 'perfect'
}

/** `formatWeather`, and what follows from it: the rate of losses, the length of their bursts. */
export function describeWeather(weather: Weather): string {
  const { loss, rate, limit } = weather
  const notes: string[] = []
  const lost = effectiveLoss(loss)
  if (lost > 0) {
    const burst = meanBurst(loss)
    const length = Number.isFinite(burst) ? Number(burst.toPrecision(3)) : 'endless'
    notes.push(`loses ${formatProbability(lost)}, mean burst ${length}`)
  }
  if (rate > 0 && limit === 0) notes.push(`queue of ${DEFAULT_LIMIT}`)
  const words = formatWeather(weather)
  return notes.length > 0 ? `${words} (${notes.join('; ')})` : words
}

/** The knobs of `weather` that differ from the perfect channel's, as a change. */
function whatIsOn(weather: Weather): WeatherChange {
  const { loss, jitter } = weather
  return {
    ...(effectiveLoss(loss) > 0 && { loss }),
    ...(weather.corrupt.probability > 0 && { corrupt: weather.corrupt }),
    ...(weather.duplicate.probability > 0 && { duplicate: weather.duplicate }),
    ...(weather.reorder.probability > 0 && { reorder: weather.reorder }),
    ...(weather.truncate.probability > 0 && { truncate: weather.truncate }),
    ...((weather.delay > 0 || jitter.spread > 0) && { delay: weather.delay }),
    ...(jitter.spread > 0 && { jitter }),
    ...(jitter.spread > 0 &&
      weather.distribution !== PERFECT.distribution && { distribution: weather.distribution }),
    ...(weather.rate > 0 && { rate: weather.rate }),
    ...(weather.limit > 0 && { limit: weather.limit })
  }
}

function delayWords({ delay, jitter, distribution }: WeatherChange): string[] {
  const words: string[] = []
  if (delay !== undefined) words.push('delay', durationWord(delay))
  else if (jitter !== undefined) words.push('jitter')
  if (jitter !== undefined) {
    words.push(durationWord(jitter.spread))
    if (jitter.correlation > 0) words.push(probabilityWord(jitter.correlation))
  }
  if (distribution !== undefined) words.push('distribution', distribution)
  return words
}

function gemodelWords(loss: Extract<Loss, { kind: 'gemodel' }>): string {
  const all = [loss.toBad, loss.toGood, loss.lossWhenBad, loss.lossWhenGood]
  const shown = loss.lossWhenGood > 0 ? 4 : loss.lossWhenBad < 1 ? 3 : 2
  return `gemodel ${all.slice(0, shown).map(probabilityWord).join(' ')}`
}

function chanceWords({ probability, correlation }: Chance): string {
  const memory = correlation > 0 ? ` ${probabilityWord(correlation)}` : ''
  return probabilityWord(probability) + memory
}

function manner(bits: number): string {
  if (bits === 0) return ' swap'
  return bits > 1 ? ` bits ${bits}` : ''
}

/** `60ms`, `1500us`: never rounded. */
export function durationWord(time: Micros): string {
  if (time === 0) return '0ms'
  if (time % 1e6 === 0) return `${time / 1e6}s`
  return time % 1e3 === 0 ? `${time / 1e3}ms` : `${time}us`
}

function rateWord(bits: number): string {
  const short = formatRate(bits)
  return Number.parseFloat(short) * unitOf(short) === bits ? short : `${bits}bit`
}

const unitOf = (word: string): number =>
  word.endsWith('gbit') ? 1e9 : word.endsWith('mbit') ? 1e6 : word.endsWith('kbit') ? 1e3 : 1

/** `5%` where that says exactly what is meant, else a fraction with all its digits. */
function probabilityWord(probability: number): string {
  const percent = formatProbability(probability)
  if (/^[\d.]+%$/.test(percent) && parseProbability(percent, '') === probability) return percent
  const fraction = String(probability)
  return fraction.includes('e') ? probability.toFixed(100).replace(/0+$/, '') : fraction
}
