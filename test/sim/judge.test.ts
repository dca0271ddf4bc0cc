/** The judge: what it fails, what it calls weak, what it lets pass, and why. */
import test from 'ava'
import { GbnReceiver, GbnSender, gbn } from '../../src/rdt/gbn.js'
import { findMutant } from '../../src/rdt/mutants/catalogue.js'
import { varied } from '../../src/rdt/mutants/mutant.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import type { Segment } from '../../src/rdt/segment.js'
import { type Judgement, judge } from '../../src/sim/judge.js'
import type { Scenario } from '../../src/sim/scenario.js'
import { SCENARIOS } from '../../src/sim/scenarios.js'

const SCENARIO: Scenario = {
  ...{ id: 'here', about: '', protocol: 'gbn', messages: 4, window: 4 },
  kills: []
}

const judged = (protocol: Protocol, scenario: Partial<Scenario>): Judgement => {
  const reference = PROTOCOLS.find(({ name }) => name === (scenario.protocol ?? 'gbn'))!
  return judge({ ...SCENARIO, ...scenario }, protocol, reference)
}

const mutant = (name: string, scenario: Partial<Scenario>) =>
  judged(findMutant(`mutant:${name}`)!, scenario)

const words = ({ findings }: Judgement) =>
  findings.map(({ rule, verdict, what }) => `${verdict} ${rule}: ${what}`)

for (const protocol of PROTOCOLS) {
  test(`${protocol.name} judged by itself passes every scenario of its own`, (t) => {
    for (const scenario of SCENARIOS.filter((one) => one.protocol === protocol.name)) {
      const { verdict, findings, outcome, reference } = judge(scenario, protocol, protocol)
      t.is(verdict, 'pass', scenario.id)
      t.deepEqual(findings, [])
      t.deepEqual(outcome, reference)
    }
    t.pass()
  })
}

test('who is finished later fails, though all was delivered', (t) => {
  const judgement = mutant('window-off-by-one-low', {})
  t.deepEqual(words(judgement), [
    'fail finish: 200 ms until all was acknowledged; the reference needs only 100'
  ])
  t.is(judgement.verdict, 'fail')
  t.true(judgement.isDelivered)
})

test('who needs more data segments fails, though it is finished sooner', (t) => {
  t.deepEqual(words(mutant('silent-on-out-of-order', { data: '..x', ack: 'xx' })), [
    'weak finish: 250 ms until all was acknowledged; the reference needs 350',
    'fail data: 8 data segments; the reference needs only 6',
    'weak acks: 6 ACKs; the reference sends 5'
  ])
})

test('who meets a timeout more fails', (t) => {
  const judgement = mutant('sr-timer-leak', { protocol: 'sr', messages: 1 })
  t.is(judgement.verdict, 'fail')
  t.true(words(judgement).includes('fail timeouts: 1 timeout; the reference needs only 0'))
})

test('its own broken invariants are findings, each rule once', (t) => {
  t.deepEqual(words(mutant('window-off-by-one-high', { messages: 12 })).slice(0, 1), [
    'fail window: 5 in flight with a window of 4'
  ])
  const rules = mutant('retx-already-acked', { data: '..x' }).findings.map(({ rule }) => rule)
  t.is(new Set(rules).size, rules.length)
})

test('other numbers of ACKs are weak: fewer, and more', (t) => {
  const silent = judged(findMutant('variant:silent-on-corrupt')!, { data: '.c' })
  t.deepEqual(words(silent), ['weak acks: 6 ACKs; the reference sends 7'])
  t.is(silent.verdict, 'weak')
  const twice = judged(findMutant('variant:acks-twice')!, {})
  t.deepEqual(words(twice), ['weak acks: 8 ACKs; the reference sends 4'])
})

test('S06: silence on the corrupt segment is legal', (t) => {
  const scenario = SCENARIOS.find(({ id }) => id === 'S06')!
  const { verdict, outcome } = judged(findMutant('variant:silent-on-corrupt')!, scenario)
  t.is(verdict, 'weak')
  t.is(outcome.segments.acks, 6)
})

test('S09: silence on a duplicate is not, though it costs nothing this time', (t) => {
  const scenario = SCENARIOS.find(({ id }) => id === 'S09')!
  t.deepEqual(words(mutant('silent-on-duplicate', scenario)), [
    'fail answer: 1 came again and was not answered',
    'weak acks: 3 ACKs; the reference sends 4'
  ])
})

test('who is better than the reference is told so', (t) => {
  const judgement = judged(findMutant('variant:buffering-receiver')!, { data: '(+60ms)' })
  t.is(judgement.verdict, 'weak')
  t.deepEqual(words(judgement), [
    'weak finish: 160 ms until all was acknowledged; the reference needs 250'
  ])
})

test('wrong numbers in ACKs fail, even where the sender takes no notice', (t) => {
  const { outcome, reference, verdict } = mutant('initial-ack-wrong', { data: 'x' })
  t.is(verdict, 'fail')
  t.deepEqual({ ...outcome, protocol: 'gbn' }, reference)
})

