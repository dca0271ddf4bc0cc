/**
 * A seed plans a conversation over bad lines:
 *
 *      alice ─────┐
 *      bob ───────┤ server      each with a line of its own, whose weather changes, which is
 *      carol ─────┘             cut for a moment or for so long that the connection breaks
 *
 * People say something to everybody, to one, to some; they leave politely and come back; a
 * program dies and starts again on the same address, now and then the server's. After the last
 * step all lines are clean, and everybody who has left for good has left.
 */
import type { Weather } from '../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../lossy-channel/weather/words.js'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { TransportOptions } from '../../src/rdt/transport.js'
import { Dice } from './dice.js'
import {
  ChangingWeather,
  describeTransport,
  describeWays,
  randomTransport,
  type Way,
  wayFrom
} from './random-transport.js'

export const SERVER = 'server'
const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank']

export type ChatStep = { readonly at: Micros } & (
  | {
      readonly do: 'say'
      readonly who: string
      readonly to: readonly string[]
      readonly text: string
    }
  | { readonly do: 'start' | 'leave' | 'return' | 'restart'; readonly who: string }
  | { readonly do: 'restart server' }
  | { readonly do: 'weather'; readonly way: Way; readonly weather: Weather }
  | { readonly do: 'cut' | 'heal' | 'hold' | 'release'; readonly way: Way }
)

export interface ChatPlan {
  readonly seed: string
  readonly people: readonly string[]
  readonly transport: TransportOptions
  readonly encodeAll: boolean
  readonly weather: ReadonlyMap<Way, Weather>
  readonly steps: readonly ChatStep[]
  /** When the channel turns clean. */
  readonly cleanAt: Micros
  readonly clean: ReadonlyMap<Way, Weather>
}

/** Texts that a careless program would change. */
const TEXTS = ['', ' ', '#', '/quit', '  Größe 日本語 🛰️ ', 'tab\tand "quote" \\n', '\u202e\ud800']
const LENGTHS = [seconds(5), seconds(20), seconds(60)]
const KINDS = {
  say: 55,
  weather: 12,
  cut: 12,
  hold: 4,
  leave: 5,
  return: 7,
  restart: 4,
  'restart server': 1
} as const

/** @param protocols those that survive what a connection meets */
export function planChat(seed: string, protocols: readonly Protocol[]): ChatPlan {
  const dice = (what: string) => new Dice(seed, 'chat', what)
  const protocol = dice('protocol').pick(protocols)
  const transport = randomTransport(dice, protocol)
  const people = NAMES.slice(0, dice('people').between(2, NAMES.length))
  const ways = people.flatMap((who) => [wayFrom(who, SERVER), wayFrom(SERVER, who)])
  const weather = new ChangingWeather(seed, 'chat', dice('paths'), ways, transport)
  const cleanAt = dice('length').pick(LENGTHS) + dice('length').below(seconds(3))
  return {
    seed,
    people,
    transport,
    encodeAll: dice('encode').isLucky(0.05),
    weather: new Map(ways.map((way) => [way, weather.next(way)])),
    steps: new StepMaker(dice('steps'), people, ways, weather, cleanAt).steps(),
    cleanAt,
    clean: new Map(ways.map((way) => [way, weather.clean(way)]))
  }
}

class StepMaker {
  #lines = 0
  readonly #dice: Dice
  readonly #people: readonly string[]
  readonly #ways: readonly Way[]
  readonly #weather: ChangingWeather
  readonly #length: Micros

  constructor(
    dice: Dice,
    people: readonly string[],
    ways: readonly Way[],
    weather: ChangingWeather,
    length: Micros
  ) {
    this.#dice = dice
    this.#people = people
    this.#ways = ways
    this.#weather = weather
    this.#length = length
  }

  steps(): ChatStep[] {
    const dice = this.#dice
    // Most come at once, some later.
    const starts = this.#people.map((who): ChatStep => {
      const at = dice.below(dice.isLucky(0.8) ? seconds(1) : this.#length)
      return { at, do: 'start', who }
    })
    const times = Array.from({ length: dice.between(5, 80) }, () => dice.below(this.#length))
    const steps = times.sort((a, b) => a - b).flatMap((at) => this.#step(at))
    return [...starts, ...steps].sort((a, b) => a.at - b.at)
  }

  #step(at: Micros): ChatStep[] {
    const dice = this.#dice
    const what = dice.pickByWeight(KINDS)
    const who = dice.pick(this.#people)
    switch (what) {
      case 'say':
        return this.#lineOf(who, at)
      case 'weather': {
        const way = dice.pick(this.#ways)
        return [{ at, do: 'weather', way, weather: this.#weather.next(way) }]
      }
      case 'cut':
      case 'hold':
        return this.#pause(what, who, at)
      case 'restart server':
        return [{ at, do: 'restart server' }]
      default:
        return [{ at, do: what, who }]
    }
  }

  /** One line, or several in one breath. */
  #lineOf(who: string, at: Micros): ChatStep[] {
    const dice = this.#dice
    const to = dice.isLucky(0.7) ? [] : this.#people.filter(() => dice.isLucky(0.4))
    return Array.from({ length: dice.isLucky(0.2) ? dice.between(2, 8) : 1 }, () => {
      const text = `${++this.#lines} ${this.#text()}`
      return { at, do: 'say', who, to: to.filter((name) => name !== who), text }
    })
  }

  #text(): string {
    const dice = this.#dice
    if (dice.isLucky(0.8)) return dice.pick(TEXTS)
    return 'x'.repeat(dice.isLucky(0.1) ? dice.below(20_000) : dice.below(3_000))
  }

  /** One direction or both, for a moment, or until the connection is broken. */
  #pause(what: 'cut' | 'hold', who: string, at: Micros): ChatStep[] {
    const dice = this.#dice
    const both = [wayFrom(who, SERVER), wayFrom(SERVER, who)]
    const ways = dice.isLucky(0.7) ? both : [dice.pick(both)]
    const length = dice.isLucky(0.4)
      ? dice.between(seconds(14), seconds(30))
      : dice.below(seconds(5))
    const end = what === 'cut' ? 'heal' : 'release'
    return ways.flatMap((way): ChatStep[] => [
      { at, do: what, way },
      // What has no end here ends when all turns clean.
      ...(at + length < this.#length ? [{ at: at + length, do: end, way } as const] : [])
    ])
  }
}

/** What the plan holds besides its steps, in lines, for people. */
export function describeChat(plan: ChatPlan): string[] {
  const { transport, people, weather, cleanAt, clean } = plan
  return [
    `${people.join(', ')}: ${describeTransport(transport)}`,
    ...(plan.encodeAll ? ['every datagram is encoded and decoded'] : []),
    ...describeWays(weather, clean),
    `${cleanAt / ms(1)}ms: the channel turns clean`
  ]
}

export function describeChatStep({ at, do: what, ...others }: ChatStep): string {
  const words = Object.entries(others).map(([name, value]) => {
    if (name === 'weather') return formatWeather(value as unknown as Weather)
    if (name === 'text') return shorten(JSON.stringify(value))
    return Array.isArray(value) ? `to ${value.join(',') || 'all'}` : `${value}`
  })
  return [`${at / ms(1)}ms`, what, ...words].join(' ')
}

const shorten = (text: string): string =>
  text.length > 40 ? `${text.slice(0, 40)}… (${text.length} characters)` : text
