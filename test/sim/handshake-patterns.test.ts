/**
 * Whatever becomes of the first datagrams of an opening or of a closing, both sides are of one
 * mind within a bound, which `handshake-verdicts.ts` works out.
 */
import test from 'ava'
import { ms, seconds } from '../../src/kernel/time.js'
import type { Pipe } from '../../src/rdt/application.js'
import { DELAY, HandshakePair, otherOf, type Sent, SIDES, type Side } from './handshake-pair.js'
import {
  areOpen,
  askedAt,
  CLOSING_END,
  count,
  drainedAfter,
  type Fates,
  firstFailure,
  foundOutAfter,
  notOver,
  notSound,
  OPENING_END,
  openAfter,
  opened,
  wrongWords
} from './handshake-verdicts.js'

/** Which of the first eight are lost: all 256 ways. */
const PATTERNS = Array.from({ length: 256 }, (_, bits) =>
  bits.toString(2).padStart(8, '0').replaceAll('0', '.').replaceAll('1', 'x')
)

const WHERE = {
  'on the way up': (pattern: string) => [pattern, ''],
  'on the way down': (pattern: string) => ['', pattern],
  'four each way': (pattern: string) => [pattern.slice(0, 4), pattern.slice(4)]
} as const

/** All 256 patterns there; `isDoubled`: whatever is not lost arrives twice, behind them too. */
function fatesOf(where: keyof typeof WHERE, isDoubled: boolean): Fates[] {
  const rest = isDoubled ? '2*9999' : ''
  return PATTERNS.map((pattern) => {
    const marks = isDoubled ? pattern.replaceAll('.', '2') : pattern
    const [up = '', down = ''] = WHERE[where](marks)
    return { up: up + rest, down: down + rest, losses: pattern.split('x').length - 1 }
  })
}

/** Tests `check` with every pattern in every place, whole and doubled. */
function underAllPatterns(title: string, check: (fates: Fates) => string | undefined): void {
  for (const where of Object.keys(WHERE) as (keyof typeof WHERE)[]) {
    test(`${title}: all fates of eight datagrams, ${where}`, (t) => {
      t.is(firstFailure(fatesOf(where, false), check), undefined)
      t.is(firstFailure(fatesOf(where, true), check), undefined)
    })
  }
}

underAllPatterns('both sides open in time, talk, keep quiet and close', (fates) => {
  const { up, down, losses } = fates
  const pair = new HandshakePair().weather(up, down)
  pair.connect()
  pair.wait(openAfter(losses))
  if (!areOpen(pair)) return `not open in time: ${pair.story}`
  return notSound(pair, drainedAfter(losses, ms(500))) ?? notOver(pair)
})

test('the bound is tight: seven lost questions are waited for, and not a microsecond longer', (t) => {
  const pair = new HandshakePair().weather('x'.repeat(7))
  pair.connect()
  pair.wait(openAfter(7) - 1)
  t.deepEqual(pair.parties.opener.log, [])
  pair.wait(1)
  t.true(areOpen(pair))
})

test('where all is lost, an opening and a closing end at their limits, to the microsecond', (t) => {
  const alone = new HandshakePair().weather('x*9999')
  const pair = opened().weather('x*9999', 'x*9999')
  const start = pair.world.now()
  pair.pipeOf('opener').close('bye')
  alone.connect()
  alone.wait(OPENING_END - 1)
  pair.wait(CLOSING_END - 1)
  t.deepEqual([alone.held('opener'), pair.held('opener')], [1, 1])
  for (const { story } of [alone.wait(1), pair.wait(1)]) t.regex(story, /closed .* holds 0, acc/)
  const asked = (sent: readonly Sent[], kind: string) =>
    count(
      sent.map(({ datagram }) => datagram.kind),
      kind
    )
  t.is(asked(alone.sent, 'open'), 17)
  t.is(asked(pair.sent, 'close'), 7)
  // The acceptor heard something last before the weather changed.
  pair.waitUntil(start + seconds(15))
  t.is(notOver(alone) ?? notOver(pair), undefined)
  t.is(pair.parties.acceptor.log.at(-1), 'closed silent')
})

interface Closing {
  readonly closers: readonly Side[]
  readonly talkers: readonly Side[]
}

/** `fates` befall what is sent from the last words on. */
function notClosed({ closers, talkers }: Closing, { up, down, losses }: Fates) {
  const pair = opened().weather(up, down).sayAll(talkers)
  const start = pair.world.now()
  for (const side of closers) pair.pipeOf(side).close(`bye from the ${side}`)
  const drained = talkers.length > 0 ? drainedAfter(losses, ms(100)) : 0
  const closed = start + drained + Math.min(askedAt(losses) + 2 * DELAY, CLOSING_END)
  pair.wait(drained + CLOSING_END + foundOutAfter(losses))
  for (const side of SIDES) {
    const { log, reasons, closedAt = Number.NaN } = pair.parties[side]
    const end = log.at(-1)
    // It is said seven times. With fewer losses the other side has heard it.
    if (end === 'closed restarted' && losses >= 7 && !closers.includes(side)) continue
    const isUsual = end === 'closed peer' || (end === 'closed local' && closers.includes(side))
    if (!isUsual) return `not the usual end: ${pair.story}`
    if (end === 'closed peer' && reasons[0] !== `bye from the ${otherOf(side)}`) {
      return `the ${side} is told '${reasons}'`
    }
    if (!(closedAt <= closed)) return `the ${side} is late by ${closedAt - closed} µs`
  }
  return wrongWords(pair, talkers) ?? notOver(pair)
}

