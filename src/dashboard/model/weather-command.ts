/**
 * What is typed behind `:`, in the words of the command line: `:loss 30%`, `:up delay 50ms 10ms`,
 * `:kill ack`. One table says what there is, what it does and what can follow; help lines,
 * completion and refusals are made from it.
 */
import { KILLABLE, type Kill, parseKill } from '../../../lossy-channel/weather/kills.js'
import { INNER_WORDS, KNOBS, parsePhrase } from '../../../lossy-channel/weather/netem.js'
import { findProfile, PROFILES, type Profile } from '../../../lossy-channel/weather/profiles.js'
import {
  DIRECTIONS,
  type Direction,
  type WeatherChanges
} from '../../../lossy-channel/weather/weather.js'
import { nearest } from '../../kernel/nearest.js'
import { BadInput } from '../../kernel/quantity.js'
import { profileAt } from './profiles-pane.js'

/** The orders that concern both directions or one. */
export type DirectedOrder = 'partition' | 'heal' | 'hold' | 'release' | 'tray' | 'untray'

export type WeatherCommand =
  | { readonly what: 'weather'; readonly changes: WeatherChanges }
  | { readonly what: 'profile'; readonly profile: Profile }
  | { readonly what: DirectedOrder; readonly directions: readonly Direction[] }
  | { readonly what: 'kill'; readonly kill: Kill }
  /** Everything as it was at the start; takes back every kill that has not come true. */
  | { readonly what: 'reset' | 'spare' | 'help' | 'quit' }
  /** How many real seconds a second of the run takes; infinite where time shall stand still. */
  | { readonly what: 'pace'; readonly pace: number }
  /** Writes down what was done, as fate strings, and the trace. */
  | { readonly what: 'save'; readonly path: string }

export interface Refused {
  readonly what: 'refused'
  /** In one line, with the mend. */
  readonly why: string
}

export interface CommandRow {
  readonly name: string
  /** As it can be typed, without the colon. */
  readonly example: string
  readonly about: string
  /** What may follow, for completion. */
  readonly words: readonly string[]
  readonly read: (rest: string, name: string) => WeatherCommand
}

const MOST_PACE = 1000
const LONGEST_PATH = 1000

const knobRow = (name: (typeof KNOBS)[number], example: string, about: string): CommandRow => ({
  name,
  example,
  about,
  words: [...INNER_WORDS, ...KNOBS],
  read: (rest) => ({
    what: 'weather',
    changes: { both: parsePhrase(`${name} ${rest}`, 'weather') }
  })
})

const sideRow = (name: 'up' | 'down' | 'netem', example: string, about: string): CommandRow => ({
  name,
  example,
  about,
  words: [...KNOBS, ...INNER_WORDS, 'perfect'],
  read: (rest) => ({
    what: 'weather',
    changes: { [name === 'netem' ? 'both' : name]: parsePhrase(rest, name) }
  })
})

const directedRow = (name: DirectedOrder, about: string): CommandRow => ({
  name,
  example: `${name} [up|down]`,
  about,
  words: [...DIRECTIONS],
  read: (rest) => ({ what: name, directions: readDirections(rest, name) })
})

const plainRow = (name: 'reset' | 'help' | 'quit', about: string): CommandRow => ({
  name,
  example: name,
  about,
  words: [],
  read: (rest) => {
    if (rest !== '') throw new BadInput(`${name}: nothing belongs behind it; write ${name} alone`)
    return { what: name }
  }
})

