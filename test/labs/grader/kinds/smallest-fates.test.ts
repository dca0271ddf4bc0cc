/** The kind `smallest-fates`: what breaks, what does not, and what is no answer. */
import test from 'ava'
import { smallestFatesKind } from '../../../../labs/grader/kinds/smallest-fates-kind.js'
import { judged, whatOf } from './break-it-bench.js'

const CEDAR = {
  kind: 'smallest-fates',
  run: { protocol: 'planted:cedar', messages: 4, size: 32, rto: '150ms' },
  faults: ['loss', 'duplicate'],
  fewest: 2,
  depth: 10
}
const of = (said: unknown) => judged(smallestFatesKind, CEDAR, said)
const faultOf = (change: object) =>
  smallestFatesKind.fault?.({ ...CEDAR, ...change } as never, { reference: undefined })

test('fates with as few faults as it takes pass, whichever they are', (t) => {
  for (const fates of ['data: 2x', 'ack: .  data: 2 x .', 'data: .2x'])
    t.is(of(fates).verdict, 'pass')
})

test('fates that break it with more faults are weak, with how many suffice', (t) => {
  const grade = of('data: 2x  ack: ..2')
  t.is(grade.verdict, 'weak')
  t.regex(whatOf(grade), /with 3 faults; two faults suffice$/)
})

test('fates that it survives fail, with what it did and the run to look at', (t) => {
  const grade = of('data: x')
  t.is(grade.verdict, 'fail')
  t.regex(whatOf(grade), /planted:cedar survives that: with 1 fault, 4 messages arrived/)
  t.deepEqual(grade.shown?.fates.up?.length, 1)
})

const STRANGE: readonly (readonly [what: string, said: unknown, says: RegExp])[] = [
  ['nothing', undefined, /q is missing/],
  ['null', null, /not answered yet: q/],
  ['a number', 7, /q is 7: write a text/],
  ['a list', ['x'], /q is a list: write a text/],
  ['no direction', '..x', /position 1: say for which direction/],
  ['no fate', 'data: .q', /position 8: 'q' is no fate/],
  ['a fate that this channel does not have', 'data: c', /c does not happen on this channel; .*x/],
  ['a late one', 'data: (+9ms)', /\(\+…\) does not happen on this channel/],
  ['no fault', 'data: ...', /nothing goes wrong in "data: \.\.\."/],
  ['an empty text', '', /nothing goes wrong in ""/],
  ['a text without end', `data: ${'.'.repeat(1000)}`, /at most 400 characters/]
]

for (const [what, said, says] of STRANGE) {
  test(`${what} in the place of fates is told, with the mend`, (t) => {
    const grade = of(said)
    t.is(grade.verdict, 'fail')
    t.regex(whatOf(grade), says)
    t.notRegex(whatOf(grade), /\n/)
  })
}

test('a billion faults come to an end, and are too many', (t) => {
  const grade = of('data: x*1000000000')
  t.is(grade.verdict, 'weak')
  t.regex(whatOf(grade), /1000000000 faults/)
})

test('a check that says another number than the explorer finds is refused', (t) => {
  t.is(faultOf({}), undefined)
  t.regex(faultOf({ fewest: 1 }) ?? '', /so many break nothing among the first 10 transmissions/)
  t.regex(faultOf({ fewest: 3 }) ?? '', /it breaks with 2: data: 2x; mend it/)
  t.regex(faultOf({ run: { ...CEDAR.run, protocol: 'nobody' } }) ?? '', /there is no nobody/)
})
