/** Judges one submission, check by check, and says in the end which bug it has. */
import { cleanLines, cleanText } from '../../src/kernel/display.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'
import { formatFatesOfRun, replayArguments, replayCommand } from '../../src/sim/replay-command.js'
import { shrink } from '../../src/sim/shrink.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { drawLadder } from '../../src/trace/ladder.js'
import type { Bench } from './bench.js'
import type { Check, Judged } from './check-kind.js'
import { CHECK_KINDS } from './check-kinds.js'
import { divergence } from './divergence.js'
import type { CheckGrade, NamedBug } from './grade.js'
import type { Answers, Conclusion, GradingTask, Loaded, Request } from './grading-words.js'
import { BugBook, type LikelyBug, MutantLogs } from './likely-bug.js'
import { bugsOf, referenceOf } from './reference.js'
import { describeStep, type RunLog } from './run-log.js'
import { Sandbox } from './sandbox.js'
import { type Pulse, studentProtocol } from './student-protocol.js'

const MOST_STEPS = 8
const MOST_ROWS = 70
const ROWS_OF_FLOOD = 36
/** A shorter story is looked for so often; the first failures are those that people read. */
const MOST_SHRUNK = 3
const MOST_TRIED = 1_000
/** Of events, for a ladder; the beginning of a flood tells enough. */
const MOST_DRAWN = 250

export class Examiner {
  readonly #task: GradingTask
  readonly #pulse: Pulse
  readonly #sandbox: Sandbox
  readonly #reference: Protocol
  readonly #book: BugBook
  #exports: Record<string, unknown> = {}
  #protocol: Protocol | undefined
  #running: SimConfig | (() => SimConfig) | undefined
  #shrunk = 0
  #hasFailed = false

  /** @param logs of mutants, where somebody has them already */
  constructor(task: GradingTask, pulse: Pulse, logs = new MutantLogs()) {
    this.#task = task
    this.#pulse = pulse
    this.#sandbox = new Sandbox(task.submission)
    this.#reference = referenceOf(task.reference)
    this.#book = new BugBook(this.#reference, bugsOf(task.reference), logs)
  }

  /** The run that it is at. */
  get current(): SimConfig | undefined {
    return typeof this.#running === 'function' ? this.#running() : this.#running
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
    const done = (what?: string, place = this.#task.submission.word): Loaded => ({
      fault: what === undefined ? undefined : { place, what: cleanText(what) },
      printed: this.#takePrinted()
    })
    this.#pulse.enter()
    try {
      this.#exports = this.#sandbox.load()
      if (!this.#task.submission.word.endsWith('.json')) this.#bench.protocol()
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

  #made(): Protocol {
    const { ours } = this.#task.submission
    if (ours !== undefined) return referenceOf(ours)
    return studentProtocol(this.#exports['default'], this.#sandbox, this.#pulse)
  }

  get #bench(): Bench {
    return {
      protocol: () => {
        this.#protocol ??= this.#made()
        return this.#protocol
      },
      exports: this.#exports,
      reference: this.#reference,
      bugs: bugsOf(this.#task.reference),
      hasFailed: this.#hasFailed,
      student: this.#task.student,
      running: (config) => {
        this.#running = config
      }
    }
  }

  #check(index: number): CheckGrade {
    const check = this.#task.checks[index] as Check
    const kind = CHECK_KINDS[check.kind]
    if (kind === undefined) throw new Error(`there is no kind ${check.kind}`)
    this.#sandbox.isListening = true
    const judged = kind.judge(check, this.#bench)
    const printed = this.#takePrinted()
    this.#sandbox.isListening = false
    if (judged.verdict === 'fail') this.#hasFailed = true
    const { verdict, runs } = judged
    const findings = judged.findings.map((one) => ({ ...one, what: cleanText(one.what) }))
    const { name, about } = check
    return {
      ...{ name, kind: check.kind, about, verdict, findings, runs, printed },
      ...this.#story(check, judged),
      bug: null
    }
  }

  /** What is to be shown of the run, and noted for the likely bug. */
  #story(check: Check, judged: Judged) {
    const { shown, verdict } = judged
    const untold = { difference: null, steps: [], ladder: [], fates: null, replay: null, run: null }
    if (shown === undefined) return untold
    const noted = this.#book.note(check.name, shown)
    if (verdict === 'pass') return untold
    const shortest = this.#shortest(check, judged, shown)
    const { own, reference } =
      shortest === shown ? noted : this.#book.note(`${check.name} (shortest)`, shortest)
    const differs = divergence(own, reference)
    return {
      difference: differs?.words ?? null,
      steps: stepsTo(own, differs?.index),
      ladder: this.#draw(own),
      fates: fatesOf(shortest),
      replay: replayCommand(shortest, this.#task.submission.word),
      run: replayArguments(shortest, this.#task.submission.word)
    }
  }

  #shortest({ kind }: Check, { verdict }: Judged, shown: SimConfig): SimConfig {
    if (kind !== 'scenario' || verdict !== 'fail' || this.#shrunk >= MOST_SHRUNK) return shown
    const outcome = runSimulation(shown, { checks: true, mostEvents: MOST_TRIED })
    // What takes so long takes too long to be tried a hundred times.
    if (outcome.events >= MOST_TRIED || outcome.verdict !== 'fail') return shown
    this.#shrunk++
    return shrink(shown, outcome)?.config ?? shown
  }

  #draw({ events, isCut }: RunLog): string[] {
    const { width, isAscii } = this.#task
    const lines = drawLadder(isCut ? events.slice(0, MOST_DRAWN) : events, {
      ...{ width, isAscii, most: isCut ? Number.POSITIVE_INFINITY : MOST_ROWS },
      otherTimers: this.#bench.protocol().otherTimers ?? []
    })
    if (!isCut) return lines
    return [...lines.slice(0, ROWS_OF_FLOOD), isAscii ? '... and so on' : '… and so on']
  }

  #conclude(): Conclusion {
    const bugs: Record<string, NamedBug> = {}
    for (const { name } of this.#task.checks) {
      const likely = this.#book.likelyIn(name)
      if (likely !== undefined) bugs[name] = named(likely)
    }
    const { likely } = this.#book
    return { bug: likely === undefined ? null : named(likely), bugs }
  }

  #takePrinted(): string[] {
    return this.#sandbox.takePrinted().flatMap(cleanLines)
  }
}

function fatesOf({ fates: { up, down } }: SimConfig): string {
  return formatFatesOfRun({ ...(up && { up }), ...(down && { down }) })
}

/** The last steps up to the one at `index`, or of the whole where nothing differs. */
function stepsTo({ steps }: RunLog, index = steps.length - 1): string[] {
  const end = Math.min(index, steps.length - 1)
  const from = Math.max(0, end - MOST_STEPS + 1)
  const before = from === 0 ? [] : [`${from} steps before`]
  return [...before, ...steps.slice(from, end + 1).map(describeStep)]
}

function named({ name, story, isLegal, identical, compared, likeness }: LikelyBug): NamedBug {
  const runs = `${compared} run${compared === 1 ? '' : 's'}`
  const confidence =
    identical === compared
      ? `identical in all ${runs} that tell either from the reference`
      : `${Math.round(100 * likeness)} % alike, identical in ${identical} of ${runs}`
  return { name, story, isLegal, confidence }
}
