/**
 * A run that fails by chance becomes one that fails by its fates: by the same rule, without
 * dice, with nothing in it that could be left out, for bugs of every kind in every weather.
 */
import { isDeepStrictEqual } from 'node:util'
import test from 'ava'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import type { SimConfig } from '../../src/sim/config.js'
import { conformanceRun } from '../../src/sim/conformance.js'
import { failureOf } from '../../src/sim/failure.js'
import { formatFatesOfRun, replayCommand } from '../../src/sim/replay-command.js'
import { type Shrunk, shrink } from '../../src/sim/shrink.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { fates, protocolOf, quietRun } from './quiet-run.js'

const one = (probability: number) => ({ probability, correlation: 0 })
const lossy = (probability: number): Partial<Weather> => ({
  loss: { kind: 'random', ...one(probability) }
})

const both = (impairment: Partial<Weather>, delay = ms(50)): Partial<SimConfig> => {
  const weather = { ...PERFECT, delay, ...impairment }
  return { up: weather, down: weather }
}

const ruleOf = (config: SimConfig) => failureOf(runSimulation(config, { checks: true }))?.rule

const marksIn = ({ fates: { up = [], down = [] } }: SimConfig): number =>
  [...up, ...down].reduce((sum, { mark, count }) => sum + (mark === '.' ? 0 : count), 0)

/** `config` in as many ways as it has marks, each time without one of them. */
function* withoutOne(config: SimConfig): Generator<SimConfig> {
  for (const direction of ['up', 'down'] as const) {
    const marks = (config.fates[direction] ?? []).flatMap((run) =>
      Array.from({ length: run.count }, () => ({ ...run, count: 1 }))
    )
    for (const [i, { mark }] of marks.entries()) {
      if (mark === '.') continue
      const rest = marks.map(
        (run, k) => (k === i ? { mark: '.', by: 0, count: 1 } : run) as typeof run
      )
      yield { ...config, fates: { ...config.fates, [direction]: rest } }
    }
  }
}

const isCalm = (weather: Weather): boolean =>
  isDeepStrictEqual({ ...weather, delay: 0, rate: 0, limit: 0 }, PERFECT)

/** The first seed with which `config` fails. */
function failing(config: SimConfig): SimConfig | undefined {
  for (let seed = 1; seed <= 200; seed++) {
    const rolled = { ...config, seed: `${seed}` }
    if (ruleOf(rolled) !== undefined) return rolled
  }
  return undefined
}

/** What fails, and the shortest fates that show it, where they are known. */
const CASES: readonly (readonly [
  what: string,
  protocol: string,
  changes: Partial<SimConfig>,
  shortest?: string
])[] = [
  ['loss', 'rdt2.2', both(lossy(0.2)), 'data: x'],
  [
    'a corrupted ACK',
    'rdt2.0',
    { down: { ...both({ corrupt: { ...one(0.3), bits: 1 } }).down! } },
    'ack: c'
  ],
  ['a run that turns in a circle', 'mutant:silent-on-duplicate', both(lossy(0.2)), 'ack: x'],
  [
    'bursts of loss',
    'mutant:retx-only-last',
    both({ loss: { kind: 'gemodel', toBad: 0.2, toGood: 0.3, lossWhenBad: 1, lossWhenGood: 0 } })
  ],
  ['duplication', 'mutant:deliver-duplicate', both({ duplicate: one(0.2) }), 'data: 2'],
  ['truncation', 'mutant:crash-on-garbage', both({ truncate: one(0.2) }), 'data: t'],
  [
    'a machine that throws',
    'mutant:crash-on-garbage',
    both({ corrupt: { ...one(0.1), bits: 4 } }),
    'data: c'
  ],
  [
    'a window that is too wide',
    'gbn',
    { ...both(lossy(0.1)), seqBits: 2, windowSize: 4 },
    'data: x'
  ],
  ['its fellow for ACKs', 'sr', { ...both(lossy(0.1)), seqBits: 2, windowSize: 3 }, 'ack: x'],
  [
    'reordering that skips the delay',
    'mutant:deliver-out-of-order',
    both({ reorder: { ...one(0.3), gap: 1 } })
  ],
  [
    'reordering without a delay',
    'mutant:deliver-out-of-order',
    both({ reorder: { ...one(0.3), gap: 1 } }, 0)
  ],
  ['jitter', 'mutant:deliver-out-of-order', both({ jitter: { spread: ms(20), correlation: 0 } })],
  [
    'jitter, with numbers that come round',
    'gbn',
    {
      ...both({ jitter: { spread: ms(45), correlation: 0 } }),
      seqBits: 1,
      windowSize: 1,
      rto: { fixed: ms(60) }
    }
  ],
  [
    'swapped words',
    'gbn',
    { ...both({ corrupt: { ...one(0.1), bits: 0 } }), checksum: 'internet' },
    'data: w'
  ],
  [
    'the opening, too',
    'mutant:silent-on-duplicate',
    { ...both(lossy(0.3)), handshake: true },
    'ack: x'
  ],
  [
    'long messages that trickle in',
    'mutant:deliver-duplicate',
    { ...both({ duplicate: one(0.1) }), size: 300, mss: 100, interval: ms(70) },
    'data: 2'
  ],
  [
    'fates by hand, and dice',
    'mutant:ack-what-arrived',
    { ...both(lossy(0.1)), fates: fates('data: 2.  ack: c') }
  ],
  [
    'dice by segment',
    'mutant:exact-match-ack',
    { ...both(lossy(0.2)), fateBy: 'segment', messages: 9 },
    'ack: x'
  ],
  [
    'a short queue before a slow link',
    'rdt2.2',
    { ...both({ rate: 64_000, limit: 5, ...lossy(0.1) }), encodeAll: true },
    'data: x'
  ],
  [
    'all of it at once',
    'mutant:expected-moves-back',
    {
      ...both({
        ...lossy(0.1),
        duplicate: one(0.1),
        corrupt: { ...one(0.1), bits: 2 },
        jitter: { spread: ms(5), correlation: 0 }
      }),
      rto: { fixed: ms(180) }
    }
  ]
]

