/** `measured`: a number that the student has measured with `rdt sim`; the grader makes the same run. */
import * as v from 'valibot'
import { runSimulation } from '../../../src/sim/simulation.js'
import { ANSWER, answerAt, failed, PASSED, unanswered, wrong } from '../answer.js'
import { askedRun, configOfAsked, faultOfAsked } from '../asked-run.js'
import type { Bench } from '../bench.js'
import { checkKind, type Judged } from '../check-kind.js'
import { figureFault, figuresOfRun } from '../figures.js'
import { ownSeed } from '../own-seed.js'

const tolerance = 'it must be a number, not below 0'

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('measured'),
  /** The export that holds the seed, or "--student". */
  seed: v.optional(v.string('it must be a text'), 'name'),
  run: askedRun,
  /** As `rdt sim --json` calls it. */
  number: v.optional(v.string('it must be a text, "utilisation"'), 'utilisation'),
  tolerance: v.optional(v.pipe(v.number(tolerance), v.minValue(0, tolerance)), 0.001)
})

type MeasuredCheck = v.InferOutput<typeof schema>

export const measuredKind = checkKind(
  schema,
  (check, bench) => {
    const seed = ownSeed(check.seed, bench)
    if (typeof seed !== 'string') return seed
    const said = measuredBy(check, bench)
    if (typeof said !== 'number') return said
    const config = configOfAsked(check.run, seed)
    const found = figuresOfRun(runSimulation(config, { checks: false })).get(check.number)
    if (found !== undefined && Math.abs(said - found) <= check.tolerance) {
      return PASSED
    }
    const than = said < (found ?? 0) ? 'more' : 'less'
    const mend = found !== undefined && isRounded(said, found) ? '; write more digits' : ''
    const what = `${check.answer} is ${said}; your run has ${than} (${check.number} of ${check.about})${mend}`
    return wrong(what, check, bench)
  },
  {
    fault: ({ run, number }) =>
      faultOfAsked(run) ??
      figureFault(
        'number',
        number,
        figuresOfRun(
          runSimulation(configOfAsked({ ...run, messages: 1 }, 'seed'), { checks: false })
        )
      )
  }
)

/** It is right as far as it goes. */
const isRounded = (said: number, found: number): boolean =>
  Number(found.toFixed(`${said}`.split('.')[1]?.length ?? 0)) === said

/** The number itself, of whatever realm its table is: as plain JSON, made under guard. */
function measuredBy(check: MeasuredCheck, bench: Bench): number | Judged {
  const [name = '', ...rest] = check.answer.split('.')
  const called = bench.call(JSON.stringify, JSON, answerAt(bench.exports, name))
  if ('thrown' in called)
    return failed('answer', `${name} is no table of numbers: ${called.thrown}`)
  const table = typeof called.value === 'string' ? (JSON.parse(called.value) as unknown) : undefined
  const value = rest.length === 0 ? table : answerAt(table, rest.join('.'))
  const open = unanswered(value, check, bench)
  if (open !== undefined) return open
  if (typeof value === 'number') return value
  return wrong(`${check.answer} is no number; write it without quotes`, check, bench)
}
