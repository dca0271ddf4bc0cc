/** Lab 11: what breaks a chat fails and is named, and whatever carries it passes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { readHints, topicFor } from '../../labs/grader/hint-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import { examined, submissionOf, submissionOfText } from './examined.js'
import { handedIn } from './grader/handed-in.js'

const LAB = findLab('11', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const CLAIMED = [...new Set(CHECKS.flatMap(({ catches }) => catches))]

test('the starter is lost at the first loss, and carries a chat on a clean line', async (t) => {
  const { fault, grades, verdict } = examined(
    LAB,
    await submissionOf(LAB, join(LAB.folder, 'starter', LAB.file))
  )
  t.is(fault, undefined)
  t.is(verdict, 'fail')
  t.deepEqual(
    grades.filter((grade) => grade.verdict === 'pass').map(({ name }) => name),
    ['fair-weather']
  )
  const losses = grades.find(({ name }) => name === 'losses')
  t.regex(losses?.findings[0]?.what ?? '', /^bob never got alice's "line 1",.*\(loss 20%, conv/)
  t.is(losses?.fates, 'data: x')
  t.regex(losses?.replay ?? '', /^npx rdt sim --protocol .*protocol\.ts .*--fates 'data: x'/)
})

test('a student’s Go-Back-N passes, and so do the protocols of the labs before', async (t) => {
  const mine = await submissionOfText(LAB, handedIn())
  t.is(examined(LAB, mine).verdict, 'pass')
  for (const name of ['rdt3.0-silent-on-corrupt', 'sr-answers-corrupt', 'acks-next']) {
    t.is(examined(LAB, await submissionOf(LAB, `variant:${name}`)).verdict, 'pass', name)
  }
})

test('no legal variant breaks a chat', async (t) => {
  const variants = process.env['RDT_THOROUGH'] ? VARIANTS : VARIANTS.slice(0, 4)
  for (const { name } of variants) {
    t.not(examined(LAB, await submissionOf(LAB, `variant:${name}`)).verdict, 'fail', name)
  }
})

test('every bug that lab 11 claims has a hint, and breaks the chats that claim it', async (t) => {
  const topics = readHints(LAB)
  for (const name of CLAIMED) t.not(topicFor(name, topics), topics[0], name)
  const some = process.env['RDT_THOROUGH'] ? CLAIMED : CLAIMED.filter((_, i) => i % 4 === 1)
  const misnamed: string[] = []
  for (const name of some) {
    const { grades, bug } = examined(LAB, await submissionOf(LAB, `mutant:${name}`))
    if (bug !== name) misnamed.push(`${name} is called ${bug}`)
    for (const { name: check, catches } of CHECKS) {
      if (!catches.includes(name)) continue
      const { expected } = MUTANTS.find((one) => one.name === name)!
      t.is(grades.find((one) => one.name === check)?.verdict, expected, `${name} in ${check}`)
    }
  }
  t.deepEqual(misnamed, [])
})

test('every command of the README that names a check or a lab names one that is there', (t) => {
  const readme = readFileSync(join(LAB.folder, 'README.md'), 'utf8')
  const named = [...readme.matchAll(/--only ([\w-]+)/g)].map(([, name]) => name)
  t.true(named.length > 0)
  for (const name of named)
    t.true(
      CHECKS.some((check) => check.name === name),
      name
    )
})
