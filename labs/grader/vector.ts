/**
 * Vectors: what a module is called with, and what is to come of it, as data.
 *
 *     { "call": "crc32", "args": [{ "utf8": "abc" }], "returns": { "number": "0x352441c2" } }
 *
 *     { "make": "createRtoTimer", "args": [{ … }],        an object of the module's own, and
 *       "steps": [ { "call": "measure", "args": [200] },  what is done with it: calls,
 *                  { "get": "srtt", "is": 200 } ] }       and looks at its properties
 */
import * as v from 'valibot'
import { BadInput } from '../../src/kernel/quantity.js'
import { count } from './check-kind.js'
import type { Called } from './guard.js'
import type { Exports } from './module-model.js'
import {
  describeValue,
  isAsWanted,
  type Notation,
  notationOf,
  ourCopy,
  readValue
} from './written-value.js'

const text = v.pipe(v.string('it must be a text'), v.minLength(1, 'it must not be empty'))
const list = v.array(v.unknown(), 'it must be a list')

const stepSchema = v.strictObject({
  call: v.optional(text),
  get: v.optional(text),
  args: v.optional(list),
  /** A call, so often. */
  times: v.optional(count(1, 1000), 1),
  returns: v.optional(v.unknown()),
  is: v.optional(v.unknown()),
  /** What is to be learnt from it, told where it is not so. */
  note: v.optional(text)
})

export const vectorSchema = v.strictObject({
  call: v.optional(text),
  make: v.optional(text),
  args: v.optional(list),
  returns: v.optional(v.unknown()),
  steps: v.optional(v.array(stepSchema, 'it must be a list')),
  note: v.optional(text)
})

export type Vector = v.InferOutput<typeof vectorSchema>
type Step = v.InferOutput<typeof stepSchema>

/** The submission's functions are called with a watch, ours without. */
export type Call = (fn: unknown, self: unknown, ...args: readonly unknown[]) => Called

export const callOurs: Call = (fn, self, ...args) => {
  if (typeof fn !== 'function') return { thrown: 'it is no function', place: undefined }
  return { value: Reflect.apply(fn, self, [...args]) as unknown }
}

/** The same, and what comes back is data of ours. */
export function callForData(
  call: Call,
  fn: unknown,
  self: unknown,
  ...args: readonly unknown[]
): Called {
  const called = call(fn, self, ...args)
  if (!('value' in called) || typeof called.value !== 'object') return called
  return call(() => ourCopy(called.value), undefined)
}

/** One value that was looked at. */
export interface Observed {
  /** `crc32(61 62 63)`, `after measure(200): srtt` */
  readonly what: string
  readonly found: Called
  /** Undefined where anything will do. */
  readonly wanted: { readonly value: unknown; readonly notation: Notation } | undefined
  readonly note: string | undefined
}

