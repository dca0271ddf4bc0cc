/** The sentences of `rdt trace explain`. */

import { type Micros, toMs } from '../kernel/time.js'
import { PACING, PERSIST, PROBE, REORDERING } from '../rdt/tcp-timers.js'
import type { Trip } from './trip.js'
import type { Finding } from './truth.js'

/** What its sender goes by when it sends something again, in a word. */
export type Belief =
  | 'timeout'
  | 'window'
  | 'nak'
  | 'garbled answer'
  | 'wrong ack'
  | 'duplicate acks'
  | 'probe'
  | 'overtaken'
  | 'paced'
  | 'another timer'
  | 'unknown'

/** Beliefs that something is lost: the truth then says "It was" or "It was not". */
const LOSSES: readonly Belief[] = ['timeout', 'duplicate acks', 'overtaken', 'paced']

const TCP_TIMERS = new Map<number, Belief>([
  [PACING, 'paced'],
  [REORDERING, 'overtaken'],
  [PROBE, 'probe'],
  [PERSIST, 'probe']
])

/** @param isStopAndWait then an ACK that is not awaited says what a NAK says */
export function beliefOf({ trigger }: Trip, isStopAndWait: boolean): Belief {
  switch (trigger?.cause) {
    case 'timeout':
      return trigger.isFirst ? 'timeout' : 'window'
    case 'timer':
      return TCP_TIMERS.get(trigger.timer) ?? 'another timer'
    case 'garbled':
      return 'garbled answer'
    case 'ack':
      return isStopAndWait ? 'wrong ack' : 'duplicate acks'
    case 'nak':
      return 'nak'
    default:
      return 'unknown'
  }
}

/** All that happened, in two or three sentences. */
export function sentencesOf(trip: Trip, belief: Belief, finding: Finding): string {
  const truth = truthWords(trip, finding)
  const isLoss = LOSSES.includes(belief)
  const isRight = finding.truth === 'lost'
  const opening =
    !isLoss || finding.truth === 'unknown' ? '' : isRight ? 'It was: ' : 'It was not: '
  const second = opening === '' ? capital(truth) : `${opening}${truth}`
  return `at ${duration(trip.t)} ${beliefWords(trip, belief)}. ${second}.`
}

function beliefWords({ number, trigger }: Trip, belief: Belief): string {
  const it = `data ${number ?? '?'}`
  switch (belief) {
    case 'timeout':
      return `the timer ran out: the sender believed that ${it} was lost`
    case 'window': {
      const first = trigger?.cause === 'timeout' ? trigger.first : undefined
      return `${it} went out again with data ${first ?? '?'}, whose timer had run out`
    }
    case 'nak':
      return `a NAK came: the sender believed that ${it} had arrived broken`
    case 'garbled answer':
      return `a garbled answer came: the sender could not tell whether ${it} had arrived`
    case 'wrong ack':
      return `${ackWords(trigger)} came, which does not go for ${it}: the sender took it for a NAK`
    case 'duplicate acks':
      return `${ackWords(trigger)} came: the sender believed that ${it} was lost (fast retransmit)`
    case 'probe':
      return `nothing had come back for a while: the sender sent ${it} again to provoke an answer`
    case 'overtaken':
      return `later segments had overtaken ${it} for too long: the sender believed that it was lost`
    case 'paced':
      return `${it}, which the sender believed lost, had its turn to leave`
    case 'another timer':
      return `a timer of the protocol’s own rang, and ${it} was sent again`
    default:
      return `${it} was sent again; why, its sender alone knows: its timer is not seen from here`
  }
}

function ackWords(trigger: Trip['trigger']): string {
  if (trigger?.cause !== 'ack') return 'an ACK'
  const { number, repeats } = trigger
  const name = number === undefined ? 'an ACK' : `ACK ${number}`
  return repeats > 1 ? `${name} (${repeats} times in a row)` : name
}

