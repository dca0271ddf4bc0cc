/** The options of the lossy channel, which many commands share. */
import { randomInt } from 'node:crypto'
import type { Command } from 'commander'
import { type FatesByDirection, parseFates } from '../../lossy-channel/weather/fate-string.js'
import { KNOBS, type Knob, parseKnob, parsePhrase } from '../../lossy-channel/weather/netem.js'
import { findProfile } from '../../lossy-channel/weather/profiles.js'
import {
  checkFateBy,
  type Direction,
  FATE_KEYS,
  type FateBy,
  PERFECT,
  type Weather,
  type WeatherChange,
  withChanges
} from '../../lossy-channel/weather/weather.js'
import { nearest } from '../kernel/nearest.js'
import { BadInput } from '../kernel/quantity.js'

/** What commander makes of the options that `addChannelOptions` adds. */
export interface ChannelFlags {
  readonly loss?: string
  readonly corrupt?: string
  readonly duplicate?: string
  readonly reorder?: string
  readonly truncate?: string
  readonly delay?: string
  readonly jitter?: string
  readonly rate?: string
  readonly limit?: string
  readonly profile?: string
  readonly up?: string
  readonly down?: string
  readonly netem?: string
  readonly fates?: string
  readonly fateBy?: string
  readonly seed?: string
}

export interface ChannelOptions {
  readonly up: Weather
  readonly down: Weather
  readonly fates: FatesByDirection
  readonly fateBy: FateBy
  readonly seed: string
  /** Nobody asked for this seed, so it must be printed. */
  readonly seedWasChosen: boolean
}

/** The options that are an impairment of their own, in the order in which they apply. */
const SINGLE = KNOBS.filter(
  (knob): knob is Exclude<Knob, 'distribution'> => knob !== 'distribution'
)

const LONGEST_SEED = 200
/** Without letters and digits that are taken for one another. */
const SEED_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const SEED_LENGTH = 6

/** Adds the impairments alone: `--loss` … `--netem`. */
export function addWeatherOptions(command: Command): Command {
  return command
    .option('--loss <p>', "losses: 20%, '5% 25%' (correlated), 'gemodel 5% 30%' (bursts)")
    .option('--corrupt <p>', "damage: 5% (one bit), '5% bits 3', '5% swap' (two 16-bit words)")
    .option('--duplicate <p>', 'datagrams that arrive twice')
    .option('--reorder <p>', "datagrams that change places: 25%, '25% 50% gap 5'")
    .option('--truncate <p>', 'datagrams that are cut short')
    .option('--delay <time>', "each way: 100ms, '100ms 20ms 25% distribution normal'")
    .option('--jitter <time>', "how much the delay varies: 20ms, '20ms 25%'")
    .option('--rate <rate>', 'of the link: 64kbit, 1mbit')
    .option('--limit <count>', 'datagrams in the queue; the rest is dropped')
    .option('--profile <name>', 'named weather; rdt channel profiles lists it')
    .option('--up <words>', "changes one direction only, client to server: 'loss 5% delay 50ms'")
    .option('--down <words>', 'likewise, server to client')
    .option('--netem <words>', "all at once, in netem's words: 'loss 5% delay 100ms 20ms'")
}

/** Adds every option of the channel. */
export function addChannelOptions(command: Command): Command {
  return addWeatherOptions(command)
    .option('--fates <marks>', "exact fates: 'up: ..x.  down: x' (. x c w 2 t > ? (+60ms) .*9)")
    .option('--fate-by <key>', 'what a fate belongs to: order or segment')
    .option('--seed <text>', 'the dice; the same seed gives the same fates')
}

/** What the options change, for both directions and for each. */
export interface WeatherFlags {
  readonly both: WeatherChange
  readonly up: WeatherChange
  readonly down: WeatherChange
}

/**
 * Profile, `--netem`, single options, `--up` and `--down`: the later ones on top.
 * @throws BadInput
 */
export function readWeatherFlags(flags: ChannelFlags): WeatherFlags {
  const shared: WeatherChange[] = []
  if (flags.netem !== undefined) shared.push(parsePhrase(flags.netem, '--netem'))
  for (const knob of SINGLE) {
    const text = flags[knob]
    if (text !== undefined) shared.push(parseKnob(knob, text, `--${knob}`))
  }
  const both: WeatherChange = Object.assign({}, ...shared)
  const profile = flags.profile === undefined ? undefined : findProfile(flags.profile)
  const one = (direction: Direction): WeatherChange => {
    const text = flags[direction]
    const change = text === undefined ? {} : parsePhrase(text, `--${direction}`)
    return profile === undefined ? change : { ...profile[direction], ...both, ...change }
  }
  return { both, up: one('up'), down: one('down') }
}

/**
 * Everything that the channel's options say. `defaults` is the weather where nothing is said.
 * @throws BadInput with the mend
 */
export function readChannelOptions(
  flags: ChannelFlags,
  defaults: WeatherChange = {}
): ChannelOptions {
  const { both, up, down } = readWeatherFlags(flags)
  const fateBy = readFateBy(flags.fateBy)
  const weather = {
    up: withChanges(PERFECT, defaults, both, up),
    down: withChanges(PERFECT, defaults, both, down)
  }
  checkFateBy(weather.up, fateBy)
  checkFateBy(weather.down, fateBy)
  return {
    ...weather,
    fates: flags.fates === undefined ? {} : parseFates(flags.fates),
    fateBy,
    seed: flags.seed === undefined ? chooseSeed() : checkSeed(flags.seed),
    seedWasChosen: flags.seed === undefined
  }
}

function readFateBy(text: string | undefined): FateBy {
  if (text === undefined) return 'order'
  const known = FATE_KEYS.find((key) => key === text)
  if (known !== undefined) return known
  const near = nearest(text, FATE_KEYS)
  throw new BadInput(
    `--fate-by: fates go by order or by segment; ${near ? `did you mean ${near}?` : 'write one of them'}`
  )
}

/**
 * The seed, if it can be printed and typed in again.
 * @throws BadInput
 */
export function checkSeed(seed: string): string {
  if (seed === '') throw new BadInput('--seed: the seed is empty; write any word, such as 42')
  if (seed.length > LONGEST_SEED) {
    throw new BadInput(`--seed: the seed is too long; write at most ${LONGEST_SEED} characters`)
  }
  if (/[\u0000-\u001f\u007f-\u009f]/.test(seed)) {
    throw new BadInput('--seed: the seed has control characters in it; write any word, such as 42')
  }
  return seed
}

function chooseSeed(): string {
  const letter = () => SEED_LETTERS[randomInt(SEED_LETTERS.length)]
  return Array.from({ length: SEED_LENGTH }, letter).join('')
}
