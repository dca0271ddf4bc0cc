/** What the self-test sends through the lane, and what it measures in what arrives. */
import {
  bursts,
  deviation,
  type Estimate,
  exactly,
  lagOne,
  mean,
  meanOfSeries,
  memory,
  share
} from './confidence.js'
import { type Passage, type SelftestRun, type Sending, sendThrough } from './selftest-run.js'
import { deviations } from './weather/distribution.js'
import { parsePhrase } from './weather/netem.js'
import {
  type Distribution,
  effectiveLoss,
  meanBurst,
  PERFECT,
  withChanges
} from './weather/weather.js'

export type SelftestUnit = 'share' | 'ms' | 'datagrams' | 'bits' | 'bit/s' | ''

const MANY = 200_000
/** Whose dice are compared, with another impairment and without. */
const SHARED_FLOW = 'with and without'
/** Bytes of each datagram, unless an experiment says otherwise. */
export const LENGTH = 100

export interface Measured {
  readonly property: string
  readonly unit: SelftestUnit
  readonly asked: number
  readonly estimate: Estimate
}

export interface Experiment {
  readonly impairment: string
  readonly sending?: Partial<Sending>
  readonly measure: (run: SelftestRun, seed: string) => readonly Measured[]
}

export const EXPERIMENTS: readonly Experiment[] = [
  { impairment: 'loss 20%', measure: ({ passages }) => [rate(0.2, passages, isDropped)] },
  {
    impairment: 'loss 10% 50%',
    measure: ({ passages }) => [
      rateOfSeries(0.1, passages, isDropped),
      result('correlation', '', 0.5, memory(passages.map(isDropped)))
    ]
  },
  ...['loss gemodel 5% 30%', 'loss gemodel 2% 20% 90% 1%'].map(burstExperiment),
  {
    impairment: 'corrupt 5%',
    measure: ({ passages }) => [rate(0.05, passages, isHurt), bitsFlipped(1, passages)]
  },
  {
    impairment: 'corrupt 5% bits 3',
    measure: ({ passages }) => [rate(0.05, passages, isHurt), bitsFlipped(3, passages)]
  },
  { impairment: 'corrupt 5% swap', measure: ({ passages }) => [rate(0.05, passages, isSwapped)] },
  {
    impairment: 'corrupt 5% 40%',
    measure: ({ passages }) => [
      rateOfSeries(0.05, passages, isHurt),
      result('correlation', '', 0.4, memory(passages.map(isHurt)))
    ]
  },
  { impairment: 'duplicate 5%', measure: ({ passages }) => [rate(0.05, passages, isCopied)] },
  {
    impairment: 'reorder 25%',
    measure: ({ passages }) => [rate(0.25, passages.slice(0, -1), isOvertaken)]
  },
  {
    impairment: 'reorder 25% delay 10ms',
    measure: ({ passages }) => [rate(0.25, passages, hasSkippedDelay)]
  },
  {
    // Four pass, then each next one is chosen with 50 %: once in 4 + 2 datagrams.
    impairment: 'reorder 50% gap 5 delay 10ms',
    measure: ({ passages }) => [rateOfSeries(1 / 6, passages, hasSkippedDelay)]
  },
  {
    impairment: 'truncate 5%',
    measure: ({ passages }) => [
      rate(0.05, passages, isTruncated),
      result('bytes left, mean', '', (LENGTH - 1) / 2, mean(bytesLeft(passages)))
    ]
  },
  {
    impairment: 'delay 100ms',
    measure: ({ passages }) => [result('mean', 'ms', 100, mean(delays(passages)))]
  },
  ...(['uniform', 'normal', 'pareto'] as const).map(jitterExperiment),
  {
    impairment: 'delay 100ms 10ms 60%',
    sending: { count: MANY, spacing: 1000 },
    measure: ({ passages }) => [
      result('mean', 'ms', 100, meanOfSeries(delays(passages))),
      result('correlation', '', 0.6, lagOne(delays(passages), 100, 10 / Math.sqrt(3)))
    ]
  },
  {
    impairment: 'rate 1mbit limit 100000',
    measure: ({ passages, end }) => {
      const bits = passages.length * LENGTH * 8
      return [result('rate', 'bit/s', 1e6, exactly((bits * 1e6) / end, bits / end / (end / 1e6)))]
    }
  },
  {
    impairment: 'rate 1mbit limit 20',
    sending: { count: 100 },
    measure: ({ passages }) => {
      const taken = passages.filter((passage) => !passage.isDropped).length
      return [result('taken of a burst', 'datagrams', 20, exactly(taken))]
    }
  },
  ...[
    'corrupt 30%',
    'duplicate 30%',
    'reorder 30%',
    'truncate 30%',
    'delay 50ms 20ms 30%',
    'rate 1gbit limit 100000'
  ].map(independenceExperiment)
]

