/**
 * Named weather. The values are of the order that is met in practice, each way; they are meant for
 * teaching and do not stand for any one product or place.
 */
import { nearest } from '../../src/kernel/nearest.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { parsePhrase } from './netem.js'
import { PERFECT, type Weather, withChanges } from './weather.js'

export interface Profile {
  readonly name: string
  /** Where one meets such weather, in one line. */
  readonly about: string
  readonly up: Weather
  readonly down: Weather
}

function profile(name: string, about: string, up: string, down = up): Profile {
  const weather = (phrase: string) => withChanges(PERFECT, parsePhrase(phrase, name))
  return { name, about, up: weather(up), down: weather(down) }
}

export const PROFILES: readonly Profile[] = [
  profile('perfect', 'nothing ever happens', 'perfect'),
  profile(
    'lan',
    'switched Ethernet in one building',
    'delay 300us 50us distribution normal rate 1gbit'
  ),
  profile(
    'wifi',
    'wireless at home, some rooms away: what the air loses, its own ARQ repairs late',
    'loss 1% delay 5ms 3ms 25% distribution pareto rate 50mbit'
  ),
  profile(
    'dsl',
    'a home line with a large buffer in front of a slow uplink',
    'loss 0.1% delay 15ms 2ms distribution normal rate 5mbit limit 200',
    'loss 0.1% delay 15ms 2ms distribution normal rate 50mbit limit 400'
  ),
  profile(
    'mobile',
    'LTE while moving: slower up than down, late in bunches',
    'loss 1.5% delay 40ms 15ms 25% distribution pareto rate 5mbit limit 200',
    'loss 1% delay 35ms 12ms 25% distribution pareto rate 20mbit limit 400'
  ),
  profile(
    'satellite',
    'a geostationary satellite, 36 000 km up: a round trip of 600 ms',
    'loss 0.5% delay 300ms 5ms distribution normal rate 3mbit limit 300',
    'loss 0.5% delay 300ms 5ms distribution normal rate 25mbit limit 1500'
  ),
  profile(
    'intercontinental',
    'a cable across an ocean',
    'loss 0.05% delay 75ms 1ms distribution normal'
  ),
  profile(
    'bursty',
    'losses that come in bursts, 3.3 in a row, 14 % in all (Gilbert and Elliott)',
    'loss gemodel 5% 30% delay 20ms'
  ),
  profile(
    'hostile',
    'everything at once: what a correct protocol must bear',
    'loss 20% corrupt 10% duplicate 10% reorder 20% truncate 2% delay 20ms 10ms'
  )
]

/**
 * The profile of that name.
 * @throws BadInput that names the nearest
 */
export function findProfile(name: string, option = '--profile'): Profile {
  const found = PROFILES.find((known) => known.name === name)
  if (found !== undefined) return found
  const names = PROFILES.map((known) => known.name)
  const near = nearest(name, names)
  const mend = near ? `did you mean ${near}?` : `write one of ${names.join(', ')}`
  const shown = name.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
  throw new BadInput(`${option}: there is no profile '${shown}'; ${mend}`)
}
