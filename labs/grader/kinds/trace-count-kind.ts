/** `trace-count`: how many events of a student's own trace a condition selects, as `--where` has it. */
import * as v from 'valibot'
import { BadInput } from '../../../src/kernel/quantity.js'
import { parseFilter } from '../../../src/trace/filter.js'
import { ANSWER, numberAnswer, PASSED, wrong } from '../answer.js'
import { checkKind } from '../check-kind.js'
import { ownTrace } from '../own-trace.js'

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('trace-count'),
  /** Where the name of the trace's file stands in the answers. */
  trace: v.optional(v.string('it must be a text'), 'trace'),
  /** The language of `rdt trace show --where`. */
  where: v.string('it must be a text, "event == drop && kind == data"')
})

export const traceCountKind = checkKind(
  schema,
  (check, bench) => {
    const said = numberAnswer(check, bench)
    if (typeof said !== 'number') return said
    const trace = ownTrace(check.trace, bench)
    if ('verdict' in trace) return trace
    const found = trace.events.filter(parseFilter(check.where, 'where')).length
    if (said === found) return PASSED
    const than = said < found ? 'more' : 'fewer'
    const what = `${check.answer} is ${said}, and there are ${than} in ${trace.file} (${check.about})`
    return wrong(what, check, bench)
  },
  {
    fault: ({ where }) => {
      try {
        parseFilter(where, 'where')
        return undefined
      } catch (error) {
        if (error instanceof BadInput) return error.message
        throw error
      }
    }
  }
)
