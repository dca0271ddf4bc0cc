/** Lab 4: its starter leads to a pass task by task, and the slips on the way get their names. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { readHints, topicFor } from '../../labs/grader/hint-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { thorough } from '../thorough.js'
import { examined, submissionOf, submissionOfText } from './examined.js'
import { shortLab } from './short-lab.js'

const LAB = findLab('4', findLabs())
const SHORT = shortLab(LAB)
const CHECKS = readChecks(checksPath(LAB))
const BUGS = MUTANTS.filter(({ of }) => of === rdt30)
const STARTER = readFileSync(join(LAB.folder, 'starter', LAB.file), 'utf8')

type Slip = readonly [from: string, to: string]

/** What a student writes from the README's figures, task by task. */
const TASKS: readonly (readonly Slip[])[] = [
  [
    [
      '// TODO: deliver the expected one',
      `if (isData(segment) && segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.expectedseqnum = 1 - this.expectedseqnum
    }
    this.host.udtSend(makeAck(1 - this.expectedseqnum)) //`
    ]
  ],
  [
    ['return false // TODO', "return this.bubble === 'wait for call' //"],
    [
      '// TODO: make the segment',
      `this.sndpkt = makeData(this.seqnum, data)
    this.host.udtSend(this.sndpkt)
    this.host.startTimer(this.options.rto)
    this.bubble = 'wait for ACK' //`
    ],
    [
      '// TODO: for which ACK',
      `if (this.isReady) return
    if (!isAck(segment) || segment.acknum !== this.seqnum) return
    this.host.stopTimer()
    this.seqnum = 1 - this.seqnum
    this.bubble = 'wait for call' //`
    ]
  ],
  [
    [
      '// TODO: once more',
      `if (this.sndpkt !== undefined) this.host.udtSend(this.sndpkt)
    this.host.startTimer(this.options.rto) //`
    ]
  ]
]

function filledIn(...slips: readonly Slip[]): string {
  return slips.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`there is no '${from}' to be replaced`)
    return text.replace(from, to)
  }, STARTER)
}

const RIGHT = TASKS.flat()

async function notPassed(lab: typeof LAB, text: string): Promise<string[]> {
  const { fault, grades } = examined(lab, await submissionOfText(lab, text))
  if (fault !== undefined) throw new Error(fault.what)
  return grades.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name)
}

test('the starter fails every check, and what the README asks for passes them all', async (t) => {
  t.is((await notPassed(LAB, STARTER)).length, CHECKS.length)
  t.deepEqual(await notPassed(LAB, filledIn(...RIGHT)), [])
})

test('the checks that the README names for a task pass once it is done', async (t) => {
  const [receiver = [], sender = []] = TASKS
  const left = await notPassed(SHORT, filledIn(...receiver, ...sender))
  for (const check of ['S01-rdt3.0', 'S16-rdt3.0', 'S09-rdt3.0']) t.false(left.includes(check))
  t.true(left.includes('S02-rdt3.0'))
})

test('every bug of rdt3.0 is claimed, caught by each check that claims it, named, and has a hint', async (t) => {
  const claimed = new Set(CHECKS.flatMap(({ catches }) => catches))
  t.deepEqual([...claimed].sort(), BUGS.map(({ name }) => name).sort())
  const topics = readHints(LAB)
  for (const { name, expected } of BUGS) {
    t.not(topicFor(name, topics), topics[0], name)
    const isShort = CHECKS.every(
      ({ kind, catches }) => kind === 'scenario' || !catches.includes(name)
    )
    const lab = isShort ? SHORT : LAB
    const { grades, bug } = examined(lab, await submissionOf(lab, `mutant:${name}`))
    t.is(bug, name)
    for (const { name: check, catches } of CHECKS) {
      if (!catches.includes(name)) continue
      const found = grades.find((one) => one.name === check)
      t.is(found?.verdict, expected, `${name} in ${check}`)
    }
  }
})

test('silence on garbled data is weak, and not failed', async (t) => {
  for (const { name, expected } of VARIANTS.filter(({ of }) => of === rdt30)) {
    t.is(examined(SHORT, await submissionOf(SHORT, `variant:${name}`)).verdict, expected, name)
  }
})

