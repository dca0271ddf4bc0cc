/** Lab 3: what its checks claim is true, and its starter can be filled in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { readHints, topicFor } from '../../labs/grader/hint-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { examined, submissionOf, submissionOfText } from './examined.js'

const LAB = findLab('3', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const STARTER = readFileSync(join(LAB.folder, 'starter', LAB.file), 'utf8')

/** What a student writes for each TODO, from the README's figures alone. */
const READY = (bubble: string) => `return this.bubble === '${bubble}'`
const SEND = (number: string, bubble: string) => `this.sndpkt = makeData(${number}, data)
    this.host.udtSend(this.sndpkt)
    this.bubble = '${bubble}'`
const RECEIVED = (says: string, done: string) => `if (this.isReady || !this.sndpkt) return
    if (isCorrupt(segment) || ${says}) this.host.udtSend(this.sndpkt)
    else if (isAck(segment)) {
      ${done}
    }`
const ANSWERS: readonly string[] = [
  READY('wait for call from above'),
  SEND('0', 'wait for ACK or NAK'),
  RECEIVED('isNak(segment)', "this.bubble = 'wait for call from above'"),
  `if (isCorrupt(segment)) {
      this.host.udtSend(makeNak())
      return
    }
    this.host.deliverData(segment.data)
    this.host.udtSend(makeAck(0))`,
  READY('wait for call'),
  SEND('this.seqnum', 'wait for ACK or NAK'),
  RECEIVED('isNak(segment)', "this.bubble = 'wait for call'\n      this.seqnum = 1 - this.seqnum"),
  `if (isCorrupt(segment)) {
      this.host.udtSend(makeNak())
      return
    }
    if (segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.expectedseqnum = 1 - this.expectedseqnum
    }
    this.host.udtSend(makeAck(0))`,
  READY('wait for call'),
  SEND('this.seqnum', 'wait for ACK'),
  RECEIVED(
    '(isAck(segment) && segment.acknum !== this.seqnum)',
    "this.bubble = 'wait for call'\n      this.seqnum = 1 - this.seqnum"
  ),
  'makeAck(1)',
  `if (isData(segment) && segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.sndpkt = makeAck(this.expectedseqnum)
      this.expectedseqnum = 1 - this.expectedseqnum
    }
    this.host.udtSend(this.sndpkt)`
]

/** The starter with the first `done` TODOs filled in. */
function filledIn(done = ANSWERS.length): string {
  return ANSWERS.slice(0, done).reduce((text, answer, i) => {
    const todo = new RegExp(`( *)(?:return false |sndpkt = makeAck\\(0\\) )?// TODO ${i + 1}\\b.*`)
    if (!todo.test(text)) throw new Error(`there is no TODO ${i + 1}`)
    const name = answer.startsWith('makeAck') ? 'sndpkt = ' : ''
    return text.replace(todo, (_, indent: string) => `${indent}${name}${answer}`)
  }, STARTER)
}

/** `rdt21` of `rdt2.1-nak-storm`. */
const partOf = (bug: string): string => bug.slice(0, 6).replace('.', '')

test('every bug that lab 3 claims is caught by each check that claims it, and is named', async (t) => {
  const claimed = new Set(CHECKS.flatMap(({ catches }) => catches))
  const known = MUTANTS.filter(({ of }) => /^rdt2\./.test(of.name)).map(({ name }) => name)
  t.deepEqual([...claimed].sort(), known.sort())
  for (const name of claimed) {
    const { grades, bug } = examined(LAB, await submissionOf(LAB, `mutant:${name}`), partOf(name))
    t.is(bug, name)
    for (const { name: check, catches } of CHECKS) {
      const verdict = grades.find((one) => one.name === check)?.verdict
      if (catches.includes(name)) t.is(verdict, 'fail', `${name} in ${check}`)
    }
  }
})

test('the references pass, and a bug of one part is no bug of another', async (t) => {
  t.is(examined(LAB, await submissionOf(LAB, 'rdt2.0')).verdict, 'pass')
  const { grades } = examined(LAB, await submissionOf(LAB, 'mutant:rdt2.1-nak-storm'))
  for (const [i, { name, verdict }] of grades.entries()) {
    if (CHECKS[i]?.part !== 'rdt21') t.is(verdict, 'pass', name)
  }
})

