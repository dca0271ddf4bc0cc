/**
 * A scenario: a run in which exactly these things go wrong, and the bugs that show in it. One
 * one-way delay, all messages queued at the start unless there is an interval, and the fates of
 * the first transmissions; past their end everything is delivered.
 *
 * A fate of the ACKs belongs to the n-th of them, and a legal variant may send another number. So
 * a scenario that strikes ACKs lets nothing happen before them about which variants differ (a
 * corrupt segment, say); that none of them dies of it is what `rdt mutants` makes sure of.
 */
import { type Fates, parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { type Micros, ms } from '../kernel/time.js'
import type { Protocol } from '../rdt/protocol.js'
import { ADAPTIVE, type RtoPolicy } from '../rdt/rto.js'
import { usualTransport } from '../rdt/transport.js'
import type { SimConfig } from './config.js'
import { USUAL } from './replay-command.js'

export interface Scenario {
  /** `S02`, and `S02-sr` for the same under another protocol. */
  readonly id: string
  readonly about: string
  /** The reference: the name of the protocol that it is about. */
  readonly protocol: string
  readonly messages: number
  readonly window: number
  /** Fate strings: of the data, and of the ACKs. */
  readonly data?: string
  readonly ack?: string
  /** One way; 50 ms where nothing is said. */
  readonly delay?: Micros
  /** 150 ms where nothing is said; `adaptive`: measured, and backed off. */
  readonly rto?: Micros | 'adaptive'
  readonly interval?: Micros
  readonly seqBits?: number
  /** Dice, for the data alone: 0 … 1. They fall by segment, whatever else is sent. */
  readonly loss?: number
  /** Decides which bit a `c` flips, and how the dice fall; the id where nothing is said. */
  readonly seed?: string
  /** Opening and closing are part of the run. */
  readonly handshake?: boolean
  /** What the reference does: data segments, of them retransmitted, ACKs, timeouts, ms at the end. */
  readonly expect?: readonly [
    data: number,
    retransmitted: number,
    acks: number,
    timeouts: number,
    finishMs: number
  ]
  /** The mutants that are seen for what they are in it. */
  readonly kills: readonly string[]
}

const USUAL_RTO: Micros = ms(150)

/** The run of `scenario` under `protocol`: its reference, a mutant of it, a student's. */
export function scenarioConfig(scenario: Scenario, protocol: Protocol): SimConfig {
  const { id, messages, window: windowSize, seqBits, interval, seed, handshake, loss } = scenario
  const { congestion, checksum, mss } = usualTransport(protocol)
  const weather: Weather = { ...PERFECT, delay: scenario.delay ?? USUAL.delay }
  const rto: RtoPolicy =
    scenario.rto === 'adaptive' ? ADAPTIVE : { fixed: scenario.rto ?? USUAL_RTO }
  return {
    ...{ protocol, windowSize, rto, congestion, checksum, mss, messages },
    seqBits: protocol.seqBits ?? seqBits ?? USUAL.seqBits,
    size: USUAL.size,
    interval: interval ?? 0,
    seed: seed ?? id,
    up: { ...weather, loss: { kind: 'random', probability: loss ?? 0, correlation: 0 } },
    down: weather,
    fates: { up: fatesOf(scenario.data), down: fatesOf(scenario.ack) },
    fateBy: loss === undefined ? 'order' : 'segment',
    handshake: handshake === true,
    encodeAll: false
  }
}

const fatesOf = (marks: string | undefined): Fates | undefined =>
  marks === undefined || marks === '.' ? undefined : parseFateString(marks)
