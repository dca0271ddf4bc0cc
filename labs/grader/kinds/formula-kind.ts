/**
 * `formula`: a function of the student's gives what the closed form gives (src/sim/theory.ts), at
 * every point of a grid.
 *
 *     "formula": "clean", "takes": ["N", "a"], "grid": { "N": [1, 4], "a": [0.5, 2] }    4 points
 */
import * as v from 'valibot'
import {
  cleanUtilisation,
  gbnNakUtilisation,
  gbnUtilisation,
  queueingRto,
  srUtilisationBound,
  stopAndWaitUtilisation,
  transmissionsPerMessage
} from '../../../src/sim/theory.js'
import { ANSWER, answerAt, failed, PASSED } from '../answer.js'
import type { Bench } from '../bench.js'
import { checkKind, type Judged } from '../check-kind.js'

/** The book's letters: window, propagation time in frames, loss, timeout in frames. */
const LETTERS = ['N', 'a', 'P', 'T'] as const
type Letter = (typeof LETTERS)[number]
type Point = Readonly<Record<Letter, number>>

const model = ({ N, a, P, T }: Point) => ({ windowSize: N, a, loss: P, rto: T })

const FORMULAS: Readonly<Record<string, (point: Point) => number>> = {
  clean: (point) => cleanUtilisation(model(point)),
  'least-window': ({ a }) => Math.ceil(1 + 2 * a),
  'stop-and-wait': (point) => stopAndWaitUtilisation(model(point)),
  transmissions: ({ P }) => transmissionsPerMessage(P),
  'sr-bound': (point) => srUtilisationBound(model(point)),
  gbn: (point) => gbnUtilisation(model(point)),
  'gbn-nak': (point) => gbnNakUtilisation(model(point)),
  // In a busy link the oldest frame waits for the one that has just begun.
  'least-rto': ({ a }) => 2 + 2 * a,
  'queueing-rto': (point) => queueingRto(model(point))
}
const NAMES = Object.keys(FORMULAS)

const values = v.pipe(
  v.array(v.number('it must be a number'), 'it must be a list of numbers'),
  v.minLength(1, 'it must have one number at least'),
  v.maxLength(50, 'it must have at most 50 numbers')
)
const tolerance = 'it must be a number, not below 0'

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('formula'),
  formula: v.picklist(NAMES, `it must be one of ${NAMES.join(', ')}`),
  /** What the function takes, in its order. */
  takes: v.array(v.picklist(LETTERS, `it must be one of ${LETTERS.join(', ')}`)),
  grid: v.strictObject({
    N: v.optional(values),
    a: v.optional(values),
    P: v.optional(values),
    T: v.optional(values)
  }),
  /** How far off it may be. */
  tolerance: v.optional(v.pipe(v.number(tolerance), v.minValue(0, tolerance)), 1e-6)
})

type FormulaCheck = v.InferOutput<typeof schema>

const MOST_POINTS = 2_000

export const formulaKind = checkKind(
  schema,
  (check, bench) => {
    const fn = answerAt(bench.exports, check.answer)
    const call = `${check.answer}(${check.takes.join(', ')})`
    if (typeof fn !== 'function') {
      return failed('answer', `there is no function ${check.answer}; export ${call}`)
    }
    const points = pointsOf(check)
    for (const point of points) {
      const fault = faultAt(point, check, fn, bench)
      if (fault !== undefined) return fault
    }
    return { ...PASSED, runs: points.length }
  },
  {
    fault: (check) => {
      const points = pointsOf(check)
      if (points.length > MOST_POINTS) {
        return `grid: it has ${points.length} points; ${MOST_POINTS} are enough`
      }
      const missing = check.takes.find((letter) => check.grid[letter] === undefined)
      if (missing !== undefined) return `grid.${missing} is missing; it takes ${missing}`
      const bad = points.find((point) => !Number.isFinite(FORMULAS[check.formula]?.(point)))
      return bad && `grid: ${placeOf(bad, check)} has no value; take it out`
    }
  }
)

function faultAt(point: Point, check: FormulaCheck, fn: unknown, bench: Bench): Judged | undefined {
  const place = `${check.answer}(${check.takes.map((letter) => point[letter]).join(', ')})`
  const called = bench.call(fn, undefined, ...check.takes.map((letter) => point[letter]))
  if ('thrown' in called) {
    const where = called.place === undefined ? '' : `${called.place}: `
    return failed('answer', `${where}${place} throws: ${called.thrown}`)
  }
  const { value } = called
  if (typeof value !== 'number') {
    return failed('answer', `${place} gives ${kindOf(value)}, and a number is asked for`)
  }
  if (Number.isNaN(value)) return failed('unanswered', `${place} is no number yet: ${check.about}`)
  const due = FORMULAS[check.formula]?.(point) ?? Number.NaN
  if (Math.abs(value - due) <= check.tolerance) return undefined
  const what = `${place} gives ${short(value)}, and theory says ${short(due)} for ${placeOf(point, check)}`
  return failed('answer', what)
}

/** All values of each letter with all of the others. */
function pointsOf({ grid }: Pick<FormulaCheck, 'grid'>): Point[] {
  let points: Point[] = [{ N: 1, a: 0, P: 0, T: 1 }]
  for (const letter of LETTERS) {
    const given = grid[letter]
    if (given === undefined) continue
    points = points.flatMap((point) => given.map((value) => ({ ...point, [letter]: value })))
  }
  return points
}

const placeOf = (point: Point, { takes }: Pick<FormulaCheck, 'takes'>): string =>
  takes.map((letter) => `${letter} = ${point[letter]}`).join(', ')

const short = (value: number): string => String(Number(value.toPrecision(4)))

const kindOf = (value: unknown): string =>
  value === undefined ? 'nothing' : value === null ? 'null' : `a ${typeof value}`
