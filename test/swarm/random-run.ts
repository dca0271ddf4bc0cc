/**
 * A seed picks a simulated run: protocol, window, sequence bits, timeout, load, and either the
 * weather of both directions or fates by hand, after which the channel is clean. Whatever it
 * picks, the protocol declares to survive it.
 */
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
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
  const dice = (what: string) => new Dice(seed, 'run', what)
  const protocol = dice('protocol').pick(weighted(protocols))
  const numbers = randomNumbers(dice('numbers'), protocol)
  const handshake = mayShake(protocol) && dice('handshake').isLucky(0.25)
  const load = randomLoad(dice('load'))
  const odd = dice('odd')
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
    ...load,
    seed,
    ...randomChannel(seed, protocol, numbers.seqBits, handshake),
    handshake,
    encodeAll: odd.isLucky(0.1)
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

type Channel = Pick<SimConfig, 'up' | 'down' | 'fates' | 'fateBy'>

function randomChannel(
  seed: string,
  protocol: Protocol,
  seqBits: number,
  handshake: boolean
): Channel {
  const sky = (corruption: 'corrupt-data' | 'corrupt-ack'): Sky => ({
    ...skyOf(protocol, { seqBits }, corruption),
    ...(handshake && { worstLoss: WORST_LOSS_OF_OPENING })
  })
  const dice = new Dice(seed, 'run', 'channel')
  const up = randomWeather(seed, ['run', 'up'], sky('corrupt-data'))
  const down = randomWeather(seed, ['run', 'down'], sky('corrupt-ack'))
  if (dice.isLucky(0.3)) {
    const most = handshake ? MOST_FATES_OF_OPENING : MOST_FATES
    const clean = ({ delay }: Weather): Weather => ({ ...PERFECT, delay })
    return {
      up: clean(up),
      down: clean(down),
      fates: {
        up: parseFateString(
          randomFates(new Dice(seed, 'run', 'fates', 'up'), sky('corrupt-data'), most)
        ),
        down: parseFateString(
          randomFates(new Dice(seed, 'run', 'fates', 'down'), sky('corrupt-ack'), most)
        )
      },
      fateBy: 'order'
    }
  }
  if (!dice.isLucky(0.15)) return { up, down, fates: {}, fateBy: 'order' }
  return { up: memoryless(up), down: memoryless(down), fates: {}, fateBy: 'segment' }
}

/** Fates that hang on a segment know nothing of the datagram before. */
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
