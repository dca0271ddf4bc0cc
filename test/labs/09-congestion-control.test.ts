/** Lab 9: its reference, its starter, what is wrong in the ways that people have, its README. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks, verifyChecks } from '../../labs/grader/check-file.js'
import { readHints } from '../../labs/grader/hint-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { rdtHere } from '../cli/rdt-here.js'
import { folder } from '../cli/rdt-process.js'
import { argumentsOf } from '../cli/shell-words.js'
import { examined, submissionOf, submissionOfText } from './examined.js'

const LAB = findLab('9', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const README = readFileSync(join(LAB.folder, 'README.md'), 'utf8')
const REFERENCES = 'test/labs/references/09-congestion-control'
const RENO = join(REFERENCES, LAB.file)
const WRONG = join(REFERENCES, 'wrong')

const judgedFile = async (path: string) => examined(LAB, await submissionOf(LAB, path))

test('its checks are what Reno does', (t) => {
  t.notThrows(() => verifyChecks(checksPath(LAB), CHECKS, LAB))
})

test('the reference passes every check', async (t) => {
  const { fault, grades } = await judgedFile(RENO)
  t.is(fault, undefined)
  for (const { name, verdict } of grades) t.is(verdict, 'pass', name)
})

test('the starter loads, fails every check, and is told where to begin', async (t) => {
  const { fault, grades } = await judgedFile(join(LAB.folder, 'starter', LAB.file))
  t.is(fault, undefined)
  for (const { name, verdict } of grades) t.is(verdict, 'fail', name)
  t.regex(grades[0]?.findings.map(({ what }) => what).join() ?? '', /begin with newAck/)
})

for (const file of readdirSync(WRONG)) {
  const name = file.replace(/^weak-|\.ts$/g, '')
  test(`${name} is caught, and called by its name wherever a table shows it`, async (t) => {
    const { verdict, grades } = await judgedFile(join(WRONG, file))
    t.is(verdict, file.startsWith('weak-') ? 'weak' : 'fail')
    const ofTables = grades.filter((one) => one.kind === 'cwnd' && one.verdict !== 'pass')
    t.true(ofTables.length > 0)
    for (const { name: check, findings } of ofTables) {
      const rules = findings.map(({ rule }) => rule)
      t.true(rules.includes(name) || rules.includes('state'), `${check}: ${rules}`)
    }
  })
}

/** Right, each in another way: what is put in the place of a piece of the reference. */
const LEGAL: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'whole bytes': [
    ['this.mss * (this.mss / this.cwnd)', 'Math.floor((this.mss * this.mss) / this.cwnd)']
  ],
  'counts acknowledged bytes': [
    ['this.mss * (this.mss / this.cwnd)', '(acked * this.mss) / this.cwnd']
  ],
  'slow start while cwnd ≤ ssthresh': [
    ['if (this.cwnd >= this.ssthresh)', 'if (this.cwnd > this.ssthresh)']
  ],
  'an initial window of ten': [['this.cwnd = mss', 'this.cwnd = 10 * mss']],
  'shows no state': [['state = ', '#phase = ']]
}

for (const [name, slips] of Object.entries(LEGAL)) {
  test(`a legal variant never fails: ${name}`, async (t) => {
    let text = readFileSync(RENO, 'utf8')
    for (const [from, to] of slips) {
      t.true(text.includes(from), from)
      text = text.replace(from, to)
    }
    if (name === 'shows no state') text = text.replaceAll('this.state', 'this.#phase')
    const { fault, verdict, grades } = examined(LAB, await submissionOfText(LAB, text))
    t.is(fault, undefined)
    const failed = grades.filter((one) => one.verdict === 'fail')
    t.deepEqual(
      failed.map((one) => `${one.name}: ${one.findings[0]?.what}`),
      []
    )
    t.is(verdict, name === 'an initial window of ten' ? 'weak' : 'pass')
  })
}

test('every check has a topic of hints, and every topic but the first its checks', (t) => {
  const [, ...topics] = readHints(LAB)
  const helped = topics.flatMap(({ checks }) => checks)
  t.deepEqual(helped.sort(), CHECKS.map(({ name }) => name).sort())
})

test.serial('what the README says that its runs print, they print', async (t) => {
  const blocks = [...README.matchAll(/```sh\nnpx (rdt sim [^\n]*)\n```\n\n```text\n([^`]*)```/g)]
  t.is(blocks.length, 2)
  for (const [, command = '', lines = ''] of blocks) {
    const { out } = await rdtHere(t, argumentsOf(command))
    for (const line of lines.trim().split('\n')) t.true(out.includes(`${line}\n`), line)
  }
})

test.serial('a control in a file runs in rdt sim, and its trace is replayed', async (t) => {
  const at = folder(t)
  const trace = at('run.ndjson')
  const [, found = ''] = /npx (rdt sim [^\n]*--trace) my-run/.exec(README) ?? []
  const command = found.replace(`my-labs/${LAB.id}/${LAB.file}`, RENO)
  const ran = await rdtHere(t, [...argumentsOf(command), trace])
  t.is(ran.status, 0)
  t.true(existsSync(trace))
  const unnamed = await rdtHere(t, ['trace', 'replay', trace])
  t.regex(unnamed.err, /congestion control 'my-reno', which is in a file; add --congestion/)
  const replayed = await rdtHere(t, ['trace', 'replay', trace, '--congestion', RENO])
  t.is(replayed.status, 0, replayed.err)
  t.regex(replayed.out, new RegExp(`--congestion ${RENO}`))
})
