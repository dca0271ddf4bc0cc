/** What a sender does when an answer comes or a timer rings, and why, in words. */
import type { TraceEvent } from '../../trace/event.js'
import {
  dataText,
  hasAckNumbers,
  hasDataNumbers,
  type StepWords,
  segmentText,
  timeText
} from './step-phrases.js'
import { bubbleIn, guardedBy, isAtSender, numberIn, type StepReading } from './step-reading.js'

export function answerWords(reading: StepReading): StepWords {
  const { step, before, config, isBroken } = reading
  const { input } = step
  const isNumbered = hasAckNumbers(config.protocol.name)
  const flight = before.flights.get(input.id ?? -1)
  const was = flight === undefined ? '' : `, which was ${segmentText(flight, isNumbered)}`
  const copy = flight?.of === undefined ? '' : ', a copy that the channel made'
  const name = segmentText({ kind: input.kind, number: input.ack }, isNumbered)
  const what = isBroken ? `a damaged segment arrives${was}` : `${name} arrives${copy}`
  return {
    what,
    does: [becomesWords(reading), againWords(reading), ...timerWords(reading)],
    why: reasonFor(reading)
  }
}

/** How the sender's window moves, or which bubble it goes to. */
function becomesWords(reading: StepReading): string {
  const { before, after, step, isBroken } = reading
  const [from, to] = [numberIn(before.sender, 'base'), numberIn(after.sender, 'base')]
  if (from !== undefined && to !== undefined && from !== to)
    return `base moves from ${from} to ${to}`
  const [was, is] = [bubbleIn(before.sender), bubbleIn(after.sender)]
  if (was !== undefined && is !== undefined && was !== is) return `the sender goes to “${is}”`
  const isSame = JSON.stringify(before.sender) === JSON.stringify(after.sender)
  if (!isSame && from !== undefined) return `noted, and base stays at ${from}, which is missing`
  if (!isSame || hasRetransmission(reading) || after.sender === undefined) return ''
  if (isBroken) return 'the sender does nothing'
  const isAgain = step.input.kind === 'ack' && step.input.ack === before.lastAck
  return isAgain ? 'a duplicate ACK, which changes nothing' : 'it changes nothing'
}

const hasRetransmission = ({ sends }: StepReading): boolean =>
  sends.some(({ kind }) => kind === 'data')

function againWords({ sends, config }: StepReading): string {
  const data = sends.filter(({ kind }) => kind === 'data')
  if (data.length === 0) return ''
  const again = data.every(({ attempt = 1 }) => attempt > 1) ? ' again' : ''
  return `the sender sends ${dataText(data, hasDataNumbers(config.protocol.name))}${again}`
}

/** What becomes of its timers: the last word on each counts. */
function timerWords({ before, step, timers, config }: StepReading): string[] {
  const { event: cause, timer: own = 0 } = step.input
  const hasRung = cause === 'timeout' && own === 0
  const last = new Map<number, TraceEvent>()
  for (const event of timers) last.set(event.timer ?? 0, event)
  const isEach = config.protocol.acks === 'each'
  const told = [...last.values()].flatMap(({ event, timer = 0, delay = 0 }) => {
    if (config.protocol.otherTimers?.includes(timer)) return []
    const whose = isEach ? `the timer of data ${timer}` : 'the timer'
    if (event === 'timer-start') return [`${whose} starts anew (${timeText(delay)})`]
    return before.timers.has(`sender ${timer}`) ? [`${whose} stops`] : []
  })
  if (!before.timers.has('sender 0') || isEach || last.size > 0) return told
  return [...told, hasRung ? 'no timer runs any more' : 'the timer runs on']
}

function reasonFor(reading: StepReading): string {
  const { before, after, step, isBroken, config } = reading
  const hasTimers = before.timers.size > 0
  if (isBroken) {
    if (hasRetransmission(reading)) return 'nobody can tell what it said'
    return hasTimers ? 'if anything is missing, the timer will repair it' : ''
  }
  if (step.input.kind === 'nak') return 'a NAK says that the data came damaged'
  if (hasRetransmission(reading)) return ''
  const [from, to] = [numberIn(before.sender, 'base'), numberIn(after.sender, 'base')]
  if (from === undefined || to === undefined) return ''
  const isCumulative = config.protocol.acks !== 'each'
  if (isCumulative && to - from > 1) return `an ACK is cumulative: all up to ${to - 1} has arrived`
  if (!isCumulative && to - from > 1) return 'those behind it were acknowledged before'
  return from === to || after.timers.size > 0 || !hasTimers ? '' : 'nothing is in flight any more'
}

export function timeoutWords(reading: StepReading): StepWords {
  const { step, before, config, sends } = reading
  const { timer = 0 } = step.input
  const running = before.timers.get(`${isAtSender(reading) ? 'sender' : 'receiver'} ${timer}`)
  const after = running === undefined ? '' : ` after ${timeText(running.delay)}`
  if (!isAtSender(reading)) {
    const answers = sends.map(({ kind, ack }) => segmentText({ kind, number: ack })).join(', ')
    const does = answers === '' ? [] : [`the receiver sends ${answers}`]
    return { what: `timer ${timer} of the receiver rings${after}`, does, why: '' }
  }
  const does = [againWords(reading), ...timerWords(reading)]
  if (config.protocol.otherTimers?.includes(timer)) {
    return {
      what: `timer ${timer} of the sender rings${after}`,
      does,
      why: 'it is none for losses'
    }
  }
  const guarded = guardedBy(config, before, timer)
  const isNumbered = hasDataNumbers(config.protocol.name)
  const believes =
    guarded === undefined
      ? ''
      : `the sender believes that ${isNumbered ? `data ${guarded}` : 'the data'} is lost`
  return { what: `timeout${after} without an ACK`, does: [believes, ...does], why: '' }
}
