/** `cwnd`: a table of events, what is said of wrong numbers, and what is no check. */
import test from 'ava'
import * as v from 'valibot'
import type { Judged } from '../../../../labs/grader/check-kind.js'
import { cwndKind } from '../../../../labs/grader/kinds/cwnd-kind.js'
import { FlawedReno } from '../../../../labs/grader/models/flawed-reno.js'
import { flawsLike, TELLTALE } from '../../../../labs/grader/models/likely-flaws.js'
import { FLAW_NAMES, type FlawName, RENO_FLAWS } from '../../../../labs/grader/models/reno-flaws.js'
import { play } from '../../../../labs/grader/window-script.js'
import { benchOf, benchWith } from './congestion-bench.js'

const ABOUT = { name: 'c', about: 'a', kind: 'cwnd', mss: 1000 }
const HALF = {
  ...ABOUT,
  steps: [
    { newAck: 1, times: 15, cwnd: 16, state: 'slow start' },
    { dupAck: 16, times: 3, cwnd: 11, ssthresh: 8, state: 'fast recovery' },
    { newAck: 4, cwnd: [7.9, 8.1] }
  ]
}

const judged = (check: object, bench = benchWith()): Judged =>
  cwndKind.judge(v.parse(cwndKind.schema, check) as never, bench)
const told = ({ findings }: Judged) => findings.map(({ what }) => what)

test('no two flaws make the same of the telltale script, and each is found by it', (t) => {
  for (const name of FLAW_NAMES) {
    const control = new FlawedReno(TELLTALE.mss, [name], 3)
    const played = play(TELLTALE.steps, control, TELLTALE.mss)
    t.deepEqual(flawsLike([{ ...TELLTALE, played }]), [name])
  }
})

test('two flaws at once are told as two, and only where they show', (t) => {
  const both: readonly FlawName[] = ['never-halves', 'timeout-ignored']
  const rules = (check: object) =>
    judged(check, benchWith(...both)).findings.map(({ rule }) => rule)
  const whole = { ...HALF, steps: [...HALF.steps, { timeout: 8, cwnd: 1, ssthresh: 4 }] }
  t.deepEqual(rules(whole), ['cwnd', ...both])
  t.deepEqual(rules(HALF), ['cwnd', 'never-halves'])
})

test('a wrong number is told with step, value and due, the flaw by its name, and all in a table', (t) => {
  const tahoe = judged(HALF, benchWith('dup-ack-like-timeout'))
  t.is(tahoe.verdict, 'fail')
  const [first, second] = told(tahoe)
  t.is(
    first,
    'after step 2 (dupAck, 16 MSS in flight, 3 times) cwnd is 1 MSS, 1000 bytes; it should be 11 MSS (mss is 1000)'
  )
  t.true(second?.startsWith('this looks like dup-ack-like-timeout: '))
  t.regex(tahoe.picture?.[3] ?? '', /^ 2 dupAck.* 1 \(11\) +8 +fast recovery$/)
})

test('what is right by another RFC is weak, and so is a wrong state beside right numbers', (t) => {
  t.is(judged(HALF).verdict, 'pass')
  t.is(judged(HALF, benchWith('no-inflation')).verdict, 'weak')
  const calledAs = (state: string) => {
    const create = (mss: number) => {
      const reno = new FlawedReno(mss)
      return {
        ...{ state, newAck: (acked: number) => reno.newAck(acked) },
        ...{ dupAck: (size: number) => reno.dupAck(size) },
        ...{ timeout: (size: number) => reno.timeout(size) },
        get cwnd() {
          return reno.cwnd
        },
        get ssthresh() {
          return reno.ssthresh
        }
      }
    }
    return judged(HALF, benchOf({ create }))
  }
  t.is(calledAs('SS').verdict, 'pass')
  const late = calledAs('slow start')
  t.is(late.verdict, 'weak')
  t.regex(told(late)[0] ?? '', /numbers are right, but state is 'slow start', not 'fast recovery'$/)
  t.is(RENO_FLAWS['no-inflation'].verdict, 'weak')
})

test('a control that never moves is told where to begin', (t) => {
  const still = { cwnd: 1000, ssthresh: 65_536, newAck() {}, dupAck() {}, timeout() {} }
  t.regex(told(judged(HALF, benchOf({ create: () => still }))).join(), /begin with newAck/)
})

const BROKEN: readonly (readonly [unknown, RegExp])[] = [
  [undefined, /^the default export is missing; end the file with/],
  [7, /^the default export is no object, but a number/],
  [{}, /^create is missing/],
  [{ create: () => undefined }, /^create returns no object, but undefined/],
  [{ create: () => ({ newAck() {} }) }, /^what create returns needs the method dupAck$/],
  [
    { create: () => ({ cwnd: '1000', newAck() {}, dupAck() {}, timeout() {} }) },
    /^cwnd is string; it must be a number of bytes$/
  ],
  [
    {
      create: () => {
        throw new Error('not yet')
      }
    },
    /^reno.ts:7: not yet$/
  ]
]

test('what is no congestion control is a failure in one sentence', (t) => {
  for (const [found, says] of BROKEN) {
    const failed = judged(HALF, benchOf(found))
    t.is(failed.verdict, 'fail')
    t.regex(told(failed).join('\n'), says)
  }
})

test('a table that Reno itself does not keep is refused, with the place and what it has', (t) => {
  const fault = (steps: readonly object[], more: object = {}) =>
    cwndKind.fault?.(v.parse(cwndKind.schema, { ...ABOUT, ...more, steps }) as never, {
      reference: undefined
    })
  t.is(fault(HALF.steps), undefined)
  t.is(fault([{ newAck: 1, cwnd: 3 }]), 'steps[0].cwnd: Reno has 2; mend it')
  t.is(fault([], { begins: { ssthresh: 8 } }), 'begins.ssthresh: Reno has 65.54; mend it')
  for (const step of [{}, { newAck: 1, timeout: 1 }, { newAck: -1 }, { newAck: 1, cwnd: [1] }]) {
    t.false(v.safeParse(cwndKind.schema, { ...ABOUT, steps: [step] }).success)
  }
})
