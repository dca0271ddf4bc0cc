/** The swarm bites: what is broken fails in it soon, and by the right rule. */
import test from 'ava'
import { gbn } from '../../src/rdt/gbn.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import {
  deliversTwice,
  flipsBits,
  givesUp,
  losesSome,
  mixesConnections,
  spins,
  throwsOnGarbage
} from './broken-protocols.js'
import type { Failure, Subject } from './case.js'
import { runSubject } from './run-subject.js'
import { chatSubject, pipesSubject, SUBJECTS } from './subjects.js'

/** Broken ones are found within so many seeds. */
const SOON = 40

interface Found extends Failure {
  readonly seed: string
}

/** @param rule by which it must fail; left out: any */
function findFailure(
  subject: Subject,
  protocol: Protocol,
  seeds = SOON,
  rule?: string
): Found | undefined {
  for (let i = 0; i < seeds; i++) {
    const seed = `b-${i}`
    const { failure } = subject.run({ seed, protocols: [protocol] })
    if (failure !== undefined && failure.rule === (rule ?? failure.rule))
      return { ...failure, seed }
  }
  return undefined
}

/** By which rule each is found, by subject. */
const BROKEN: readonly {
  readonly protocol: Protocol
  readonly rules: Readonly<Record<string, string>>
}[] = [
  { protocol: deliversTwice, rules: { run: 'expected', pipes: 'prefix', chat: 'once' } },
  { protocol: losesSome, rules: { run: 'expected', pipes: 'acknowledged', chat: 'lost' } },
  { protocol: flipsBits, rules: { run: 'prefix', pipes: 'prefix', chat: 'lost' } },
  { protocol: givesUp, rules: { run: 'progress', pipes: 'delivered', chat: 'stuck' } },
  { protocol: spins, rules: { run: 'progress', pipes: 'progress', chat: 'progress' } },
  { protocol: throwsOnGarbage, rules: { run: 'crash', pipes: 'crash', chat: 'crash' } }
]

for (const { protocol, rules } of BROKEN) {
  for (const subject of SUBJECTS) {
    const rule = rules[subject.name]
    test(`${subject.name}: Go-Back-N that ${protocol.name} fails by the rule ${rule}`, (t) => {
      t.truthy(findFailure(subject, protocol, SOON, rule))
    })
  }
}

test('pipes: what belongs to another connection is recognised', (t) => {
  const protocol = mixesConnections()
  const seeds = Array.from({ length: SOON }, (_, i) => `mixed-${i}`)
  const failures = seeds.map((seed) => pipesSubject.run({ seed, protocols: [protocol] }).failure)
  t.true(failures.some((failure) => failure?.what.includes('another connection')))
})

test('Go-Back-N itself does not fail on these seeds', (t) => {
  for (const subject of [runSubject, pipesSubject]) {
    t.is(findFailure(subject, gbn), undefined)
  }
})

test('runs find most of the bugs that have a name', (t) => {
  // Whoever only sends too much, too late or too often delivers everything all the same.
  const found = MUTANTS.filter(({ protocol }) => findFailure(runSubject, protocol, 10))
  t.log(`${found.length} of ${MUTANTS.length}`)
  t.true(found.length >= 0.6 * MUTANTS.length, found.map(({ name }) => name).join())
})

test('a failing run is told by its shortest fates and the command of rdt sim', (t) => {
  const found = findFailure(runSubject, losesSome)
  t.truthy(found)
  const story = runSubject.explain({ seed: found!.seed, protocols: [losesSome] }, found!)
  const told = story.shortest.join('\n')
  t.regex(told, /^no fates at all\nexpected: .*\nnpx rdt sim --protocol loses-some .*--messages 7 /)
  t.true(story.configuration[0]?.includes('"protocol":"loses-some"'))
})

for (const { subject, protocol } of [
  { subject: pipesSubject, protocol: givesUp },
  { subject: chatSubject, protocol: throwsOnGarbage }
]) {
  test(`${subject.name}: a failing plan is told by few of its steps, which fail alone`, (t) => {
    const found = findFailure(subject, protocol)
    t.truthy(found)
    const key = { seed: found!.seed, protocols: [protocol] }
    const { only = [], configuration, shortest } = subject.explain(key, found!)
    t.true(only.length > 0 && only.length < 12, `${only.length} steps`)
    t.is(subject.run({ ...key, only }).failure?.rule, found!.rule)
    // Any step fewer, and it would not fail so.
    for (const step of only) {
      const fewer = only.filter((other) => other !== step)
      t.not(subject.run({ ...key, only: fewer }).failure?.rule, found!.rule)
    }
    t.is(shortest.length, only.length + 2)
    t.true(configuration.length > only.length)
  })
}

test('the same case is the same case, however often it is tried', (t) => {
  for (const subject of SUBJECTS) {
    for (let i = 0; i < 8; i++) {
      const key = { seed: `again-${i}`, protocols: [gbn] }
      t.deepEqual(subject.run(key), subject.run(key))
    }
  }
})
