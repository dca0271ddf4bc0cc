/** Lab 6: its starter leads to a pass stage by stage, and the slips on the way get their names. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import { sr } from '../../src/rdt/sr.js'
import { thorough } from '../thorough.js'
import { examined, submissionOf, submissionOfText } from './examined.js'
import { shortLab } from './short-lab.js'

const LAB = findLab('6', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const SCENARIOS = CHECKS.filter(({ kind }) => kind === 'scenario')

const SHORT = shortLab(LAB)

type Slip = readonly [from: string, to: string]

/** What a student writes, from the README's figures alone, task by task. */
const TASK_1: readonly Slip[] = [
  ['return false // TODO', 'return this.nextseqnum < this.base + this.options.windowSize //'],
  [
    '// TODO: make the segment',
    `const segment = makeData(this.nextseqnum, data)
    this.sndpkt.set(this.nextseqnum, segment)
    this.host.udtSend(segment)
    this.host.startTimer(this.options.rto, this.nextseqnum)
    this.nextseqnum++ //`
  ],
  [
    '// TODO: which ACKs say something new?',
    `if (!isAck(segment)) return
    const n = segment.acknum
    if (n < this.base || n >= this.nextseqnum || this.acked.has(n)) return
    this.acked.add(n)
    this.host.stopTimer(n)
    while (this.acked.delete(this.base)) this.base++ //`
  ],
  [
    '// TODO: acknowledge what came',
    `if (!isData(segment)) return
    const n = segment.seqnum
    if (n >= this.rcv_base && n < this.rcv_base + this.options.windowSize) {
      this.host.udtSend(makeAck(n))
      this.rcvpkt.set(n, segment.data)
    } // behind
    let next = this.rcvpkt.get(this.rcv_base)
    while (next !== undefined) {
      this.host.deliverData(next)
      this.rcvpkt.delete(this.rcv_base)
      this.rcv_base++
      next = this.rcvpkt.get(this.rcv_base)
    } //`
  ]
]
const TASK_2: readonly Slip[] = [
  [
    '// TODO: start it again',
    `this.host.startTimer(this.options.rto, seqnum)
    const segment = this.sndpkt.get(seqnum)
    if (segment !== undefined) this.host.udtSend(segment) //`
  ],
  [
    '// behind',
    'else if (n >= this.rcv_base - this.options.windowSize && n < this.rcv_base) this.host.udtSend(makeAck(n))'
  ]
]
const IN_WINDOW = 'n >= this.rcv_base && n < this.rcv_base + this.options.windowSize'
const TASK_5: readonly Slip[] = [
  [
    'this.nextseqnum < this.base + this',
    'this.numbers.distance(this.base, this.nextseqnum) < this'
  ],
  [
    'n < this.base || n >= this.nextseqnum',
    'this.numbers.distance(this.base, n) >= this.numbers.distance(this.base, this.nextseqnum)'
  ],
  ['this.nextseqnum++', 'this.nextseqnum = this.numbers.next(this.nextseqnum)'],
  ['this.base++', 'this.base = this.numbers.next(this.base)'],
  ['this.rcv_base++', 'this.rcv_base = this.numbers.next(this.rcv_base)'],
  [IN_WINDOW, 'this.numbers.distance(this.rcv_base, n) < this.options.windowSize'],
  [
    'n >= this.rcv_base - this.options.windowSize && n < this.rcv_base',
    'this.numbers.distance(n, this.rcv_base) <= this.options.windowSize'
  ],
  ['2 ** seqBits - 1', '2 ** (seqBits - 1)']
]

const STARTER = readFileSync(join(LAB.folder, 'starter', LAB.file), 'utf8')

function filledIn(...slips: readonly Slip[]): string {
  return slips.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`there is no '${from}' to be replaced`)
    return text.replace(from, to)
  }, STARTER)
}

const WHOLE = [...TASK_1, ...TASK_2]
const RIGHT = [...WHOLE, ...TASK_5]

/** The checks of `lab` that a text does not pass. */
async function notPassed(lab: typeof LAB, text: string): Promise<string[]> {
  const { fault, grades } = examined(lab, await submissionOfText(lab, text))
  if (fault !== undefined) throw new Error(fault.what)
  return grades.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name)
}

test('the starter fails every check, and what the README asks for passes them all', async (t) => {
  t.is((await notPassed(LAB, STARTER)).length, CHECKS.length)
  t.deepEqual(await notPassed(LAB, filledIn(...RIGHT)), [])
})

test('each task makes the checks pass that the README names for it', async (t) => {
  const readme = readFileSync(join(LAB.folder, 'README.md'), 'utf8')
  const tasks = readme.split(/^(?=\d\. )/m)
  const named = (task: number) => tasks[task]?.match(/S\d\d-sr/g) ?? []
  const all = [1, 2, 3, 4, 5].flatMap(named)
  t.deepEqual([...all].sort(), SCENARIOS.map(({ name }) => name).sort())
  const afterFirst = await notPassed(SHORT, filledIn(...TASK_1))
  t.true(named(1).every((check) => !afterFirst.includes(check)))
  t.true(afterFirst.length > 10)
  t.deepEqual(await notPassed(SHORT, filledIn(...WHOLE)), named(5))
})

