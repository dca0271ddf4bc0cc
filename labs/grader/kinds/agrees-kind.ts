/**
 * `agrees`: a function of bytes, held against ours on inputs by dice. Where they differ, the input
 * is made as small as it goes, and the function is called by the name of the wrong one that agrees
 * with it everywhere.
 */
import * as v from 'valibot'
import { RandomStream } from '../../../src/kernel/random.js'
import type { Bench } from '../bench.js'
import { COMMON, checkKind, count, type Judged } from '../check-kind.js'
import type { Called } from '../guard.js'
import { type Accusation, accuse, type Suspect } from '../module-model.js'
import { MODEL_NAMES, MODULE_MODELS } from '../module-models.js'
import { type Call, callForData } from '../vector.js'
import { describeBytes, describeValue } from '../written-value.js'

/** Attempts at a smaller input. */
const MOST_TRIED = 2_000

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('agrees'),
  /** The function: bytes in, a number out. */
  export: v.pipe(v.string('it must be a text'), v.minLength(1, 'it must not be empty')),
  model: v.picklist(MODEL_NAMES, `it must be one of ${MODEL_NAMES.join(', ')}`),
  inputs: count(1, 10_000),
  most_bytes: count(0, 10_000)
})

type AgreesCheck = v.InferOutput<typeof schema>
type OnBytes = (bytes: Uint8Array) => unknown

export const agreesKind = checkKind(
  schema,
  (check, bench): Judged => {
    const fail = (
      runs: number,
      what: string,
      { words, bug }: Accusation = { words: [] }
    ): Judged => ({
      verdict: 'fail',
      findings: [...words, what].map((one) => ({ rule: 'agrees', verdict: 'fail', what: one })),
      runs,
      ...(bug && { bug })
    })
    const own = bench.call(() => bench.exports[check.export], undefined)
    if (!('value' in own) || own.value === undefined) {
      return fail(1, `${check.export} is not exported; write export function ${check.export}(…)`)
    }
    const call: Call = (...all) => bench.call(...all)
    const ask = (bytes: Uint8Array) =>
      callForData(call, own.value, undefined, new Uint8Array(bytes))
    const ours = rightOf(check)
    const differs = (bytes: Uint8Array) => !isSame(ask(bytes), ours(bytes))
    const inputs = inputsOf(check, bench)
    const index = inputs.findIndex(differs)
    const found = inputs[index]
    if (found === undefined) return changeOf(check, inputs, own.value, bench)
    const smallest = shrunk(found, differs)
    const name = check.export
    const least = smallest.length === 0 ? '' : ': nothing smaller was found that shows it'
    const alike = suspectsOf(check, [smallest, ...inputs], ask)
    return fail(
      index + 1,
      `${name}(${describeBytes(smallest)}) ${wordsOf(ask(smallest))}, and ${hex(ours(smallest))} is due${least}`,
      accuse(alike, `all ${inputs.length} results`)
    )
  },
  {
    fault: ({ export: name, model }) => {
      const known = Object.keys(MODULE_MODELS[model].right)
      if (known.includes(name)) return undefined
      return `export: the model '${model}' has no ${name}; write one of ${known.join(', ')}`
    }
  }
)

const rightOf = ({ model, export: name }: AgreesCheck): OnBytes =>
  MODULE_MODELS[model].right[name] as OnBytes

const isSame = (found: Called, wanted: unknown): boolean =>
  'value' in found && found.value === wanted

const hex = (value: unknown): string => describeValue(value, 'hex')

function wordsOf(found: Called): string {
  if ('value' in found) return `is ${hex(found.value)}`
  return found.place === undefined
    ? `throws: ${found.thrown}`
    : `throws in ${found.place}: ${found.thrown}`
}

/** Shortest first. Every third is of few values: they carry, and are alike. */
function inputsOf({ name, inputs, most_bytes }: AgreesCheck, { student }: Bench): Uint8Array[] {
  const dice = new RandomStream('agrees', name, student ?? '')
  const FEW = [0x00, 0xff, 0x80, 0x01]
  const all = Array.from({ length: inputs }, (_, index) => {
    const isOfFew = index % 3 === 2
    return Uint8Array.from({ length: dice.below(most_bytes + 1) }, () =>
      isOfFew ? (FEW[dice.below(FEW.length)] ?? 0) : dice.below(256)
    )
  })
  return all.sort((a, b) => a.length - b.length)
}

/** `bytes` with what is not needed taken away, as long as `differs` holds. */
function shrunk(bytes: Uint8Array, differs: (bytes: Uint8Array) => boolean): Uint8Array {
  let smallest = bytes
  for (let tried = 0; tried < MOST_TRIED; ) {
    const next = smaller(smallest).find((one) => ++tried <= MOST_TRIED && differs(one))
    if (next === undefined) break
    smallest = next
  }
  return smallest
}

/** Without the first half, without two, without one, with a smaller one. */
function smaller(bytes: Uint8Array): Uint8Array[] {
  const without = (from: number, length: number) =>
    Uint8Array.of(...bytes.subarray(0, from), ...bytes.subarray(from + length))
  const half = bytes.length >> 1
  const places = [...bytes.keys()]
  return [
    ...(half > 2 ? [without(0, half), without(half, bytes.length - half)] : []),
    ...places.slice(1).map((at) => without(at - 1, 2)),
    ...places.map((at) => without(at, 1)),
    ...places.flatMap((at) =>
      [0, 1, 0x80]
        .filter((value) => value < (bytes[at] ?? 0))
        .map((value) => new Uint8Array(bytes).fill(value, at, at + 1))
    )
  ]
}

/** The wrong ones that answer the same on all `inputs`. */
function suspectsOf(
  { model, export: name }: AgreesCheck,
  inputs: readonly Uint8Array[],
  ask: (bytes: Uint8Array) => Called
): readonly Suspect[] {
  const answers = inputs.map(ask)
  return MODULE_MODELS[model].suspects.filter(({ exports }) => {
    const wrong = exports[name] as OnBytes | undefined
    return (
      wrong !== undefined && inputs.every((bytes, i) => isSame(answers[i] as Called, wrong(bytes)))
    )
  })
}

/** All is right; does it leave what it is given as it was? */
function changeOf(
  { export: name }: AgreesCheck,
  inputs: readonly Uint8Array[],
  own: unknown,
  bench: Bench
): Judged {
  const changed = inputs.find((bytes) => {
    const lent = new Uint8Array(bytes)
    bench.call(own, undefined, lent)
    return lent.some((byte, index) => byte !== bytes[index])
  })
  const runs = inputs.length
  if (changed === undefined) return { verdict: 'pass', findings: [], runs }
  const what = `${name} changes the bytes that it is given, ${describeBytes(changed)}: whoever sends them would send others; copy what you have to change`
  return { verdict: 'fail', findings: [{ rule: 'agrees', verdict: 'fail', what }], runs }
}
