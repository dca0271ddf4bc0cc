/**
 * A failure of a conversation has a long story. Most often the same bug shows in a plain run, one
 * sender and one receiver, in the same weather, and that can be told by the shortest fates.
 */
import type { Weather } from '../../lossy-channel/weather/weather.js'
import { seconds } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import type { SimConfig } from '../../src/sim/config.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { Bench } from './bench.js'
import { transportOf } from './chat-room.js'

const MESSAGES = 12
const MOST_EVENTS = 2_000
const SIZE = 32
/** Of the round trip: long enough to hear the answer, short enough for a short story. */
const RTO_TIMES = 3

/** What is tried, the shortest stories first, and how often. */
const SORTS: readonly { readonly times: number; readonly is: Partial<SimConfig> }[] = [
  { times: 15, is: {} },
  { times: 6, is: { rto: ADAPTIVE } },
  { times: 1, is: { interval: seconds(1) } },
  { times: 3, is: { handshake: true } }
]

/** A run of `protocol` that fails in `weather`; undefined where none is found. */
export function plainRunOf(
  protocol: Protocol,
  weather: Weather,
  seed: string,
  { running, hasFailed }: Pick<Bench, 'running' | 'hasFailed'>
): SimConfig | undefined {
  for (const { times, is } of SORTS) {
    // Once a failure is told, another is looked for less long.
    for (let run = 1; run <= (hasFailed ? Math.ceil(times / 3) : times); run++) {
      const config = { ...configOf(protocol, weather, `${seed}-${run}`), ...is }
      running(config)
      // What people can see of it: an invariant may be broken long before anything comes of it.
      const outcome = runSimulation(config, { checks: false, mostEvents: MOST_EVENTS })
      if (outcome.verdict === 'fail') return config
    }
  }
  return undefined
}

function configOf(protocol: Protocol, weather: Weather, seed: string): SimConfig {
  const { congestion, checksum, mss, windowSize, seqBits } = transportOf(protocol)
  const { delay, jitter } = weather
  return {
    ...{ protocol, congestion, checksum, mss, windowSize, seqBits, seed },
    rto: { fixed: RTO_TIMES * 2 * Math.max(1_000, delay + jitter.spread) },
    messages: MESSAGES,
    size: SIZE,
    interval: 0,
    up: weather,
    down: weather,
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}