const nobody: readonly Side[] = []
const wordsOf = (talkers: readonly Side[]): string =>
  talkers.length > 0 ? `words of the ${talkers.join(' and the ')}` : 'no words'

for (const closers of [['opener'], ['acceptor'], SIDES] as const) {
  for (const talkers of closers.length === 1 ? [nobody, closers, SIDES] : [nobody, SIDES]) {
    const title = `the ${closers.join(' and the ')} may close, ${wordsOf(talkers)} outstanding`
    underAllPatterns(title, (fates) => notClosed({ closers, talkers }, fates))
  }
}

function notAborted(side: Side, talkers: readonly Side[], { up, down, losses }: Fates) {
  const pair = opened().weather(up, down).sayAll(talkers)
  pair.pipeOf(side).abort('enough')
  if (pair.held(side) !== 0) return 'an abort does not wait'
  pair.wait(foundOutAfter(losses))
  const { log, reasons } = pair.parties[otherOf(side)]
  const end = log.at(-1)
  if (String(pair.parties[side].log) !== 'opened,closed local') return pair.story
  const isTold = end === 'closed peer' && reasons[0] === 'enough'
  const isFoundOut = end === 'closed restarted' && losses > 0
  if (!isTold && !isFoundOut) return `not told: ${pair.story} '${reasons}'`
  // What was said before may be lost with it, but nothing comes wrongly or twice.
  const whole = talkers.includes(side) ? ['opened', 'got one', 'got two', 'got three'] : ['opened']
  const got = log.slice(0, -1)
  if (String(got) !== String(whole.slice(0, got.length))) return `wrong words: ${pair.story}`
  return notOver(pair)
}

for (const side of SIDES) {
  for (const talkers of [nobody, [side], SIDES]) {
    const title = `the ${side} may abort, ${wordsOf(talkers)} outstanding`
    underAllPatterns(title, (fates) => notAborted(side, talkers, fates))
  }
}

/** An acceptor who ends the connection as soon as he has it, whatever the opener knows of it. */
function notTurnedAway(how: 'close' | 'abort', { up, down, losses }: Fates) {
  const acceptor = { opened: (pipe: Pipe) => pipe[how]('no room') }
  const pair = new HandshakePair({ acceptor }).weather(up, down)
  pair.connect()
  pair.wait(openAfter(losses) + (how === 'close' ? CLOSING_END : 0) + foundOutAfter(losses))
  if (String(pair.parties.acceptor.log) !== 'opened,closed local') return pair.story
  const { log, reasons, closedAt = Number.NaN } = pair.parties.opener
  const isTold = log.at(-1) === 'closed peer' && reasons[0] === 'no room'
  // An opener who has heard the accept, and nothing else any more, finds it out by asking.
  if (!isTold && String(log) !== 'opened,closed restarted') return `${pair.story} '${reasons}'`
  if (log[0] !== 'opened' && closedAt > openAfter(losses)) return `told late, at ${closedAt} µs`
  return notOver(pair)
}

for (const how of ['close', 'abort'] as const) {
  const title = `an opener who may not stay is told so, by ${how}, without waiting for the limit`
  underAllPatterns(title, (fates) => notTurnedAway(how, fates))
}

/** An opener changes his mind: after each datagram of a good opening. */
const CHANGES = [0, 1, 2, 3, 4].map((delays) => ({ how: 'abort', at: delays * DELAY + 1 }) as const)

/** Before he is open that is the same; then there is something to wait for. */
const CLOSE = { how: 'close', at: 4 * DELAY + 1 } as const

underAllPatterns('an opener may change his mind at any moment', ({ up, down, losses }) =>
  firstFailure([...CHANGES, CLOSE], ({ how, at }) => {
    const pair = new HandshakePair().weather(up, down)
    const pipe = pair.connect()
    pair.wait(at)
    const { isOpen } = pipe
    pipe[how]('changed my mind')
    const waits = isOpen && how === 'close'
    if (!waits && pair.held('opener') !== 0) return 'there is nothing to wait for'
    pair.wait((waits ? CLOSING_END : 2 * DELAY) + foundOutAfter(losses))
    const { log } = pair.parties.opener
    if (String(log) !== (isOpen ? 'opened,closed local' : 'closed local')) return pair.story
    return notOver(pair)
  })
)

underAllPatterns('who stops listening still lets in those whom he has accepted', (fates) => {
  const { up, down, losses } = fates
  const pair: HandshakePair = new HandshakePair({ acceptor: { opened: () => pair.listen(false) } })
  pair.weather(up, down).connect()
  pair.wait(openAfter(losses))
  return areOpen(pair) ? undefined : `not open in time: ${pair.story}`
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

test('who closes is only told `local` where all that he said has arrived', (t) => {
  for (const [talkers, end] of [
    [nobody, 'closed local'],
    [['opener'], 'closed restarted']
  ] as const) {
    const pair = opened().restart('acceptor').sayAll(talkers)
    pair.pipeOf('opener').close('bye')
    pair.wait(seconds(1))
    t.is(pair.parties.opener.log.at(-1), end)
    t.deepEqual(pair.parties.acceptor.log, [])
  }
})
