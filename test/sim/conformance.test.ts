/** One suite for every protocol: it survives what it declares, and fails what it does not. */
import test from 'ava'
import { FAULTS, type Fault, type Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import {
  type ConformanceCheck,
  conformance,
  conformanceRun,
  conformanceSteps
} from '../../src/sim/conformance.js'
import { failureOf } from '../../src/sim/failure.js'
import { formatFatesOfRun, replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { thorough } from '../thorough.js'
import { protocolOf } from './quiet-run.js'

/** `rdt conformance` takes forty. */
const SEEDS = thorough(15, 40)

const checksOf = (protocol: Protocol, seeds = SEEDS): ConformanceCheck[] => [
  ...conformance(protocol, seeds)
]

/** `protocol`, with another opinion of itself. */
const claims = (name: string, survives: readonly Fault[]): Protocol => ({
  ...protocolOf(name),
  survives
})

const told = ({ name, verdict, seed, failure }: ConformanceCheck): string =>
  `${verdict}: ${name}, seed ${seed}: ${failure?.violation.what} ${failure && replayCommand(failure.config)}`

const fatesOf = ({ failure }: ConformanceCheck): string =>
  formatFatesOfRun((failure?.config.fates ?? {}) as object)

for (const protocol of PROTOCOLS) {
  test(`${protocol.name} survives what it declares, and fails on what it does not`, (t) => {
    const checks = checksOf(protocol)
    for (const check of checks) {
      t.is(check.verdict, 'pass', told(check))
      if (check.wanted === 'survives') {
        t.is(check.runs, SEEDS)
        t.is(check.seed, undefined)
        continue
      }
      // The lesson: a seed by which it fails, and a run that shows it.
      t.regex(check.seed ?? '', /^\d+$/, told(check))
      const { config, violation } = check.failure ?? {}
      if (config === undefined) return t.fail(told(check))
      const seen = failureOf(runSimulation(config, { checks: true }))
      t.is(seen?.rule, violation?.rule, told(check))
    }
    const about = (fault: Fault) => checks.filter(({ name }) => name.endsWith(` ${fault}`))
    for (const fault of FAULTS) t.is(about(fault).length, 1, fault)
    const wide = checks.filter(({ name }) => name.includes('window'))
    const isCounting = protocol.maxWindow !== undefined && protocol.seqBits === undefined
    t.is(wide.length, isCounting ? 6 : 0)
  })
}

test('who declares too much fails, and the shortest fates show why', (t) => {
  const LIES: readonly (readonly [name: string, fault: Fault, fates: string])[] = [
    ['rdt1.0', 'corrupt-data', 'data: c'],
    ['rdt2.0', 'corrupt-ack', 'ack: c'],
    ['rdt2.1', 'loss', 'data: x'],
    ['rdt2.2', 'loss', 'data: x'],
    ['rdt1.0', 'duplicate', 'data: 2']
  ]
  for (const [name, fault, fates] of LIES) {
    const honest = protocolOf(name)
    const checks = checksOf(claims(name, [...honest.survives, fault]))
    const lie = checks.find((check) => check.name === `survives ${fault}`)!
    t.is(lie.verdict, 'fail', told(lie))
    t.is(fatesOf(lie), fates, told(lie))
    t.is(lie.failure!.config.messages <= 2, true, told(lie))
    const all = checks.find((check) => check.name === 'survives them all together')!
    t.is(all.verdict, 'fail')
  }
})

test('who declares too little is told what it may declare', (t) => {
  const checks = checksOf(claims('gbn', ['corrupt-data', 'corrupt-ack']))
  const weak = checks.filter(({ verdict }) => verdict === 'weak')
  t.deepEqual(
    weak.map(({ name }) => name),
    ['loss', 'duplicate', 'reorder', 'delay'].map((fault) => `fails on ${fault}`)
  )
  // Alone, and then together with what it declares.
  for (const { runs, seed } of weak) {
    t.is(runs, 2 * SEEDS)
    t.is(seed, undefined)
  }
})

test('the most famous bug fails by one lost ACK', (t) => {
  const checks = checksOf(protocolOf('mutant:silent-on-duplicate'))
  const loss = checks.find(({ name }) => name === 'survives loss')!
  t.is(loss.verdict, 'fail')
  t.is(fatesOf(loss), 'ack: x', told(loss))
  t.is(loss.failure?.config.messages, 1)
})

test('what is correct and wasteful is weak, and no failure', (t) => {
  const checks = checksOf(protocolOf('variant:textbook-literal'))
  const verdicts = new Set(checks.map(({ verdict }) => verdict))
  t.true(verdicts.has('weak'))
  t.false(verdicts.has('fail'))
  t.is(checks.find(({ name }) => name === 'survives loss')!.verdict, 'pass')
})

test('a machine that throws fails by that rule, and the suite goes on', (t) => {
  const checks = checksOf(protocolOf('mutant:crash-on-garbage'))
  const corrupt = checks.find(({ name }) => name === 'survives corrupt-data')!
  t.is(corrupt.failure?.violation.rule, 'crash')
  t.is(fatesOf(corrupt), 'data: c')
  t.is(checks.find(({ name }) => name === 'survives loss')!.verdict, 'pass')
})

test('a window that its numbers cannot carry is seen to fail, the widest legal one is not', (t) => {
  const checks = checksOf(protocolOf('sr'))
  const names = checks.filter(({ name }) => name.includes('window')).map(({ name }) => name)
  t.deepEqual(names, [
    'survives window 1 with 1-bit numbers',
    'fails with window 2 of 1-bit numbers',
    'survives window 2 with 2-bit numbers',
    'fails with window 3 of 2-bit numbers',
    'survives window 4 with 3-bit numbers',
    'fails with window 5 of 3-bit numbers'
  ])
  const narrow: Protocol = { ...protocolOf('sr'), maxWindow: () => 1 }
  const seen = checksOf(narrow).find(({ name }) => name === 'fails with window 2 of 2-bit numbers')!
  t.is(seen.verdict, 'weak', 'it could be wider than it says')
  const wide: Protocol = { ...protocolOf('sr'), maxWindow: (bits) => 2 ** bits - 1 }
  const bad = checksOf(wide).find(({ name }) => name === 'survives window 3 with 2-bit numbers')!
  t.is(bad.verdict, 'fail', told(bad))
})

test('a seed is a run: the same one each time, whatever else the suite does', (t) => {
  const protocol = protocolOf('gbn')
  const setting = { faults: ['loss', 'reorder'] as const }
  t.deepEqual(conformanceRun(protocol, '7', setting), conformanceRun(protocol, '7', setting))
  t.notDeepEqual(conformanceRun(protocol, '8', setting), conformanceRun(protocol, '7', setting))
  const text = (seeds: number) => JSON.stringify(checksOf(protocolOf('rdt2.2'), seeds))
  t.is(text(3), text(3))
})

test('faults that are not asked for are not in the weather', (t) => {
  for (let seed = 1; seed <= 50; seed++) {
    const { up, down, rto } = conformanceRun(protocolOf('gbn'), `${seed}`, { faults: ['loss'] })
    for (const weather of [up, down]) {
      t.true(weather.loss.kind === 'random' && weather.loss.probability > 0)
      t.is(weather.corrupt.probability + weather.duplicate.probability, 0)
      t.is(weather.reorder.probability, 0)
    }
    t.true('fixed' in rto && rto.fixed > up.delay + down.delay, 'a clean run has no timeout')
    const acks = conformanceRun(protocolOf('gbn'), `${seed}`, { faults: ['corrupt-ack', 'delay'] })
    t.is(acks.up.corrupt.probability, 0)
    t.true(acks.down.corrupt.probability > 0)
    t.true('fixed' in acks.rto && acks.rto.fixed < acks.up.delay + acks.down.delay)
  }
})

test('between two checks each run is told, before it is made', (t) => {
  const steps = [...conformanceSteps(protocolOf('rdt2.2'), 5)]
  const checks = steps.flatMap((step) => ('check' in step ? [step.check] : []))
  t.deepEqual(checks, checksOf(protocolOf('rdt2.2'), 5))
  const runs = steps.filter((step) => 'next' in step && step.next === 'run')
  t.is(
    runs.length,
    checks.reduce((sum, check) => sum + check.runs, 0)
  )
})
