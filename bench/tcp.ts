/**
 * What TCP makes of a link, in virtual time, so the same figures on every machine: 20 Mbit/s and
 * 10 ms each way, full segments. Its goodput when a fifth of everything is lost by chance, each way;
 * whether the queue before the link keeps it busy; and how two flows share it.
 */
import { PERFECT, type Weather } from '../lossy-channel/weather/weather.js'
import { ms } from '../src/kernel/time.js'
import type { Congestion } from '../src/rdt/protocol.js'
import { ADAPTIVE } from '../src/rdt/rto.js'
import { tcp } from '../src/rdt/tcp.js'
import { MAX_MSS } from '../src/rdt/transport.js'
import type { SimConfig } from '../src/sim/config.js'
import { runSimulation } from '../src/sim/simulation.js'
import { HEADER_LENGTH } from '../src/wire/fields.js'

const RATE = 20_000_000
const DELAY = ms(10)
const DATAGRAM = HEADER_LENGTH + MAX_MSS
/** Datagrams that the link and both delays hold: the bandwidth-delay product. */
const BDP = (RATE * 2 * DELAY) / 1e6 / (8 * DATAGRAM)

const LINK: Weather = { ...PERFECT, delay: DELAY, rate: RATE }

const config = (congestion: Congestion, more: Partial<SimConfig>): SimConfig => ({
  protocol: tcp,
  windowSize: 1024,
  seqBits: 32,
  rto: ADAPTIVE,
  congestion,
  checksum: 'crc32',
  mss: MAX_MSS,
  messages: 10_000,
  size: MAX_MSS,
  interval: 0,
  seed: 'tcp',
  up: LINK,
  down: LINK,
  fates: {},
  fateBy: 'order',
  handshake: false,
  encodeAll: false,
  ...more
})

/** @throws Error where a message is lost */
function run(congestion: Congestion, more: Partial<SimConfig>) {
  const outcome = runSimulation(config(congestion, more), { checks: false })
  if (outcome.verdict !== 'pass') throw new Error(`tcp, ${congestion}: a message was lost`)
  return outcome
}

export interface Goodput {
  readonly name: string
  readonly mbit: number
  /** Of what such a link can carry of payload, with this loss, at the very best. */
  readonly share: number
}

/** With `loss` of all datagrams lost by chance, in both directions. */
export function goodputUnderLoss(
  congestion: Congestion,
  windowSize: number,
  loss: number,
  messages: number,
  seed = 'tcp'
): Goodput {
  const weather = { ...LINK, loss: { kind: 'random', probability: loss, correlation: 0 } } as const
  const { goodput_mbit } = run(congestion, {
    windowSize,
    messages,
    seed,
    up: weather,
    down: weather
  })
  const mbit = goodput_mbit ?? 0
  const most = ((1 - loss) * RATE * MAX_MSS) / DATAGRAM / 1e6
  return {
    name: `tcp, ${congestion}, window ${windowSize}, ${100 * loss} % loss`,
    mbit,
    share: mbit / most
  }
}

export interface QueueUse {
  readonly name: string
  /** Share of the time in which the link carried what was delivered. */
  readonly utilisation: number
  /** Jain's index, where there are several flows. */
  readonly fairness: number | undefined
}

/** Before the link a queue of so many bandwidth-delay products; nothing else is lost. */
export function queueUse(
  congestion: Congestion,
  products: number,
  flows: number,
  messages: number,
  seed = 'tcp'
): QueueUse {
  const up = { ...LINK, limit: Math.round(products * BDP) }
  const { utilisation, fairness } = run(congestion, { messages, seed, up, flows })
  return {
    name: `tcp, ${congestion}, ${flows === 1 ? 'alone' : `${flows} flows`}, queue of ${products} BDP`,
    utilisation: utilisation ?? 0,
    fairness
  }
}
