/** What happens to segments and their senders, in plain sentences. */
import type { TraceEvent } from '../../trace/event.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import { timeWords } from './facts-words.js'

/** An event, with what was known of it when it happened. */
export interface Happening {
  readonly event: TraceEvent
  /** Of a timeout: for how long its timer ran, in µs, and the number of the segment it guarded. */
  readonly delay?: number | undefined
  readonly guarded?: number | undefined
  /** Of a retransmission: an earlier one had arrived. */
  readonly isSpurious?: boolean
}

/** @param nameOf what people call a node */
export function sentenceFor(happening: Happening, nameOf: (node: string) => string): string {
  const event = { ...happening.event, at: nameOf(happening.event.at) }
  const ends = endsOf(event.link ?? '')
  const [from, to] = [nameOf(ends.from), nameOf(ends.to)]
  switch (event.event) {
    case 'drop':
      return dropWords(event, from, to)
    case 'corrupt':
      return `${capital(segmentOf(event))} from ${from} to ${to} is damaged on its way${why(event)}: the checksum will tell.`
    case 'duplicate':
      return `The channel makes a copy of ${segmentOf(event)} from ${from} to ${to}${why(event)}.`
    case 'delay':
      return `${capital(segmentOf(event))} from ${from} to ${to} ${lateWords(event)}${why(event)}: others may overtake it.`
    case 'timeout':
      return timeoutWords({ ...happening, event })
    case 'send':
      return sendWords({ ...happening, event }, from, to)
    case 'receive':
      return receiveWords(event, from)
    case 'discard':
      return `${event.at} throws ${event.kind === undefined ? 'a segment' : segmentOf(event)} away${why(event)}.`
    case 'deliver':
      return `${event.at} hands ${event.len ?? 0} bytes up to its application.`
    case 'open':
      return `The connection from ${from} to ${to} is open.`
    case 'close':
      return `The connection from ${from} to ${to} is closed${why(event)}.`
    case 'submit':
      return `${event.at} has ${event.len ?? 0} bytes to send.`
    default:
      return ''
  }
}

function dropWords(event: TraceEvent, from: string, to: string): string {
  const lost = `${capital(segmentOf(event))} from ${from} to ${to} is lost in the channel${why(event)}`
  if (event.kind === 'data') return `${lost}: ${from} does not know yet.`
  return event.kind === 'ack' ? `${lost}: ${to} will not hear that its data came.` : `${lost}.`
}

function timeoutWords({ event, delay, guarded }: Happening): string {
  const after = delay === undefined ? '' : ` after ${timeWords(delay)}`
  const believed = guarded === undefined ? '' : `, so it believes that data ${guarded} is lost`
  return `Timeout: ${event.at}’s timer ran out${after} without an ACK${believed}.`
}

function sendWords({ event, isSpurious = false }: Happening, from: string, to: string): string {
  const { attempt = 1 } = event
  const name = segmentOf(event)
  if (attempt === 1) return `${from} sends ${name} to ${to}.`
  const ending = isSpurious ? ' It is spurious: an earlier one had arrived.' : ''
  return `Retransmission: ${from} sends ${name} again, for the ${ordinal(attempt)} time.${ending}`
}

function receiveWords(event: TraceEvent, from: string): string {
  const { at, kind, why: reason } = event
  if (reason !== undefined || kind === undefined) {
    return `A damaged segment from ${from} comes to ${at}: ${reason ?? 'nobody can read it'}.`
  }
  return `${capital(segmentOf(event))} from ${from} comes to ${at}.`
}

function lateWords({ delay = 0 }: TraceEvent): string {
  if (delay === 0) return 'is held back'
  return delay > 0 ? `is ${timeWords(delay)} late` : `is ${timeWords(-delay)} early`
}

/** `data 3`, `ACK 2`, `a NAK`, `an opening`. */
function segmentOf({ kind, seq, ack }: TraceEvent): string {
  if (kind === 'data') return `data ${seq ?? '?'}`
  if (kind === 'ack') return `ACK ${ack ?? '?'}`
  if (kind === 'nak') return 'a NAK'
  return kind === undefined ? 'a datagram' : `a datagram (${kind})`
}

const why = ({ why: reason }: TraceEvent): string =>
  reason === undefined || reason === '' ? '' : ` (${reason})`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']

const ordinal = (count: number): string => ORDINALS[count] ?? `${count}th`