function burstExperiment(impairment: string): Experiment {
  const { loss } = withChanges(PERFECT, parsePhrase(impairment, 'selftest'))
  return {
    impairment,
    sending: { count: MANY },
    measure: ({ passages }) => [
      rateOfSeries(effectiveLoss(loss), passages, isDropped),
      result('mean burst', 'datagrams', meanBurst(loss), mean(bursts(passages.map(isDropped))))
    ]
  }
}

function jitterExperiment(distribution: Distribution): Experiment {
  return {
    impairment: `delay 100ms 10ms distribution ${distribution}`,
    sending: { count: MANY, spacing: 1000 },
    measure: ({ passages }) => [
      result('mean', 'ms', 100, mean(delays(passages))),
      result(
        'deviation',
        'ms',
        distribution === 'uniform' ? 10 / Math.sqrt(3) : 10,
        deviation(delays(passages), kurtosis(distribution))
      )
    ]
  }
}

/** Turning `other` on must leave the losses where they were. */
function independenceExperiment(other: string): Experiment {
  return {
    impairment: `loss 20% ${other}`,
    sending: { flow: SHARED_FLOW },
    measure: ({ passages }, seed) => {
      const sending = { count: passages.length, bytes: LENGTH, flow: SHARED_FLOW }
      const alone = sendThrough('loss 20%', seed, sending).passages
      const moved = passages.filter((p, i) => p.isDropped !== alone[i]?.isDropped).length
      return [result('losses moved', 'datagrams', 0, exactly(moved))]
    }
  }
}

function result(property: string, unit: SelftestUnit, asked: number, estimate: Estimate): Measured {
  return { property, unit, asked, estimate }
}

type Question = (passage: Passage, i: number, all: readonly Passage[]) => boolean

function rate(asked: number, passages: readonly Passage[], question: Question): Measured {
  return result('rate', 'share', asked, share(passages.filter(question).length, passages.length))
}

/** Where each depends on the one before. */
function rateOfSeries(asked: number, passages: readonly Passage[], question: Question): Measured {
  const series = passages.map((...passage) => (question(...passage) ? 1 : 0))
  return result('rate', 'share', asked, meanOfSeries(series))
}

function bitsFlipped(asked: number, passages: readonly Passage[]): Measured {
  const flips = passages.flatMap(({ changes }) =>
    changes?.damage?.kind === 'flip' ? [new Set(changes.damage.bits).size] : []
  )
  return result('bits flipped', 'bits', asked, mean(flips))
}

const isDropped: Question = (passage) => passage.isDropped
const isHurt: Question = ({ changes }) => changes?.damage?.kind === 'flip'
const isTruncated: Question = ({ changes }) => changes?.damage?.kind === 'truncate'
const isCopied: Question = ({ copies }) => copies === 1
const isOvertaken: Question = ({ place }, i, all) => place > (all[i + 1]?.place ?? place)
const hasSkippedDelay: Question = ({ delay }) => delay === 0
const isSwapped: Question = ({ changes }) =>
  changes?.damage?.kind === 'swap' && changes.damage.words[0] !== changes.damage.words[1]

const delays = (passages: readonly Passage[]): number[] => passages.map(({ delay }) => delay / 1000)

function bytesLeft(passages: readonly Passage[]): number[] {
  return passages.flatMap(({ changes }) =>
    changes?.damage?.kind === 'truncate' ? [changes.damage.length] : []
  )
}

/** The fourth moment of a shape of mean 0 and deviation 1: how far its tails reach. */
function kurtosis(distribution: Distribution): number {
  if (distribution === 'uniform') return 1.8
  const shape = deviations(distribution)
  return shape.reduce((sum, x) => sum + x ** 4, 0) / shape.length
}
