/**
 * The weather that a seed picks: only what a protocol declares to survive. Numbers of few bits
 * come round soon, and a datagram that is late would be taken for another; so they get a channel
 * that keeps the order, whatever else it does.
 */
import {
  type Chance,
  DISTRIBUTIONS,
  type Loss,
  PERFECT,
  type Weather
} from '../../lossy-channel/weather/weather.js'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { Dice } from './dice.js'

/** Enough for any datagram that is late. */
const MANY_BITS = 32
/** Few numbers, many of them, and something between; 32 most often. */
const BITS = [1, 2, 3, 4, 5, 6, 7, 8, 32, 32, 32, 32, 32, 32]
/** No window needs to be wider for its bugs to show. */
const WIDEST = 40

/** What may happen to the datagrams of one direction. */
export interface Sky {
  readonly mayLose: boolean
  readonly mayCorrupt: boolean
  readonly mayDuplicate: boolean
  readonly mayReorder: boolean
  /** The largest probability of a loss. */
  readonly worstLoss: number
}

export interface Numbers {
  readonly seqBits: number
  readonly windowSize: number
}

/** A legal window, the widest now and then. */
export function randomNumbers(dice: Dice, protocol: Protocol): Numbers {
  const seqBits = protocol.seqBits ?? dice.pick(BITS)
  const most = Math.min(protocol.maxWindow?.(seqBits) ?? WIDEST, WIDEST)
  return { seqBits, windowSize: dice.isLucky(0.3) ? most : dice.between(1, most) }
}

/** A protocol that brings its own few numbers says itself whether they outlast what is late. */
export const mayReorder = (protocol: Protocol, { seqBits }: Pick<Numbers, 'seqBits'>): boolean =>
  protocol.survives.includes('reorder') && (seqBits === MANY_BITS || protocol.seqBits !== undefined)

/** What `protocol` declares to survive in the direction in which corruption is called so. */
export function skyOf(
  protocol: Protocol,
  numbers: Pick<Numbers, 'seqBits'>,
  corruption: 'corrupt-data' | 'corrupt-ack' | 'corrupt-both'
): Sky {
  const { survives } = protocol
  const kinds =
    corruption === 'corrupt-both' ? (['corrupt-data', 'corrupt-ack'] as const) : [corruption]
  return {
    mayLose: survives.includes('loss'),
    mayCorrupt: kinds.every((kind) => survives.includes(kind)),
    mayDuplicate: survives.includes('duplicate'),
    mayReorder: mayReorder(protocol, numbers),
    worstLoss: 0.4
  }
}

/**
 * Dice for each impairment by name, so that what one of them may do never moves another.
 * @param delay one way, µs; left out: as the dice say
 */
export function randomWeather(
  seed: string,
  purpose: readonly (string | number)[],
  sky: Sky,
  delay?: Micros
): Weather {
  const dice = (what: string) => new Dice(seed, ...purpose, what)
  const path = dice('path')
  const jitter = dice('jitter')
  const isSlow = sky.mayLose && path.isLucky(0.2)
  return {
    ...PERFECT,
    loss: sky.mayLose ? randomLoss(dice('loss'), sky.worstLoss) : PERFECT.loss,
    // One bit: every checksum sees it.
    corrupt: sky.mayCorrupt ? { ...chance(dice('corrupt'), 0.5, 0.2), bits: 1 } : PERFECT.corrupt,
    duplicate: sky.mayDuplicate ? chance(dice('duplicate'), 0.5, 0.2) : PERFECT.duplicate,
    reorder: sky.mayReorder ? randomReorder(dice('reorder')) : PERFECT.reorder,
    truncate: sky.mayCorrupt ? chance(dice('truncate'), 0.2, 0.1) : PERFECT.truncate,
    delay: delay ?? path.pick([0, ms(1), ms(10), ms(20), ms(50)]),
    jitter:
      sky.mayReorder && jitter.isLucky(0.4)
        ? { spread: randomSpread(jitter), correlation: 0 }
        : PERFECT.jitter,
    distribution: jitter.pick(DISTRIBUTIONS),
    rate: isSlow ? path.pick([500_000, 2_000_000, 10_000_000]) : 0,
    // What the queue refuses is lost, too.
    limit: isSlow && path.isLucky(0.5) ? path.between(3, 22) : 0
  }
}

/** Now and then so wide that a datagram comes when nobody waits for it any more. */
const randomSpread = (dice: Dice): Micros =>
  dice.isLucky(0.1) ? dice.between(ms(100), seconds(1)) : dice.between(1, ms(20))

const randomReorder = (dice: Dice): Weather['reorder'] => ({
  ...chance(dice, 0.5, 0.3),
  gap: dice.between(1, 4)
})

function randomLoss(dice: Dice, worst: number): Loss {
  if (!dice.isLucky(0.3)) return { kind: 'random', ...chance(dice, 0.7, worst) }
  return {
    kind: 'gemodel',
    toBad: dice.share(worst / 2),
    toGood: 0.3 + dice.share(0.7),
    lossWhenBad: 0.5 + dice.share(0.5),
    lossWhenGood: dice.isLucky(0.5) ? 0 : dice.share(worst / 4)
  }
}

/** Off more often than not, and correlated now and then. */
function chance(dice: Dice, isOn: number, most: number): Chance {
  if (!dice.isLucky(isOn)) return { probability: 0, correlation: 0 }
  const correlation = dice.isLucky(0.2) ? dice.share(0.5) : 0
  return { probability: dice.share(most), correlation }
}
