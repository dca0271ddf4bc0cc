/** What came of a simulated run: the summary record of `rdt sim`, in the words of the command line. */
import type { LaneCounts } from '../../lossy-channel/weather/lane-counts.js'
import type { Micros } from '../kernel/time.js'
import { toMs } from '../kernel/time.js'
import type { Segment } from '../rdt/segment.js'
import { lengthOf } from '../wire/codec.js'
import { HEADER_LENGTH } from '../wire/fields.js'
import { type SimConfig, segmentsOfMessage } from './config.js'
import { type FlowFacts, type FlowRecord, jainIndex, recordsOf } from './fairness.js'
import type { Violation } from './invariants.js'

/** What the nodes of a run put on the channel, and what they threw away. */
export interface Traffic {
  /** Data segments, retransmissions included. */
  data: number
  retransmitted: number
  /** ACKs, and NAKs with them. */
  acks: number
  timeouts: number
  discarded: number
  /** Bytes in the direction of the data, headers included. */
  bytes: number
}

export const noTraffic = (): Traffic => ({
  data: 0,
  retransmitted: 0,
  acks: 0,
  timeouts: 0,
  discarded: 0,
  bytes: 0
})

/** `segment` goes on the channel; of data it is the `attempt`-th transmission. */
export function countSegment(traffic: Traffic, segment: Segment, attempt: number): void {
  if (segment.kind !== 'data') {
    traffic.acks++
    return
  }
  traffic.data++
  traffic.bytes += lengthOf(segment)
  if (attempt > 1) traffic.retransmitted++
}

/** `weak`: correct, but wasteful or true to the textbook's letter. */
export type Verdict = 'pass' | 'weak' | 'fail'

export interface Outcome {
  readonly protocol: string
  readonly seed: string
  readonly delivered: number
  /** What was delivered is what was sent first, in order, each once and whole. */
  readonly in_order: boolean
  readonly segments: {
    readonly data: number
    readonly acks: number
    readonly retransmitted: number
    readonly timeouts: number
    readonly dropped: number
    readonly corrupted: number
    readonly duplicated: number
    readonly discarded: number
  }
  /** When the sender knew that all had arrived; null where it never did. */
  readonly finish_ms: number | null
  readonly goodput_mbit: number | null
  readonly throughput_mbit: number | null
  /** Share of the time in which the data link carried what was delivered; null without a rate. */
  readonly utilisation: number | null
  /** The data segments that the delivered messages needed, per data segment sent. */
  readonly efficiency: number | null
  /** Where there are several: each flow, and Jain's index of what they had until one was done. */
  readonly flows?: readonly FlowRecord[]
  readonly fairness?: number
  readonly events: number
  readonly verdict: Verdict
  readonly violations: readonly Violation[]
}

export interface Facts {
  readonly config: SimConfig
  readonly traffic: Traffic
  readonly lanes: readonly Readonly<LaneCounts>[]
  /** Messages received in all, and whether each was the next one in order. */
  readonly delivered: number
  readonly isOrderly: boolean
  readonly finishedAt: Micros | undefined
  readonly flows: readonly FlowFacts[]
  readonly events: number
  readonly violations: readonly Violation[]
}

/** What several flows have sent together. */
export function sumOfTraffic(all: readonly Traffic[]): Traffic {
  const total = noTraffic()
  for (const traffic of all) {
    for (const key of Object.keys(total) as (keyof Traffic)[]) total[key] += traffic[key]
  }
  return total
}

export function outcomeOf(facts: Facts): Outcome {
  const { config, traffic, lanes, delivered, isOrderly, finishedAt } = facts
  const sum = (key: keyof LaneCounts) => lanes.reduce((total, lane) => total + lane[key], 0)
  const perSecond = (amount: number) =>
    finishedAt === undefined || finishedAt === 0 ? null : round(amount / finishedAt)
  const frame = config.up.rate > 0 ? ((HEADER_LENGTH + config.size) * 8e6) / config.up.rate : null
  const isWhole = isOrderly && delivered === config.messages * facts.flows.length
  const isDone = isWhole && finishedAt !== undefined
  return {
    protocol: config.protocol.name,
    seed: config.seed,
    delivered,
    in_order: isOrderly,
    segments: {
      data: traffic.data,
      acks: traffic.acks,
      retransmitted: traffic.retransmitted,
      timeouts: traffic.timeouts,
      dropped: sum('dropped'),
      corrupted: sum('corrupted') + sum('truncated'),
      duplicated: sum('duplicated'),
      discarded: traffic.discarded
    },
    finish_ms: finishedAt === undefined ? null : toMs(finishedAt),
    goodput_mbit: perSecond(delivered * config.size * 8),
    throughput_mbit: perSecond(traffic.bytes * 8),
    utilisation: frame === null ? null : perSecond(delivered * frame),
    efficiency:
      traffic.data === 0 ? null : round((delivered * segmentsOfMessage(config)) / traffic.data),
    ...(facts.flows.length > 1 && {
      flows: recordsOf(facts.flows, config.size),
      fairness: jainIndex(facts.flows.map(({ contested }) => contested))
    }),
    events: facts.events,
    verdict: isDone ? verdictOf(facts.violations) : 'fail',
    violations: facts.violations
  }
}

function verdictOf(violations: readonly Violation[]): Verdict {
  if (violations.some(({ verdict }) => verdict === 'fail')) return 'fail'
  return violations.length > 0 ? 'weak' : 'pass'
}

/** Six digits say more than a simulation knows, and look the same on every machine. */
const round = (value: number): number => Number(value.toPrecision(6))
