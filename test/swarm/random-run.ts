/**
 * A seed picks a simulated run: protocol, window, sequence bits, timeout, load, and either the
 * weather of both directions or fates by hand, after which the channel is clean. Whatever it
 * picks, the protocol declares to survive it.
 */
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
import { gbn } from '../../src/rdt/gbn.js'
import { CONGESTION, type Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { ADAPTIVE, RFC6298, type RtoPolicy } from '../../src/rdt/rto.js'
import { MAX_MSS } from '../../src/rdt/transport.js'
import type { SimConfig } from '../../src/sim/config.js'
import { Dice } from './dice.js'
import { randomNumbers, randomWeather, type Sky, skyOf } from './random-weather.js'

/** A connection is opened within 15 s, which an endless burst of losses would outlast. */
const WORST_LOSS_OF_OPENING = 0.2
const MOST_FATES = 60
const MOST_FATES_OF_OPENING = 10

/** What the channel may do to data, and to ACKs. */
interface Skies {
  readonly up: Sky
  readonly down: Sky
}

type Channel = Pick<SimConfig, 'up' | 'down' | 'fates' | 'fateBy'>

/** Protocols that repair losses have more to go wrong, so they are met more often. */
const weighted = (protocols: readonly Protocol[]): Protocol[] =>
  protocols.flatMap((one) => (one.survives.includes('loss') ? [one, one, one] : [one]))

/**
 * A connection has datagrams of its own, and one of them that is corrupt may have been anything:
 * the machines answer it, and what comes of that is a duplicate.
 */
const mayShake = ({ survives }: Protocol): boolean =>
  survives.length === 0 || survives.includes('duplicate')

/** The run of `seed`, with one of `protocols`. */
export function randomRun(seed: string, protocols: readonly Protocol[] = PROTOCOLS): SimConfig {
  const protocol = new Dice(seed, 'run', 'protocol').pick(weighted(protocols))
  const run = inWeather(seed, protocol)
  const dice = new Dice(seed, 'run', 'channel')
  if (dice.isLucky(0.3)) return { ...run, ...fated(seed, run) }
  return dice.isLucky(0.15) ? { ...run, ...bySegment(run) } : run
}

/** A run of Go-Back-N in random weather, the fates of datagrams in their order. */
export const randomConfig = (seed: string): SimConfig => inWeather(seed, gbn)

function inWeather(seed: string, protocol: Protocol): SimConfig {
  const dice = (what: string): Dice => new Dice(seed, 'run', what)
  const numbers = randomNumbers(dice('numbers'), protocol)
  const handshake = mayShake(protocol) && dice('handshake').isLucky(0.25)
  const { up, down } = skiesOf({ protocol, ...numbers, handshake })
  return {
    protocol,
    ...numbers,
    rto: dice('rto').pick<RtoPolicy>([
      ADAPTIVE,
      ADAPTIVE,
      RFC6298,
      { fixed: ms(dice('timeout').between(60, 460)) }
    ]),
    congestion: dice('congestion').pick(CONGESTION),
    checksum: dice('checksum').pick(CHECKSUMS.filter((name) => name !== 'none')),
    ...randomLoad(dice('load')),
    seed,
    up: randomWeather(seed, ['run', 'up'], up),
    down: randomWeather(seed, ['run', 'down'], down),
    fates: {},
    fateBy: 'order',
    handshake,
    encodeAll: dice('bytes').isLucky(0.1)
  }
}

function randomLoad(dice: Dice): Pick<SimConfig, 'mss' | 'messages' | 'size' | 'interval'> {
  const isLong = dice.isLucky(0.2)
  return {
    mss: isLong ? dice.between(2, 61) : MAX_MSS,
    messages: dice.below(40),
    size: isLong ? dice.below(400) : dice.pick([0, 1, 4, 32, 100]),
    interval: dice.isLucky(0.3) ? dice.below(ms(80)) : 0
  }
}

function skiesOf(run: Pick<SimConfig, 'protocol' | 'seqBits' | 'handshake'>): Skies {
  const worst = run.handshake ? { worstLoss: WORST_LOSS_OF_OPENING } : {}
  return {
    up: { ...skyOf(run.protocol, run, 'corrupt-data'), ...worst },
    down: { ...skyOf(run.protocol, run, 'corrupt-ack'), ...worst }
  }
}

/** Fates by hand instead of the dice, as dense as can be; after them the channel is clean. */
function fated(seed: string, run: SimConfig): Channel {
  const most = run.handshake ? MOST_FATES_OF_OPENING : MOST_FATES
  const skies = skiesOf(run)
  const clean = ({ delay }: Weather): Weather => ({ ...PERFECT, delay })
  const fates = (way: keyof Skies) =>
    parseFateString(randomFates(new Dice(seed, 'run', 'fates', way), skies[way], most))
  return {
    up: clean(run.up),
    down: clean(run.down),
    fates: { up: fates('up'), down: fates('down') },
    fateBy: 'order'
  }
}

function randomFates(dice: Dice, sky: Sky, most: number): string {
  const marks = [
    ...(sky.mayLose ? ['x', 'x', 'x'] : []),
    ...(sky.mayCorrupt ? ['c', 't'] : []),
    ...(sky.mayDuplicate ? ['2'] : []),
    ...(sky.mayReorder ? ['>', 'late'] : [])
  ]
  if (marks.length === 0) return ''
  const density = dice.pick([0.1, 0.3, 0.6, 0.9])
  return Array.from({ length: dice.below(most + 1) }, () => {
    const mark = dice.isLucky(density) ? dice.pick(marks) : '.'
    return mark === 'late' ? `(+${dice.between(1, 400)}ms)` : mark
  }).join('')
}

/** Fates that hang on a segment know nothing of the datagram before. */
function bySegment(run: SimConfig): Channel {
  return { up: memoryless(run.up), down: memoryless(run.down), fates: {}, fateBy: 'segment' }
}

function memoryless(weather: Weather): Weather {
  const { loss, corrupt, duplicate, reorder, truncate, jitter } = weather
  const correlation = 0
  const probability = loss.kind === 'random' ? loss.probability : loss.toBad
  return {
    ...weather,
    loss: { kind: 'random', probability, correlation },
    corrupt: { ...corrupt, correlation },
    duplicate: { ...duplicate, correlation },
    reorder: { ...reorder, correlation, gap: 1 },
    truncate: { ...truncate, correlation },
    jitter: { ...jitter, correlation }
  }
}