function truthWords(trip: Trip, { truth, before, ack }: Finding): string {
  const it = `data ${trip.number ?? '?'}`
  const { life } = trip
  const had = `${it} had arrived at ${moment(life?.taken ?? life?.intact)}`
  switch (truth) {
    case 'lost':
      return `the channel dropped it${lossWords(before)}${earlierWords(trip, before)}`
    case 'corrupted':
      return `it arrived at ${moment(before?.broken)}, corrupted${why(before?.damage)}${earlierWords(trip, before)}`
    case 'late':
      return `it was still on its way, and arrived at ${moment(before?.intact)}${tooShort(trip, before, before?.intact?.t)}`
    case 'arrived, discarded':
      return `${it} had arrived at ${moment(before?.intact)}; the receiver threw it away${refusalWords(before)}`
    case 'ack lost':
      return `${had}, but its ${ackName(ack)} was lost: the channel dropped it${lossWords(ack)}${alsoLost(before)}`
    case 'ack corrupted':
      return `${had}, but its ${ackName(ack)} came corrupted at ${moment(ack?.broken)}${why(ack?.damage)}${alsoLost(before)}`
    case 'ack late':
      return `${had}, and its ${ackName(ack)} was still on its way${tooShort(trip, firstIntact(trip), ack?.intact?.t, 'it came')}`
    case 'unanswered':
      return `${had}, but no ACK for it had been sent yet`
    case 'acknowledged':
      return `${had}, and its ${ackName(ack)} had come at ${moment(ack?.intact)}`
    case 'arrived':
      return `${had}; what the receiver made of it the trace does not tell`
    default:
      return `what became of ${it} before, or of its ACK, the trace does not tell`
  }
}

const ackName = (ack: Trip | undefined): string =>
  ack?.number === undefined ? 'ACK' : `ACK ${ack.number}`

const lossWords = (trip: Trip | undefined): string =>
  trip?.lost === undefined ? '' : ` at ${moment(trip.lost)}${why(trip.lost.why)}`

/** No new ACK could be provoked by a retransmission that was lost itself. */
const alsoLost = (before: Trip | undefined): string =>
  before?.lost === undefined ? '' : `; what was sent at ${duration(before.t)} was lost, too`

/** Why the receiver did not keep it. */
function refusalWords(refused: Trip | undefined): string {
  if (refused?.discarded !== undefined) return why(refused.discarded)
  const { expected, number } = refused ?? {}
  return expected === undefined || expected === number ? '' : `, since it expected ${expected}`
}

/** One before the last had come, which made this one spurious. */
function earlierWords(trip: Trip, before: Trip | undefined): string {
  const earlier = firstIntact(trip)
  if (earlier === undefined || (earlier.index ?? 0) > (before?.index ?? 0)) return ''
  return `. An earlier one had arrived at ${moment(earlier.intact)}, and was thrown away${refusalWords(earlier)}`
}

const firstIntact = ({ life }: Trip): Trip | undefined => life?.trips[life.firstIntactTrip ?? -1]

/** The timeout was shorter than the time from when `sent` was sent to `at`. */
function tooShort(
  { trigger }: Trip,
  sent: Trip | undefined,
  at: Micros | undefined,
  came = ''
): string {
  if (at === undefined) return ''
  const arrived = came === '' ? '' : ` (${came} at ${duration(at)})`
  if (trigger?.cause !== 'timeout' || trigger.delay === undefined || sent === undefined) {
    return arrived
  }
  const took = at - sent.t
  if (took <= trigger.delay) return arrived
  const way = came === '' ? 'its way, which took' : 'the round trip of'
  return `${arrived}: the timeout of ${duration(trigger.delay)} is shorter than ${way} ${duration(took)}`
}

const why = (reason: string | undefined): string =>
  reason === undefined || reason === '' ? '' : ` (${reason})`

const moment = (at: { readonly t: Micros } | undefined): string =>
  at === undefined ? 'a time that nobody knows' : duration(at.t)

const duration = (time: Micros): string => `${toMs(time)} ms`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
