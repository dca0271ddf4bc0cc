/**
 * Both ways at once, what is corrupt may have been data or an ACK. Both halves of an endpoint
 * hear of it, and both answer: more than the protocols without a timer were made for.
 */
import test from 'ava'
import { ms, seconds } from '../../src/kernel/time.js'
import { decodeUtf8Strictly, encodeUtf8 } from '../../src/kernel/utf8.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
import { EndpointPair, type Side } from './endpoint-pair.js'

interface Talk {
  /** How many messages each side has: A1, A2, … and B1, B2, … */
  readonly a: number
  readonly b: number
}

const textsOf = (side: Side, count: number) =>
  Array.from({ length: count }, (_, i) => `${side.toUpperCase()}${i + 1}`)

/** Both sides say all at once; `corrupt` names transmissions, `b4` the fourth of side b. */
function talk(protocol: Protocol, messages: Talk, corrupt: readonly string[]) {
  const count = { a: 0, b: 0 }
  const pair = new EndpointPair({
    protocol,
    windowSize: 1,
    seqBits: 1,
    framing: 'marked',
    delay: ms(20),
    weather: (segment, from) => {
      const isHit = corrupt.includes(`${from}${++count[from]}`)
      return [{ segment: isHit ? { ...segment, corrupt: true } : segment, late: 0 }]
    }
  })
  for (const side of ['a', 'b'] as const) {
    for (const text of textsOf(side, messages[side])) pair[side].send(encodeUtf8(text), 0)
  }
  pair.run(seconds(5))
  const heard = (side: Side) => pair.received[side].map((bytes) => decodeUtf8Strictly(bytes))
  return { log: pair.log, a: heard('a'), b: heard('b') }
}

test('two corrupt datagrams cost rdt2.1 a message: an ACK without a number is taken for another', (t) => {
  const { log, a, b } = talk(rdt21, { a: 1, b: 2 }, ['a1', 'b4'])
  t.deepEqual(log, [
    'a data 0', // A1, corrupt
    'b data 0', // B1
    'b data 0', // what was corrupt may have been an ACK, so B1 goes again …
    'b nak 0', //  or data
    'a ack 0', // of B1
    'a ack 0', // of B1 again: one too many
    'a data 0', // A1 again
    'b data 1', // B2, corrupt; the second ACK arrives with the first, and counts for B2
    'b ack 0', // of A1
    'a data 0', // what was corrupt may have been an ACK, so A1 goes again …
    'a nak 0', // or data; but b has nothing left to send again
    'b ack 0' // of A1 again
  ])
  t.deepEqual(b, ['A1'])
  t.deepEqual(a, ['B1'])
})

test('no one or two corrupt datagrams cost rdt2.2 anything: its ACKs say which segment they mean', (t) => {
  const hits = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => [`a${n}`, `b${n}`])
  for (const messages of [
    { a: 1, b: 2 },
    { a: 2, b: 2 },
    { a: 3, b: 1 }
  ]) {
    for (const [i, first] of hits.entries()) {
      for (const second of hits.slice(i)) {
        const { a, b } = talk(rdt22, messages, [first, second])
        const what = `${JSON.stringify(messages)}, corrupt: ${first}, ${second}`
        t.deepEqual(b, textsOf('a', messages.a), what)
        t.deepEqual(a, textsOf('b', messages.b), what)
      }
    }
  }
})

test('a single corrupt datagram costs not even rdt2.1 anything', (t) => {
  for (const hit of [1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => [`a${n}`, `b${n}`])) {
    const { a, b } = talk(rdt21, { a: 3, b: 3 }, [hit])
    t.deepEqual([a, b], [textsOf('b', 3), textsOf('a', 3)], hit)
  }
})