const WRONG_ACK = 'if (!isAck(segment) || segment.acknum !== this.seqnum) return'
const ANSWER = 'this.host.udtSend(makeAck(1 - this.expectedseqnum))'
const AGAIN = 'this.host.udtSend(this.sndpkt!)'

/** Each bug as somebody else than we would make it. */
const SLIPS: Readonly<Record<string, readonly Slip[]>> = {
  'rdt3.0-bit-stands-still': [['this.seqnum = 1 - this.seqnum', '']],
  'rdt3.0-no-timer': [
    [
      "startTimer(this.options.rto)\n    this.bubble = 'wait",
      "stopTimer()\n    this.bubble = 'wait"
    ]
  ],
  'rdt3.0-timer-not-stopped': [
    ['this.host.stopTimer()\n    this.seqnum', 'this.seqnum'],
    ['if (this.sndpkt !== undefined) this', 'if (this.isReady) return\n    if (this.sndpkt) this']
  ],
  'rdt3.0-timer-not-rearmed': [['this.host.startTimer(this.options.rto) //.', '//']],
  'rdt3.0-takes-any-ack': [[WRONG_ACK, 'if (!isAck(segment)) return']],
  'rdt3.0-resends-on-wrong-ack': [
    [WRONG_ACK, `if (isAck(segment) && segment.acknum !== this.seqnum) ${AGAIN}\n    ${WRONG_ACK}`]
  ],
  'rdt3.0-resends-on-garbled-ack': [[WRONG_ACK, `if (!isAck(segment)) ${AGAIN}\n    ${WRONG_ACK}`]],
  'rdt3.0-wrong-ack-restarts-timer': [
    [WRONG_ACK, WRONG_ACK.replace(' return', ' return this.host.startTimer(this.options.rto)')]
  ],
  'rdt3.0-trusts-garbled-ack': [
    [WRONG_ACK, 'if (isAck(segment) && segment.acknum !== this.seqnum) return']
  ],
  'rdt3.0-refuse-drops-message': [
    ["return this.bubble === 'wait for call'", 'return true'],
    [
      'this.sndpkt = makeData',
      "if (this.bubble !== 'wait for call') return\n    this.sndpkt = makeData"
    ],
    ['if (this.isReady) return', "if (this.bubble === 'wait for call') return"]
  ],
  'rdt3.0-silent-on-duplicate': [
    [
      'if (isData(segment) && segment',
      'if (isData(segment) && segment.seqnum !== this.expectedseqnum) return\n    if (isData(segment) && segment'
    ]
  ],
  'rdt3.0-delivers-duplicate': [
    ['if (isData(segment) && segment.seqnum === this.expectedseqnum) {', 'if (isData(segment)) {'],
    ['this.expectedseqnum = 1 - this', 'this.expectedseqnum = 1 - segment.seqnum // this']
  ],
  'rdt3.0-ignores-checksum': [['if (isData(segment) && segment', 'if (segment']],
  'rdt3.0-acks-garbled-data': [
    [
      'if (isData(segment) && segment',
      `if (segment.corrupt) return ${ANSWER.replace('1 - ', '')}\n    if (segment`
    ]
  ],
  'rdt3.0-wrong-ack-bit': [[ANSWER, ANSWER.replace('1 - ', '')]],
  'rdt3.0-premature-timeout': [
    ['this.options = options', 'this.options = { ...options, rto: Math.ceil(options.rto / 1000) }']
  ]
}

test('a bug that somebody else makes is caught, and nine in ten are given their name', async (t) => {
  const wrong: string[] = []
  const all = Object.entries(SLIPS)
  const some = thorough(
    all.filter((_, i) => i % 3 === 0),
    all
  )
  for (const [name, slips] of some) {
    const submission = await submissionOfText(SHORT, filledIn(...RIGHT, ...slips))
    const { fault, verdict, bug } = examined(SHORT, submission)
    t.is(fault, undefined, name)
    t.is(verdict, 'fail', name)
    if (bug !== name) wrong.push(`${name} is called ${bug}`)
  }
  for (const one of wrong) t.log(one)
  t.true(wrong.length <= some.length / 10)
})
