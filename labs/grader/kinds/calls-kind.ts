/**
 * `calls`: functions and objects of a module, called with what is written down, held against what
 * is written down (labs/grader/vector.ts). With a `model`, wrong ones are called by their name.
 */
import * as v from 'valibot'
import type { Bench } from '../bench.js'
import { COMMON, checkKind, type Found, type Judged } from '../check-kind.js'
import { accuse, type Exports, type Suspect } from '../module-model.js'
import { MODEL_NAMES, MODULE_MODELS, type ModelName } from '../module-models.js'
import {
  type Call,
  callOurs,
  describeObserved,
  isAlike,
  isRight,
  type Observed,
  runVector,
  vectorFault,
  vectorSchema
} from '../vector.js'

const MOST_TOLD = 3
const isTolerance = 'it must be a number, 0 or more'

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('calls'),
  /** Where the wrong ones are known. */
  model: v.optional(v.picklist(MODEL_NAMES, `it must be one of ${MODEL_NAMES.join(', ')}`)),
  /** How far a number may be off. */
  tolerance: v.optional(v.pipe(v.number(isTolerance), v.minValue(0, isTolerance)), 0),
  vectors: v.pipe(
    v.array(vectorSchema, 'it must be a list'),
    v.minLength(1, 'it must have one at least')
  )
})

type CallsCheck = v.InferOutput<typeof schema>

export const callsKind = checkKind(
  schema,
  (check, bench): Judged => {
    const seen = observe(check, bench.exports, (...args) => bench.call(...args))
    const runs = seen.length
    const isPassed = seen.flat().every((one) => isRight(one, check.tolerance))
    if (isPassed) return { verdict: 'pass', findings: [], runs }
    const fail = (what: string): Found => ({ rule: 'returns', verdict: 'fail', what })
    const missing = missingExport(check, bench)
    if (missing !== undefined) return { verdict: 'fail', findings: [fail(missing)], runs }
    const count = looksOf(seen).length
    const { words, bug } = accuse(suspectsOf(check, seen), `all ${count} results`)
    const findings = [...words, ...wrongOf(check, seen)].map(fail)
    return { verdict: 'fail', findings, runs, ...(bug && { bug }) }
  },
  {
    fault: (check) => {
      for (const [index, vector] of check.vectors.entries()) {
        const fault = vectorFault(vector) ?? contradiction(check, index)
        if (fault !== undefined) return `vectors[${index}]: ${fault}`
      }
      return undefined
    }
  }
)

const observe = ({ vectors }: CallsCheck, exports: Exports, call: Call): Observed[][] =>
  vectors.map((vector) => runVector(vector, exports, call))

/** Where a vector wants something other than the model's right one returns. */
function contradiction({ model, vectors, tolerance }: CallsCheck, index: number) {
  const vector = vectors[index]
  if (model === undefined || vector === undefined) return undefined
  const seen = runVector(vector, MODULE_MODELS[model].right, callOurs)
  const wrong = seen.find((one) => !isRight(one, tolerance))
  if (wrong === undefined) return undefined
  return `by the model '${model}', ${describeObserved({ ...wrong, note: undefined })}; mend it`
}

/** What was looked at, and not only done. */
const looksOf = (seen: readonly Observed[][]): Observed[] =>
  seen.flat().filter(({ wanted }) => wanted !== undefined)

function missingExport({ vectors }: CallsCheck, bench: Bench): string | undefined {
  const missing = vectors
    .map(({ call, make }) => call ?? make ?? '')
    .find((name) => isMissing(bench.call(() => bench.exports[name], undefined)))
  if (missing === undefined) return undefined
  return `${missing} is not exported; write export function ${missing}(…)`
}

/** The first that are wrong, and how many more. */
function wrongOf({ tolerance }: CallsCheck, seen: readonly Observed[][]): string[] {
  const wrong = seen.flat().filter((one) => !isRight(one, tolerance))
  const rest = wrong.length - MOST_TOLD
  return [
    ...wrong.slice(0, MOST_TOLD).map(describeObserved),
    ...(rest > 0 ? [`and ${rest} more, of ${looksOf(seen).length} that were looked at`] : [])
  ]
}

const isMissing = (found: ReturnType<Call>): boolean =>
  'value' in found && found.value === undefined

/** The wrong ones that return the same in every vector. */
function suspectsOf(check: CallsCheck, seen: readonly Observed[][]): readonly Suspect[] {
  if (check.model === undefined) return []
  return suspectsFor(check, check.model).filter(({ exports }) => {
    const theirs = observe(check, exports, callOurs)
    return seen.every((own, index) => isAlike(own, theirs[index] ?? [], check.tolerance))
  })
}

/** Those that export all that is called. */
const suspectsFor = ({ vectors }: CallsCheck, model: ModelName): readonly Suspect[] =>
  MODULE_MODELS[model].suspects.filter(({ exports }) =>
    vectors.every(({ call, make }) => Object.hasOwn(exports, call ?? make ?? ''))
  )
