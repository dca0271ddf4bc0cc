/** A machine that throws ends its run with a verdict, not the program that runs it. */
import test from 'ava'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { GbnReceiver, GbnSender, gbn } from '../../src/rdt/gbn.js'
import { findMutant } from '../../src/rdt/mutants/catalogue.js'
import { varied } from '../../src/rdt/mutants/mutant.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'
import { Simulation } from '../../src/sim/simulation.js'
import { GBN_SCENARIOS, scenarioConfig } from './scenario-file.js'

const S01 = GBN_SCENARIOS.find(({ id }) => id === 'S01')!

function run(protocol: Protocol, more: Partial<SimConfig> = {}): Simulation {
  const simulation = new Simulation(scenarioConfig(S01, protocol, more), { checks: true })
  toItsEnd(simulation)
  return simulation
}

const toItsEnd = (simulation: Simulation) => simulation.advance(Number.POSITIVE_INFINITY)

const throwing = (what: () => never): Protocol =>
  varied(gbn, 'mine', {
    createReceiver: (host, options) =>
      new (class extends GbnReceiver {
        override rdtRcv() {
          what()
        }
      })(host, options)
  })

for (const handshake of [false, true]) {
  test(`crash-on-garbage, ${handshake ? 'connected' : 'bare'}: the verdict has the message and the time`, (t) => {
    const up = parseFateString(handshake ? '..c' : 'c')
    const simulation = run(findMutant('mutant:crash-on-garbage')!, { handshake, fates: { up } })
    const { verdict, violations, delivered, finish_ms } = simulation.outcome
    t.is(verdict, 'fail')
    t.deepEqual(violations, [
      {
        rule: 'crash',
        verdict: 'fail',
        what: 'rdtRcv: this segment makes no sense',
        t_us: handshake ? 250_000 : 50_000
      }
    ])
    t.is(delivered, 0)
    t.is(finish_ms, null)
  })
}

test('after a crash nothing happens any more', (t) => {
  const simulation = run(findMutant('mutant:crash-on-garbage')!, {
    fates: { up: parseFateString('.c') }
  })
  const { events, delivered } = simulation.outcome
  t.true(simulation.advance(1))
  t.is(simulation.outcome.events, events)
  t.is(simulation.delivered, delivered)
})

test('what was thrown is kept as it was, whatever it is', (t) => {
  const error = new TypeError('of my own')
  const thrown: readonly (readonly [what: unknown, told: string])[] = [
    [error, 'of my own'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ code: 7 }, '[object Object]']
  ]
  for (const [what, told] of thrown) {
    const simulation = run(
      throwing(() => {
        throw what
      })
    )
    t.is(simulation.crash, what)
    t.is(simulation.outcome.violations[0]?.what, told)
    t.is(simulation.outcome.verdict, 'fail')
  }
  t.is(run(gbn).crash, undefined)
})

test('a machine that cannot even be made is a crash as well, without checks too', (t) => {
  const broken = varied(gbn, 'mine', {
    createSender: () => {
      throw new Error('not written yet')
    }
  })
  const simulation = new Simulation(scenarioConfig(S01, broken), { checks: false })
  toItsEnd(simulation)
  const { verdict, violations, segments } = simulation.outcome
  t.is(verdict, 'fail')
  t.like(violations[0], { rule: 'crash', what: 'not written yet', t_us: 0 })
  t.is(segments.data, 0)
})

test('a crash after all has arrived is a failure nevertheless', (t) => {
  const late = varied(gbn, 'mine', {
    createSender: (host, options) =>
      new (class extends GbnSender {
        override rdtRcv(segment: Parameters<GbnSender['rdtRcv']>[0]) {
          super.rdtRcv(segment)
          if (this.base === 7) throw new Error('done and gone')
        }
      })(host, options)
  })
  const { verdict, violations, delivered } = run(late).outcome
  t.is(delivered, 6)
  t.is(verdict, 'fail')
  t.deepEqual(
    violations.map(({ rule }) => rule),
    ['crash']
  )
})

test('a wrong call is no crash of a machine: it is refused as ever', (t) => {
  const loss = { kind: 'random', probability: 0.5, correlation: 0.5 } as const
  const config = scenarioConfig(S01, gbn)
  const correlated = { ...config, up: { ...config.up, loss }, fateBy: 'segment' } as const
  t.throws(() => new Simulation(correlated, { checks: true }), { instanceOf: BadInput })
})
