/**
 * `fates`: be the channel. The student chooses each segment's fate by hand, as `--fates` takes it,
 * such that the run comes out as asked.
 */
import * as v from 'valibot'
import { type Fates, parseFates } from '../../../lossy-channel/weather/fate-string.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { ANSWER, failed, PASSED, textAnswer, wrong } from '../answer.js'
import { askedRun, configOfAsked, faultOfAsked } from '../asked-run.js'
import { checkKind, count } from '../check-kind.js'
import { type Figures, figureFault, figuresOfRun } from '../figures.js'

const number = v.number('it must be a number')
const bound = v.union(
  [number, v.strictObject({ least: v.optional(number), most: v.optional(number) })],
  'it must be a number, or { "least": …, "most": … }'
)

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('fates'),
  run: askedRun,
  /** Numbers of `rdt sim --json`. */
  expect: v.record(v.string(), bound, 'it must be an object, { "segments.timeouts": 0 }'),
  /** So many marks that are not a dot, at most. */
  most_faults: v.optional(count(0, 100))
})

type FatesCheck = v.InferOutput<typeof schema>

/** Of the same dice for everybody: they choose only which bit a `c` flips. */
const SEED = 'by-hand'
const LONGEST = 200

export const fatesKind = checkKind(
  schema,
  (check, bench) => {
    const text = textAnswer(check, bench)
    if (typeof text !== 'string') return text
    const refusal = refusalOf(text, check)
    if (refusal !== undefined) return wrong(`${check.answer}: ${refusal}`, check, bench)
    const config = configOfAsked(check.run, SEED, text)
    const figures = figuresOfRun(runSimulation(config, { checks: false, mostEvents: 50_000 }))
    const other = otherThan(check.expect, figures)
    if (other === undefined) return PASSED
    const fates = text === '' ? 'no fate' : `'${text}'`
    const judged = failed('fates', `${check.answer}: with ${fates} ${other}`)
    return { ...judged, shown: config }
  },
  {
    fault: ({ run, expect }) => {
      const fault = faultOfAsked(run)
      if (fault !== undefined) return fault
      const figures = figuresOfRun(runSimulation(configOfAsked(run, SEED), { checks: false }))
      return Object.keys(expect)
        .map((key) => figureFault('expect', key, figures))
        .find((one) => one !== undefined)
    }
  }
)

/** Why `text` is no string of fates, or one that is too long. */
function refusalOf(text: string, { most_faults: most }: FatesCheck): string | undefined {
  if (text.length > LONGEST) return `write at most ${LONGEST} characters`
  try {
    const { up = [], down = [] } = parseFates(text, 'the fates')
    const faults = faultsIn(up) + faultsIn(down)
    if (most === undefined || faults <= most) return undefined
    return `${faults} marks are no dot, and ${most} ${most === 1 ? 'is' : 'are'} enough`
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
}

const faultsIn = (fates: Fates): number =>
  fates.reduce((sum, { mark, count: times }) => sum + (mark === '.' ? 0 : times), 0)

function otherThan(expect: FatesCheck['expect'], figures: Figures): string | undefined {
  for (const [key, asked] of Object.entries(expect)) {
    const found = figures.get(key) ?? Number.NaN
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } =
      typeof asked === 'number' ? { least: asked, most: asked } : asked
    if (found >= least && found <= most) continue
    const wanted =
      typeof asked === 'number'
        ? `${asked}`
        : found < least
          ? `${least} or more`
          : `${most} at most`
    const name = key.replace('segments.', '')
    return `${name} is ${Number.isNaN(found) ? 'nothing, for the run has no end' : found}, and ${wanted} is asked for`
  }
  return undefined
}
