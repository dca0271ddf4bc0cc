/**
 * Whatever becomes of the first datagrams of an opening or a closing, both sides are of
 * one mind within a bound that can be worked out:
 *
 * - Who waits for an answer asks at 0, 250 and 750 ms, and then every second. The answer comes
 *   unless the question is lost or something that follows from it, so k losses cost at most k
 *   questions. Asking ends with the first question due after the limit: an opening at 15.75 s,
 *   a closing at 5.75 s.
 * - Data that waits for its ACK is sent again after 100 ms (before the first measurement
 *   500 ms), and after twice as long each time up to 10 s: k losses cost at most k of these.
 * - Who was told nothing of the end asks after 3 s of silence, and every 300 ms: the answer is
 *   that the connection is unknown.
 */
import test from 'ava'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import type { Pipe } from '../../src/rdt/application.js'
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
const askedAt = (n: number): Micros => (n < 2 ? ms(250) * n : ms(750) + seconds(n - 2))

/** How long `count` timeouts take, one after the other. */
function timeouts(count: number, rto: Micros): Micros {
  let sum = 0
  for (let n = 0; n < count; n++) sum += Math.min(rto * 2 ** n, seconds(10))
  return sum
}

/** When all of `WORDS` are acknowledged: two windows of 2, and their timeouts. */
const drainedAfter = (losses: number, rto: Micros): Micros => timeouts(losses, rto) + 4 * DELAY

/** A closing is given up when this is over, whatever was lost. */
const CLOSING_END = ms(5750)

/** The peer that has ended is found out after this, with `losses` of questions and answers. */
const foundOut = (losses: number): Micros => seconds(3) + losses * ms(300) + 2 * DELAY

/** Which of the first eight are lost: all 256 ways. */
const PATTERNS = Array.from({ length: 256 }, (_, bits) =>
  bits.toString(2).padStart(8, '0').replaceAll('0', '.').replaceAll('1', 'x')
)

interface Fates {
  readonly up: string
  readonly down: string
  readonly losses: number
}

const WHERE = {
  'on the way up': (pattern: string) => [pattern, ''],
  'on the way down': (pattern: string) => ['', pattern],
  'four each way': (pattern: string) => [pattern.slice(0, 4), pattern.slice(4)]
} as const

/** All 256 patterns there; `isDoubled`: all that are not lost arrive twice, those behind too. */
function fatesOf(where: keyof typeof WHERE, isDoubled: boolean): Fates[] {
  const rest = isDoubled ? '2*9999' : ''
  return PATTERNS.map((pattern) => {
    const marks = isDoubled ? pattern.replaceAll('.', '2') : pattern
    const [up = '', down = ''] = WHERE[where](marks)
    return { up: up + rest, down: down + rest, losses: pattern.split('x').length - 1 }
  })
}

/** The first of `cases` that fails, with what is wrong with it. */
function firstFailure<T>(cases: readonly T[], check: (one: T) => string | undefined) {
  for (const one of cases) {
    const problem = check(one)
    if (problem !== undefined) return `${JSON.stringify(one)}: ${problem}`
  }
  return undefined
}

/** Tests `check` with every pattern in every place, once and doubled. */
function underAllPatterns(title: string, check: (fates: Fates) => string | undefined): void {
  for (const where of Object.keys(WHERE) as (keyof typeof WHERE)[]) {
    test(`${title}: eight fates ${where}`, (t) => {
      t.is(firstFailure(fatesOf(where, false), check), undefined)
      t.is(firstFailure(fatesOf(where, true), check), undefined)
    })
  }
}

const count = (log: readonly string[], word: string): number =>
  log.filter((line) => line.startsWith(word)).length

/** What both sides are told where all goes well, up to the end. */
const HEARD_ALL = String(['opened', ...WORDS.map((word) => `got ${word}`)])

/** Both are open, and have been told of nothing but that. */
const areOpen = (pair: HandshakePair): boolean =>
  SIDES.every((side) => String(pair.parties[side].log) === 'opened' && pair.held(side) === 1)

/** Both sides have ended and forgotten, have been told so once, and nothing more happens, ever. */
function notOver(pair: HandshakePair): string | undefined {
  for (const side of SIDES) {
    const { log } = pair.parties[side]
    const opened = count(log, 'opened')
    // An opener is told of the end of what never opened, too.
    const closed = side === 'opener' ? 1 : opened
    if (opened > 1 || count(log, 'closed') !== closed) return `not told once: ${pair.story}`
    if (pair.held(side) !== 0) return `still held: ${pair.story}`
  }
  const sent = pair.sent.length
  if (!pair.runsDry()) return `something goes on for ever: ${pair.story}`
  if (pair.sent.length > sent) return `${pair.sent.at(-1)?.datagram.kind} is sent after the end`
  return undefined
}

