/** `bottleneck`: a submission's flows beside those of newreno, over the same short queue. */
import test from 'ava'
import * as v from 'valibot'
import type { Judged } from '../../../../labs/grader/check-kind.js'
import { bottleneckKind } from '../../../../labs/grader/kinds/bottleneck-kind.js'
import { benchOf, benchWith } from './congestion-bench.js'

const CHECK = {
  ...{ name: 'b', about: 'a', kind: 'bottleneck', kbit_per_s: 2000, limit: 10, delay_ms: 20 },
  ...{ messages: 400, utilisation_at_least: 0.85, losses_at_most: 1.5 }
}

const parsed = (more: object) => v.parse(bottleneckKind.schema, { ...CHECK, ...more }) as never
const judged = (more: object, bench = benchWith()): Judged =>
  bottleneckKind.judge(parsed(more), bench)
const told = ({ findings }: Judged) => findings.map(({ rule, what }) => `${rule}: ${what}`).join()

test('Reno keeps up with newreno, alone and as two', (t) => {
  t.is(told(judged({})), '')
  t.is(told(judged({ flows: 2, messages: 1500, limit: 20, fairness_at_least: 0.95 })), '')
})

test('who never halves floods the queue, and who always begins at one leaves the link idle', (t) => {
  const flood = judged({}, benchWith('never-halves'))
  t.is(flood.verdict, 'fail')
  t.regex(told(flood), /^losses: the queue dropped \d+ segments of \d+; under newreno \d+/)
  const idle = judged({ messages: 1000 }, benchWith('halves-again-in-recovery'))
  t.regex(told(idle), /^utilisation: the link is used 6\d\.\d % of the time; newreno uses it 96/)
})

test('who grows too slowly gives the other too little', (t) => {
  const more = { flows: 2, messages: 1500, limit: 20, fairness_at_least: 0.95 }
  const unfair = judged(more, benchWith('no-slow-start'))
  t.regex(
    told(unfair),
    /fairness: the flows had [\d.]+ % and [\d.]+ % of the link \(Jain 0\.\d{3}\)/
  )
})

test('a cwnd that is no window ends the run, and is told', (t) => {
  t.regex(told(judged({}, benchWith('segments-for-bytes'))), /cwnd is 1: it counts bytes/)
  t.regex(told(judged({}, benchOf(undefined))), /^control: the default export is missing/)
})

test('a check that compares nothing, or the fairness of one, is refused with the mend', (t) => {
  const fault = (more: object) => bottleneckKind.fault?.(parsed(more), { reference: undefined })
  t.is(fault({}), undefined)
  t.regex(fault({ fairness_at_least: 1 }) ?? '', /write "flows": 2$/)
  t.regex(
    fault({ utilisation_at_least: undefined, losses_at_most: undefined }) ?? '',
    /^it compares nothing; add/
  )
})
