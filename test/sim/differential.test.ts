/**
 * The simulator against models of rdt3.0, Go-Back-N and Selective Repeat that share no code with
 * it: under fates by hand both must tell the same counts, the same finish and the same failures.
 */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { findMutant, MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { thorough } from '../thorough.js'
import { compare, shrink, story } from './model/model-comparison.js'
import { type ModelCase, marksOf } from './model/model-world.js'
import { predict } from './model/predict.js'
import { type Order, randomCase, widestWindow } from './model/random-case.js'
import type { Scenario } from './scenario-file.js'

const MODELLED = ['rdt3.0', 'gbn', 'sr'] as const
const ORDERS = ['fifo', 'late'] as const
const SEEDS = thorough(1_000, 3_000)

const file = new URL('scenarios.json', import.meta.url)
const scenarios: readonly Scenario[] = JSON.parse(readFileSync(file, 'utf8')).scenarios
const modelled = scenarios.flatMap((scenario) => {
  const protocol = MODELLED.find((name) => name === scenario.protocol)
  return protocol === undefined ? [] : [{ ...scenario, protocol }]
})

test('every golden scenario of the three protocols is at hand', (t) => {
  t.is(modelled.length, 17)
  for (const name of MODELLED)
    t.true(
      modelled.some(({ protocol }) => protocol === name),
      name
    )
})

for (const { id, about, protocol, expect, ...scenario } of modelled) {
  test(`${id}: ${about}: the model and the simulator tell it exactly`, (t) => {
    const time = scenario.delay_ms * 1_000
    const given: ModelCase = {
      protocol,
      messages: scenario.messages,
      window: scenario.window,
      seqBits: scenario.seq_bits ?? 32,
      rto: scenario.rto_ms * 1_000,
      interval: (scenario.interval_ms ?? 0) * 1_000,
      delay: { data: time, ack: time },
      fates: scenario.fates
    }
    const { predicted, differences } = compare(given)
    const { in_order, finish_ms, ...segments } = expect
    t.like(predicted, { in_order, finish_ms, verdict: 'pass', delivered: scenario.messages })
    t.like(typeof predicted === 'string' ? {} : predicted.segments, segments)
    t.deepEqual(differences, [])
  })
}

const isDifferent = (given: ModelCase): boolean => compare(given).differences.length > 0

for (const protocol of MODELLED) {
  for (const order of ORDERS) {
    test(`${SEEDS} random runs of ${protocol}, ${order}: the simulator does what the model says`, (t) => {
      for (let seed = 0; seed < SEEDS; seed++) {
        const given = randomCase(protocol, order, seed)
        const { predicted, differences } = compare(given)
        const mustPass = survives(given, order)
        if (differences.length === 0 && !(mustPass && !isPass(predicted))) continue
        const told = differences.length > 0 ? compare(shrink(given, isDifferent)) : compare(given)
        t.fail(`seed ${seed}${mustPass ? ', which must pass' : ''}: ${story(told)}`)
        return
      }
      t.pass()
    })
  }
}

/** Numbers that come round may be taken for others only where an old datagram comes late. */
const survives = ({ protocol, seqBits }: ModelCase, order: Order): boolean =>
  order === 'fifo' || (protocol !== 'rdt3.0' && seqBits === 32)

const isPass = (predicted: ReturnType<typeof predict>): boolean =>
  typeof predicted !== 'string' && predicted.verdict === 'pass'

test('the random runs meet what they are for', (t) => {
  const cases = MODELLED.flatMap((protocol) =>
    ORDERS.flatMap((order) =>
      Array.from({ length: 1_000 }, (_, seed) => randomCase(protocol, order, seed))
    )
  )
  const runs = cases.map((given) => ({ given, predicted: predict(given) }))
  const share = (is: (run: (typeof runs)[number]) => boolean): number => runs.filter(is).length
  const has = (mark: string) => (run: (typeof runs)[number]) =>
    Object.values(run.given.fates).some((fates) => marksOf(fates).some((m) => m.startsWith(mark)))
  const each: Record<string, number> = {
    ...Object.fromEntries(['x', 'c', '2', '>', '('].map((mark) => [mark, share(has(mark))])),
    'the widest window': share(
      ({ given }) => given.window === widestWindow(given.protocol, given.seqBits)
    ),
    'numbers that come round': share(({ given }) => given.messages > 2 ** given.seqBits),
    'messages that trickle in': share(({ given }) => given.interval > 0),
    'ways of two lengths': share(({ given }) => given.delay.data !== given.delay.ack),
    'no delay': share(({ given }) => given.delay.data + given.delay.ack === 0),
    'a timeout before its time': share(
      ({ given }) => given.rto < given.delay.data + given.delay.ack
    ),
    'a timer that rings when the ACK comes': share(
      ({ given }) => given.rto === given.delay.data + given.delay.ack
    ),
    'a failure': share(({ predicted }) => !isPass(predicted)),
    'what is out of order': share(
      ({ predicted }) => typeof predicted !== 'string' && !predicted.in_order
    )
  }
  for (const [what, count] of Object.entries(each)) t.true(count >= 50, `${what}: ${count}`)
})

/** What these bugs spoil is not in the model: a measured RTO, connections, the bits of a number. */
const BEYOND = [
  'backoff-missing',
  'backoff-never-resets',
  'karn-violation',
  'cross-talk',
  'checksum-payload-only'
]

for (const { name, of, protocol } of MUTANTS.filter((mutant) => !BEYOND.includes(mutant.name))) {
  const modelledName = MODELLED.find((known) => known === of.name)
  if (modelledName === undefined) continue
  test(`the model notices ${of.title} with the bug ${name}`, (t) => {
    const isNoticed = (given: ModelCase) => compare(given, protocol).differences.length > 0
    const seeds = Array.from({ length: 300 }, (_, seed) => seed)
    t.true(
      ORDERS.some((order) => seeds.some((seed) => isNoticed(randomCase(modelledName, order, seed))))
    )
  })
}

test('what differs is shrunk to what matters, and told with one command that replays it', (t) => {
  const broken = findMutant('mutant:retx-only-base')
  const given: ModelCase = {
    protocol: 'gbn',
    messages: 12,
    window: 4,
    seqBits: 32,
    rto: 150_000,
    interval: 0,
    delay: { data: 50_000, ack: 50_000 },
    fates: { data: '.c.*9x2(+60ms)', ack: '..x.2' }
  }
  const smallest = shrink(given, (smaller) => compare(smaller, broken).differences.length > 0)
  t.deepEqual(smallest, { ...given, messages: 2, fates: { data: '(+60ms)', ack: '' } })
  const lines = story(compare(smallest, broken)).split('\n')
  t.is(lines.length, 5)
  t.regex(lines[0] ?? '', /^the model says .*finish_ms: 250, not 410$/)
  t.regex(
    lines[4] ?? '',
    /^replay: npx rdt sim .*--messages 2 .*--fates 'data: \(\+60ms\)' --seed model$/
  )
  t.deepEqual(compare(smallest).differences, [])
})
