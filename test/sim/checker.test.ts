/** The checker of a run bites: Go-Back-N with a bug is caught, and by the rule that it breaks. */
import test from 'ava'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { findMutant } from '../../src/rdt/mutants/catalogue.js'
import type { SimConfig } from '../../src/sim/config.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { GBN_SCENARIOS, scenarioConfig } from './scenario-file.js'

const run = (config: SimConfig) => runSimulation(config, { checks: true })

const protocolOf = (bug: string) => (bug === 'none' ? gbn : findMutant(`mutant:${bug}`)!)

/** A scripted run of four messages, window 4, 50 ms each way, RTO 150 ms. */
function scripted(bug: string, data: string, ack = '', more: Partial<SimConfig> = {}) {
  const [scenario] = GBN_SCENARIOS
  return run(
    scenarioConfig(scenario!, protocolOf(bug), {
      messages: 4,
      fates: { up: parseFateString(data), down: parseFateString(ack) },
      ...more
    })
  )
}

/** The rules that each bug is seen to break, and where. */
const BITES: readonly (readonly [
  bug: string,
  rule: string,
  data: string,
  ack?: string,
  more?: Partial<SimConfig>
])[] = [
  ['silent-on-duplicate', 'progress', '', '...x'],
  ['base-moves-back', 'base', '', '(+60ms)'],
  ['retx-already-acked', 'acknowledged', '..x'],
  ['window-off-by-one-high', 'window', '', '', { messages: 6 }],
  ['timer-not-stopped-when-idle', 'timer', ''],
  ['timer-not-rearmed-after-timeout', 'timer', 'x'],
  ['no-timer-for-tail', 'timer', '...x'],
  ['deliver-duplicate', 'prefix', '2'],
  ['deliver-out-of-order', 'prefix', 'x'],
  ['expected-moves-back', 'expected', '..2'],
  ['expected-not-wrapped', 'progress', '', '', { seqBits: 3, messages: 20, windowSize: 7 }],
  ['exact-match-ack', 'progress', '', 'x'],
  ['no-checksum', 'prefix', 'cccc'],
  ['ack-what-arrived', 'delivered', 'x'],
  ['never-acknowledges', 'progress', ''],
  ['crash-on-garbage', 'crash', 'c']
]

for (const [bug, rule, data, ack, more] of BITES) {
  test(`${bug} breaks the rule '${rule}'`, (t) => {
    const { verdict, violations } = scripted(bug, data, ack, more)
    const wanted = bug === 'base-moves-back' ? 'weak' : 'fail'
    t.is(verdict, wanted)
    const broken = violations.filter((violation) => violation.rule === rule)
    t.true(broken.length > 0, JSON.stringify(violations))
    for (const violation of broken) t.is(violation.verdict, wanted)
    t.is(scripted('none', data, ack, more).verdict, 'pass', 'where nothing is broken')
  })
}

test('a violation says when it happened and what was seen, and only so many are told', (t) => {
  const { violations } = scripted('window-off-by-one-high', '', '', { messages: 6 })
  t.deepEqual(violations[0], {
    rule: 'window',
    verdict: 'fail',
    what: '5 in flight with a window of 4',
    t_us: 0
  })
  const many = scripted('retx-already-acked', '.x*500', '', { rto: { fixed: ms(1) } })
  t.is(many.violations.length, 20)
})

test('without checks the invariants are not looked at, but the outcome is told', (t) => {
  const [scenario] = GBN_SCENARIOS
  const config = scenarioConfig(scenario!, protocolOf('window-off-by-one-high'))
  t.deepEqual(runSimulation(config, { checks: false }).violations, [])
  t.is(runSimulation(config, { checks: false }).verdict, 'pass')
})