/** What is wrong with two who are open: they talk, keep quiet, and close, in good weather. */
function notSound(pair: HandshakePair, wait: Micros): string | undefined {
  pair.sayAll().wait(wait)
  for (const side of SIDES) {
    if (String(pair.parties[side].log) !== HEARD_ALL) return `not heard: ${pair.story}`
  }
  pair.weather().wait(seconds(1))
  const before = pair.sent.length
  pair.wait(seconds(30))
  const quiet = pair.sent.slice(before).map(({ datagram }) => datagram.kind)
  // One question every three seconds, and its answer, at most from either side.
  if (quiet.length > 4 * 10 || quiet.some((kind) => kind !== 'ping' && kind !== 'pong')) {
    return `not quiet: ${quiet}`
  }
  pair.pipeOf('opener').close('enough')
  pair.wait(2 * DELAY)
  for (const side of SIDES) {
    const how = side === 'opener' ? 'local' : 'peer'
    if (String(pair.parties[side].log) !== `${HEARD_ALL},closed ${how}`) return pair.story
  }
  return notOver(pair)
}

underAllPatterns('both sides open in time, whatever is lost', ({ up, down, losses }) => {
  const pair = new HandshakePair().weather(up, down)
  pair.connect()
  pair.wait(askedAt(losses) + 4 * DELAY)
  if (!areOpen(pair)) return `not open in time: ${pair.story}`
  return notSound(pair, drainedAfter(losses, ms(500)))
})

/** Two who have just opened, in good weather. */
function opened(does: Does = {}): HandshakePair {
  const pair = new HandshakePair(does)
  pair.connect()
  return pair.wait(seconds(1))
}

/** What each side was told is right as far as it goes, and complete where the end says so. */
function wrongWords(pair: HandshakePair, talkers: readonly Side[]): string | undefined {
  for (const side of SIDES) {
    const other = otherOf(side)
    const said = talkers.includes(other) ? WORDS : []
    const { log } = pair.parties[side]
    const got = log.filter((line) => line.startsWith('got'))
    const whole = said.map((word) => `got ${word}`)
    if (String(got) !== String(whole.slice(0, got.length))) return `wrong words: ${pair.story}`
    // Who says `close` knows that all he said has arrived; who hears it is the witness.
    const isWhole = log.includes('closed peer') || pair.parties[other].log.includes('closed local')
    if (isWhole && got.length < whole.length) return `words are missing: ${pair.story}`
  }
  return undefined
}

interface Closing {
  readonly closers: readonly Side[]
  readonly talkers: readonly Side[]
}

function notClosed({ closers, talkers }: Closing, { up, down, losses }: Fates) {
  const pair = opened().weather(up, down).sayAll(talkers)
  const start = pair.world.now()
  for (const side of closers) pair.pipeOf(side).close(`bye from the ${side}`)
  const drained = talkers.length > 0 ? drainedAfter(losses, ms(100)) : 0
  pair.wait(drained + CLOSING_END + foundOut(losses))
  const closed = Math.min(askedAt(losses) + 2 * DELAY, CLOSING_END)
  for (const side of SIDES) {
    const { log, reasons, closedAt = Number.NaN } = pair.parties[side]
    const end = log.at(-1)
    // Seven times it is said. With fewer losses the other side hears it.
    const isHeard = losses < 7
    const usual = closers.includes(side) ? ['closed local', 'closed peer'] : ['closed peer']
    if (end !== 'closed restarted' || isHeard) {
      if (!usual.includes(String(end))) return `not the usual end: ${pair.story}`
      if (end === 'closed peer' && reasons[0] !== `bye from the ${otherOf(side)}`) {
        return `the ${side} is told '${reasons[0]}'`
      }
      if (!(closedAt <= start + drained + closed)) return `the ${side} is late: ${closedAt - start}`
    }
  }
  return wrongWords(pair, talkers) ?? notOver(pair)
}

const nobody: readonly Side[] = []
for (const closers of [['opener'], ['acceptor'], SIDES] as const) {
  for (const talkers of closers.length === 1 ? [nobody, closers, SIDES] : [nobody, SIDES]) {
    const who = closers.join(' and the ')
    const what = talkers.length > 0 ? `what the ${talkers.join(' and the ')} said` : 'nothing'
    underAllPatterns(`the ${who} may close with ${what} outstanding`, (fates) =>
      notClosed({ closers, talkers }, fates)
    )
  }
}

