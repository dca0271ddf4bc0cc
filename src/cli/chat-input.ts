/** Where the lines of `rdt chat` come from: a script, a pipe, bots, or a conversation of its own. */
import { createInterface } from 'node:readline'
import { BadInput } from '../kernel/quantity.js'
import { RandomStream } from '../kernel/random.js'
import { ms } from '../kernel/time.js'
import {
  BUILT_IN_CONVERSATION,
  parseScript,
  parseScriptLine,
  type ScriptStep
} from './chat-script.js'

/** A pipe that brings nothing for so long is one that nobody writes to. */
const SILENT_PIPE_MS = 1_500

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
 * Lines of standard input. At a terminal, a line without a name is said by `me`; from a pipe
 * that stays silent, the built-in conversation.
 */
export function fromInput(me: string | undefined): StepSource {
  const steps: ScriptStep[] = []
  let isOver = false
  let isBroken: unknown
  let wake = () => {}
  let count = 0
  const reader = createInterface({ input: process.stdin, terminal: false })
  const finish = () => {
    isOver = true
    wake()
  }
  const silence = setTimeout(() => {
    if (count > 0 || me !== undefined) return
    steps.push(...BUILT_IN)
    reader.close()
  }, SILENT_PIPE_MS)
  reader.on('line', (line) => {
    count++
    try {
      const step = readLine(line, count, me)
      if (step !== undefined) steps.push(step)
    } catch (error) {
      isBroken = error
      reader.close()
    }
    wake()
  })
  reader.on('close', () => {
    clearTimeout(silence)
    if (count === 0 && me === undefined && steps.length === 0) steps.push(...BUILT_IN)
    finish()
  })
  return {
    speakers: () => speakersOf(steps),
    next: async () => {
      for (;;) {
        if (isBroken !== undefined) throw isBroken
        const step = steps.shift()
        if (step !== undefined) return step
        if (isOver) return undefined
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () => {
      clearTimeout(silence)
      reader.close()
      process.stdin.destroy()
    }
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
