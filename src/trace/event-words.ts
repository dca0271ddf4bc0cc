/** An event in words for people: a sign, what happened, and what is known of it. */
import { toMs } from '../kernel/time.js'
import type { TraceEvent } from './event.js'

type EventName = TraceEvent['event']

/** One column each, so that no colour is needed to tell them apart; the second is ASCII. */
const SIGNS: Readonly<Record<EventName, readonly [string, string]>> = {
  submit: ['»', ')'],
  send: ['→', '>'],
  drop: ['✗', 'X'],
  corrupt: ['≈', '~'],
  duplicate: ['+', '+'],
  delay: ['…', '.'],
  receive: ['←', '<'],
  discard: ['∅', '0'],
  deliver: ['✓', 'v'],
  'timer-start': ['○', 'o'],
  'timer-stop': ['●', '*'],
  timeout: ['!', '!'],
  state: ['=', '='],
  open: ['[', '['],
  close: [']', ']'],
  say: ['"', '"']
}

export const signOf = ({ event }: TraceEvent, isAscii = false): string =>
  SIGNS[event][isAscii ? 1 : 0]

/** What `event` says besides time, place, name and link: `data 3, 32 B, try 2`. */
export function wordsOf(event: TraceEvent): string {
  const { why, len, attempt = 1, half, timer, delay } = event
  switch (event.event) {
    case 'submit':
      return joined([`rdtSend ${len ?? 0} B`])
    case 'send':
      return joined([segmentName(event), bytes(len), attempt > 1 ? `try ${attempt}` : ''])
    case 'duplicate':
      return joined([segmentName(event), event.of === undefined ? '' : `copy of #${event.of}`, why])
    case 'delay':
      return joined([segmentName(event), lateness(delay), why])
    case 'deliver':
      return bytes(len)
    case 'timer-start':
      return joined([timerName(half, timer), delay === undefined ? '' : `rings in ${span(delay)}`])
    case 'timer-stop':
    case 'timeout':
      return timerName(half, timer)
    case 'state':
      return joined([half, ...stateWords(event)])
    case 'say':
      return `${event.from ?? ''}${addressees(event)}: ${event.text ?? ''}`
    default:
      return joined([segmentName(event), why])
  }
}

/** `data 3`, `ack 2`, `nak`; empty where the event names none. */
function segmentName({ kind, seq, ack }: TraceEvent): string {
  const number = kind === 'data' ? seq : ack
  return number === undefined ? (kind ?? '') : `${kind ?? '?'} ${number}`
}

/** A time of a trace in ms, to the µs. */
export const timeWord = (t: number): string => toMs(t).toFixed(3)

const span = (time: number): string => `${toMs(time)} ms`

const bytes = (len: number | undefined): string => (len === undefined ? '' : `${len} B`)

function lateness(delay: number | undefined): string {
  if (delay === undefined || delay === 0) return 'held back'
  return delay > 0 ? `${span(delay)} late` : `${span(-delay)} early`
}

const timerName = (half: string | undefined, timer: number | undefined): string =>
  `${half ?? ''} timer ${timer ?? 0}`.trim()

function stateWords({ state = {} }: TraceEvent): string[] {
  return Object.entries(state).map(([name, value]) =>
    Array.isArray(value) ? `${name} [${value.join(' ')}]` : `${name} ${value}`
  )
}

const addressees = ({ to = [] }: TraceEvent): string =>
  to.length > 0 ? ` to ${to.join(', ')}` : ''

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(', ')
