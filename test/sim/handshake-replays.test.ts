/**
 * Whoever keeps the datagrams of a conversation and sends them once more, one, two or all,
 * opens nothing, has nothing delivered, and disturbs no connection of today.
 */
import test from 'ava'
import { type Micros, ms, seconds } from '../../src/kernel/time.js'
import type { Pipe } from '../../src/rdt/application.js'
import { COOKIE_LIFE } from '../../src/rdt/cookies.js'
import { DELAY, HandshakePair, type Sent, SIDES, type Side } from './handshake-pair.js'
import { firstFailure, notOver, notSound, opened } from './handshake-verdicts.js'

interface Situation {
  readonly pair: HandshakePair
  /** All that crossed in the conversation before. */
  readonly old: readonly Sent[]
}

/** Two who have opened and said all their words. */
const spoken = (): HandshakePair => opened().sayAll().wait(seconds(1))

/** `spoken`, and then closed by `closer`. */
function ended(closer: Side): Situation {
  const pair = spoken()
  pair.pipeOf(closer).close('bye')
  pair.wait(seconds(1))
  return { pair, old: [...pair.sent] }
}

/** The acceptor dies in the middle; the opener has found it out. */
function crashed(): Situation {
  const pair = spoken()
  const old = [...pair.sent]
  return { pair: pair.restart('acceptor').wait(seconds(5)), old }
}

/** The same, and what has happened since then. */
function then({ pair, old }: Situation, happened: (pair: HandshakePair) => HandshakePair) {
  return { pair: happened(pair), old }
}

const forget = (pair: HandshakePair): HandshakePair => pair.forget()
const expire = (pair: HandshakePair): HandshakePair => pair.wait(COOKIE_LIFE)

/** Another opening begins; `time` µs of it have passed. */
const open =
  (time: Micros) =>
  (pair: HandshakePair): HandshakePair => {
    pair.forget().connect()
    return pair.wait(time)
  }

const NEW = seconds(1)

const SITUATIONS: Record<string, (closer: Side) => Situation> = {
  'when it has ended': (closer) => then(ended(closer), forget),
  'when it has ended and its cookies have expired': (closer) =>
    then(then(ended(closer), expire), forget),
  'when the acceptor has restarted': (closer) =>
    then(ended(closer), (pair) => pair.restart('acceptor').forget()),
  'when the opener has restarted': (closer) =>
    then(ended(closer), (pair) => pair.restart('opener').forget()),
  'when the acceptor has restarted in the middle of it': () => then(crashed(), forget),
  'while a new one is being opened, before the cookie': (closer) =>
    then(ended(closer), open(DELAY + 1)),
  'while a new one is being opened, before the accept': (closer) =>
    then(ended(closer), open(3 * DELAY + 1)),
  'while a new one is open': (closer) => then(ended(closer), open(NEW)),
  'while a new one is open, made after the cookies had expired': (closer) =>
    then(then(ended(closer), expire), open(NEW)),
  'while a new one to a restarted acceptor is open': (closer) =>
    then(
      then(ended(closer), (pair) => pair.restart('acceptor')),
      open(NEW)
    ),
  'while a new one of a restarted opener is open': (closer) =>
    then(
      then(ended(closer), (pair) => pair.restart('opener')),
      open(NEW)
    ),
  'while a new one is open, after the acceptor had restarted in the middle': () =>
    then(crashed(), open(NEW)),
  'while it is still open': () => {
    const pair = spoken()
    return { pair, old: [...pair.sent] }
  }
}

/** Both hold and were told what `expected` says, and all goes on as it should. */
function harm(pair: HandshakePair, expected: string): string | undefined {
  const unlike = () => (pair.story === expected ? undefined : `${pair.story}, not ${expected}`)
  if (unlike() !== undefined) return unlike()
  if (pair.held('opener') > 0) return notSound(pair, 4 * DELAY) ?? notOver(pair)
  const sent = pair.sent.length
  if (!pair.runsDry() || pair.sent.length > sent) return 'something goes on'
  return unlike()
}

