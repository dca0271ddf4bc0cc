/**
 * What a message costs in the simulator, in time of the processor: by every protocol of the
 * ladder, and by Go-Back-N in runs of ten thousand messages and of ten million.
 */
import { PERFECT } from '../lossy-channel/weather/weather.js'
import { ms } from '../src/kernel/time.js'
import type { Protocol } from '../src/rdt/protocol.js'
import { PROTOCOLS } from '../src/rdt/protocols.js'
import type { SimConfig } from '../src/sim/config.js'
import { runSimulation } from '../src/sim/simulation.js'
import { median, secondsOf } from './measure.js'
import { benchConfig } from './simulator.js'

export interface ProtocolSpeed {
  readonly name: string
  readonly unit: 'messages/s'
  /** Median of all rounds. */
  readonly ours: number
  /** The loss it was measured with: that of the comparison with the loop, where it survives any. */
  readonly loss: number
}

/** `config` for `protocol`: its own numbers, the widest window it may have, no loss if it dies of it. */
function fitted(config: SimConfig, protocol: Protocol): SimConfig {
  const seqBits = protocol.seqBits ?? config.seqBits
  const widest = protocol.maxWindow?.(seqBits) ?? config.windowSize
  const windowSize = Math.min(config.windowSize, widest)
  const survives = protocol.survives.includes('loss')
  const weather = survives ? config.up : { ...config.up, loss: PERFECT.loss }
  // One that waits for nothing would have all messages under way at once.
  const interval = protocol.acks === 'none' ? ms(1) : config.interval
  return { ...config, protocol, seqBits, windowSize, interval, up: weather, down: weather }
}

/** Seconds for a whole run. @throws Error where a message is lost */
function secondsOfRun(config: SimConfig): number {
  return secondsOf(() => {
    if (runSimulation(config, { checks: false }).verdict === 'pass') return
    throw new Error(`${config.protocol.name} lost a message`)
  })
}

/** Measures all protocols in turns, `rounds` times, after one round that only warms up. */
export function benchProtocols(messages: number, rounds: number): ProtocolSpeed[] {
  const speeds = PROTOCOLS.map((protocol) => ({ protocol, rates: [] as number[] }))
  for (let round = -1; round < rounds; round++) {
    for (const { protocol, rates } of speeds) {
      const config = fitted(benchConfig(messages, `protocols-${round}`), protocol)
      const rate = messages / secondsOfRun(config)
      if (round >= 0) rates.push(rate)
    }
  }
  return speeds.map(({ protocol, rates }) => {
    const { loss } = fitted(benchConfig(messages, ''), protocol).up
    return {
      name: `simulator, ${protocol.name}`,
      unit: 'messages/s',
      ours: Math.round(median(rates)),
      loss: loss.kind === 'random' ? loss.probability : Number.NaN
    }
  })
}

export interface MessageCost {
  readonly name: string
  readonly messages: number
  /** Nanoseconds for each message; the median of several runs, where they are short. */
  readonly ns: number
}

/** As much in all for each length of run, as far as one run is not more. */
const MESSAGES_OF_LENGTH = 2_000_000

/** What a message of Go-Back-N costs in runs of so many messages each. */
export function benchMessageCost(lengths: readonly number[]): MessageCost[] {
  secondsOfRun(benchConfig(200_000, 'warm up'))
  return lengths.map((messages) => {
    const runs = Math.max(1, Math.min(25, Math.floor(MESSAGES_OF_LENGTH / messages)))
    const ns = Array.from({ length: runs }, (_, i) => {
      return (secondsOfRun(benchConfig(messages, `cost-${i}`)) * 1e9) / messages
    })
    return { name: 'cost of a message, gbn', messages, ns: Math.round(median(ns)) }
  })
}
