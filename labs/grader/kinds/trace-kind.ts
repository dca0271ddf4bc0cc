/**
 * `trace`: the trace that a student hands in is of a run that was asked for: of his own dice, of
 * such a size, and made by `rdt sim`, which is seen by running it again.
 */
import * as v from 'valibot'
import { effectiveLoss, type Weather } from '../../../lossy-channel/weather/weather.js'
import { formatProbability } from '../../../src/kernel/quantity.js'
import { toMs } from '../../../src/kernel/time.js'
import { describeRto } from '../../../src/rdt/rto.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { ANSWER, PASSED, wrong } from '../answer.js'
import { checkKind } from '../check-kind.js'
import { ownSeed } from '../own-seed.js'
import { ownTrace } from '../own-trace.js'
import { findOurs } from '../reference.js'

const number = v.number('it must be a number')
const bound = v.union(
  [number, v.strictObject({ least: v.optional(number), most: v.optional(number) })],
  'it must be a number, or { "least": …, "most": … }'
)
const words = v.string('it must be a text')

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('trace'),
  /** Where the seed stands in the answers, or "--student". */
  seed: v.optional(words, 'name'),
  /** What is left out is free. Probabilities from 0 to 1, and they hold for both directions. */
  run: v.strictObject({
    protocol: v.optional(words),
    rto: v.optional(words),
    messages: v.optional(bound),
    size: v.optional(bound),
    window: v.optional(bound),
    delay_ms: v.optional(bound),
    loss: v.optional(bound),
    corrupt: v.optional(bound),
    duplicate: v.optional(bound),
    reorder: v.optional(bound)
  })
})

type Bound = v.InferOutput<typeof bound>
type Asked = v.InferOutput<typeof schema>['run']

const PROBABILITIES: readonly string[] = ['loss', 'corrupt', 'duplicate', 'reorder']

export const traceKind = checkKind(
  schema,
  (check, bench) => {
    const seed = ownSeed(check.seed, bench)
    if (typeof seed !== 'string') return seed
    const trace = ownTrace(check.answer, bench, check.help)
    if ('verdict' in trace) return trace
    const { config, file } = trace
    const other =
      config.seed === seed
        ? otherThan(check.run, config)
        : `it has the dice of --seed ${config.seed}, and yours are --seed ${seed}`
    return other === undefined ? PASSED : wrong(`${file}: ${other}`, check, bench)
  },
  {
    fault: ({ run }) =>
      run.protocol === undefined || findOurs(run.protocol) !== undefined
        ? undefined
        : `run.protocol: there is no protocol ${run.protocol}; write gbn, or another of --protocol`
  }
)

/** In what `config` is other than what was asked for. */
function otherThan(run: Asked, config: SimConfig): string | undefined {
  const told = { protocol: config.protocol.name, rto: describeRto(config.rto) } as const
  for (const key of ['protocol', 'rto'] as const) {
    const asked = run[key]
    if (asked !== undefined && asked !== told[key]) {
      return `it has --${key} ${told[key]}, and --${key} ${asked} is asked for`
    }
  }
  const numbers = numbersOf(config)
  for (const [key, asked] of Object.entries(run)) {
    const found = numbers[key]
    if (found === undefined || typeof asked === 'string' || asked === undefined) continue
    const outside = found.find((one) => !isWithin(one, asked))
    if (outside === undefined) continue
    return `it has --${option(key)} ${written(key, outside)}, and ${boundWords(key, asked)} is asked for`
  }
  return undefined
}

/** Of the run, or of either direction. */
const numbersOf = (config: SimConfig): Readonly<Record<string, readonly number[]>> => {
  const both = (of: (weather: Weather) => number) => [of(config.up), of(config.down)]
  return {
    messages: [config.messages],
    size: [config.size],
    window: [config.windowSize],
    delay_ms: both(({ delay }) => toMs(delay)),
    loss: both(({ loss }) => effectiveLoss(loss)),
    corrupt: both(({ corrupt }) => corrupt.probability),
    duplicate: both(({ duplicate }) => duplicate.probability),
    reorder: both(({ reorder }) => reorder.probability)
  }
}

const limits = (asked: Bound) => (typeof asked === 'number' ? { least: asked, most: asked } : asked)

function isWithin(value: number, asked: Bound): boolean {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = limits(asked)
  return least <= value && value <= most
}

const option = (key: string): string => key.replace(/_ms$/, '')

const written = (key: string, value: number): string => {
  if (PROBABILITIES.includes(key)) return formatProbability(value)
  return key.endsWith('_ms') ? `${value}ms` : `${value}`
}

function boundWords(key: string, asked: Bound): string {
  const { least, most } = limits(asked)
  if (least === most && least !== undefined) return written(key, least)
  return [
    ...(least === undefined ? [] : [`at least ${written(key, least)}`]),
    ...(most === undefined ? [] : [`at most ${written(key, most)}`])
  ].join(' and ')
}
