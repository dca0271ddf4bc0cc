/** Judges one submission, check by check, and says in the end which bug it has. */
import { dirname } from 'node:path'
import { cleanLines, cleanText } from '../../src/kernel/display.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'
import type { Verdict } from '../../src/sim/outcome.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import type { Bench } from './bench.js'
import type { Check } from './check-kind.js'
import { CHECK_KINDS } from './check-kinds.js'
import { type CheckGrade, type NamedBug, worstOf } from './grade.js'
import type { Answers, Conclusion, GradingTask, Loaded, Request } from './grading-words.js'
import { Guard, type Pulse } from './guard.js'
import { BugBook, type LikelyBug, MutantLogs } from './likely-bug.js'
import { Sandbox } from './sandbox.js'
import { standardOf, standardsOf, standIn } from './standard.js'
import { protocolWord, Storyteller } from './storyteller.js'
import { type Found, studentProtocol } from './student-protocol.js'

/** The name of an export; undefined for the default export. */
type Part = string | undefined

export class Examiner {
  readonly #task: GradingTask
  readonly #pulse: Pulse
  readonly #sandbox: Sandbox
  readonly #guard: Guard
  readonly #teller: Storyteller
  /** One for each protocol that has a reference. */
  readonly #books = new Map<Part, BugBook>()
  readonly #protocols = new Map<Part, Protocol>()
  readonly #verdicts = new Map<Part, Verdict>()
  #exports: Readonly<Record<string, unknown>> = {}
  /** The same, loaded once more: of a protocol, for its receivers. */
  #others: Readonly<Record<string, unknown>> = {}
  #running: SimConfig | (() => SimConfig) | undefined
  #part: Part

  /** @param logs of mutants, where somebody has them already */
  constructor(task: GradingTask, pulse: Pulse, logs = new MutantLogs()) {
    this.#task = task
    this.#pulse = pulse
    this.#sandbox = new Sandbox(task.submission)
    this.#guard = new Guard(this.#sandbox, pulse)
    this.#teller = new Storyteller(task)
    for (const { part, reference, bugs } of standardsOf(task.lab)) {
      if (reference !== undefined) this.#books.set(part, new BugBook(reference, bugs, logs))
    }
  }

  /** The command that runs again the run that it is at; empty where it is at none. */
  get whereabouts(): string {
    const config = typeof this.#running === 'function' ? this.#running() : this.#running
    const word = config && protocolWord(config, this.#task, this.#part)
    return config === undefined || word === undefined ? '' : replayCommand(config, word)
  }

  answer(request: Request): Answers[Request['ask']] {
    switch (request.ask) {
      case 'load':
        return this.#load()
      case 'check':
        return this.#check(request.index)
      case 'conclude':
        return this.#conclude()
    }
  }

  #load(): Loaded {
    const { submission, lab } = this.#task
    const done = (what?: string, place = submission.word): Loaded => ({
      fault: what === undefined ? undefined : { place, what: cleanText(what) },
      printed: this.#takePrinted()
    })
    this.#pulse.enter()
    try {
      this.#exports = submission.answers ?? this.#sandbox.load()
      if (lab.hands_in === 'protocol') this.#others = this.#sandbox.loadAgain()
      for (const { part } of standardsOf(lab)) this.#protocol(part)
      return done()
    } catch (error) {
      const { message } = (error ?? {}) as Partial<Error>
      const place = this.#sandbox.placeOf(error)
      const what = typeof message === 'string' ? message : 'something that is no error is thrown'
      return done(place === undefined ? what : `it throws when it is loaded: ${what}`, place)
    } finally {
      this.#pulse.leave()
    }
  }

  #protocol(part: Part): Protocol {
    const known = this.#protocols.get(part)
    if (known !== undefined) return known
    const { submission, lab } = this.#task
    const made =
      submission.ours === undefined
        ? studentProtocol(this.#found(part ?? 'default'), part, this.#guard)
        : standIn(submission.ours, standardOf(lab, part))
    this.#protocols.set(part, made)
    return made
  }

  #found(name: string): Found {
    return { sender: this.#exports[name], receiver: this.#others[name] }
  }

  #benchFor({ part: own }: Check): Bench {
    const { reference, bugs } = standardOf(this.#task.lab, own)
    return {
      protocol: (part = own) => this.#protocol(part),
      exports: this.#exports,
      folder: dirname(this.#task.submission.word),
      reference,
      bugs,
      hasFailed: [...this.#verdicts.values()].includes('fail'),
      student: this.#task.student,
      running: (config) => {
        this.#running = config
      },
      quietly: (work) => this.#sandbox.quietly(work),
      call: (fn, self, ...args) => this.#guard.call(fn, self, args)
    }
  }

  #check(index: number): CheckGrade {
    const check = this.#task.checks[index] as Check
    const kind = CHECK_KINDS[check.kind]
    if (kind === undefined) throw new Error(`there is no kind ${check.kind}`)
    this.#running = undefined
    this.#part = check.part
    this.#sandbox.isListening = true
    const judged = kind.judge(check, this.#benchFor(check))
    const printed = this.#takePrinted()
    this.#sandbox.isListening = false
    const { verdict, runs } = judged
    this.#verdicts.set(check.part, worstOf([verdict, this.#verdicts.get(check.part) ?? 'pass']))
    const findings = judged.findings.map((one) => ({ ...one, what: cleanText(one.what) }))
    const { name, about } = check
    return {
      ...{ name, kind: check.kind, about, verdict, findings, runs, printed },
      ...this.#teller.tell(check, judged, this.#books.get(check.part)),
      bug: judged.bug === undefined ? null : { ...judged.bug, isLegal: false }
    }
  }

  #conclude(): Conclusion {
    const bugs: Record<string, NamedBug> = {}
    for (const { name, part } of this.#task.checks) {
      const likely = this.#books.get(part)?.likelyIn(name)
      if (likely !== undefined) bugs[name] = named(likely)
    }
    const likely = this.#likely()
    return { bug: likely === undefined ? null : named(likely), bugs }
  }

  /** Of several protocols the first that fails is the one to mend first. */
  #likely(): LikelyBug | undefined {
    const bugOf = (wanted: Verdict) =>
      [...this.#books]
        .filter(([part]) => this.#verdicts.get(part) === wanted)
        .map(([, book]) => book.likely)
        .find((likely) => likely !== undefined)
    return bugOf('fail') ?? bugOf('weak')
  }

  #takePrinted(): string[] {
    return this.#sandbox.takePrinted().flatMap(cleanLines)
  }
}

function named({ name, story, isLegal, identical, compared, likeness }: LikelyBug): NamedBug {
  const runs = `${compared} run${compared === 1 ? '' : 's'}`
  const confidence =
    identical === compared
      ? `identical in all ${runs} that tell either from the reference`
      : `${Math.round(100 * likeness)} % alike, identical in ${identical} of ${runs}`
  return { name, story, isLegal, confidence }
}
