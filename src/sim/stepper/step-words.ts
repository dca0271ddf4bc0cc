/**
 * A step in words: what happened, what the machine did about it, and why.
 *
 *   Data 3 arrives: expected 2, so it is thrown away; the receiver sends ACK 1 again (Go-Back-N keeps
 *   nothing that comes out of order).
 */
import type { TraceEvent } from '../../trace/event.js'
import { wordsOf } from '../../trace/event-words.js'
import { numberOf } from '../../trace/ladder-crossing.js'
import { CHANNEL } from '../network.js'
import {
  capital,
  dataText,
  hasAckNumbers,
  hasDataNumbers,
  type StepWords,
  segmentText,
  timeText
} from './step-phrases.js'
import { isAtReceiver, isAtSender, type StepReading } from './step-reading.js'
import { arrivalWords } from './step-words-receiver.js'
import { answerWords, timeoutWords } from './step-words-sender.js'

/** The whole sentence. */
export function stepText(reading: StepReading): string {
  const { what, does, why } = stepWords(reading)
  const done = [...does, ...channelWords(reading)].filter((part) => part !== '')
  const told = done.length === 0 ? what : `${what}: ${done.join('; ')}`
  return `${capital(told)}${why === '' ? '' : ` (${why})`}.`
}

/** Of a step in which a machine threw: what came in, since what it did is not all that it would have. */
export const brokenOffText = (reading: StepReading): string => `${capital(inputText(reading))}.`

/** What is about to happen, without what comes of it: `data 3 arrives at the receiver`. */
export function inputText({ step, before, config, isBroken }: StepReading): string {
  const { input } = step
  const { event, at, timer = 0 } = input
  if (event === 'submit') return `the application calls rdtSend with ${input.len ?? 0} bytes`
  if (event === 'timeout') return `timer ${timer} of the ${at} runs out`
  if (at === CHANNEL) return 'something happens in the channel'
  if (event !== 'receive') return `${at}: ${event} ${wordsOf(input)}`
  if (isBroken) return `a damaged segment arrives at the ${at}`
  const has = input.kind === 'data' ? hasDataNumbers : hasAckNumbers
  const name = segmentText({ kind: input.kind, number: numberOf(input) }, has(config.protocol.name))
  const copy = before.flights.get(input.id ?? -1)?.of === undefined ? '' : ' (a copy)'
  return `${name}${copy} arrives at the ${at}`
}

function stepWords(reading: StepReading): StepWords {
  const { input } = reading.step
  if (input.event === 'submit') return submitWords(reading)
  if (input.event === 'timeout') return timeoutWords(reading)
  if (input.event === 'receive') {
    const isData = reading.isBroken ? isAtReceiver(reading) : input.kind === 'data'
    if (isData && isAtReceiver(reading)) return arrivalWords(reading)
    const isAnswer = reading.isBroken || input.kind === 'ack' || input.kind === 'nak'
    if (isAnswer && isAtSender(reading)) return answerWords(reading)
  }
  if (input.at === CHANNEL) return { what: 'in the channel', does: [], why: '' }
  return { what: `${input.at}: ${input.event} ${wordsOf(input)}`.trimEnd(), does: [], why: '' }
}

function submitWords({ step, sends, timers, before, config }: StepReading): StepWords {
  const data = sends.filter(({ kind }) => kind === 'data')
  const what = `the application calls rdtSend with ${step.input.len ?? 0} bytes`
  const timer = timers.findLast(({ event }) => event === 'timer-start')
  const runs = [...before.timers.values()].some(({ half }) => half === 'sender')
  const isOne = config.protocol.acks !== 'each'
  const does = [
    data.length === 0
      ? 'nothing goes out yet'
      : `the sender sends ${dataText(data, hasDataNumbers(config.protocol.name))}`,
    timer?.delay !== undefined
      ? `its timer starts (${timeText(timer.delay)})`
      : runs && isOne
        ? 'its timer runs already'
        : ''
  ]
  return { what, does, why: '' }
}

/** What the channel does at once with what was sent: nobody at the ends knows. */
function channelWords({ channel, sends, config }: StepReading): string[] {
  const name = (event: TraceEvent): string => {
    const { kind } = event
    const has = kind === 'data' ? hasDataNumbers : hasAckNumbers
    return segmentText({ kind, number: numberOf(event) }, has(config.protocol.name))
  }
  return channel.map((event) => {
    const { why = '', delay = 0 } = event
    const which = sends.length === 1 ? 'it' : name(event)
    const reason = why === '' ? '' : ` [${why}]`
    if (event.event === 'drop') return `the channel loses ${which}${reason}`
    if (event.event === 'corrupt') return `the channel damages ${which}${reason}`
    if (event.event === 'duplicate') return `the channel makes a copy of ${which}${reason}`
    if (delay === 0) return `the channel holds ${which} back${reason}`
    const much = `${timeText(Math.abs(delay))} ${delay > 0 ? 'later' : 'earlier'}`
    return `${which} will arrive ${much} than usual${reason}`
  })
}
