/**
 * A seed plans a small network and a stormy time in it:
 *
 *      n1 ═══ n2     every node can reach every other, by two lanes with weather of their own
 *       ║ ╲ ╱ ║      connections between any two, in both directions, several at once
 *      n4 ═══ n3     steps: talk, close, abort, new weather, cut, hold, restart, …
 *
 * After the last step the channel is clean. The plan holds everything, so a failing one can be
 * made smaller by leaving out steps.
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

/** Which end of a connection: of the one who opened it, or of the other. */
export type Side = 'opener' | 'acceptor'
export type PipesStep = { readonly at: Micros } & (
  | { readonly do: 'connect'; readonly conn: number; readonly from: string; readonly to: string }
  | {
      readonly do: 'talk'
      readonly conn: number
      readonly side: Side
      /** Bytes of each message. */
      readonly sizes: readonly number[]
    }
  | { readonly do: 'close' | 'abort'; readonly conn: number; readonly side: Side }
  | { readonly do: 'weather'; readonly way: Way; readonly weather: Weather }
  | { readonly do: 'cut' | 'heal' | 'hold' | 'release'; readonly way: Way }
  | { readonly do: 'restart'; readonly node: string }
)

export interface PipesPlan {
  readonly seed: string
  readonly nodes: readonly string[]
  /** What each node wishes, in their order. */
  readonly transports: readonly TransportOptions[]
  readonly encodeAll: boolean
  /** At the start, by way. */
  readonly weather: ReadonlyMap<Way, Weather>
  /** In the order of their times; the first are connects. */
  readonly steps: readonly PipesStep[]
  /** When the channel turns clean. */
  readonly cleanAt: Micros
  /** The weather from then on, by way. */
  readonly clean: ReadonlyMap<Way, Weather>
}

const LENGTHS = [seconds(4), seconds(12), seconds(30), seconds(60)]
const KINDS = {
  talk: 50,
  close: 4,
  abort: 3,
  connect: 7,
  weather: 12,
  cut: 9,
  hold: 5,
  restart: 6
} as const
/** Of one connection; so the time that it all takes in the end is bounded as well. */
const MOST_SEGMENTS = 400
const MOST_BYTES = 150_000

