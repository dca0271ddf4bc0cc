/**
 * Predict, then look: questions about the next step of a run, made of what the run does in it.
 * Asked is only what has one answer: what a machine does not show of its state nobody is asked for.
 */

import { PROTOCOLS } from '../../rdt/protocols.js'
import type { TraceEvent } from '../../trace/event.js'
import { isKept } from '../../trace/ladder-row.js'
import { areNumbers, type Choice, choose, isAnswer, isNumber, type Question } from './question.js'
import { hasAckNumbers, hasDataNumbers, numbersText } from './step-phrases.js'
import { bubbleIn, isAtReceiver, isAtSender, numberIn, type StepReading } from './step-reading.js'
import { inputText } from './step-words.js'
import type { SteppedRun } from './stepped-run.js'

type Draft = Omit<Question, 'step' | 'about'>

const YES_NO: readonly Choice[] = [
  { key: 'y', text: 'yes' },
  { key: 'n', text: 'no' }
]
const ANSWERS: readonly Choice[] = [
  { key: 'a', text: 'an ACK' },
  { key: 'n', text: 'a NAK' },
  { key: '-', text: 'nothing' }
]
const FATES: readonly Choice[] = [
  { key: 'd', text: 'delivered' },
  { key: 'b', text: 'buffered' },
  { key: 't', text: 'thrown away' }
]
const DELIVERED: readonly Choice[] = [
  { key: 'd', text: 'delivered' },
  { key: 'n', text: 'not delivered now' }
]
const TIMERS: readonly Choice[] = [
  { key: 'r', text: 'it starts, or starts anew' },
  { key: 's', text: 'it stops' },
  { key: 'l', text: 'it is left as it is' }
]

export class Questions {
  readonly #bubbles: readonly string[]
  readonly #hasTimers: boolean

  constructor({ events, states }: SteppedRun) {
    const bubbles = new Set<string>()
    const first = bubbleIn(states.after(0).sender)
    if (first !== undefined) bubbles.add(first)
    for (const { event, half, state } of events) {
      const bubble = event === 'state' && half === 'sender' ? bubbleIn(state) : undefined
      if (bubble !== undefined) bubbles.add(bubble)
    }
    this.#bubbles = [...bubbles].sort()
    this.#hasTimers = events.some(({ event, half }) => event === 'timer-start' && half === 'sender')
  }

  /** One about this step; of several that there are each in its turn. Undefined where there is none. */
  about(reading: StepReading): Question | undefined {
    const drafts = this.#all(reading)
    const { number, input } = reading.step
    // At a timeout nothing matters as much as what is sent again, which comes first.
    const turn = input.event === 'timeout' ? 0 : number
    const draft = drafts[turn % Math.max(1, drafts.length)]
    if (draft === undefined) return undefined
    return { ...draft, step: number, about: aboutText(reading) }
  }

  #all(reading: StepReading): Draft[] {
    const { input } = reading.step
    const drafts: (Draft | undefined)[] = []
    if (isAtReceiver(reading) && input.event === 'receive') {
      drafts.push(answerDraft(reading), fateDraft(reading))
    } else if (isAtSender(reading)) {
      drafts.push(againDraft(reading), baseDraft(reading), numberDraft(reading))
      drafts.push(this.#stateDraft(reading), this.#timerDraft(reading))
    }
    return drafts.filter((draft) => draft !== undefined)
  }