/** What is wrong with a vector of the right form: one line, or undefined. */
export function vectorFault({ call, make, steps, args, returns }: Vector): string | undefined {
  if ((call === undefined) === (make === undefined)) return 'write either call, or make and steps'
  if (make === undefined && steps !== undefined) return 'steps: they need make; leave them out'
  if (make !== undefined && steps === undefined) return 'steps is missing; add it'
  for (const [index, step] of (steps ?? []).entries()) {
    if ((step.call === undefined) === (step.get === undefined)) {
      return `steps[${index}]: write either call or get`
    }
    if (step.get !== undefined && step.is === undefined)
      return `steps[${index}].is is missing; add it`
  }
  try {
    const all = [args, returns, ...(steps ?? []).flatMap((one) => [one.args, one.returns, one.is])]
    for (const written of all) readValue(written)
    return undefined
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
}

/** Runs a vector on what `exports` has: all that was seen, in order, up to the first throw. */
export function runVector(vector: Vector, exports: Exports, call: Call): Observed[] {
  const { make } = vector
  if (make === undefined) return [observeCall(vector, vector.call ?? '', exports, undefined, call)]
  const made = makeObject(vector, make, exports, call)
  if (!('value' in made.found)) return [made]
  const object = made.found.value
  const seen: Observed[] = []
  const before: string[] = []
  for (const step of vector.steps ?? []) {
    const one = observeStep(step, object as Exports, before, call)
    seen.push({ ...one, note: step.note ?? vector.note })
    if (!('value' in one.found)) break
  }
  return seen
}

/** What the factory `make` returns; it stays theirs, and is alive. */
function makeObject(
  { args = [], note }: Vector,
  make: string,
  exports: Exports,
  call: Call
): Observed {
  const factory = call(() => exports[make], undefined)
  const found =
    'value' in factory ? call(factory.value, undefined, ...(readValue(args) as unknown[])) : factory
  const made = { what: `${make}(${wordsOf(args)})`, found, wanted: undefined, note }
  if (!('value' in found)) return made
  const { value } = found
  if (typeof value === 'object' && value !== null) return made
  const thrown = `it returns ${describeValue(value)}; an object is due`
  return { ...made, found: { thrown, place: undefined } }
}

const wordsOf = (args: readonly unknown[]): string =>
  args.map((one) => describeValue(readValue(one), notationOf(one))).join(', ')

const MOST_BEFORE = 4

/** @param before the calls so far, in words; a call is added to it */
function observeStep(step: Step, object: Exports, before: string[], call: Call): Observed {
  const last = before.slice(-MOST_BEFORE).join(', ')
  const after = before.length > MOST_BEFORE ? `after …, ${last}` : `after ${last}`
  const prefix = before.length === 0 ? 'at the start' : after
  if (step.get === undefined) {
    const name = step.call ?? ''
    let seen = observeCall(step, name, object, object, call)
    for (let n = 1; n < step.times && 'value' in seen.found; n++) {
      seen = observeCall(step, name, object, object, call)
    }
    before.push(step.times === 1 ? seen.what : `${step.times} times ${seen.what}`)
    return { ...seen, what: `${seen.what}, ${prefix}` }
  }
  const { get: name, is, note } = step
  const found = callForData(call, () => object[name], undefined)
  const wanted = { value: readValue(is), notation: notationOf(is) }
  return { what: `${prefix}: ${name}`, found, wanted, note }
}

function observeCall(
  { args = [], returns, note }: Pick<Step, 'args' | 'returns' | 'note'>,
  name: string,
  owner: Exports,
  self: unknown,
  call: Call
): Observed {
  const fn = call(() => owner[name], undefined)
  const given = readValue(args) as unknown[]
  const found = 'value' in fn ? callForData(call, fn.value, self, ...given) : fn
  const wanted =
    returns === undefined ? undefined : { value: readValue(returns), notation: notationOf(returns) }
  return { what: `${name}(${wordsOf(args)})`, found, wanted, note }
}

/** Is what was seen as it should be? */
export const isRight = ({ found, wanted }: Observed, tolerance: number): boolean =>
  'value' in found && (wanted === undefined || isAsWanted(found.value, wanted.value, tolerance))

/** Do two saw the same, wherever a value is looked at? */
export function isAlike(
  own: readonly Observed[],
  other: readonly Observed[],
  tolerance: number
): boolean {
  return (
    own.length === other.length &&
    own.every(({ found, wanted }, index) => {
      const theirs = other[index]?.found
      if (theirs === undefined || !('value' in found) || !('value' in theirs)) return false
      return wanted === undefined || isAsWanted(found.value, theirs.value, tolerance)
    })
  )
}

/** What is wrong, and what was due. */
export function describeObserved({ what, found, wanted, note }: Observed): string {
  const due = wanted === undefined ? '' : describeValue(wanted.value, wanted.notation)
  const story = note === undefined ? '' : `; ${note}`
  if (!('value' in found)) {
    const place = found.place === undefined ? '' : `${found.place}: `
    return `${place}${what}: ${found.thrown}${due === '' ? '' : `; ${due} is due`}`
  }
  const theirs = describeValue(found.value, wanted?.notation)
  return `${what} is ${theirs}, and ${due} is due${story}`
}