function story(rolled: SimConfig, shrunk?: Shrunk): string {
  const short = shrunk === undefined ? 'nothing' : replayCommand(shrunk.config)
  return `${replayCommand(rolled)} becomes ${short}`
}

for (const [what, name, changes, shortest] of CASES) {
  test(`${what} (${name}) is told by the shortest fates`, (t) => {
    const rolled = failing(quietRun(protocolOf(name), { messages: 20, ...changes }))
    if (rolled === undefined) return t.fail('it never fails')
    const rule = ruleOf(rolled)
    const shrunk = shrink(rolled)
    if (shrunk === undefined) return t.fail(story(rolled))
    const { config, outcome, violation } = shrunk
    const told = story(rolled, shrunk)
    // It is what it says, for whoever runs it.
    t.deepEqual(runSimulation(config, { checks: true }), outcome, told)
    t.deepEqual(failureOf(outcome), violation, told)
    t.is(violation.rule, rule!, told)
    t.true(isCalm(config.up) && isCalm(config.down) && config.fateBy === 'order', told)
    // Nothing can be left out.
    for (const less of withoutOne(config)) {
      t.not(ruleOf(less), rule, `${told}: ${formatFatesOfRun(less.fates as object)} does, too`)
    }
    const fewer = { ...config, messages: config.messages - 1 }
    if (fewer.messages > 0) t.not(ruleOf(fewer), rule, `${told}: with fewer messages, too`)
    const text = formatFatesOfRun(config.fates as object)
    if (shortest !== undefined) t.is(text, shortest, told)
    else t.true(marksIn(config) <= 4, told)
    t.log(replayCommand(config))
  })
}

test('a run that does not fail is not shrunk', (t) => {
  t.is(shrink(quietRun(protocolOf('gbn'), both(lossy(0.2)))), undefined)
  const weak = quietRun(protocolOf('mutant:base-moves-back'), { fates: fates('ack: (+60ms)') })
  t.is(runSimulation(weak, { checks: true }).verdict, 'weak')
  t.is(shrink(weak), undefined)
})

test('a run that fails in any weather needs no fates', (t) => {
  const rolled = quietRun(protocolOf('mutant:never-acknowledges'), {
    messages: 30,
    ...both(lossy(0.3))
  })
  const shrunk = shrink(rolled)
  t.deepEqual(shrunk?.config.fates, {})
  t.is(shrunk?.config.messages, 1)
})

test('an avalanche has no short story, and that is found out soon', (t) => {
  const rolled = conformanceRun(protocolOf('rdt2.2'), '5', { faults: ['duplicate'] })
  t.is(ruleOf(rolled), 'progress')
  t.is(shrink(rolled), undefined)
})

test('a channel that lets nothing through has no short story, either', (t) => {
  for (const changes of [{ rto: { fixed: ms(150) } }, { rto: ADAPTIVE }]) {
    const rolled = quietRun(protocolOf('gbn'), { messages: 10, ...both(lossy(1)), ...changes })
    t.is(ruleOf(rolled), 'progress')
    t.is(shrink(rolled), undefined)
  }
})

test('what is only slow is not taken for endless', (t) => {
  // Some thousand timeouts for each round trip: more events than a short run may have.
  const slow = quietRun(protocolOf('rdt2.2'), {
    messages: 12,
    rto: { fixed: 20 },
    fates: fates('data: .....x')
  })
  const fast = quietRun(protocolOf('mutant:silent-on-duplicate'), {
    ...both(lossy(0.05)),
    rto: { fixed: 100 },
    messages: 10
  })
  for (const rolled of [slow, fast]) {
    const shrunk = shrink(rolled)
    if (shrunk === undefined) t.is(ruleOf(rolled), undefined, replayCommand(rolled))
    else t.is(ruleOf(shrunk.config), ruleOf(rolled), story(rolled, shrunk))
  }
})

test('the same run is shrunk to the same fates', (t) => {
  const rolled = failing(
    quietRun(protocolOf('mutant:retx-only-last'), { messages: 20, ...both(lossy(0.3)) })
  )!
  const { protocol: _, ...first } = shrink(rolled)!.config
  const { protocol: __, ...second } = shrink(
    rolled,
    runSimulation(rolled, { checks: true })
  )!.config
  t.deepEqual(second, first)
})
