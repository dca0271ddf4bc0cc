/**
 * A seed picks everything: the weather of both directions, the load, the window and the
 * timeout. Only what Go-Back-N must withstand is picked: its sequence numbers must outlast
 * whatever is still under way, so a channel that changes the order gets many of them.
 */
import {
  type Chance,
  DISTRIBUTIONS,
  type Loss,
  PERFECT,
  type Weather
} from '../../lossy-channel/weather/weather.js'
import { RandomStream } from '../../src/kernel/random.js'
import { ms } from '../../src/kernel/time.js'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
import { gbn } from '../../src/rdt/gbn.js'
import { ADAPTIVE, RFC6298, type RtoPolicy } from '../../src/rdt/rto.js'
import type { SimConfig } from '../../src/sim/config.js'

/** Enough for any datagram that is late. */
const MANY_NUMBERS = 32

export function randomConfig(seed: string): SimConfig {
  const dice = new Dice(seed)
  const seqBits = dice.pick([1, 2, 3, 4, 5, 6, 7, 8, 32, 32, 32, 32])
  const most = Math.min(2 ** seqBits - 1, 40)
  const mayReorder = seqBits === MANY_NUMBERS
  const isLong = dice.isLucky(0.2)
  return {
    protocol: gbn,
    windowSize: dice.isLucky(0.3) ? most : 1 + dice.below(most),
    seqBits,
    rto: dice.pick<RtoPolicy>([ADAPTIVE, ADAPTIVE, RFC6298, { fixed: ms(60 + dice.below(400)) }]),
    congestion: 'newreno',
    checksum: dice.pick(CHECKSUMS.filter((name) => name !== 'none')),
    mss: isLong ? 2 + dice.below(60) : 1172,
    messages: dice.below(40),
    size: isLong ? dice.below(400) : dice.pick([0, 1, 4, 32, 100]),
    interval: dice.isLucky(0.3) ? dice.below(ms(80)) : 0,
    seed,
    up: randomWeather(dice, mayReorder),
    down: randomWeather(dice, mayReorder),
    fates: {},
    fateBy: 'order',
    handshake: dice.isLucky(0.25),
    encodeAll: dice.isLucky(0.1)
  }
}

function randomWeather(dice: Dice, mayReorder: boolean): Weather {
  const delay = dice.pick([0, ms(1), ms(10), ms(20), ms(50)])
  const isSlow = dice.isLucky(0.2)
  return {
    ...PERFECT,
    loss: randomLoss(dice),
    // One bit: every checksum sees it.
    corrupt: { ...chance(dice, 0.5, 0.2), bits: 1 },
    duplicate: chance(dice, 0.5, 0.2),
    reorder: mayReorder
      ? { ...chance(dice, 0.5, 0.3), gap: 1 + dice.below(4) }
      : { ...PERFECT.reorder },
    truncate: chance(dice, 0.2, 0.1),
    delay,
    jitter:
      mayReorder && dice.isLucky(0.4)
        ? { spread: 1 + dice.below(ms(20)), correlation: 0 }
        : PERFECT.jitter,
    distribution: dice.pick(DISTRIBUTIONS),
    rate: isSlow ? dice.pick([500_000, 2_000_000, 10_000_000]) : 0,
    limit: isSlow && dice.isLucky(0.5) ? 3 + dice.below(20) : 0
  }
}

function randomLoss(dice: Dice): Loss {
  if (!dice.isLucky(0.3)) return { kind: 'random', ...chance(dice, 0.7, 0.4) }
  return {
    kind: 'gemodel',
    toBad: dice.share(0.2),
    toGood: 0.3 + dice.share(0.7),
    lossWhenBad: 0.5 + dice.share(0.5),
    lossWhenGood: dice.isLucky(0.5) ? 0 : dice.share(0.1)
  }
}

/** Off more often than not, and correlated now and then. */
function chance(dice: Dice, isOn: number, most: number): Chance {
  if (!dice.isLucky(isOn)) return { probability: 0, correlation: 0 }
  const correlation = dice.isLucky(0.2) ? dice.share(0.5) : 0
  return { probability: dice.share(most), correlation }
}

class Dice {
  readonly #stream: RandomStream

  constructor(seed: string) {
    this.#stream = new RandomStream(seed, 'swarm')
  }

  /** 0 … count − 1. */
  below(count: number): number {
    return this.#stream.below(count)
  }

  /** A share of 1 in thousandths, above 0 and at most `most`. */
  share(most: number): number {
    return (1 + this.below(Math.round(most * 1000))) / 1000
  }

  isLucky(share: number): boolean {
    return this.below(1000) < share * 1000
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }
}
