/** The kind `kills`: a student's test is tried on what is right, what is other, and what is wrong. */
import test from 'ava'
import { killsKind } from '../../../../labs/grader/kinds/kills-kind.js'
import { judged, whatOf } from './break-it-bench.js'

const SILENCE = { kind: 'kills', protocol: 'gbn', kills: ['silent-on-duplicate'] }
const TEST = {
  name: 'silence',
  kind: 'scenario',
  about: 'the only ACK is lost',
  messages: 1,
  window: 4,
  fates: { ack: 'x' }
}
const of = (said: unknown, change: object = {}) =>
  judged(killsKind, { ...SILENCE, ...change }, said)
const faultOf = (change: object) =>
  killsKind.fault?.({ ...SILENCE, ...change } as never, { reference: undefined })

test('a test that fails the bug and nothing that is right passes', (t) => {
  t.is(of(TEST).verdict, 'pass')
  t.is(of({ ...TEST, expect: { in_order: true } }).verdict, 'pass')
})

test('a test that asks for the habits of the reference kills what is legal, and is told which', (t) => {
  const grade = of({ ...TEST, expect: { data: 2, acks: 2 } })
  t.is(grade.verdict, 'fail')
  t.regex(
    whatOf(grade),
    /kills acks-twice, which is legal .*data is 1, and it expects 2; it has 1 data/
  )
  t.is(grade.shown?.protocol.name, 'variant:acks-twice')
  t.is(of({ ...TEST, expect: { acks: 2 } }, { spares: ['shows-no-state'] }).verdict, 'pass')
})

test('a test in which the bug does not show lets it live, and is told its counts', (t) => {
  const grade = of({ ...TEST, fates: {} })
  t.is(grade.verdict, 'fail')
  t.regex(whatOf(grade), /silent-on-duplicate survives it: it has 1 data, 0 retransmitted, 1 acks/)
  t.regex(whatOf(grade), /the same as the reference: these fates do not bring it out/)
  t.is(grade.shown, undefined)
  t.regex(grade.command ?? '', /^npx rdt sim --protocol mutant:silent-on-duplicate .* --ladder$/)
})

test('a test that sees a difference and does not look at it is told what matters', (t) => {
  const patience = { ...TEST, messages: 6, window: 8, interval_ms: 100, fates: { data: 'x' } }
  const change = { kills: ['timer-restart-on-send'] }
  const grade = of(patience, change)
  t.is(grade.verdict, 'fail')
  t.regex(whatOf(grade), /survives it: .*the reference has 8 data, .*say in expect which of them/)
  t.is(of({ ...patience, expect: { finish_ms: 600 } }, change).verdict, 'pass')
})

test('a test that the reference fails is told what the reference has', (t) => {
  const grade = of({ ...TEST, expect: { timeouts: 2 } })
  t.is(grade.verdict, 'fail')
  t.regex(whatOf(grade), /fails gbn itself: timeouts is 1, and it expects 2; it has 2 data/)
})

const STRANGE: readonly (readonly [what: string, said: unknown, says: RegExp])[] = [
  ['nothing', undefined, /q is missing/],
  ['null', null, /not answered yet: q/],
  ['a text', 'ack: x', /q is "ack: x": write a test, \{/],
  ['a list', [TEST], /q is a list: write a test/],
  ['an empty object', {}, /^q\.\w+ is missing; add it/],
  [
    'a number of messages beyond measure',
    { ...TEST, messages: 1e9 },
    /q\.messages: it must be a whole/
  ],
  ['more messages than a test needs', { ...TEST, messages: 51 }, /q\.messages is 51: at most 50/],
  ['a window like a barn door', { ...TEST, window: 1000 }, /q\.window is 1000: at most 50/],
  ['a misspelt key', { ...TEST, mesages: 4 }, /q\.mesages is not known here/],
  ['another kind', { ...TEST, kind: 'seeds' }, /q\.kind/],
  ['a fate that is none', { ...TEST, fates: { ack: 'q' } }, /'q' is no fate/],
  [
    'a key that is no count',
    { ...TEST, expect: { speed: 1 } },
    /q\.expect\.speed is not known here/
  ],
  ['a run that loses everything', { ...TEST, fates: { data: 'x*1000000000' } }, /fails gbn itself/],
  ['a timeout of nothing', { ...TEST, rto_ms: 0 }, /./]
]

for (const [what, said, says] of STRANGE) {
  test(`${what} in the place of a test is told, with the mend`, (t) => {
    const grade = of(said)
    t.is(grade.verdict, 'fail')
    t.regex(whatOf(grade), says)
    t.notRegex(whatOf(grade), /\n/)
  })
}

test('a check that names what there is not is refused', (t) => {
  t.is(faultOf({}), undefined)
  t.regex(faultOf({ protocol: 'gnb' }) ?? '', /protocol: there is no protocol 'gnb'; write one of/)
  t.regex(faultOf({ kills: ['sr-retx-all'] }) ?? '', /kills: sr-retx-all is no bug of gbn/)
  t.regex(faultOf({ spares: ['nobody'] }) ?? '', /spares: nobody is no legal variant of gbn/)
})