function notAborted(side: Side, talkers: readonly Side[], { up, down, losses }: Fates) {
  const pair = opened().weather(up, down).sayAll(talkers)
  pair.pipeOf(side).abort('enough')
  const other = otherOf(side)
  if (pair.held(side) !== 0) return 'an abort does not wait'
  pair.wait(foundOut(losses))
  const { log, reasons } = pair.parties[other]
  if (String(pair.parties[side].log) !== 'opened,closed local') return pair.story
  const end = log.at(-1)
  if (end !== 'closed peer' && end !== 'closed restarted') return `no cause: ${pair.story}`
  if (end === 'closed peer' && reasons[0] !== 'enough') return `told '${reasons[0]}'`
  if (losses === 0 && end !== 'closed peer') return `not told: ${pair.story}`
  const got = log.slice(1, -1)
  const whole = talkers.includes(side) ? WORDS.map((word) => `got ${word}`) : []
  if (String(got) !== String(whole.slice(0, got.length))) return `wrong words: ${pair.story}`
  return notOver(pair)
}

for (const side of SIDES) {
  for (const talkers of [[], [side], SIDES]) {
    const what = talkers.length > 0 ? `what the ${talkers.join(' and the ')} said` : 'nothing'
    underAllPatterns(`the ${side} may abort with ${what} outstanding`, (fates) =>
      notAborted(side, talkers, fates)
    )
  }
}

/** An acceptor who ends the connection as soon as he has it, whatever the opener knows of it. */
function notTurnedAway(how: 'close' | 'abort', { up, down, losses }: Fates) {
  const acceptor = { opened: (pipe: Pipe) => pipe[how]('no room') }
  const pair = new HandshakePair({ acceptor }).weather(up, down)
  pair.connect()
  const told = askedAt(losses) + 4 * DELAY
  // Who has opened, and hears of the end neither now nor when he asks again, finds it out.
  pair.wait(told + (how === 'close' ? CLOSING_END : 0) + foundOut(losses))
  const { log, reasons, closedAt = Number.NaN } = pair.parties.opener
  if (String(pair.parties.acceptor.log) !== 'opened,closed local') return pair.story
  const isOpened = log[0] === 'opened'
  if (log.at(-1) === 'closed peer' ? reasons[0] !== 'no room' : !isOpened) {
    return `the opener is not told why: ${pair.story} '${reasons}'`
  }
  if (!isOpened && closedAt > told) return `the opener is told late, after ${closedAt} µs`
  return notOver(pair)
}

for (const how of ['close', 'abort'] as const) {
  underAllPatterns(`who may not stay is told so, by ${how}`, (fates) => notTurnedAway(how, fates))
}

/** When an opener changes his mind: before and after each datagram of a good opening. */
const MOMENTS = [0, 1, 2, 3, 4].flatMap((delays) => [delays * DELAY, delays * DELAY + 1])

for (const how of ['close', 'abort'] as const) {
  underAllPatterns(`an opener may change his mind at any moment, by ${how}`, (fates) =>
    firstFailure(MOMENTS, (moment) => {
      const { up, down, losses } = fates
      const pair = new HandshakePair().weather(up, down)
      const pipe = pair.connect()
      pair.wait(moment)
      const isOpen = pipe.isOpen
      pipe[how]('changed my mind')
      if (!isOpen && pair.held('opener') !== 0) return 'there is nothing to wait for'
      pair.wait((isOpen && how === 'close' ? CLOSING_END : 2 * DELAY) + foundOut(losses))
      const { log } = pair.parties.opener
      if (String(log) !== (isOpen ? 'opened,closed local' : 'closed local')) return pair.story
      return notOver(pair)
    })
  )
}

test('who stops listening keeps those who have knocked: eight fates four each way', (t) => {
  const check = ({ up, down, losses }: Fates) => {
    const pair = new HandshakePair({ acceptor: { opened: () => pair.listen(false) } })
    pair.weather(up, down).connect()
    pair.wait(askedAt(losses) + 4 * DELAY)
    return areOpen(pair) ? undefined : `not open in time: ${pair.story}`
  }
  t.is(firstFailure(fatesOf('four each way', false), check), undefined)
})

test('who is told of the end may close or abort in turn, and nothing more is sent', (t) => {
  for (const how of ['close', 'abort'] as const) {
    const pair = opened({ acceptor: { closed: (pipe) => pipe[how]('me too') } })
    pair.pipeOf('opener').close('bye')
    pair.wait(2 * DELAY)
    t.is(notOver(pair), undefined, how)
    t.deepEqual(pair.parties.acceptor.log, ['opened', 'closed peer'])
  }
})
