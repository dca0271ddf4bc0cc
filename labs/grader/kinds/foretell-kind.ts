/**
 * `foretell`: which of the first transmissions the channel will lose, by the student's own dice: the
 * fates that `rdt channel fates` prints before any run.
 */
import * as v from 'valibot'
import { SteppedClock } from '../../../lossy-channel/stepped-clock.js'
import { Lane } from '../../../lossy-channel/weather/lane.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { RECEIVER, SENDER, type SimConfig } from '../../../src/sim/config.js'
import { linkName } from '../../../src/trace/crossing-events.js'
import { ANSWER, answerAt, PASSED, shownValue, unanswered, wrong } from '../answer.js'
import { configOfAsked } from '../asked-run.js'
import { checkKind, count } from '../check-kind.js'
import { ownSeed } from '../own-seed.js'

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('foretell'),
  seed: v.optional(v.string('it must be a text'), 'name'),
  direction: v.picklist(['data', 'ack'], 'it must be "data" or "ack"'),
  /** So many transmissions of that direction. */
  first: count(1, 200),
  weather: v.string('it must be a text, "loss 20%"')
})

type ForetellCheck = v.InferOutput<typeof schema>

export const foretellKind = checkKind(
  schema,
  (check, bench) => {
    const seed = ownSeed(check.seed, bench)
    if (typeof seed !== 'string') return seed
    const said = answerAt(bench.exports, check.answer)
    const open = unanswered(said, check, bench)
    if (open !== undefined) return open
    const isNumber = (one: unknown) => typeof one === 'number'
    if (!Array.isArray(said) || !said.every(isNumber)) {
      const what = `${check.answer} is ${shownValue(said)}: write a list of numbers, [2, 5], [] for none`
      return wrong(what, check, bench)
    }
    const lost = lostAmong(check, configOf(check, seed))
    const extra = said.find((one) => !lost.includes(one))
    if (extra !== undefined) return wrong(`${check.answer}: ${extra} is not lost`, check, bench)
    const missing = lost.filter((one) => !said.includes(one)).length
    if (missing === 0) return PASSED
    return wrong(
      `${check.answer}: ${missing} more of the first ${check.first} will be lost`,
      check,
      bench
    )
  },
  {
    fault: (check) => {
      try {
        configOf(check, 'seed')
        return undefined
      } catch (error) {
        if (error instanceof BadInput) return error.message.replace('run.weather', 'weather')
        throw error
      }
    }
  }
)

const configOf = ({ weather }: ForetellCheck, seed: string): SimConfig =>
  configOfAsked({ protocol: 'rdt3.0', messages: 1, size: 32, rto: 'adaptive', weather }, seed)

/** From 1, in their order: asked of the same lane that a run uses. */
function lostAmong({ direction, first }: ForetellCheck, { up, down, seed }: SimConfig): number[] {
  const world = new SteppedClock()
  const lost: number[] = []
  const lane = new Lane<number>(
    {
      ...{ seed, world, flow: linkName(SENDER, RECEIVER), fates: undefined },
      weather: direction === 'data' ? up : down,
      direction: direction === 'data' ? 'up' : 'down'
    },
    { drop: (number) => lost.push(number), carry: () => undefined }
  )
  for (let number = 1; number <= first; number++) lane.submit(number, 60, world.now())
  return lost
}
