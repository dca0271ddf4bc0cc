/**
 * The impairments that a key can turn, each with the steps that a lecturer wants, its value in the
 * words of the command line, and what another value changes in the weather.
 */
import {
  type Chance,
  effectiveLoss,
  type Weather,
  type WeatherChange
} from '../../../lossy-channel/weather/weather.js'
import { formatChange } from '../../../lossy-channel/weather/words.js'

export const KNOB_NAMES = [
  'loss',
  'corrupt',
  'duplicate',
  'reorder',
  'delay',
  'jitter',
  'rate'
] as const
export type KnobName = (typeof KNOB_NAMES)[number]

interface Scale {
  /** Three letters, where there is no room for the name. */
  readonly short: string
  /** In growing order. */
  readonly steps: readonly number[]
  /** Where it does nothing. */
  readonly off: number
  readonly read: (weather: Weather) => number
  /** Keeps what else belongs to the impairment: correlation, bits, gap. */
  readonly write: (value: number, weather: Weather) => WeatherChange
}

const percents = [0, 1, 2, 5, 10, 20, 30, 50, 75, 100].map((percent) => percent / 100)
const milliseconds = (...times: readonly number[]) => times.map((time) => time * 1000)

const chance = <K extends 'corrupt' | 'duplicate' | 'reorder'>(name: K, short: string): Scale => ({
  short,
  steps: percents,
  off: 0,
  read: (weather) => weather[name].probability,
  write: (probability, weather) => ({ [name]: { ...weather[name], probability } })
})

const UNLIMITED = Number.POSITIVE_INFINITY

const SCALES: Readonly<Record<KnobName, Scale>> = {
  loss: {
    short: 'los',
    steps: percents,
    off: 0,
    // Bursts have no single probability: one that is turned becomes plain loss from there on.
    read: ({ loss }) => effectiveLoss(loss),
    write: (probability, { loss }) => {
      const correlation = loss.kind === 'random' ? (loss as Chance).correlation : 0
      return { loss: { kind: 'random', probability, correlation } }
    }
  },
  corrupt: chance('corrupt', 'cor'),
  duplicate: chance('duplicate', 'dup'),
  reorder: chance('reorder', 'reo'),
  delay: {
    short: 'del',
    steps: milliseconds(0, 5, 10, 20, 50, 100, 200, 500, 1000),
    off: 0,
    read: ({ delay }) => delay,
    write: (delay) => ({ delay })
  },
  jitter: {
    short: 'jit',
    steps: milliseconds(0, 1, 2, 5, 10, 20, 50, 100, 200),
    off: 0,
    read: ({ jitter }) => jitter.spread,
    write: (spread, { jitter }) => ({ jitter: { ...jitter, spread } })
  },
  rate: {
    short: 'rat',
    steps: [
      ...[16, 32, 64, 128, 256, 512].map((kbit) => kbit * 1e3),
      ...[1, 2, 5, 10, 20, 50, 100].map((mbit) => mbit * 1e6),
      UNLIMITED
    ],
    off: UNLIMITED,
    read: ({ rate }) => (rate === 0 ? UNLIMITED : rate),
    write: (rate) => ({ rate: rate === UNLIMITED ? 0 : rate })
  }
}

export const shortName = (name: KnobName): string => SCALES[name].short

/** The value in words that can be typed behind the name: `5% 25%`, `50ms`, `unlimited`. */
export function knobWords(name: KnobName, weather: Weather): string {
  if (name === 'rate' && weather.rate === 0) return 'unlimited'
  const [, ...words] = formatChange({ [name]: weather[name] }).split(' ')
  return words.join(' ')
}

/** It does nothing. */
export const isOff = (name: KnobName, weather: Weather): boolean =>
  SCALES[name].read(weather) === SCALES[name].off

/** The next step up (1) or down (−1); undefined at the end of the scale. */
export function stepped(name: KnobName, weather: Weather, by: 1 | -1): WeatherChange | undefined {
  const { steps, read, write } = SCALES[name]
  const now = read(weather)
  const next = by > 0 ? steps.find((step) => step > now) : steps.findLast((step) => step < now)
  return next === undefined ? undefined : write(next, weather)
}

/** Turned off; undefined where it is already. */
export const turnedOff = (name: KnobName, weather: Weather): WeatherChange | undefined =>
  isOff(name, weather) ? undefined : SCALES[name].write(SCALES[name].off, weather)

/** How far it is turned, from 0 to 1, as its place on the scale. */
export function turnedBy(name: KnobName, weather: Weather): number {
  const { steps, read } = SCALES[name]
  const now = read(weather)
  const below = steps.filter((step) => step <= now).length
  return Math.max(0, below - 1) / (steps.length - 1)
}