/** The first choice of old datagrams that does harm when they come again, `gap` µs apart. */
function firstHarm(
  make: () => Situation,
  choose: (old: readonly Sent[]) => readonly (readonly Sent[])[],
  gap: Micros = 0
): string | undefined {
  const { pair, old } = make()
  const expected = pair.wait(seconds(1)).story
  return firstFailure(choose(old), (replayed) => {
    // Made anew it is the same to the bit, so these are its own old datagrams.
    const { pair } = make()
    for (const sent of replayed) pair.replay(sent).wait(gap)
    return harm(pair.wait(seconds(1)), expected)
  })
}

const each = (old: readonly Sent[]) => old.map((sent) => [sent])
const all = (old: readonly Sent[]) => [old]
const backwards = (old: readonly Sent[]) => [old.toReversed()]
/** Whichever two, in either order, that one side sent; one of them twice, too. */
const pairs = (old: readonly Sent[]) =>
  old.flatMap((first) => old.filter(({ by }) => by === first.by).map((second) => [first, second]))

test('the record of a conversation has datagrams of every kind that a good one needs', (t) => {
  const words = ['open', 'cookie', 'echo', 'accept', 'ping', 'pong', 'data', 'ack']
  for (const side of SIDES) {
    const kinds = new Set(ended(side).old.map(({ datagram }) => datagram.kind))
    t.deepEqual([...kinds].sort(), [...words, 'close', 'closed'].sort())
  }
})

for (const [when, make] of Object.entries(SITUATIONS)) {
  test(`the datagrams of a conversation do no harm ${when}: each, all, and all backwards`, (t) => {
    for (const side of SIDES) {
      for (const choose of [each, all, backwards]) {
        t.is(
          firstHarm(() => make(side), choose),
          undefined
        )
        t.is(
          firstHarm(() => make(side), choose, ms(100)),
          undefined
        )
      }
    }
  })

  test(`nor do any two of them ${when}`, (t) => {
    t.is(
      firstHarm(() => make('opener'), pairs),
      undefined
    )
  })
}

/**
 * An opening with two cookies: the first comes after the second, and the first accept is lost,
 * so that both are sent back.
 */
function withTwoCookies(): { pair: HandshakePair; echoes: readonly Sent[]; accepted: Micros } {
  const pair = new HandshakePair().weather('', '(+300ms).x')
  pair.connect()
  const accepted = ms(250) + 3 * DELAY
  pair.waitUntil(accepted)
  if (pair.held('acceptor') !== 1) throw new Error(`not accepted then: ${pair.story}`)
  pair.wait(seconds(1))
  const echoes = pair.sent.filter(({ datagram }) => datagram.kind === 'echo')
  return { pair, echoes, accepted }
}

test('a used cookie is remembered while it is valid, and so is the other of its opening', (t) => {
  const { echoes, accepted } = withTwoCookies()
  const cookies = echoes.map(({ datagram }) => datagram.kind === 'echo' && String(datagram.cookie))
  t.is(new Set(cookies).size, 2)
  const ends = [DELAY, ms(250) + DELAY, accepted].map((time) => time + COOKIE_LIFE)
  const moments = ends.flatMap((end) => [end - 1, end, end + 1])
  for (const moment of [seconds(2), seconds(15), ...moments, 2 * COOKIE_LIFE]) {
    const { pair } = withTwoCookies()
    pair.pipeOf('opener').close('bye')
    pair.waitUntil(moment - 3 * DELAY).forget()
    // Another opening is accepted in the same microsecond, when old ones are forgotten.
    pair.connect()
    pair.wait(3 * DELAY)
    t.is(pair.held('acceptor'), 1)
    for (const echo of echoes) pair.replay(echo).replay(echo)
    t.is(pair.held('acceptor'), 1, `at ${moment}`)
    t.is(notSound(pair.wait(DELAY), 4 * DELAY), undefined)
    t.is(notOver(pair), undefined)
  }
})

test('a copy of an echo that comes during the closing, or after, opens nothing', (t) => {
  for (const side of SIDES) {
    for (let late = 0; late < 40; late++) {
      const pair = new HandshakePair({ [side]: { opened: (pipe: Pipe) => pipe.close('bye') } })
      pair.copies('opener', [undefined, late * ms(5)]).connect()
      pair.wait(seconds(1))
      t.is(notOver(pair), undefined, `${side}, ${late * 5} ms late`)
    }
  }
})
