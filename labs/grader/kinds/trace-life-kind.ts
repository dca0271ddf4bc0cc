/** `trace-life`: the number of a segment of a student's own trace that was sent most often. */
import * as v from 'valibot'
import { ANSWER, numberAnswer, PASSED, wrong } from '../answer.js'
import { checkKind } from '../check-kind.js'
import { ownTrace } from '../own-trace.js'

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('trace-life'),
  trace: v.optional(v.string('it must be a text'), 'trace')
})

export const traceLifeKind = checkKind(schema, (check, bench) => {
  const said = numberAnswer(check, bench)
  if (typeof said !== 'number') return said
  const trace = ownTrace(check.trace, bench)
  if ('verdict' in trace) return trace
  const attempts = new Map<number, number>()
  for (const { event, kind, seq, attempt = 1 } of trace.events) {
    if (event !== 'send' || kind !== 'data' || seq === undefined) continue
    attempts.set(seq, Math.max(attempt, attempts.get(seq) ?? 0))
  }
  const own = attempts.get(said)
  if (own === undefined) {
    return wrong(
      `${check.answer} is ${said}, and ${trace.file} has no segment ${said}`,
      check,
      bench
    )
  }
  if (own === Math.max(...attempts.values())) return PASSED
  const times = own === 1 ? 'once' : `${own} times`
  const what = `${check.answer} is ${said}: that one was sent ${times}, and another more often`
  return wrong(what, check, bench)
})
