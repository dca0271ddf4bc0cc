/**
 * How long two sides may take to be of one mind, and whether they are. Each verdict is what is
 * wrong, in words, or undefined.
 *
 * - Who waits for an answer asks at 0, 250 and 750 ms, and then every second. The answer comes
 *   unless the question is lost or something that follows from it, so k losses cost at most k
 *   questions. Asking ends with the first question due after the limit: an opening, with 15 s,
 *   at 15.75 s, a closing, with 5 s, at 5.75 s.
 * - Data that waits for its ACK is sent again after 100 ms (before the first measurement
 *   500 ms), and after twice as long each time up to 10 s: k losses cost at most k of these.
 * - Who was told nothing of the end asks after 3 s of silence, and then every 300 ms: the answer
 *   is that the connection is unknown.
 */
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import {
  DELAY,
  type Does,
  HandshakePair,
  otherOf,
  SIDES,
  type Side,
  WORDS
} from './handshake-pair.js'

/** When the `n`-th repetition of a question is asked, µs after the first. */
export const askedAt = (n: number): Micros => (n < 2 ? ms(250) * n : ms(750) + seconds(n - 2))

/** Asking for an opening, or saying `close`, ends then. */
export const OPENING_END: Micros = ms(15_750)
export const CLOSING_END: Micros = ms(5750)

/** When both sides of an opening are open, with `losses` of any datagrams. */
export const openAfter = (losses: number): Micros => askedAt(losses) + 4 * DELAY

/** When all of `WORDS` are acknowledged: two windows of 2, and their timeouts. */
export function drainedAfter(losses: number, rto: Micros): Micros {
  let sum = 4 * DELAY
  for (let n = 0; n < losses; n++) sum += Math.min(rto * 2 ** n, seconds(10))
  return sum
}

/** When a side that is told nothing knows that the other has ended. */
export const foundOutAfter = (losses: number): Micros => seconds(3) + losses * ms(300) + 2 * DELAY

export interface Fates {
  readonly up: string
  readonly down: string
  readonly losses: number
}

/** The first of `cases` that fails, and what is wrong with it. */
export function firstFailure<T>(
  cases: Iterable<T>,
  check: (one: T) => string | undefined
): string | undefined {
  for (const one of cases) {
    const problem = check(one)
    if (problem !== undefined) return `${JSON.stringify(one)}: ${problem}`
  }
  return undefined
}

/** How many lines of `log` begin with `word`. */
export const count = (log: readonly string[], word: string): number =>
  log.filter((line) => line.startsWith(word)).length

/** Both are open, hold one connection, and have been told of nothing else. */
export const areOpen = (pair: HandshakePair): boolean =>
  SIDES.every((side) => String(pair.parties[side].log) === 'opened' && pair.held(side) === 1)

/** Two who have just opened, in good weather. */
export function opened(does: Does = {}): HandshakePair {
  const pair = new HandshakePair(does)
  pair.connect()
  return pair.wait(seconds(1))
}

/** Both sides have ended and forgotten, have been told so once, and nothing more happens, ever. */
export function notOver(pair: HandshakePair): string | undefined {
  for (const side of SIDES) {
    const { log } = pair.parties[side]
    const openings = count(log, 'opened')
    // An opener is told of the end of what never opened, too.
    const endings = side === 'opener' ? 1 : openings
    if (openings > 1 || count(log, 'closed') !== endings) return `not told once: ${pair.story}`
    if (pair.held(side) !== 0) return `still held: ${pair.story}`
  }
  const sent = pair.sent.length
  if (!pair.runsDry()) return `something goes on for ever: ${pair.story}`
  if (pair.sent.length > sent) return `${pair.sent.at(-1)?.datagram.kind} is sent after the end`
  return undefined
}

/**
 * Two who have just opened talk within `wait` µs, keep quiet, once what is on its way has
 * arrived, after `settle`, and close: all that in good weather.
 */
export function notSound(
  pair: HandshakePair,
  wait: Micros,
  settle = seconds(1)
): string | undefined {
  const before = SIDES.map((side) => String(pair.parties[side].log))
  pair.sayAll().wait(wait)
  const heard = WORDS.map((word) => `,got ${word}`).join('')
  const isHeard = (end = ['', '']) =>
    SIDES.every((side, i) => String(pair.parties[side].log) === before[i] + heard + end[i])
  if (!isHeard()) return `not heard, each word once: ${pair.story}`
  pair.weather().wait(settle)
  const noise = notQuiet(pair)
  if (noise !== undefined) return noise
  pair.pipeOf('opener').close('enough')
  pair.wait(2 * DELAY)
  if (!isHeard([',closed local', ',closed peer'])) return `not closed: ${pair.story}`
  // The last question may still be on its way.
  pair.wait(2 * DELAY)
  return undefined
}

/** Both only ask now and then whether the other lives. */
function notQuiet(pair: HandshakePair): string | undefined {
  const before = pair.sent.length
  pair.wait(seconds(30))
  const kinds = pair.sent.slice(before).map(({ datagram }) => datagram.kind)
  // One question every three seconds at most from either side, and its answer.
  const isQuiet = kinds.every((kind) => kind === 'ping' || kind === 'pong')
  return isQuiet && kinds.length <= 2 * 2 * 10 ? undefined : `not quiet: ${kinds}`
}

/** What each side got of `WORDS` is right as far as it goes, and complete where the end says so. */
export function wrongWords(pair: HandshakePair, talkers: readonly Side[]): string | undefined {
  for (const side of SIDES) {
    const other = otherOf(side)
    const whole = talkers.includes(other) ? WORDS.map((word) => `got ${word}`) : []
    const { log } = pair.parties[side]
    const got = log.filter((line) => line.startsWith('got'))
    if (String(got) !== String(whole.slice(0, got.length))) return `wrong words: ${pair.story}`
    // Who says `close` knows that all he said has arrived; who hears it is the witness.
    const isWhole = log.includes('closed peer') || pair.parties[other].log.includes('closed local')
    if (isWhole && got.length < whole.length) return `words are missing: ${pair.story}`
  }
  return undefined
}
