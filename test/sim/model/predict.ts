/** What `rdt sim` should report of a run, by the models. */
import { goBackN } from './go-back-n.js'
import { type ModelCase, ModelWorld } from './model-world.js'
import { selectiveRepeat } from './selective-repeat.js'
import { stopAndWait } from './stop-and-wait.js'

export interface Prediction {
  readonly delivered: number
  readonly in_order: boolean
  readonly segments: ModelWorld['counts']
  /** When the sender knew that all had arrived; null where it never does. */
  readonly finish_ms: number | null
  readonly verdict: 'pass' | 'fail'
}

/** A run that has done so much and is not at its end turns in a circle. */
const MOST_STEPS = 50_000

/** Of a run that never ends no more is told: its counts depend on when one looks. */
export function predict(given: ModelCase): Prediction | 'endless' {
  const world = new ModelWorld(given, (model) => {
    if (given.protocol === 'rdt3.0') return stopAndWait(model)
    const rules = given.protocol === 'gbn' ? goBackN : selectiveRepeat
    return rules(model, given.window, given.seqBits)
  })
  let finish: number | undefined
  for (let steps = 0; ; steps++) {
    if (world.acknowledged === given.messages) finish ??= world.now
    if (!world.step()) break
    if (steps > MOST_STEPS) return 'endless'
  }
  const { delivered } = world
  const isOrderly = delivered.every((message, i) => message === i)
  const isWhole = isOrderly && delivered.length === given.messages
  return {
    delivered: delivered.length,
    in_order: isOrderly,
    segments: world.counts,
    finish_ms: finish === undefined ? null : finish / 1_000,
    verdict: isWhole && finish !== undefined ? 'pass' : 'fail'
  }
}
