/** `rdt explore`: all fates up to a bound, no other, the fewest faults first. */
import test from 'ava'
import type { FateSource } from '../../lossy-channel/weather/fate-source.js'
import { type FateRun, joinFates } from '../../lossy-channel/weather/fate-string.js'
import { type ExploreFlags, readExploration } from '../../src/cli/explore-options.js'
import { ms } from '../../src/kernel/time.js'
import type { Fault } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import type { SimConfig } from '../../src/sim/config.js'
import {
  type Counterexample,
  type Explored,
  type ExploreLimits,
  Explorer,
  type Plan
} from '../../src/sim/explorer.js'
import { failureOf, mostEventsOf } from '../../src/sim/failure.js'
import { fateOf } from '../../src/sim/faults.js'
import type { Rule } from '../../src/sim/invariants.js'
import { formatFatesOfRun, replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { protocolOf, quietRun } from './quiet-run.js'

interface Result {
  readonly runs: Explored[]
  readonly counterexample: Counterexample | undefined
  /** The fates of each run, as text. */
  readonly fates: string[]
}

/** Level by level, in portions of so many runs; plans are kept for so many levels. */
function explore(
  config: SimConfig,
  limits: ExploreLimits,
  portion = Number.POSITIVE_INFINITY,
  keptLevels = Number.POSITIVE_INFINITY
): Result {
  const explorer = new Explorer(config, limits)
  const first = explorer.start()
  const runs = [first]
  const fates = [formatFatesOfRun(explorer.current.fates as object)]
  let kept: readonly Plan[] = [first.plan]
  let keptLevel = 0
  if (first.counterexample) return { runs, counterexample: first.counterexample, fates }
  for (let faults = 1; faults <= limits.maxFaults; faults++) {
    const level: Plan[] = []
    for (const plan of explorer.below(kept, faults - 1 - keptLevel)) {
      for (const part of explorer.parts(plan, portion)) {
        for (const run of explorer.extend([part])) {
          runs.push(run)
          fates.push(formatFatesOfRun(explorer.current.fates as object))
          if (run.counterexample) return { runs, counterexample: run.counterexample, fates }
          level.push(run.plan)
        }
      }
    }
    if (faults > keptLevels) continue
    kept = level
    keptLevel = faults
  }
  return { runs, counterexample: undefined, fates }
}

async function exploration(flags: ExploreFlags): Promise<Result & { config: SimConfig }> {
  const { config, limits } = await readExploration(flags)
  return { ...explore(config, limits), config }
}

/** One of `marks`, or none, for each of the first transmissions: every word with so many marks. */
function* words(
  { depth, maxFaults, marks }: ExploreLimits,
  rest: readonly (FateRun | undefined)[] = []
): Generator<readonly (FateRun | undefined)[]> {
  if (rest.length === depth) return yield rest
  yield* words({ depth, maxFaults, marks }, [...rest, undefined])
  if (maxFaults === 0) return
  for (const mark of marks)
    yield* words({ depth, maxFaults: maxFaults - 1, marks }, [...rest, mark])
}

/** What becomes of `word`: the fates that the run has met, direction by direction. */
function fatesMet(config: SimConfig, word: readonly (FateRun | undefined)[]): string {
  const met: Record<'up' | 'down', FateRun[]> = { up: [], down: [] }
  let transmissions = 0
  const source = (direction: 'up' | 'down'): FateSource => ({
    isOver: false,
    get taken() {
      return met[direction].length
    },
    next: () => {
      const fate = word[transmissions++] ?? fateOf('.')
      met[direction].push(fate)
      return fate
    }
  })
  const fates = { up: source('up'), down: source('down') }
  const outcome = runSimulation(config, { checks: true, fates })
  if (failureOf(outcome)) throw new Error(`not a run that survives: ${replayCommand(config)}`)
  const { up, down } = met
  for (const marks of [up, down]) while (marks.at(-1)?.mark === '.') marks.pop()
  return formatFatesOfRun({
    ...(up.length > 0 && { up: joinFates(up) }),
    ...(down.length > 0 && { down: joinFates(down) })
  })
}

const MARKS = [fateOf('x'), fateOf('c'), fateOf('2')]
const ALL_MARKS = [...MARKS, fateOf('>'), fateOf('late', ms(100)), fateOf('late', ms(150))]

const COMPLETE: readonly (readonly [what: string, config: SimConfig, limits: ExploreLimits])[] = [
  [
    'Go-Back-N',
    quietRun(protocolOf('gbn'), { messages: 2 }),
    { depth: 4, maxFaults: 4, marks: MARKS }
  ],
  [
    'Go-Back-N in any order',
    quietRun(protocolOf('gbn'), { messages: 3 }),
    { depth: 6, maxFaults: 2, marks: ALL_MARKS }
  ],
  [
    'Selective Repeat',
    quietRun(protocolOf('sr'), { messages: 2, windowSize: 1 }),
    { depth: 6, maxFaults: 2, marks: ALL_MARKS }
  ],
  [
    'rdt3.0',
    quietRun(protocolOf('rdt3.0'), { messages: 2 }),
    { depth: 7, maxFaults: 3, marks: MARKS }
  ],
  [
    'TCP',
    quietRun(protocolOf('tcp'), { messages: 3 }),
    { depth: 6, maxFaults: 2, marks: ALL_MARKS }
  ],
  [
    'an opening',
    quietRun(protocolOf('gbn'), { messages: 1, handshake: true }),
    { depth: 6, maxFaults: 2, marks: MARKS }
  ],
  [
    'a depth beyond the end',
    quietRun(protocolOf('gbn'), { messages: 1 }),
    { depth: 9, maxFaults: 2, marks: MARKS }
  ]
]

for (const [what, config, limits] of COMPLETE) {
  test(`${what}: every fate of the first ${limits.depth}, up to ${limits.maxFaults} faults, is run once`, (t) => {
    // A word that marks a transmission which its run does not have is another word's run.
    const wanted = new Set<string>()
    let tried = 0
    for (const word of words(limits)) {
      tried++
      wanted.add(fatesMet(config, word))
    }
    const { fates, counterexample } = explore(config, limits)
    t.is(counterexample, undefined)
    t.is(new Set(fates).size, fates.length, 'no run is made twice')
    t.deepEqual([...fates].sort(), [...wanted].sort())
    t.true(tried >= wanted.size && wanted.size > 20, `${tried} words, ${wanted.size} runs`)
  })
}

test('runs come by the number of their faults, and those of a number by their places', (t) => {
  const config = quietRun(protocolOf('gbn'), { messages: 2 })
  const { runs } = explore(config, { depth: 5, maxFaults: 3, marks: MARKS })
  const keys = runs.map(({ plan: { faults } }) => [faults.length, ...faults.flat()])
  const isBefore = (one: readonly number[], other: readonly number[]): boolean => {
    const i = one.findIndex((part, k) => part !== other[k])
    return i >= 0 && one[i]! < other[i]!
  }
  for (const [i, key] of keys.entries()) {
    if (i > 0) t.true(isBefore(keys[i - 1]!, key), `${keys[i - 1]} before ${key}`)
  }
  t.is(keys.at(-1)![0], 3)
})

test('depth 0 and no faults at all are the one clean run', (t) => {
  const config = quietRun(protocolOf('gbn'))
  for (const limits of [
    { depth: 0, maxFaults: 5, marks: MARKS },
    { depth: 5, maxFaults: 0, marks: MARKS },
    { depth: 5, maxFaults: 5, marks: [] }
  ]) {
    const { runs } = explore(config, limits)
    t.is(runs.length, 1)
    t.deepEqual(runs[0]!.plan.faults, [])
  }
})

const BROKEN = quietRun(protocolOf('gbn'), { windowSize: 4, seqBits: 2, messages: 6 })

test('the counterexample is the same whatever the portions, and whatever is kept', (t) => {
  // With duplicates and held-back ones alone it takes more than a handful of runs.
  const limits = { depth: 8, maxFaults: 3, marks: [fateOf('2'), fateOf('c')] }
  const whole = explore(BROKEN, limits)
  t.truthy(whole.counterexample)
  for (const portion of [1, 2, 7, 50]) {
    for (const keptLevels of [0, 1, 2]) {
      const { counterexample, runs, fates } = explore(BROKEN, limits, portion, keptLevels)
      t.deepEqual(counterexample, whole.counterexample)
      t.deepEqual(fates, whole.fates)
      t.deepEqual(runs, whole.runs)
    }
  }
  const good = quietRun(protocolOf('gbn'), { messages: 2 })
  const all = explore(good, { ...limits, depth: 5 })
  t.deepEqual(explore(good, { ...limits, depth: 5 }, 5, 0).fates, all.fates)
})

test('how many runs there will be is known before they are made', (t) => {
  const explorer = new Explorer(quietRun(protocolOf('sr'), { messages: 3 }), {
    depth: 6,
    maxFaults: 3,
    marks: MARKS
  })
  let plans = [explorer.start().plan]
  for (let faults = 1; faults <= 3; faults++) {
    const wanted = plans.reduce((sum, plan) => sum + explorer.count(plan), 0)
    plans = [...explorer.extend(plans)].map(({ plan }) => plan)
    t.is(plans.length, wanted)
  }
})

test('what is slow, and not endless, is no counterexample', (t) => {
  // A timeout each 50 µs, over a round trip of 100 ms.
  const config = quietRun(protocolOf('gbn'), { messages: 2, rto: { fixed: 50 } })
  const outcome = runSimulation(config, { checks: true })
  t.is(outcome.verdict, 'pass')
  t.true(outcome.events > mostEventsOf(config), 'it takes longer than a short run may')
  const { counterexample } = explore(config, { depth: 2, maxFaults: 1, marks: [fateOf('x')] })
  t.is(counterexample, undefined)
})

test('what has no end is one, and its end was waited for', (t) => {
  const config = quietRun(protocolOf('mutant:silent-on-duplicate'), { messages: 1 })
  const { counterexample } = explore(config, { depth: 4, maxFaults: 1, marks: [fateOf('x')] })
  t.is(formatFatesOfRun(counterexample!.fates), 'ack: x')
  t.is(counterexample!.violation.rule, 'progress')
  const shown = { ...config, fates: counterexample!.fates }
  t.deepEqual(failureOf(runSimulation(shown, { checks: true })), counterexample!.violation)
})

/** What it must find by itself: under which flags, and with which fates. */
const FOUND: readonly (readonly [what: string, flags: ExploreFlags, fates: string, rule: Rule])[] =
  [
    ['rdt2.0 with a corrupted ACK', { protocol: 'rdt2.0', faults: 'corrupt' }, 'ack: c', 'prefix'],
    ['rdt2.1 with a loss', { protocol: 'rdt2.1', faults: 'loss' }, 'data: x', 'progress'],
    ['rdt2.2 with a loss', { protocol: 'rdt2.2', faults: 'loss' }, 'data: x', 'progress'],
    [
      'rdt3.0 with reordering',
      { protocol: 'rdt3.0', faults: 'reorder' },
      'data: (+300ms)',
      'prefix'
    ],
    [
      'Go-Back-N with a window of 2^k',
      { seqBits: '2', window: '4', unsafeWindow: true, faults: 'loss' },
      'data: x',
      'prefix'
    ],
    [
      'Selective Repeat with a window above 2^(k−1)',
      { protocol: 'sr', seqBits: '2', window: '3', unsafeWindow: true, faults: 'loss' },
      'ack: x',
      'prefix'
    ],
    [
      'the Internet checksum with swapped words',
      { checksum: 'internet', faults: 'swap' },
      'data: w',
      'prefix'
    ],
    ['rdt1.0 with anything', { protocol: 'rdt1.0' }, 'data: x', 'prefix'],
    [
      'no checksum with a flipped bit',
      { checksum: 'none', faults: 'corrupt' },
      'data: c',
      'prefix'
    ],
    ['a machine that throws', { protocol: 'mutant:crash-on-garbage' }, 'data: c', 'crash']
  ]

for (const [what, flags, fates, rule] of FOUND) {
  test(`by itself it finds ${what}`, async (t) => {
    const { counterexample, config } = await exploration(flags)
    if (counterexample === undefined) return t.fail('it found nothing')
    t.is(formatFatesOfRun(counterexample.fates), fates)
    t.is(counterexample.violation.rule, rule)
    const shown = { ...config, fates: counterexample.fates }
    t.deepEqual(
      failureOf(runSimulation(shown, { checks: true })),
      counterexample.violation,
      replayCommand(shown)
    )
    for (const less of await fewerFaults(flags, counterexample)) t.is(less, undefined)
  })
}

/** What is found with fewer faults. */
async function fewerFaults(
  flags: ExploreFlags,
  { faults }: Counterexample
): Promise<(Counterexample | undefined)[]> {
  if (faults === 0) return []
  const { counterexample } = await exploration({ ...flags, maxFaults: `${faults - 1}` })
  return [counterexample]
}

/** What `rdt explore` calls the faults that a protocol declares to survive, of both directions. */
function exploredFaults(survives: readonly Fault[]): string[] {
  const has = (fault: Fault) => survives.includes(fault)
  return [
    ...(has('loss') ? ['loss'] : []),
    ...(has('corrupt-data') && has('corrupt-ack') ? ['corrupt'] : []),
    ...(has('duplicate') ? ['duplicate'] : []),
    ...(has('reorder') ? ['reorder'] : [])
  ]
}

for (const { name, survives, maxWindow, seqBits } of PROTOCOLS) {
  const faults = exploredFaults(survives)
  if (faults.length === 0) continue
  test(`${name} passes what it declares to survive: ${faults.join(', ')}`, async (t) => {
    const { counterexample, runs, config } = await exploration({
      protocol: name,
      faults: faults.join(',')
    })
    t.is(counterexample && replayCommand({ ...config, fates: counterexample.fates }), undefined)
    t.true(runs.length > 50, `${runs.length} runs`)
  })
  if (seqBits !== undefined || maxWindow === undefined) continue
  for (const bits of [1, 2]) {
    // Few numbers outlast what is late only while nothing is.
    const inOrder = faults.filter((fault) => fault !== 'reorder').join(',')
    const window = maxWindow(bits)
    test(`${name} passes with the widest window of ${bits}-bit numbers, ${window}`, async (t) => {
      const { counterexample, runs, config } = await exploration({
        ...{ protocol: name, faults: inOrder, seqBits: `${bits}`, window: `${window}` },
        messages: '5'
      })
      t.is(counterexample && replayCommand({ ...config, fates: counterexample.fates }), undefined)
      t.true(runs.length > 50, `${runs.length} runs`)
    })
  }
}

test('links with a rate, of different length, or of none can be explored, and so can openings', async (t) => {
  const settings: readonly ExploreFlags[] = [
    { rate: '1mbit', limit: '4' },
    { up: 'delay 10ms', down: 'delay 80ms' },
    { delay: '0ms' },
    { handshake: true },
    { handshake: true, interval: '20s', protocol: 'sr' },
    { size: '3000', messages: '2' },
    { size: '3000', messages: '2', handshake: true, protocol: 'tcp' },
    { size: '0', interval: '30ms' },
    { rto: 'adaptive' },
    { encodeAll: true },
    { messages: '0' },
    { depth: '0' }
  ]
  for (const flags of settings) {
    const { counterexample, runs } = await exploration({ ...flags, maxFaults: '1' })
    t.is(counterexample, undefined, JSON.stringify(flags))
    t.true(runs.length > 20 || flags.messages === '0' || flags.depth === '0', JSON.stringify(flags))
  }
})
