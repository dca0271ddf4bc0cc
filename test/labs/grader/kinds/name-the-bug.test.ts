/** The kind `name-the-bug`: right is what does the same under the same fates. */
import test from 'ava'
import { nameTheBugKind } from '../../../../labs/grader/kinds/name-the-bug-kind.js'
import { MUTANTS } from '../../../../src/rdt/mutants/catalogue.js'
import { PLANTED } from '../../../../src/rdt/mutants/planted.js'
import { judged, whatOf } from './break-it-bench.js'

const RUN = { messages: 6, size: 32, window: 4, rto: '150ms' }
const FIR = {
  kind: 'name-the-bug',
  run: { ...RUN, protocol: 'planted:fir' },
  fates: 'data: ..x  ack: (+120ms)',
  seed: 'fir'
}
const of = (said: unknown, change: object = {}) =>
  judged(nameTheBugKind, { ...FIR, ...change }, said)
const faultOf = (change: object) =>
  nameTheBugKind.fault?.({ ...FIR, ...change } as never, { reference: undefined })

test('the name of the bug is right, and so is one that this run cannot tell from it', (t) => {
  t.is(of('timer-restart-on-dup-ack').verdict, 'pass')
  t.is(of(' mutant:timer-restart-on-dup-ack ').verdict, 'pass')
  t.is(of('base-moves-back').verdict, 'fail')
  t.is(of('base-moves-back', { fates: 'data: ..x' }).verdict, 'pass')
})

test('every other bug is told what it would have done, and never which one it is', (t) => {
  const others = MUTANTS.filter(
    ({ name, of: reference }) => reference.name === 'gbn' && name !== 'timer-restart-on-dup-ack'
  )
  t.true(others.length > 20)
  for (const { name } of others) {
    const grade = of(name)
    t.is(grade.verdict, 'fail', name)
    t.regex(whatOf(grade), /^q: it is not [\w-]+, which does something else .*the one of the trace/)
    t.notRegex(whatOf(grade), /timer-restart-on-dup-ack|the reference/, name)
    t.true(grade.command?.includes(`--protocol mutant:${name} `), grade.command)
    const [own, between, theirs] = grade.picture?.slice(-3) ?? []
    if (name === 'receiver-exits-early') t.deepEqual(grade.picture, [])
    else t.true(between === 'and in the trace:' && own !== theirs, name)
  }
})

const STRANGE: readonly (readonly [what: string, said: unknown, says: RegExp])[] = [
  ['nothing', undefined, /q is missing/],
  ['null', null, /not answered yet: q/],
  ['an object', {}, /q is an object: write a text/],
  [
    'a slip of the pen',
    'timer-restart-on-dupack',
    /no bug called .*did you mean timer-restart-on-dup-ack\?/
  ],
  ['a stranger', 'x'.repeat(500), /no bug called 'x{40}'; npx rdt mutants lists them/],
  ['a planted name', 'planted:fir', /no bug called 'planted:fir'/],
  ['a bug of another protocol', 'sr-retx-all', /sr-retx-all is of Selective Repeat, .*of Go-Back-N/]
]

for (const [what, said, says] of STRANGE) {
  test(`${what} in the place of a name is told, with the mend`, (t) => {
    const grade = of(said)
    t.is(grade.verdict, 'fail')
    t.regex(whatOf(grade), says)
    t.notRegex(whatOf(grade), /\n/)
  })
}

test('without a seed the dice are those of the student, by id or by name', (t) => {
  const hazel = {
    kind: 'name-the-bug',
    run: { ...RUN, protocol: 'planted:hazel', messages: 20, weather: 'loss 10%' },
    fates: ''
  }
  const seedOf = (more: object) =>
    /--seed (\S+)/.exec(judged(nameTheBugKind, hazel, 'sr-retx-all', more).command ?? '')?.[1] ?? ''
  t.is(seedOf({ name: 'anna' }), 'anna')
  for (const name of [null, undefined, 7, '', 'x'.repeat(5_000)]) {
    const { verdict, findings } = judged(nameTheBugKind, hazel, 'sr-retx-all', { name })
    t.is(verdict, 'fail')
    t.regex(findings[0]?.what ?? '', /name.* write how you are called/)
  }
  for (const name of ['anna', 'bob', 'carl', 'dora', 'emil', 'anybody']) {
    t.is(judged(nameTheBugKind, hazel, 'sr-single-timer', { name }).verdict, 'pass', name)
    t.is(judged(nameTheBugKind, hazel, 'sr-retx-all', { name }).verdict, 'fail', name)
  }
})

test('a run that cannot show its bug is refused, and so is one that shows half of them', (t) => {
  t.is(faultOf({}), undefined)
  t.regex(faultOf({ fates: '' }) ?? '', /timer-restart-on-dup-ack does what gbn does; let more go/)
  t.regex(faultOf({ fates: 'data: q' }) ?? '', /fates, position 7/)
  t.regex(
    faultOf({ run: { ...RUN, protocol: 'gbn' } }) ?? '',
    /gbn is not planted; write one of planted:ash/
  )
})

test('what is planted is a bug or a variant that has a name, under one that does not tell it', (t) => {
  t.true(PLANTED.length >= 7)
  for (const { name, of: reference, protocol } of PLANTED) {
    t.false(`${protocol.name} ${protocol.title}`.includes(name))
    t.is(protocol.maxWindow, reference.maxWindow)
    t.regex(protocol.name, /^planted:[a-z]+$/)
  }
})
