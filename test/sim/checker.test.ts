/** The checker of a run bites: Go-Back-N with a bug is caught, and by the rule that it breaks. */
import test from 'ava'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { SimConfig } from '../../src/sim/config.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { BUGS, type Bug, brokenGbn } from './broken-gbn.js'
import { GBN_SCENARIOS, scenarioConfig } from './scenario-file.js'

const run = (config: SimConfig) => runSimulation(config, { checks: true })

/** A scripted run of four messages, window 4, 50 ms each way, RTO 150 ms. */
function scripted(bug: Bug, data: string, ack = '', more: Partial<SimConfig> = {}) {
  const [scenario] = GBN_SCENARIOS
  return run(
    scenarioConfig(scenario!, brokenGbn(bug), {
      messages: 4,
      fates: { up: parseFateString(data), down: parseFateString(ack) },
      ...more
    })
  )
}

/** The rules that each bug is seen to break, and where. */
const BITES: readonly (readonly [
  bug: Bug,
  rule: string,
  data: string,
  ack?: string,
  more?: Partial<SimConfig>
])[] = [
  ['silent-on-duplicate', 'progress', '', '...x'],
  ['base-moves-back', 'base', '', '(+60ms)'],
  ['resends-below-base', 'below base', '..x'],
  ['window-off-by-one-high', 'window', '', '', { messages: 6 }],
  ['timer-not-stopped-when-idle', 'timer', ''],
  ['timer-not-rearmed-after-timeout', 'timer', 'x'],
  ['no-timer-for-tail', 'timer', '...x'],
  ['delivers-duplicate', 'prefix', '2'],
  ['delivers-out-of-order', 'prefix', 'x'],
  ['expected-skips-one', 'expected', ''],
  ['expected-moves-back', 'expected', '..2'],
  ['expected-not-wrapped', 'progress', '', '', { seqBits: 3, messages: 20, windowSize: 7 }],
  ['exact-match-ack', 'progress', '', 'x'],
  ['ignores-corruption', 'prefix', 'cccc'],
  ['never-acknowledges', 'progress', '']
]

for (const [bug, rule, data, ack, more] of BITES) {
  test(`${bug} breaks the rule '${rule}'`, (t) => {
    const { verdict, violations } = scripted(bug, data, ack, more)
    t.is(verdict, 'fail')
    t.true(
      violations.some((violation) => violation.rule === rule),
      JSON.stringify(violations)
    )
    t.is(scripted('none', data, ack, more).verdict, 'pass', 'where nothing is broken')
  })
}

test('the copy without a bug is Go-Back-N: the same outcome in every scenario', (t) => {
  for (const scenario of GBN_SCENARIOS) {
    const { protocol: _, ...ours } = run(scenarioConfig(scenario, gbn))
    const { protocol: __, ...copy } = run(scenarioConfig(scenario, brokenGbn('none')))
    t.deepEqual(copy, ours)
  }
})

test('every bug is caught by some golden scenario', (t) => {
  for (const bug of BUGS.filter((name) => name !== 'none')) {
    const killers = GBN_SCENARIOS.filter((scenario) => {
      const { segments, finish_ms, in_order, verdict } = run(
        scenarioConfig(scenario, brokenGbn(bug))
      )
      const { data, retransmitted, acks, timeouts } = segments
      const found = { data, retransmitted, acks, timeouts, finish_ms, in_order }
      return verdict !== 'pass' || JSON.stringify(found) !== JSON.stringify(scenario.expect)
    })
    t.true(killers.length > 0, `${bug} survives`)
  }
})

test('a violation says when it happened and what was seen, and only so many are told', (t) => {
  const { violations } = scripted('window-off-by-one-high', '', '', { messages: 6 })
  t.deepEqual(violations[0], {
    rule: 'window',
    what: '5 in flight with a window of 4',
    t_us: 0
  })
  const many = scripted('resends-below-base', '.x*500', '', { rto: { fixed: ms(1) } })
  t.is(many.violations.length, 20)
})

test('without checks the invariants are not looked at, but the outcome is told', (t) => {
  const [scenario] = GBN_SCENARIOS
  const config = scenarioConfig(scenario!, brokenGbn('window-off-by-one-high'))
  t.deepEqual(runSimulation(config, { checks: false }).violations, [])
  t.is(runSimulation(config, { checks: false }).verdict, 'pass')
})
