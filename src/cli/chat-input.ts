/** Where the lines of `rdt chat` come from: a script, a pipe, bots, or a conversation of its own. */
import { foldName } from '../chat/names.js'
import { BadInput } from '../kernel/quantity.js'
import { RandomStream } from '../kernel/random.js'
import { ms } from '../kernel/time.js'
import {
  BUILT_IN_CONVERSATION,
  parseScript,
  parseScriptLine,
  type ScriptStep
} from './chat-script.js'
import { inputLines } from './client-lines.js'

/** Who takes part where nobody is named. */
export const DEFAULT_PEOPLE = ['alice', 'bob', 'carol']

/** A pipe that brings nothing for so long is one that nobody writes to. */
const SILENT_PIPE_MS = 1_500
/** Lines that are read ahead, to know who speaks. */
const MOST_AHEAD = 10_000

export const BUILT_IN: readonly ScriptStep[] = parseScript(BUILT_IN_CONVERSATION, 'built-in')

/** Steps as they come, with those that are known already. */
export interface StepSource {
  /** Who speaks in the steps that are known by now. */
  speakers(): string[]
  /** The next step; undefined at the end. Waits until it is known. */
  next(): Promise<ScriptStep | undefined>
  /** Lets go of what it reads from. */
  close(): void
}

export function fromSteps(steps: readonly ScriptStep[]): StepSource {
  let at = 0
  return {
    speakers: () => speakersOf(steps.slice(at)),
    next: () => Promise.resolve(steps[at++]),
    close: () => {}
  }
}

/** The same, until `stop` is called. */
export function stoppable(source: StepSource): StepSource & { stop(): void } {
  let isStopped = false
  return {
    speakers: () => source.speakers(),
    next: () => (isStopped ? Promise.resolve(undefined) : source.next()),
    stop: () => {
      isStopped = true
    },
    close: () => source.close()
  }
}

/** People who talk without end, at the pace of people. */
export function fromBots(people: readonly string[], seed: string): StepSource {
  const dice = new RandomStream(seed, 'bots')
  const phrases = BUILT_IN.flatMap((step) => (step.step === 'say' ? [step.line] : []))
  let isPause = false
  return {
    speakers: () => [...people],
    next: () => {
      isPause = !isPause
      const who = people[dice.below(people.length)] ?? ''
      const line = phrases[dice.below(phrases.length)] ?? ''
      const isPrivate = line.startsWith('/')
      return Promise.resolve(
        isPause
          ? { step: 'wait', time: ms(200 + dice.below(1_000)) }
          : { step: 'say', who, line: isPrivate ? line.replace(/^\S+ \S+ /, '') : line }
      )
    },
    close: () => {}
  }
}

/**
 * Lines of standard input. At a terminal, a line without a name is said by `me`, and until
 * `me` has something to say the built-in conversation goes on. From a pipe that stays silent,
 * the built-in conversation alone.
 */
export function fromInput(me: string | undefined): StepSource {
  return new InputSource(me)
}

class InputSource implements StepSource {
  readonly #typed: ScriptStep[] = []
  #builtIn: readonly ScriptStep[] = []
  /** Nothing has come for a while: if nothing comes until the built-in conversation ends, that was it. */
  #isIdle = false
  #isOver = false
  #problem: unknown
  #count = 0
  #wake = () => {}
  #drained = () => {}
  readonly #me: string | undefined
  readonly #silence: NodeJS.Timeout

  constructor(me: string | undefined) {
    this.#me = me
    if (me !== undefined) this.#builtIn = BUILT_IN
    this.#silence = setTimeout(() => this.#idle(), SILENT_PIPE_MS)
    this.#read().then(
      () => this.#closed(),
      (error: unknown) => {
        this.#problem = error
        this.#closed()
      }
    )
  }

  speakers(): string[] {
    return speakersOf([...this.#typed, ...this.#builtIn])
  }

  async next(): Promise<ScriptStep | undefined> {
    for (;;) {
      const typed = this.#typed.shift()
      if (this.#typed.length === 0) this.#drained()
      if (typed !== undefined) return typed
      if (this.#problem !== undefined) throw this.#problem
      const [step, ...rest] = this.#builtIn
      this.#builtIn = rest
      if (step !== undefined) return step
      if (this.#isOver || (this.#isIdle && this.#count === 0)) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    clearTimeout(this.#silence)
    process.stdin.destroy()
  }

  async #read(): Promise<void> {
    for await (const line of inputLines(process.stdin)) {
      this.#count++
      // Somebody does write to this pipe, so the built-in conversation was a mistake.
      if (this.#me === undefined) this.#builtIn = []
      const step = readLine(line, this.#count, this.#me)
      if (step !== undefined) this.#typed.push(step)
      this.#wake()
      if (this.#typed.length < MOST_AHEAD) continue
      await new Promise<void>((resolve) => {
        this.#drained = resolve
      })
    }
  }

  #idle(): void {
    if (this.#count > 0 || this.#me !== undefined || this.#isOver) return
    console.error('rdt: nothing comes from standard input; the built-in conversation is played')
    this.#isIdle = true
    this.#builtIn = BUILT_IN
    this.#wake()
  }

  #closed(): void {
    clearTimeout(this.#silence)
    // At a terminal the end of input is the end; a pipe without a line never began.
    if (this.#me !== undefined) this.#builtIn = []
    else if (this.#count === 0 && !this.#isIdle) this.#builtIn = BUILT_IN
    this.#isOver = true
    this.#wake()
  }
}

function readLine(line: string, number: number, me: string | undefined): ScriptStep | undefined {
  if (me === undefined) return parseScriptLine(line, `line ${number} of the input`)
  try {
    if (/^[^\s:/@]+:\s/.test(line)) return parseScriptLine(line, 'your line')
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
  }
  return line === '' ? undefined : { step: 'say', who: me, line }
}

const speakersOf = (steps: readonly ScriptStep[]): string[] => [
  ...new Set(steps.flatMap((step) => (step.step === 'say' ? [step.who] : [])))
]

/** Whoever speaks is there, the opener first, and somebody to hear. */
export function companyOf(first: ScriptStep | undefined, speakers: readonly string[]): string[] {
  const opener = first?.step === 'say' ? [first.who] : []
  const company = [...new Set([...opener, ...speakers])]
  for (const name of DEFAULT_PEOPLE) {
    const isKnown = company.some((speaker) => foldName(speaker) === foldName(name))
    if (company.length < 2 && !isKnown) company.push(name)
  }
  return company
}
