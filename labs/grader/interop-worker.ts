/** The thread in which senders of some submissions talk to receivers of others. */
import { parentPort, workerData } from 'node:worker_threads'
import { cleanText } from '../../src/kernel/display.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { Bench } from './bench.js'
import type { Check } from './check-kind.js'
import { CHECK_KINDS } from './check-kinds.js'
import { worstOf } from './grade.js'
import { BEATS, INSIDE, WHERE_AM_I } from './grading-words.js'
import { Guard } from './guard.js'
import type { Pair, PairJudged, PairThreadTask } from './interop-words.js'
import { lockRealm } from './realm-lock.js'
import { Sandbox } from './sandbox.js'
import { standardOf, standIn } from './standard.js'
import { studentProtocol } from './student-protocol.js'
import type { Submission } from './submission.js'

const task = workerData as PairThreadTask
const cells = new Int32Array(task.pulse)
const pulse = {
  enter: () => {
    Atomics.add(cells, BEATS, 1)
    Atomics.store(cells, INSIDE, 1)
  },
  leave: () => {
    Atomics.store(cells, INSIDE, 0)
  }
}

/** One submission, loaded when it is first needed. */
class Member {
  readonly #submission: Submission
  readonly #sandbox: Sandbox
  readonly #guard: Guard
  #exports: Readonly<Record<string, unknown>> | undefined
  #others: Readonly<Record<string, unknown>> | undefined

  constructor(submission: Submission) {
    this.#submission = submission
    this.#sandbox = new Sandbox(submission)
    this.#sandbox.isListening = false
    this.#guard = new Guard(this.#sandbox, pulse)
  }

  /** @throws Error where it does not load, or is none */
  protocol(part: string | undefined): Protocol {
    const { ours } = this.#submission
    if (ours !== undefined) return standIn(ours, standardOf(task.lab, part))
    this.#exports ??= this.#guard.do('the file', () => this.#sandbox.load())
    this.#others ??= this.#guard.do('the file', () => this.#sandbox.load())
    const name = part ?? 'default'
    const found = { sender: this.#exports[name], receiver: this.#others[name] }
    return studentProtocol(found, part, this.#guard)
  }
}

const members = task.members.map((submission) => new Member(submission))

function judge({ sender, receiver }: Pair): PairJudged {
  const judged: { verdict: 'pass' | 'weak' | 'fail'; what: string }[] = []
  for (const check of task.checks) {
    const made = protocolsOf(sender, receiver, check.part)
    if ('fault' in made) return { verdict: 'none', what: cleanText(made.fault) }
    judged.push(judgeBy(check, made.sender, made.receiver))
  }
  const verdict = worstOf(judged.map((one) => one.verdict))
  const what = judged.find((one) => one.verdict === verdict && one.what !== '')?.what
  return { verdict, what: cleanText(what ?? '') }
}

function protocolsOf(sender: number, receiver: number, part: string | undefined) {
  try {
    const [one, other] = [members[sender], members[receiver]]
    if (one === undefined || other === undefined) throw new Error('there is no such submission')
    return { sender: one.protocol(part), receiver: other.protocol(part) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'it does not load' }
  }
}

function judgeBy(check: Check, sender: Protocol, receiver: Protocol) {
  const { reference, bugs } = standardOf(task.lab, check.part)
  const protocol = paired(sender, receiver)
  const bench: Bench = {
    ...{ protocol: () => protocol, exports: {}, folder: '.', reference, bugs, hasFailed: true },
    student: undefined,
    running: () => {},
    quietly: (work) => work(),
    call: () => ({ thrown: 'not here', place: undefined })
  }
  const judged = CHECK_KINDS[check.kind]?.judge(check, bench)
  const { verdict = 'fail', findings = [] } = judged ?? {}
  const [first] = findings
  const [own, others] = [sender.acks ?? 'last', receiver.acks ?? 'last']
  const words = first === undefined ? '' : `${check.name}: ${first.what}`
  const isOther = own !== others && verdict !== 'pass'
  const why = `ACKs: the receiver's name the ${others} one, the sender takes them for the ${own}`
  return { verdict, what: isOther ? `${why}; ${words}` : words }
}

/** What a protocol says of itself, the sender's says: it is the one that has to survive. */
const paired = (sender: Protocol, receiver: Protocol): Protocol =>
  Object.create(sender, {
    createSender: { value: sender.createSender.bind(sender) },
    createReceiver: { value: receiver.createReceiver.bind(receiver) }
  }) as Protocol

Object.defineProperty(globalThis, WHERE_AM_I, { value: () => '' })
parentPort?.on('message', (pair: Pair) => {
  parentPort?.postMessage(judge(pair))
})
process.on('unhandledRejection', () => {})
lockRealm()