test('every bug of Selective Repeat is claimed, is caught where it is, and is named', async (t) => {
  const known = MUTANTS.filter(({ of }) => of === sr).map(({ name }) => name)
  const claimed = new Set(SCENARIOS.flatMap(({ catches }) => catches))
  t.deepEqual([...claimed].sort(), known.sort())
  for (const name of known) {
    const { grades, bug } = examined(SHORT, await submissionOf(SHORT, `mutant:${name}`))
    t.is(bug, name)
    for (const { name: check, catches } of SCENARIOS) {
      if (!catches.includes(name)) continue
      const found = grades.find((one) => one.name === check)
      t.is(found?.verdict, 'fail', `${name} in ${check}`)
    }
  }
})

test('a legal variant is judged no worse than it deserves', async (t) => {
  const variants = VARIANTS.filter(({ of }) => of === sr)
  t.true(variants.length >= 2)
  for (const { name, expected } of variants) {
    const { verdict } = examined(SHORT, await submissionOf(SHORT, `variant:${name}`))
    t.is(verdict, expected, name)
  }
})

const STOP = 'this.host.stopTimer(n)'

/** Each bug as somebody else than we would make it. */
const SLIPS: Readonly<Record<string, readonly Slip[]>> = {
  'sr-ack-only-in-window': [['else if (this.numbers.distance(n,', 'else if (false && this.x(n,']],
  'sr-single-timer': [
    ['startTimer(this.options.rto, this.nextseqnum)', 'startTimer(this.options.rto)'],
    [STOP, ''],
    [
      'this.base = this.numbers.next(this.base)',
      `this.base = this.numbers.next(this.base)
    if (this.base === this.nextseqnum) this.host.stopTimer()
    else this.host.startTimer(this.options.rto)`
    ],
    ['startTimer(this.options.rto, seqnum)', 'startTimer(this.options.rto)'],
    ['this.sndpkt.get(seqnum)', 'this.sndpkt.get(this.base)']
  ],
  'sr-retx-all': [
    [
      'if (segment !== undefined) this.host.udtSend(segment)',
      `for (let n = this.base; n !== this.nextseqnum; n = this.numbers.next(n)) {
      const one = this.sndpkt.get(n)
      if (one === undefined || this.acked.has(n)) continue
      this.host.udtSend(one)
      this.host.startTimer(this.options.rto, n)
    }`
    ]
  ],
  'sr-timer-leak': [
    [STOP, ''],
    [
      'this.host.startTimer(this.options.rto, seqnum)',
      'if (this.isOver(seqnum)) return\n    this.host.startTimer(this.options.rto, seqnum)'
    ],
    [
      '  /** The timer of segment',
      `  isOver(n: number) {
    return this.acked.has(n) || this.numbers.distance(this.base, n) >= this.numbers.distance(this.base, this.nextseqnum)
  }

  /** The timer of segment`
    ]
  ],
  // The same without a look at what has arrived: it goes on for ever, which is another bug.
  'sr-timer-leak for ever': [[STOP, '']],
  'sr-no-upper-bound': [
    ['this.numbers.distance(this.rcv_base, n) < this.options.windowSize', '!this.rcvpkt.has(n)']
  ],
  'sr-acks-last-in-order': [
    ['this.host.udtSend(makeAck(n))', ''],
    ['this.host.udtSend(makeAck(n))', '{}'],
    [
      'next = this.rcvpkt.get(this.rcv_base)\n    }',
      'next = this.rcvpkt.get(this.rcv_base)\n    }\n    this.host.udtSend(makeAck(this.numbers.previous(this.rcv_base)))'
    ]
  ],
  'sr-ack-taken-as-cumulative': [
    [
      'this.acked.add(n)',
      `for (let k = this.base; k !== n; k = this.numbers.next(k)) {
      this.acked.add(k)
      this.host.stopTimer(k)
    }
    this.acked.add(n)`
    ]
  ],
  'sr-acks-without-keeping': [
    [
      'this.rcvpkt.set(n, segment.data)',
      'if (n === this.rcv_base) this.rcvpkt.set(n, segment.data)'
    ]
  ],
  'sr-number-not-wrapped': [
    [
      'this.nextseqnum = this.numbers.next(this.nextseqnum)',
      'this.nextseqnum = this.nextseqnum + 1'
    ],
    ['this.base = this.numbers.next(this.base)', 'this.base = this.base + 1'],
    ['this.rcv_base = this.numbers.next(this.rcv_base)', 'this.rcv_base = this.rcv_base + 1']
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
