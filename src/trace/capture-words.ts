/** The comments of a capture: of each packet why it is there, of the whole what it is. */
import type { Fate } from './capture-fates.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { numberOf } from './ladder-crossing.js'

/** What a node was doing when it sent something. */
export type Cause =
  | { readonly what: 'timeout'; readonly timer: number }
  | { readonly what: 'arrival'; readonly frame: number; readonly name: string }
  | { readonly what: 'submit' }

/**
 * `data 3`; what nobody can read is damaged, or none of ours.
 * @param isDamaged whether somebody says so
 */
export function nameOf(event: TraceEvent, isDamaged = event.why !== undefined): string {
  const { kind, len } = event
  if (kind === undefined) {
    if (isDamaged) return 'something damaged'
    return len === undefined ? 'a datagram' : `a datagram of ${len} byte${len === 1 ? '' : 's'}`
  }
  const number = numberOf(event)
  return number === undefined ? kind : `${kind} ${number}`
}

/**
 * Of a packet on its way to the channel.
 * @param first the frame in which the same segment was sent before, for a retransmission
 */
export function departureWords(
  event: TraceEvent,
  fate: Fate,
  cause: Cause | undefined,
  first: number | undefined
): string {
  const again = first === undefined ? '' : `: retransmission of frame ${first}`
  const attempt = (event.attempt ?? 1) > 1 ? ` for the ${ordinal(event.attempt ?? 1)} time` : ''
  const words = [`${nameOf(event)}${attempt}${again}${because(cause, attempt !== '')}`]
  if (fate.lost !== undefined) words.push(`lost in the channel: ${fate.lost}`)
  if (fate.damage !== undefined) words.push(`damaged in the channel: ${fate.damage}`)
  if (fate.late !== undefined) words.push(`arrives at another time than the others: ${fate.late}`)
  return words.join('; ')
}

function because(cause: Cause | undefined, isAgain: boolean): string {
  switch (cause?.what) {
    case 'timeout':
      return `, ${isAgain ? 'since' : 'after'} timer ${cause.timer} has run out`
    case 'arrival':
      return isAgain
        ? `, since ${cause.name} came (frame ${cause.frame})`
        : `, after ${cause.name} came (frame ${cause.frame})`
    case 'submit':
      return ', which the application submitted'
    default:
      return ''
  }
}

/**
 * Of a packet on its way from the channel.
 * @param name what was sent, be it damaged since
 * @param frame in which it went to the channel; undefined where nobody saw that
 */
export function arrivalWords(
  name: string,
  fate: Fate,
  frame: number | undefined,
  isNoticed: boolean
): string {
  const from = frame === undefined ? 'of which nobody saw the sending' : `sent in frame ${frame}`
  const words = [`${name}, ${from}`]
  if (fate.copied !== undefined) {
    words.push(`a copy that the channel made: ${fate.copied || 'it says not why'}`)
  }
  if (fate.damage !== undefined) {
    const seen = isNoticed ? '' : ', and its checksum did not notice'
    words.push(`damaged in the channel: ${fate.damage}${seen}`)
  } else if (isNoticed) words.push('damaged')
  if (fate.late !== undefined) words.push(`not at its usual time: ${fate.late}`)
  if (fate.discarded !== undefined) words.push(`discarded: ${fate.discarded}`)
  return words.join('; ')
}

/** `2nd` */
function ordinal(n: number): string {
  const isTeen = n % 100 >= 11 && n % 100 <= 13
  const ending = isTeen ? undefined : ['th', 'st', 'nd', 'rd'][n % 10]
  return `${n}${ending ?? 'th'}`
}

/** Of the whole capture; `about` says how it was made. */
export function sectionWords(header: TraceHeader, about: readonly string[]): string[] {
  const { seed, clock, config } = header
  const command = typeof config['command'] === 'string' ? ` of rdt ${config['command']}` : ''
  const dice = seed === '' ? 'without a seed' : `seed ${seed}`
  return [
    `A trace${command}, ${dice}, ${clock === 'virtual' ? 'in virtual time' : 'on the clock of the wall'}; times count from its beginning.`,
    `config ${JSON.stringify(config)}`,
    ...about
  ]
}
