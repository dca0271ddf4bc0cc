/** The grader tells a bug by its name, and lets be whatever is right. */
import { join } from 'node:path'
import test from 'ava'
import { findLab, findLabs } from '../../../labs/grader/lab.js'
import { isOurs, judgeOurs, suspectsOf } from '../../../labs/grader/lab-evidence.js'
import { isNamed, proofOf } from '../../../labs/grader/lab-promises.js'
import { MUTANTS } from '../../../src/rdt/mutants/catalogue.js'
import { thorough } from '../../thorough.js'
import { examined, submissionOf, submissionOfText } from '../examined.js'
import { handedIn, LEGAL, SLIPS } from './handed-in.js'

const LAB = findLab('5', findLabs())

/** Of all labs `rdt lab selfcheck` tries it; here are some bugs of the one that is the model. */
test('the reference passes, no legal variant fails, and mutants are caught where it is claimed, and named', async (t) => {
  const all = suspectsOf(LAB, 'none').filter(isOurs)
  const mutants = all.filter(({ role }) => role === 'mutant')
  const variants = all.filter(({ role }) => role === 'variant')
  t.true(mutants.length >= 30)
  t.true(variants.length >= 6)
  const some = thorough(
    mutants.filter((_, i) => i % 5 === 0),
    mutants
  )
  const reference = all.filter(({ role }) => role === 'reference')
  const evidence = await judgeOurs(LAB, [...reference, ...some, ...variants])
  t.deepEqual(proofOf(LAB, evidence, [], true).broken, [])
  for (const one of evidence) if (one.role === 'mutant') t.true(isNamed(one), one.word)
})

test('every bug that somebody else makes is caught, and nine in ten are given their name', async (t) => {
  const wrong: string[] = []
  const all = Object.entries(SLIPS)
  const some = thorough(
    all.filter((_, i) => i % 3 === 0),
    all
  )
  for (const [name, slips] of some) {
    const { fault, verdict, bug } = examined(LAB, await submissionOfText(LAB, handedIn(...slips)))
    t.is(fault, undefined, name)
    t.is(verdict, MUTANTS.find((one) => one.name === name)?.expected ?? 'pass', name)
    if (bug !== name) wrong.push(`${name} is called ${bug}`)
  }
  t.log(`${some.length - wrong.length} of ${some.length} named`)
  for (const one of wrong) t.log(one)
  t.true(wrong.length <= some.length / 10)
})

test('what is right in another way than ours does not fail', async (t) => {
  const all = Object.entries(LEGAL)
  const some = thorough(
    all.filter((_, i) => i % 2 === 0),
    all
  )
  for (const [name, slips] of some) {
    const { verdict } = examined(LAB, await submissionOfText(LAB, handedIn(...slips)))
    const isPlain = ['as it is', 'acks the next', 'shows no state', 'timer before the segment']
    t.is(verdict, isPlain.includes(name) ? 'pass' : 'weak', name)
  }
})

test('the starter compiles, loads, and fails every check', async (t) => {
  const { fault, grades } = examined(
    LAB,
    await submissionOf(LAB, join(LAB.folder, 'starter', LAB.file))
  )
  t.is(fault, undefined)
  t.true(grades.every(({ verdict }) => verdict === 'fail'))
})
