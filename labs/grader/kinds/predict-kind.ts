/** `predict`: a number of a run that is decided before it is made, by the student's own dice. */
import * as v from 'valibot'
import { runSimulation } from '../../../src/sim/simulation.js'
import { ANSWER, numberAnswer, PASSED, wrong } from '../answer.js'
import { askedRun, configOfAsked, faultOfAsked } from '../asked-run.js'
import { checkKind } from '../check-kind.js'
import { figureFault, figuresOfRun } from '../figures.js'
import { ownSeed } from '../own-seed.js'

const tolerance = 'it must be a number, not below 0'

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('predict'),
  /** Where the seed stands in the answers, or "--student". */
  seed: v.optional(v.string('it must be a text'), 'name'),
  run: askedRun,
  /** As `rdt sim --json` calls it: `segments.timeouts`, `finish_ms`. */
  number: v.string('it must be a text, "segments.timeouts"'),
  tolerance: v.optional(v.pipe(v.number(tolerance), v.minValue(0, tolerance)), 0)
})

export const predictKind = checkKind(
  schema,
  (check, bench) => {
    const seed = ownSeed(check.seed, bench)
    if (typeof seed !== 'string') return seed
    const said = numberAnswer(check, bench)
    if (typeof said !== 'number') return said
    const config = configOfAsked(check.run, seed)
    const found = figuresOfRun(runSimulation(config, { checks: false })).get(check.number)
    const isRight = found !== undefined && Math.abs(said - found) <= check.tolerance
    if (isRight) return PASSED
    const than = said < (found ?? 0) ? 'more' : 'less'
    return wrong(`${check.answer} is ${said}; the run of your dice has ${than}`, check, bench)
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