  #stateDraft({ before, after }: StepReading): Draft | undefined {
    const [was, is] = [bubbleIn(before.sender), bubbleIn(after.sender)]
    if (was === undefined || is === undefined || this.#bubbles.length < 2) return undefined
    if (this.#bubbles.length > MOST_CHOICES) return undefined
    const choices = this.#bubbles.map((text, i) => ({ key: `${i + 1}`, text }))
    const right = choices.find(({ text }) => text === is)?.key
    if (right === undefined) return undefined
    const ask = `The sender is in “${was}”. Where is it afterwards?`
    return {
      kind: 'state',
      ask,
      choices,
      hint: '',
      truth: `“${is}”`,
      isRight: choose(choices, right)
    }
  }

  #timerDraft(reading: StepReading): Draft | undefined {
    const { before, timers, config, step } = reading
    const { otherTimers = [], acks } = config.protocol
    if (!this.#hasTimers || otherTimers.length > 0) return undefined
    if (acks === 'each') return eachTimerDraft(reading)
    const last = timers.at(-1)
    if (new Set(timers.map(({ timer }) => timer)).size > 1 || before.timers.size > 1)
      return undefined
    const hasRun = before.timers.size === 1 && step.input.event !== 'timeout'
    if (last?.event === 'timer-stop' && !hasRun) return undefined
    const right = last === undefined ? 'l' : last.event === 'timer-start' ? 'r' : 's'
    const isRunning =
      step.input.event === 'timeout' ? 'has run out' : hasRun ? 'runs' : 'does not run'
    return {
      kind: 'timer',
      ask: `The sender’s timer ${isRunning}. What becomes of it?`,
      choices: TIMERS,
      hint: '',
      truth: TIMERS.find(({ key }) => key === right)?.text ?? '',
      isRight: choose(TIMERS, right)
    }
  }
}

/** Digits that are keys. */
const MOST_CHOICES = 9

/** `ACK 3 arrives at the sender; base is 2, nextseqnum 6`. */
function aboutText(reading: StepReading): string {
  const { before } = reading
  const state = isAtSender(reading) ? before.sender : before.receiver
  const known = Object.entries(state ?? {}).flatMap(([name, value]) =>
    typeof value === 'object' && value.length === 0
      ? []
      : [name === 'state' ? `“${String(value)}”` : `${name} ${String(value)}`]
  )
  const text = inputText(reading)
  return known.length === 0 ? text : `${text}; there: ${known.join(', ')}`
}

const yesNo = (kind: Question['kind'], ask: string, isSo: boolean): Draft => ({
  kind,
  ask,
  choices: YES_NO,
  hint: '',
  truth: isSo ? 'yes' : 'no',
  isRight: choose(YES_NO, isSo ? 'y' : 'n')
})

function answerDraft({ sends, config, step, isBroken }: StepReading): Draft | undefined {
  if (config.protocol.acks === 'none' || sends.length > 1) return undefined
  if (!isBroken && step.input.kind !== 'data') return undefined
  const [first] = sends
  const kind = first?.kind ?? 'nothing'
  if (kind !== 'ack' && kind !== 'nak' && kind !== 'nothing') return undefined
  const ask = 'What does the receiver send?'
  if (!hasAckNumbers(config.protocol.name)) {
    const key = { ack: 'a', nak: 'n', nothing: '-' }[kind]
    const truth = ANSWERS.find((choice) => choice.key === key)?.text ?? ''
    return { kind: 'answer', ask, choices: ANSWERS, hint: '', truth, isRight: choose(ANSWERS, key) }
  }
  const truth = kind === 'ack' ? `ACK ${first?.ack}` : kind === 'nak' ? 'a NAK' : 'nothing'
  const isRight = isAnswer({ kind, number: first?.ack })
  return { kind: 'answer', ask, choices: [], hint: 'ack 3, nak, or - for nothing', truth, isRight }
}

function fateDraft({
  before,
  after,
  step,
  deliveries,
  config,
  isBroken
}: StepReading): Draft | undefined {
  const { seq, kind } = step.input
  if (isBroken || kind !== 'data' || after.receiver === undefined) return undefined
  const wasKept = before.receiver !== undefined && isKept(before.receiver, seq)
  if (wasKept) return undefined
  const isNowKept = isKept(after.receiver, seq)
  if (isNowKept && deliveries > 0) return undefined
  const shows = Array.isArray(after.receiver['buffered'])
  const isOurs = PROTOCOLS.includes(config.protocol)
  const choices = shows || isOurs ? FATES : DELIVERED
  const otherwise = choices === FATES ? 't' : 'n'
  const right = deliveries > 0 ? 'd' : isNowKept ? 'b' : otherwise
  if (!choices.some(({ key }) => key === right)) return undefined
  return {
    kind: 'fate',
    ask: 'What becomes of this segment’s data?',
    choices,
    hint: '',
    truth: choices.find(({ key }) => key === right)?.text ?? '',
    isRight: choose(choices, right)
  }
}

function baseDraft({ before, after, step, isBroken }: StepReading): Draft | undefined {
  const [was, is] = [numberIn(before.sender, 'base'), numberIn(after.sender, 'base')]
  if (was === undefined || is === undefined) return undefined
  if (step.input.event !== 'receive' || (step.input.kind !== 'ack' && !isBroken)) return undefined
  return {
    kind: 'base',
    ask: `base is ${was}. What is it afterwards?`,
    choices: [],
    hint: 'a number',
    truth: `${is}`,
    isRight: isNumber(is)
  }
}

/** What is sent again: which, where there may be several. */
function againDraft({ sends, step, before, config }: StepReading): Draft | undefined {
  const { event, timer = 0 } = step.input
  const { otherTimers, name, acks } = config.protocol
  if (event === 'submit' || acks === 'none') return undefined
  const data = sends.filter(({ kind }) => kind === 'data')
  if (data.some(({ attempt = 1 }) => attempt === 1)) return undefined
  const isTimeout = event === 'timeout' && !otherTimers?.includes(timer)
  if (isTimeout && hasDataNumbers(name) && numberIn(before.sender, 'base') !== undefined) {
    const numbers = numbersOf(data)
    const truth = numbers.length === 0 ? 'none' : `data ${numbersText(numbers)}`
    const hint = '3, 3-6, 3 5, or - for none'
    const ask = 'Which segments does the sender send again?'
    return { kind: 'again', ask, choices: [], hint, truth, isRight: areNumbers(numbers) }
  }
  if (numberIn(before.sender, 'base') !== undefined) return undefined
  return yesNo('again', 'Does the sender send its data again?', data.length > 0)
}

function numberDraft({ sends, step, config }: StepReading): Draft | undefined {
  const [first, more] = sends.filter(({ kind }) => kind === 'data')
  const { seq } = first ?? {}
  if (step.input.event !== 'submit' || seq === undefined || more !== undefined) return undefined
  if (!hasDataNumbers(config.protocol.name)) return undefined
  const ask = 'Which number does the new data segment carry?'
  const truth = `${seq}`
  return { kind: 'number', ask, choices: [], hint: 'a number', truth, isRight: isNumber(seq) }
}

/** Where each segment has a timer of its own. */
function eachTimerDraft({ step, before, timers }: StepReading): Draft | undefined {
  const { event, kind, ack } = step.input
  if (event !== 'receive' || kind !== 'ack' || ack === undefined) return undefined
  const runs = before.timers.has(`sender ${ack}`)
  const stops = timers.some((one) => one.event === 'timer-stop' && one.timer === ack)
  if (!runs && stops) return undefined
  return yesNo('timer', `Does a timer stop now, that of data ${ack}?`, runs && stops)
}

const numbersOf = (data: readonly TraceEvent[]): number[] =>
  data.flatMap(({ seq }) => (seq === undefined ? [] : [seq]))