/** Every command there is, in the order in which help shows them. */
export const COMMANDS: readonly CommandRow[] = [
  knobRow('loss', 'loss 30%', 'datagrams that are lost; loss gemodel 5% 30%: in bursts'),
  knobRow('corrupt', 'corrupt 5%', 'damaged: one bit; corrupt 5% bits 3, corrupt 5% swap'),
  knobRow('duplicate', 'duplicate 5%', 'that arrive twice'),
  knobRow('reorder', 'reorder 25%', 'that change places'),
  knobRow('truncate', 'truncate 1%', 'that are cut short'),
  knobRow('delay', 'delay 50ms 10ms', 'each way, and how much it varies'),
  knobRow('jitter', 'jitter 20ms', 'how much the delay varies'),
  knobRow('distribution', 'distribution pareto', 'of the jitter: uniform, normal, pareto'),
  knobRow('rate', 'rate 1mbit', 'of the link; rate 0 is unlimited'),
  knobRow('limit', 'limit 20', 'datagrams in the queue'),
  sideRow('up', 'up loss 5%', 'changes one direction only: client to server'),
  sideRow('down', 'down loss 5%', 'likewise, server to client'),
  sideRow('netem', 'netem loss 5% delay 50ms', 'several at once'),
  {
    name: 'perfect',
    example: 'perfect',
    about: 'nothing happens to anything; behind it, what shall',
    words: [...KNOBS],
    read: (rest) => ({
      what: 'weather',
      changes: { both: parsePhrase(`perfect ${rest}`, 'weather') }
    })
  },
  {
    name: 'profile',
    example: 'profile wifi',
    about: `named weather, or its number: ${PROFILES.map(({ name }, i) => `${i + 1} ${name}`).join(', ')}`,
    words: PROFILES.map(({ name }) => name),
    read: (rest, name) => ({ what: 'profile', profile: readProfile(rest, name) })
  },
  directedRow('partition', 'cuts both directions, or one: nothing gets through'),
  directedRow('heal', 'undoes it'),
  directedRow('hold', 'lets datagrams wait'),
  directedRow('release', 'lets them through, in order'),
  {
    name: 'kill',
    example: `kill ${KILLABLE.slice(0, 2).join('|')}`,
    about: 'the next one dies; kill data up alice>server: of one flow; kill none: spares all',
    words: [...KILLABLE, 'none', ...DIRECTIONS],
    read: (rest, name) =>
      rest === 'none' ? { what: 'spare' } : { what: 'kill', kill: parseKill(rest, name) }
  },
  directedRow('tray', 'be the channel: each datagram waits until you decide'),
  directedRow('untray', 'delivers what waits, in order; the dice rule again'),
  {
    name: 'pace',
    example: 'pace 10',
    about: 'time goes ten times slower; pace 1: as usual; pace stop: it stands still',
    words: ['stop'],
    read: (rest, name) => ({ what: 'pace', pace: readPace(rest, name) })
  },
  {
    name: 'save',
    example: 'save run1',
    about: 'writes down what was done, as fate strings, and the trace',
    words: [],
    read: (rest, name) => ({ what: 'save', path: readPath(rest, name) })
  },
  plainRow('reset', 'the weather as it was at the start, nothing cut, held or in the tray'),
  plainRow('help', 'all of these'),
  plainRow('quit', 'ends the run')
]

/** What `text` orders, with or without its colon; or why nothing is done, with the mend. */
export function readCommand(text: string): WeatherCommand | Refused {
  // Options of the command line are understood as they are.
  const typed = text.trim().replace(/^:\s*/, '').replace(/^--/, '')
  const [word = ''] = typed.split(/[\s=]/)
  const name = word.toLowerCase()
  const row = COMMANDS.find((known) => known.name === name)
  if (row === undefined) return { what: 'refused', why: unknownWord(word) }
  const rest = typed.slice(word.length).replace(/^=/, '').trim()
  try {
    return row.read(unquoted(rest), row.name)
  } catch (error) {
    if (error instanceof BadInput) return { what: 'refused', why: error.message }
    throw error
  }
}

function unknownWord(word: string): string {
  if (word === '') return 'nothing was typed; write loss 30%, or help for all that there is'
  const names = COMMANDS.map(({ name }) => name)
  const near = nearest(word, names)
  const mend = near === undefined ? 'help lists all that there is' : `did you mean ${near}?`
  return `there is no '${shown(word)}'; ${mend}`
}

/** `'loss 5%'` as a shell would want it. */
const unquoted = (text: string): string => /^(['"])(.*)\1$/.exec(text)?.[2] ?? text

function readDirections(rest: string, name: string): readonly Direction[] {
  if (rest === '' || rest === 'both') return DIRECTIONS
  const known = DIRECTIONS.find((direction) => direction === rest)
  if (known !== undefined) return [known]
  const near = nearest(rest, [...DIRECTIONS, 'both'])
  const mend = near === undefined ? `write ${name} up or ${name} down` : `did you mean ${near}?`
  throw new BadInput(`${name}: '${shown(rest)}' is no direction; ${mend}`)
}

function readProfile(rest: string, name: string): Profile {
  if (rest === '') {
    throw new BadInput(
      `${name}: which one? write profile wifi, or a number from 1 to ${PROFILES.length}`
    )
  }
  if (!/^\d+$/.test(rest)) return findProfile(rest, name)
  const found = profileAt(Number(rest))
  if (found !== undefined) return found
  throw new BadInput(
    `${name}: there is none with this number; write one from 1 to ${PROFILES.length}`
  )
}

function readPace(rest: string, name: string): number {
  if (rest === 'stop') return Number.POSITIVE_INFINITY
  const pace = /^\d+(\.\d+)?[x×]?$/.test(rest) ? Number.parseFloat(rest) : Number.NaN
  if (pace >= 1 && pace <= MOST_PACE) return pace
  const what = rest === '' ? 'how much slower is missing' : `'${shown(rest)}' will not do`
  throw new BadInput(`${name}: ${what}; write a number from 1 to ${MOST_PACE}, or stop`)
}

function readPath(rest: string, name: string): string {
  if (rest === '') throw new BadInput(`${name}: the name of the file is missing; write save run1`)
  if (rest.length > LONGEST_PATH || /[\0-\x1f\x7f]/.test(rest)) {
    throw new BadInput(`${name}: no file can have such a name; write save run1`)
  }
  return rest
}

const shown = (word: string): string => word.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
