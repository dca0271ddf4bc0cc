/** A chat as a check: what people see of a protocol, in their own words. */
import test from 'ava'
import * as v from 'valibot'
import type { Bench } from '../../../../labs/grader/bench.js'
import type { Check } from '../../../../labs/grader/check-kind.js'
import { chatKind } from '../../../../labs/grader/kinds/chat-kind.js'
import { gbn } from '../../../../src/rdt/gbn.js'
import { findMutant } from '../../../../src/rdt/mutants/catalogue.js'
import { varied } from '../../../../src/rdt/mutants/mutant.js'
import type { Protocol } from '../../../../src/rdt/protocol.js'
import { rdt10 } from '../../../../src/rdt/rdt1.0.js'
import { rdt20 } from '../../../../src/rdt/rdt2.0.js'
import { rdt30 } from '../../../../src/rdt/rdt3.0.js'

const CHECK = {
  name: 'c',
  kind: 'chat',
  about: 'a chat',
  people: ['alice', 'bob', 'carol'],
  lines: 8,
  weather: 'loss 20%'
}

const checkOf = (changes: object): Check =>
  v.parse(chatKind.schema, { ...CHECK, ...changes }) as unknown as Check

function judged(protocol: Protocol, changes: object = {}) {
  const bench: Bench = {
    ...{ protocol: () => protocol, exports: {}, reference: gbn, bugs: [], hasFailed: false },
    ...{ student: undefined, folder: '.', running: () => {} },
    quietly: (work) => work(),
    call: () => ({ thrown: 'not here', place: undefined })
  }
  const { verdict, findings, shown } = chatKind.judge(checkOf(changes), bench)
  return {
    verdict,
    shown,
    told: findings.map(({ what }) => what),
    rules: findings.map((f) => f.rule)
  }
}

const mutant = (name: string): Protocol => findMutant(`mutant:${name}`)!

test('a right protocol passes: everybody gets everything, and can leave', (t) => {
  t.deepEqual(judged(gbn), { verdict: 'pass', shown: undefined, told: [], rules: [] })
})

test('who never got what is told in people’s words, and shown in a plain run', (t) => {
  const { verdict, told, shown } = judged(rdt10)
  t.is(verdict, 'fail')
  t.regex(
    told[0] ?? '',
    /^(alice|bob|carol) never got (alice|bob|carol)'s "line \d".*\(loss 20%\)$/
  )
  t.is(shown?.protocol, rdt10)
  t.true(told.length <= 7)
})

test('what comes twice, and what comes too late, is told', (t) => {
  const twice = judged(rdt10, { weather: 'duplicate 30%' })
  t.true(
    twice.told.some((what) => /got \w+'s "line \d".* twice/.test(what)),
    twice.told.join('\n')
  )
  const late = judged(rdt10, { weather: 'delay 50ms 40ms' })
  t.true(late.rules.includes('reordered'), late.told.join('\n'))
})

test('damage that nobody notices keeps frames from being read', (t) => {
  const { rules } = judged(rdt10, { weather: 'corrupt 20%' })
  t.true(rules.includes('damaged'))
})

test('who cannot get in is named', (t) => {
  const { told, rules } = judged(mutant('cross-talk'), { weather: 'delay 20ms', time_limit_s: 20 })
  t.true(rules.includes('joined') || rules.includes('lost'), told.join('\n'))
})

test('an ACK that never comes is missed when all is said', (t) => {
  const { told, rules } = judged(mutant('silent-on-duplicate'), {
    ...{ people: ['alice', 'bob'], lines: 1, weather: 'loss 30%', seeds: 12 }
  })
  t.is(rules[0], 'acknowledged')
  t.regex(told[0] ?? '', /60 s later .* is still not acknowledged/)
})

test('what a machine throws is told as it is', (t) => {
  const { rules, told } = judged(
    varied(gbn, 'thrower', {
      createReceiver: () => ({
        rdtRcv: () => {
          throw new Error('my.ts:7: no idea')
        }
      })
    })
  )
  t.is(rules[0], 'crash')
  t.regex(told[0] ?? '', /my\.ts:7: no idea/)
})

test('right and slow is weak, and how slow is told beside the reference', (t) => {
  const { verdict, told } = judged(rdt30, {
    ...{ weather: 'delay 200ms', letters: 2_000, lines: 20, most_time: 1.5 }
  })
  t.is(verdict, 'weak')
  t.regex(told[0] ?? '', /^everybody has everything after [\d.]+ s; the reference takes [\d.]+ s: /)
})

test('a flood has an end, and is told', (t) => {
  const { verdict, rules } = judged(mutant('premature-timeout'), { weather: 'delay 200ms' })
  t.is(verdict, 'fail')
  t.true(rules.includes('flood') || rules.includes('lost'))
})

test('rdt2.0 withstands a gap in the order, and no loss', (t) => {
  t.is(judged(rdt20, { weather: 'delay 50ms 40ms' }).verdict, 'pass')
  t.is(judged(rdt20).verdict, 'fail')
})

test('a slip in a chat is told in one line with the mend', (t) => {
  const fault = (changes: object) => chatKind.fault?.(checkOf(changes), { reference: gbn })
  t.is(fault({}), undefined)
  t.regex(fault({ weather: 'los 20%' }) ?? '', /loss/)
  t.regex(fault({ people: ['a b', 'c'] }) ?? '', /people: .*spaces/)
  t.regex(fault({ people: ['al', 'al'] }) ?? '', /twice/)
  for (const bad of [{ people: ['alone'] }, { lines: 0 }, { most_time: 0.5 }]) {
    t.false(v.safeParse(chatKind.schema, { ...CHECK, ...bad }).success)
  }
})
