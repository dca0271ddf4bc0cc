/** `trace-number`: a number that `rdt trace stats` measures in a student's own trace. */
import * as v from 'valibot'
import { ANSWER, numberAnswer, PASSED, wrong } from '../answer.js'
import { configOfAsked } from '../asked-run.js'
import { checkKind } from '../check-kind.js'
import { figureFault, figuresOfTrace } from '../figures.js'
import { ownTrace } from '../own-trace.js'
import { eventsOf, type RecordedTrace } from '../recorded-trace.js'

const tolerance = 'it must be a number, not below 0'

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('trace-number'),
  trace: v.optional(v.string('it must be a text'), 'trace'),
  /** As `rdt trace stats --json` calls it: `segments.spurious`, `data.dropped`, `connection.rtt_ms.p50`. */
  number: v.string('it must be a text, "segments.spurious"'),
  /** How far off the answer may be. */
  tolerance: v.optional(v.pipe(v.number(tolerance), v.minValue(0, tolerance)), 0)
})

export const traceNumberKind = checkKind(
  schema,
  (check, bench) => {
    const said = numberAnswer(check, bench)
    if (typeof said !== 'number') return said
    const trace = ownTrace(check.trace, bench)
    if ('verdict' in trace) return trace
    const found = figuresOfTrace(trace).get(check.number)
    if (found === undefined) return wrong(`${trace.file} has no ${check.number}`, check, bench)
    if (Math.abs(said - found) <= check.tolerance) return PASSED
    const than = said < found ? 'more' : 'less'
    const what = `${check.answer} is ${said}, and in ${trace.file} it is ${than} (${check.about})`
    return wrong(what, check, bench)
  },
  { fault: ({ number }) => figureFault('number', number, figuresOfTrace(sampleTrace())) }
)

/** A run that has every figure. */
function sampleTrace(): RecordedTrace {
  const asked = { protocol: 'gbn', messages: 4, size: 32, rto: '150ms' }
  const config = configOfAsked(asked, 'sample', 'data: .x')
  const header = { config: { protocol: 'gbn', acks: 'last', window: 8 } }
  return { header: header as unknown as RecordedTrace['header'], config, events: eventsOf(config) }
}