test('what a base that has moved back costs is weak', (t) => {
  const judgement = mutant('base-moves-back', { messages: 8, data: '....xxxx', ack: '(+120ms)' })
  t.is(judgement.verdict, 'weak')
  t.true(words(judgement).some((line) => /^weak base: base moved back from 5 to 2/.test(line)))
  t.true(words(judgement).some((line) => line.startsWith('weak data: ')))
  t.true(words(judgement).some((line) => line.startsWith('weak finish: 470 ms')))
})

test("what the book's figure does is weak, whoever does it; what it does not do fails", (t) => {
  const scenario = { messages: 6, data: '..x' }
  for (const name of ['timer-restart-on-dup-ack', 'base-moves-back']) {
    const same = mutant(name, scenario)
    t.is(same.verdict, 'weak', name)
    t.is(same.findings.at(-1)?.rule, 'textbook')
  }
  // The figure would move back here.
  const other = mutant('timer-restart-on-dup-ack', {
    messages: 8,
    data: '....xxxx',
    ack: '(+120ms)'
  })
  t.is(other.verdict, 'fail')
})

test('a run without an end fails long before the usual bound on events', (t) => {
  const judgement = mutant('silent-on-duplicate', { messages: 1, ack: 'x' })
  t.is(judgement.verdict, 'fail')
  t.is(words(judgement)[0], 'fail progress: it goes on, long after the reference is done')
  t.true(judgement.outcome.events < 300)
  t.true(judgement.isDelivered, 'of the data alone nobody would notice')
})

test('timers that ring on after the end are a run without an end', (t) => {
  t.true(
    words(mutant('timer-not-stopped-when-idle', { messages: 1 })).includes(
      'fail progress: it goes on, long after the reference is done'
    )
  )
})

test('what floods the channel is ended, and what it delivered so far is all that is said of it', (t) => {
  const judgement = mutant('premature-timeout', { messages: 40 })
  t.is(judgement.verdict, 'fail')
  t.true(judgement.outcome.delivered < 40)
  t.true(judgement.isDelivered)
})

test('a machine that throws fails with the message, wherever it throws', (t) => {
  const crash = (where: 'in the constructor' | 'in rdtSend' | 'in isReady'): Protocol =>
    varied(gbn, 'mine', {
      createSender: (host, options) => {
        if (where === 'in the constructor') throw new Error(where)
        return new (class extends GbnSender {
          override get isReady() {
            if (where === 'in isReady') throw new Error(where)
            return super.isReady
          }
          override rdtSend() {
            throw new Error(where)
          }
        })(host, options)
      }
    })
  for (const where of ['in the constructor', 'in rdtSend', 'in isReady'] as const) {
    const judgement = judged(crash(where), {})
    t.is(judgement.verdict, 'fail')
    t.is(words(judgement)[0], `fail crash: ${where}`)
    t.false(judgement.isDelivered)
  }
})

test('a rule that the reference breaks itself is no rule: rdt1.0 delivers damage', (t) => {
  const rdt10 = PROTOCOLS.find(({ name }) => name === 'rdt1.0')!
  const judgement = judged(rdt10, { protocol: 'rdt1.0', window: 1, data: '.c' })
  t.deepEqual(
    judgement.findings.filter(({ rule }) => rule === 'damage'),
    []
  )
})

test('without a state to look at, a machine is judged by its segments', (t) => {
  const hidden = varied(gbn, 'hidden', {
    createSender: (host, options) => {
      const sender = new GbnSender(host, options)
      return {
        get isReady() {
          return sender.isReady
        },
        rdtSend: (data) => sender.rdtSend(data),
        rdtRcv: (segment) => sender.rdtRcv(segment),
        timeout: () => sender.timeout()
      }
    },
    createReceiver: (host, options) => {
      const receiver = new (class extends GbnReceiver {
        override rdtRcv(segment: Segment) {
          if (segment.seqnum >= this.expectedseqnum) super.rdtRcv(segment)
        }
      })(host, options)
      return { rdtRcv: (segment) => receiver.rdtRcv(segment) }
    }
  })
  t.is(judged(hidden, { data: '..x' }).verdict, 'pass')
  t.is(judged(hidden, { data: '2' }).verdict, 'fail')
})

/** Fates that strike data alone: where ACKs are struck too, another number of them meets other fates. */
const FATES = [
  '',
  'x',
  'c',
  '2',
  '>',
  '(+60ms)',
  '(+170ms)',
  'xx',
  '.xc',
  'x.2',
  '2x',
  '.>x',
  'cxc'
]

for (const { name, of, protocol } of VARIANTS) {
  test(`the legal variant ${name} is failed by no fate of the data`, (t) => {
    const isOrdered = of.name === 'rdt3.0'
    for (const data of FATES.filter((fates) => !isOrdered || !/[>(]/.test(fates))) {
      for (const [messages, window] of [
        [1, 1],
        [5, 4],
        [9, 3]
      ] as const) {
        const scenario = { protocol: of.name, data, messages, window: isOrdered ? 1 : window }
        const judgement = judged(protocol, scenario)
        t.not(judgement.verdict, 'fail', `${JSON.stringify(scenario)}: ${words(judgement)}`)
      }
    }
  })
}