test('stage by stage, more and more of the starter passes', async (t) => {
  const stages = [0, 4, 8, ANSWERS.length]
  for (const [stage, done] of stages.entries()) {
    const { fault, grades } = examined(LAB, await submissionOfText(LAB, filledIn(done)))
    t.is(fault, undefined)
    for (const [i, { name, verdict }] of grades.entries()) {
      const isDone = Object.keys(LAB.parts ?? {}).indexOf(CHECKS[i]?.part ?? '') < stage
      t.is(verdict, isDone ? 'pass' : 'fail', `${name}, after ${done} of the TODOs`)
    }
  }
})

test('there are hints for each bug that it claims, and none for another', (t) => {
  const topics = readHints(LAB)
  const claimed = [...new Set(CHECKS.flatMap(({ catches }) => catches))]
  t.deepEqual(topics.flatMap(({ bugs }) => bugs).sort(), claimed.sort())
  for (const bug of claimed) t.not(topicFor(bug, topics), topics[0])
})

test('a sender that heeds answers while no data waits for one fails where an ACK is copied', async (t) => {
  const text = filledIn().replaceAll('this.isReady || !this.sndpkt', '!this.sndpkt')
  t.not(text, filledIn())
  const { grades } = examined(LAB, await submissionOfText(LAB, text), 'rdt22')
  t.deepEqual(
    grades.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name),
    ['2.2-ready']
  )
  t.is(topicFor(undefined, readHints(LAB), ['2.2-ready'])?.topic, 'an answer that nobody waits for')
})

/** Somebody else's slips, and the name that each ought to be given. */
const SLIPS: readonly (readonly [name: string, from: RegExp, to: string])[] = [
  ['rdt2.0-waits-on-garbled-answer', /isCorrupt\(segment\) \|\| isNak/, 'isNak'],
  [
    'rdt2.0-takes-nak-for-ack',
    /if \(isCorrupt\(segment\) \|\| isNak\(segment\)\) .*\n.*else if .*/,
    'if (isCorrupt(segment)) this.host.udtSend(this.sndpkt)\n    else {'
  ],
  [
    'rdt2.1-silent-on-duplicate',
    /(1 - this\.expectedseqnum)\n {4}\}\n {4}(this\.host\.udtSend\(makeAck\(0\)\))/,
    '$1\n      $2\n    }'
  ],
  ['rdt2.1-ignores-number', /if \(segment\.seqnum === this\.expectedseqnum\) \{/, '{'],
  ['rdt2.2-first-ack-wrong', /sndpkt = makeAck\(1\)/, 'sndpkt = makeAck(0)'],
  [
    'rdt2.2-waits-on-wrong-ack',
    / \|\| \(isAck\(segment\) && segment\.acknum !== this\.seqnum\)(.*)\n.*isAck\(segment\)/,
    '$1\n    else if (isAck(segment) && segment.acknum === this.seqnum'
  ],
  ['rdt2.2-takes-any-ack', / \|\| \(isAck\(segment\) && segment\.acknum !== this\.seqnum\)/, ''],
  [
    'rdt2.2-silent-on-garbled',
    /if \(isData\(segment\) && segment/,
    'if (isCorrupt(segment)) return\n    if (segment'
  ],
  [
    'rdt2.2-wrong-ack-bit',
    /this\.sndpkt = makeAck\(this\.expectedseqnum\)\n(.*)/,
    '$1\n      this.sndpkt = makeAck(this.expectedseqnum)'
  ]
]

test('somebody else’s slips are caught, and called by their names', async (t) => {
  for (const [name, from, to] of SLIPS) {
    const text = filledIn().replace(from, to)
    t.not(text, filledIn(), name)
    const { fault, bug, verdict } = examined(LAB, await submissionOfText(LAB, text), partOf(name))
    t.is(fault, undefined, name)
    t.is(verdict, 'fail', name)
    t.is(bug, name)
  }
})
