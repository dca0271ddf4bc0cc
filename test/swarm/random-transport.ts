/** What a seed picks for connections: their terms, and the changing weather of their ways. */
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../lossy-channel/weather/words.js'
import { type Micros, ms } from '../../src/kernel/time.js'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
import { CONGESTION, type Protocol } from '../../src/rdt/protocol.js'
import { ADAPTIVE, describeRto, RFC6298, type RtoPolicy } from '../../src/rdt/rto.js'
import { type TransportOptions, usualTransport } from '../../src/rdt/transport.js'
import type { Dice } from './dice.js'
import { mayReorder, randomNumbers, randomWeather, type Sky, skyOf } from './random-weather.js'

/** One way between two nodes, `n1>n2`. */
export type Way = `${string}>${string}`

export const wayFrom = (from: string, to: string): Way => `${from}>${to}`

/** What a connection needs of its protocol, or it will be stuck after the first loss. */
export const survivesLoss = ({ survives }: Protocol): boolean =>
  (['loss', 'duplicate', 'corrupt-data', 'corrupt-ack'] as const).every((fault) =>
    survives.includes(fault)
  )

/** @param dice makes dice for a purpose */
export function randomTransport(
  dice: (purpose: string) => Dice,
  protocol: Protocol
): TransportOptions {
  const numbers = randomNumbers(dice('numbers'), protocol)
  const wish = dice('transport')
  return {
    ...usualTransport(protocol),
    ...numbers,
    // A fixed timeout below the round trip would have everything sent twice, for ever.
    rto: wish.pick<RtoPolicy>([ADAPTIVE, ADAPTIVE, ADAPTIVE, RFC6298, { fixed: ms(350) }]),
    congestion: wish.pick(CONGESTION),
    checksum: wish.pick(CHECKSUMS.filter((name) => name !== 'none')),
    mss: wish.pick([1172, 1172, 500, 100]),
    framing: wish.pick(['shared', 'shared', 'marked'] as const),
    outboxLimit: wish.pick([4 << 20, 64_000, 9_000]),
    inboxLimit: wish.pick([1 << 20, 50_000])
  }
}

export function describeTransport(transport: TransportOptions): string {
  const { protocol, rto, ...others } = transport
  const words = Object.entries(others).map(([name, value]) => `${name} ${value}`)
  return [protocol.name, `rto ${describeRto(rto)}`, ...words].join(', ')
}

/** The weather of each way, at first and in the end, in lines. */
export const describeWays = (
  first: ReadonlyMap<Way, Weather>,
  last: ReadonlyMap<Way, Weather>
): string[] =>
  [...first].map(([way, weather]) => {
    return `${way}: ${formatWeather(weather)}; in the end ${formatWeather(last.get(way) ?? PERFECT)}`
  })

/** The RTO's last wait, µs, before the channel has been clean for long. */
export const longestRto = (rto: RtoPolicy): Micros => ('fixed' in rto ? rto.fixed : rto.ceiling)

/** Draws the weather of each way, again and again. */
export class ChangingWeather {
  readonly #seed: string
  readonly #purpose: string
  readonly #sky: Sky
  readonly #keepsOrder: boolean
  readonly #drawn = new Map<Way, number>()
  readonly #paths: ReadonlyMap<Way, { readonly delay: Micros; readonly rate: number }>

  /** @param dice for the ways' delays and rates */
  constructor(
    seed: string,
    purpose: string,
    dice: Dice,
    ways: readonly Way[],
    { protocol, seqBits, rto }: TransportOptions
  ) {
    this.#seed = seed
    this.#purpose = purpose
    this.#keepsOrder = !mayReorder(protocol, { seqBits })
    this.#sky = skyOf(protocol, { seqBits }, 'corrupt-both')
    const mayBeSlow = !('fixed' in rto)
    this.#paths = new Map(
      ways.map((way) => {
        const delay = dice.pick([0, ms(1), ms(10), ms(50)])
        return [way, { delay, rate: mayBeSlow && dice.isLucky(0.2) ? 2_000_000 : 0 }]
      })
    )
  }

  next(way: Way): Weather {
    const nth = this.#drawn.get(way) ?? 0
    this.#drawn.set(way, nth + 1)
    const { delay, rate } = this.#path(way)
    const weather = randomWeather(this.#seed, [this.#purpose, way, nth], this.#sky)
    const limit = rate > 0 ? 20 : 0
    // A shorter way overtakes the longer one before, and a faster link the slow one.
    return { ...weather, rate, limit, ...(this.#keepsOrder && { delay }) }
  }

  /** Nothing but a delay, and the rate where it must stay. */
  clean(way: Way): Weather {
    const { delay, rate } = this.#path(way)
    return { ...PERFECT, delay, rate }
  }

  #path(way: Way): { readonly delay: Micros; readonly rate: number } {
    const path = this.#paths.get(way)
    if (path === undefined) throw new Error(`there is no way ${way}`)
    return path
  }
}
