/** A run in the terms of the formulas: times in frames, whatever a frame takes. */
import { PERFECT, type Weather } from '../../../lossy-channel/weather/weather.js'
import { type Micros, ms } from '../../../src/kernel/time.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { lossOfEither } from '../../../src/sim/theory.js'
import { HEADER_LENGTH } from '../../../src/wire/fields.js'

/** What one data frame takes on the link. */
export const FRAME: Micros = ms(1)
/** The least time there is, in frames: a timer of T + TICK lets an ACK of the same instant pass. */
export const TICK = 1 / FRAME

export interface FrameRun {
  readonly protocol: Protocol
  /** N; 1 unless said otherwise. */
  readonly windowSize?: number
  /** Propagation time, one way, in frames. */
  readonly a: number
  /** T, in frames. */
  readonly rto: number
  readonly dataLoss?: number
  readonly ackLoss?: number
  /** How much a data frame shares the luck of the one before, 0 … 1. */
  readonly correlation?: number
  readonly messages: number
  readonly seed: string
}

/** The same run for the formulas. */
export const modelOf = ({ windowSize = 1, a, rto, dataLoss = 0, ackLoss = 0 }: FrameRun) => ({
  windowSize,
  a,
  rto,
  loss: lossOfEither(dataLoss, ackLoss)
})

const BITS = 1000

/** The same run for the simulator: a rate for the data, so that a frame takes its time, none for ACKs. */
export function simConfigOf(run: FrameRun): SimConfig {
  const { protocol, windowSize = 1, a, rto, dataLoss = 0, ackLoss = 0, correlation = 0 } = run
  const weather = (probability: number, correlation: number): Weather => ({
    ...PERFECT,
    delay: Math.round(a * FRAME),
    loss: { kind: 'random', probability, correlation }
  })
  return {
    protocol,
    windowSize,
    seqBits: protocol.seqBits ?? 32,
    rto: { fixed: Math.round(rto * FRAME) },
    congestion: 'newreno',
    checksum: 'crc32',
    mss: 1172,
    messages: run.messages,
    size: BITS / 8 - HEADER_LENGTH,
    interval: 0,
    seed: run.seed,
    up: { ...weather(dataLoss, correlation), rate: (BITS * 1e6) / FRAME },
    down: weather(ackLoss, 0),
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}
