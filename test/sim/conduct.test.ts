/** The rules of conduct, each by a run that keeps it and by one that does not. */
import test from 'ava'
import { gbn } from '../../src/rdt/gbn.js'
import { findMutant, MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { Conduct } from '../../src/sim/conduct.js'
import { type Scenario, scenarioConfig } from '../../src/sim/scenario.js'
import { SCENARIOS } from '../../src/sim/scenarios.js'
import { runSimulation } from '../../src/sim/simulation.js'

const SCENARIO: Scenario = {
  ...{ id: 'here', about: '', protocol: 'gbn', messages: 4, window: 4 },
  kills: []
}

function conductOf(protocol: Protocol, scenario: Partial<Scenario>): Conduct {
  const config = scenarioConfig({ ...SCENARIO, ...scenario }, protocol)
  const conduct = new Conduct(config)
  runSimulation(config, { checks: true, sink: conduct.sink, mostEvents: 2_000 })
  conduct.close()
  return conduct
}

const faultsOf = (name: string, scenario: Partial<Scenario>) =>
  Object.fromEntries(conductOf(findMutant(name) ?? gbn, scenario).faults)

for (const [bug, scenario, faults] of [
  ['silent-on-duplicate', { data: '2' }, { answer: '1 came again and was not answered' }],
  [
    'silent-on-duplicate',
    { seqBits: 3, window: 7, messages: 12, data: '.*8 2' },
    { answer: '1 came again and was not answered' }
  ],
  ['initial-ack-wrong', { data: 'x' }, { number: 'ACK 4294967295, where ACK 0 was due' }],
  ['ack-what-arrived', { data: '..x' }, { number: 'ACK 4, where ACK 2 was due' }],
  ['no-checksum', { data: 'c', seed: '1' }, { damage: 'what came corrupt was delivered' }],
  ['trust-corrupt-ack', { ack: 'c' }, { belief: 'base is 2, and ACKs allow 1' }],
  ['retx-on-corrupt-ack', { ack: 'c' }, { again: '1 was sent again though no timer had rung' }],
  ['retx-on-dup-ack', { data: '2' }, { again: '2 was sent again though no timer had rung' }]
] as const) {
  const rules = Object.keys(faults).join(', ')
  test(`${bug}, ${JSON.stringify(scenario)}: breaks ${rules}, and the reference nothing`, (t) => {
    t.deepEqual(faultsOf(`mutant:${bug}`, scenario), faults)
    t.deepEqual(faultsOf('gbn', scenario), {})
  })
}

test('silence on what is corrupt, early or expected breaks no rule', (t) => {
  t.deepEqual(faultsOf('variant:silent-on-corrupt', { data: '.c' }), {})
  t.deepEqual(faultsOf('mutant:silent-on-out-of-order', { data: '.x' }), {})
})

test('an ACK of the next expected is right for those who say so, and wrong for others', (t) => {
  const next = findMutant('variant:acks-next')!
  t.deepEqual([...conductOf(next, { data: '.x', ack: '.2' }).faults], [])
  const liar = { ...next, acks: 'last' } as const
  t.is(conductOf(liar, {}).faults.get('number'), 'ACK 2, where ACK 1 was due')
})

test('an ACK of this segment alone must be of one that has come', (t) => {
  const sr = PROTOCOLS.find(({ name }) => name === 'sr')!
  t.deepEqual([...conductOf(sr, { data: '.x2', ack: 'x' }).faults], [])
  const early = findMutant('mutant:sr-acks-last-in-order')!
  t.is(conductOf(early, { data: 'x' }).faults.get('number'), 'ACK 0, which has not come')
})

test('no legal variant of a protocol that numbers its ACKs breaks a rule in any scenario', (t) => {
  for (const { name, of, protocol } of VARIANTS) {
    for (const scenario of SCENARIOS.filter((one) => one.protocol === of.name)) {
      const faults = [...conductOf(protocol, scenario).faults]
      t.deepEqual(faults, [], `${name} in ${scenario.id}`)
    }
  }
})

test('transmissions are told with time, node, kind and number', (t) => {
  const { transmissions } = conductOf(gbn, { messages: 1, ack: 'x' })
  t.deepEqual(transmissions, [
    '0 sender data 1',
    '50000 receiver ack 1',
    '150000 sender data 1',
    '200000 receiver ack 1'
  ])
})

test('every rule of conduct is broken by some mutant', (t) => {
  const broken = new Set<string>()
  for (const { of, protocol, name } of MUTANTS) {
    if (name === 'premature-timeout') continue // it floods, and shows nothing that others do not
    for (const scenario of SCENARIOS.filter((one) => one.protocol === of.name)) {
      for (const rule of conductOf(protocol, scenario).faults.keys()) broken.add(rule)
    }
  }
  t.deepEqual([...broken].sort(), ['again', 'answer', 'belief', 'damage', 'number'])
})
