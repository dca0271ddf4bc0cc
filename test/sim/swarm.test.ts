/**
 * Random weather over Go-Back-N, the invariants checked at every event. A failure prints its
 * seed, its whole configuration and the one command that replays it.
 */
import test from 'ava'
import { RandomStream } from '../../src/kernel/random.js'
import type { SimConfig } from '../../src/sim/config.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { randomConfig } from './random-weather.js'
import { tracedRun } from './traced-run.js'

const PARTS = 8
const SEEDS_OF_PART = 300

function story(config: SimConfig, what: unknown): string {
  const shown = { ...config, protocol: config.protocol.name }
  return [
    `seed ${config.seed} fails: ${JSON.stringify(what)}`,
    `configuration: ${JSON.stringify(shown)}`,
    `replay: ${replayCommand(config)}`
  ].join('\n')
}

for (let part = 0; part < PARTS; part++) {
  test(`part ${part + 1} of ${PARTS}: ${SEEDS_OF_PART} seeds of random weather keep every invariant`, (t) => {
    for (let i = 0; i < SEEDS_OF_PART; i++) {
      const config = randomConfig(`swarm-${part}-${i}`)
      const outcome = runSimulation(config, { checks: true })
      if (outcome.verdict === 'pass' && outcome.delivered === config.messages) continue
      t.fail(story(config, outcome))
      return
    }
    t.pass()
  })
}

test('the swarm meets what it is for', (t) => {
  const configs = Array.from({ length: SEEDS_OF_PART }, (_, i) => randomConfig(`swarm-0-${i}`))
  const share = (is: (config: SimConfig) => boolean): number => configs.filter(is).length
  const each: Record<string, (config: SimConfig) => boolean> = {
    'bursts of loss': ({ up }) => up.loss.kind === 'gemodel',
    'correlated loss': ({ up: { loss } }) => loss.kind === 'random' && loss.correlation > 0,
    corruption: ({ down }) => down.corrupt.probability > 0,
    duplication: ({ down }) => down.duplicate.probability > 0,
    reordering: ({ up }) => up.reorder.probability > 0,
    truncation: ({ up }) => up.truncate.probability > 0,
    jitter: ({ up }) => up.jitter.spread > 0,
    'a slow link': ({ up }) => up.rate > 0,
    'a short queue': ({ up }) => up.limit > 0,
    fragments: ({ size, mss }) => size > mss,
    'a fixed timeout': ({ rto }) => 'fixed' in rto,
    'messages that trickle in': ({ interval }) => interval > 0,
    'an opening': ({ handshake }) => handshake,
    'the widest window': ({ windowSize, seqBits }) => windowSize === 2 ** seqBits - 1,
    'one bit': ({ seqBits }) => seqBits === 1,
    '32 bits': ({ seqBits }) => seqBits === 32
  }
  for (const [what, is] of Object.entries(each)) t.true(share(is) >= 5, what)
  const outcomes = configs.slice(0, 50).map((config) => runSimulation(config, { checks: true }))
  for (const key of ['retransmitted', 'timeouts', 'dropped', 'corrupted', 'duplicated'] as const) {
    t.true(outcomes.filter(({ segments }) => segments[key] > 0).length >= 5, key)
  }
})

test('a random run repeats to the byte, with and without encoding on every hop', (t) => {
  const dice = new RandomStream('which')
  for (let i = 0; i < 40; i++) {
    const config = { ...randomConfig(`again-${dice.uint32()}`), encodeAll: false }
    const first = tracedRun(config)
    t.is(tracedRun(config).text, first.text, replayCommand(config))
    const encoded = tracedRun({ ...config, encodeAll: true })
    t.is(encoded.text, first.text, replayCommand({ ...config, encodeAll: true }))
    t.deepEqual(encoded.outcome, first.outcome)
  }
})

test('a failure is told with its seed, its configuration and one command', (t) => {
  const config = { ...randomConfig('x'), seed: "it's me", up: randomConfig('y').up }
  const lines = story(config, { verdict: 'fail' }).split('\n')
  t.is(lines.length, 3)
  t.regex(lines[0] ?? '', /^seed it's me fails: \{"verdict":"fail"\}$/)
  t.true((lines[1] ?? '').includes('"protocol":"gbn"'))
  t.regex(lines[2] ?? '', /^replay: npx rdt sim .* --seed 'it'\\''s me'$/)
})