/** @param protocols those that survive what a connection meets */
export function planPipes(seed: string, protocols: readonly Protocol[]): PipesPlan {
  const dice = (what: string) => new Dice(seed, 'pipes', what)
  const protocol = dice('protocol').pick(protocols)
  const count = dice('nodes').pick([2, 2, 3, 3, 4, 5, 6])
  const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`)
  const transports = randomTransports(dice, protocol, count)
  const ways = nodes.flatMap((a) => nodes.filter((b) => b !== a).map((b) => wayFrom(a, b)))
  const [first] = transports
  if (first === undefined) throw new Error('a plan without nodes')
  const weather = new ChangingWeather(seed, 'pipes', dice('paths'), ways, first)
  const cleanAt = dice('length').pick(LENGTHS) + dice('length').below(seconds(3))
  return {
    seed,
    nodes,
    transports,
    encodeAll: dice('encode').isLucky(0.1),
    weather: new Map(ways.map((way) => [way, weather.next(way)])),
    steps: new StepMaker(seed, nodes, ways, weather, first.mss, cleanAt).steps(),
    cleanAt,
    clean: new Map(ways.map((way) => [way, weather.clean(way)]))
  }
}

function randomTransports(
  dice: (what: string) => Dice,
  protocol: Protocol,
  count: number
): TransportOptions[] {
  const common = randomTransport(dice, protocol)
  const own = dice('wishes')
  return Array.from({ length: count }, () => ({
    ...common,
    windowSize: own.isLucky(0.3) ? own.between(1, common.windowSize) : common.windowSize,
    mss: own.isLucky(0.1) ? 300 : common.mss
  }))
}

class StepMaker {
  #conns = 0
  /** Bytes and segments that each connection was given so far. */
  readonly #load = new Map<number, { bytes: number; segments: number }>()
  readonly #dice: Dice
  readonly #nodes: readonly string[]
  readonly #ways: readonly Way[]
  readonly #weather: ChangingWeather
  readonly #mss: number
  readonly #length: Micros

  constructor(
    seed: string,
    nodes: readonly string[],
    ways: readonly Way[],
    weather: ChangingWeather,
    mss: number,
    length: Micros
  ) {
    this.#dice = new Dice(seed, 'pipes', 'steps')
    this.#nodes = nodes
    this.#ways = ways
    this.#weather = weather
    this.#mss = mss
    this.#length = length
  }

  steps(): PipesStep[] {
    const dice = this.#dice
    const begun = Array.from({ length: dice.between(1, 5) }, () =>
      this.#connect(dice.below(ms(500)))
    )
    const times = Array.from({ length: dice.between(5, 120) }, () => dice.below(this.#length))
    const steps = times.sort((a, b) => a - b).flatMap((at) => this.#step(at))
    return [...begun, ...steps].sort((a, b) => a.at - b.at)
  }

  #connect(at: Micros): PipesStep {
    const from = this.#dice.pick(this.#nodes)
    const to = this.#dice.pick(this.#nodes.filter((node) => node !== from))
    return { at, do: 'connect', conn: this.#conns++, from, to }
  }

  #step(at: Micros): PipesStep[] {
    const dice = this.#dice
    const what = dice.pickByWeight(KINDS)
    const conn = dice.below(this.#conns)
    const side = dice.pick(['opener', 'acceptor'] as const)
    switch (what) {
      case 'connect':
        return [this.#connect(at)]
      case 'talk':
        return [{ at, do: 'talk', conn, side, sizes: this.#sizes(conn) }]
      case 'close':
      case 'abort':
        return [{ at, do: what, conn, side }]
      case 'weather': {
        const way = dice.pick(this.#ways)
        return [{ at, do: 'weather', way, weather: this.#weather.next(way) }]
      }
      case 'cut':
      case 'hold':
        return this.#pause(what, at)
      case 'restart':
        return [{ at, do: 'restart', node: dice.pick(this.#nodes) }]
    }
  }

  /** One way or both, for a moment, or for longer than anybody is patient. */
  #pause(what: 'cut' | 'hold', at: Micros): PipesStep[] {
    const dice = this.#dice
    const way = dice.pick(this.#ways)
    const [from = '', to = ''] = way.split('>')
    const ways = dice.isLucky(0.7) ? [way, wayFrom(to, from)] : [way]
    const length = dice.isLucky(0.4)
      ? dice.between(seconds(10), seconds(25))
      : dice.below(seconds(4))
    const end = what === 'cut' ? 'heal' : 'release'
    return ways.flatMap((one): PipesStep[] => [
      { at, do: what, way: one },
      // What has no end here ends when all turns clean.
      ...(at + length < this.#length ? [{ at: at + length, do: end, way: one } as const] : [])
    ])
  }

  #sizes(conn: number): number[] {
    const dice = this.#dice
    const load = this.#load.get(conn) ?? { bytes: 0, segments: 0 }
    this.#load.set(conn, load)
    const sizes: number[] = []
    for (let left = dice.between(1, 6); left > 0; left--) {
      const size = dice.isLucky(0.2)
        ? dice.below(20_001)
        : dice.pick([0, 1, 3, 30, 300, 1171, 2000])
      const segments = Math.ceil(size / (this.#mss - 1)) + 1
      if (load.bytes + size > MOST_BYTES || load.segments + segments > MOST_SEGMENTS) continue
      load.bytes += size
      load.segments += segments
      sizes.push(size)
    }
    return sizes
  }
}

/** What the plan holds besides its steps, in lines, for people. */
export function describePipes(plan: PipesPlan): string[] {
  const { transports, nodes, weather, clean, cleanAt } = plan
  return [
    ...transports.map((transport, i) => `${nodes[i]}: ${describeTransport(transport)}`),
    ...(plan.encodeAll ? ['every datagram is encoded and decoded'] : []),
    ...describeWays(weather, clean),
    `${inSeconds(cleanAt)} the channel turns clean`
  ]
}

const inSeconds = (time: Micros): string => `${(time / 1e6).toFixed(6)}s`

export function describePipesStep(step: PipesStep): string {
  const { at, do: what, ...others } = step
  const words = Object.entries(others).map(([name, value]) => {
    if (name === 'weather') return formatWeather(value as unknown as Weather)
    return `${name} ${Array.isArray(value) ? value.join(',') : value}`
  })
  return [inSeconds(at), what, ...words].join(' ')
}
