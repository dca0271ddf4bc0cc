import test from 'ava'
import fc from 'fast-check'
import { ByteQueue } from '../../src/rdt/byte-queue.js'
import { cutMessage, Reassembly, takePayload } from '../../src/rdt/fragments.js'
import { MAX_MSS, MIN_MSS } from '../../src/rdt/transport.js'
import { holds } from '../kernel/property.js'

const LIMIT = 5000

const bytes = (length: number, first = 0) => new Uint8Array(length).map((_, i) => first + i)

/** The payloads of all `messages` when they wait together. */
function payloadsOf(messages: readonly Uint8Array[], mss: number): Uint8Array[] {
  const outbox = new ByteQueue()
  for (const message of messages) {
    for (const fragment of cutMessage(message, mss)) outbox.push(fragment)
  }
  const payloads: Uint8Array[] = []
  for (let next = takePayload(outbox, mss); next; next = takePayload(outbox, mss)) {
    payloads.push(next)
  }
  return payloads
}

/** What a reassembly makes of `payloads`. */
function join(payloads: readonly Uint8Array[], limit = LIMIT) {
  const reassembly = new Reassembly(limit)
  const messages: Uint8Array[] = []
  for (const payload of payloads) reassembly.add(payload, (message) => messages.push(message))
  return { messages, dropped: reassembly.dropped }
}

const hex = (list: readonly Uint8Array[]) => list.map((one) => Buffer.from(one).toString('hex'))

const mss = fc.oneof(
  fc.integer({ min: MIN_MSS, max: MAX_MSS }),
  fc.integer({ min: MIN_MSS, max: 12 }),
  fc.constantFrom(MIN_MSS, MAX_MSS)
)
const messages = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.nat(3000).map((length) => bytes(length))
  ),
  { maxLength: 30 }
)

test('any list of messages comes out whole and in order, for every mss from 2 to 1172', (t) => {
  holds(
    t,
    fc.tuple(messages, mss),
    ([list, most]) => {
      const payloads = payloadsOf(list, most)
      if (payloads.some(({ length }) => length > most)) throw new Error('longer than the mss')
      const { messages: joined, dropped } = join(payloads)
      return dropped === 0 && String(hex(joined)) === String(hex(list))
    },
    1000
  )
})

test('a long message is cut up, its first and last fragment marked', (t) => {
  t.deepEqual(hex(cutMessage(bytes(7), 4)), ['01000102', '00030405', '0206'])
  t.deepEqual(hex(cutMessage(bytes(6), 4)), ['01000102', '02030405'])
  t.deepEqual(hex(cutMessage(bytes(3), 4)), ['03000102'])
  t.deepEqual(hex(cutMessage(bytes(0), 4)), ['03'], 'an empty message is a message')
  t.deepEqual(hex(cutMessage(bytes(2), MIN_MSS)), ['0100', '0201'])
})

test('short messages that wait share a segment, as many as there is room for', (t) => {
  const three = [bytes(2, 0xa0), bytes(0), bytes(1, 0xb0)]
  t.deepEqual(hex(payloadsOf(three, 100)), ['070002a0a100000001b0'])
  t.deepEqual(hex(payloadsOf(three, 10)), ['070002a0a100000001b0'])
  t.deepEqual(hex(payloadsOf(three, 9)), ['070002a0a10000', '03b0'])
  t.deepEqual(hex(payloadsOf(three, 6)), ['03a0a1', '0700000001b0'])
  t.deepEqual(hex(payloadsOf([bytes(1)], 100)), ['0300'], 'a lonely one shares with nobody')
})

test('a message that was cut up shares with nobody', (t) => {
  const payloads = payloadsOf([bytes(1), bytes(150), bytes(1)], 100)
  t.deepEqual(
    payloads.map((payload) => [payload[0], payload.length]),
    [
      [3, 2],
      [1, 100],
      [2, 52],
      [3, 2]
    ]
  )
})

test('what the sender is given may change later: fragments are copies', (t) => {
  const message = bytes(3)
  const [fragment] = cutMessage(message, 100)
  message.fill(0xff)
  t.deepEqual(hex([fragment as Uint8Array]), ['03000102'])
})

test('a message as long as the limit is taken, one that is longer is dropped', (t) => {
  t.is(join(payloadsOf([bytes(LIMIT)], 100)).messages[0]?.length, LIMIT)
  const { messages: taken, dropped } = join(payloadsOf([bytes(LIMIT + 1), bytes(3)], 100))
  t.deepEqual(hex(taken), ['000102'], 'and the next one is whole')
  t.true(dropped > 0)
})

/** Fragments by their marks, with payloads of a given length. */
const part = (marks: number, text: string) =>
  Buffer.concat([Uint8Array.of(marks), Buffer.from(text)])

const BROKEN: readonly [what: string, payloads: Uint8Array[], whole: string[]][] = [
  ['a middle without a beginning', [part(0, 'x'), part(3, 'ok')], ['ok']],
  ['an end without a beginning', [part(2, 'x'), part(3, 'ok')], ['ok']],
  ['a beginning in the middle', [part(1, 'x'), part(1, 'o'), part(2, 'k')], ['ok']],
  ['a whole message in the middle', [part(1, 'x'), part(3, 'ok'), part(2, 'y')], ['ok']],
  ['an empty payload', [Buffer.alloc(0), part(3, 'ok')], ['ok']],
  ['a shared one that is cut in a length', [part(7, '\0\u0002ok\0')], ['ok']],
  ['a shared one that is cut in a message', [part(7, '\0\u0002ok\0\u0005no')], ['ok']]
]

for (const [what, payloads, whole] of BROKEN) {
  test(`${what} is dropped with what it would have joined, and counted`, (t) => {
    const { messages: joined, dropped } = join(payloads)
    t.deepEqual(
      joined.map((message) => Buffer.from(message).toString()),
      whole
    )
    t.true(dropped > 0)
  })
}

test('a fragment that is lost, or comes twice, costs its own message at most', (t) => {
  const list = [2500, 10, 3600, 1, 2400, 1171].map((length, i) => bytes(length, i))
  const fragments = list.map((message) => cutMessage(message, MAX_MSS))
  for (const [hit, own] of fragments.entries()) {
    for (const at of own.keys()) {
      for (const isLost of [true, false]) {
        const faulty = isLost ? own.toSpliced(at, 1) : own.toSpliced(at, 0, own[at] as Uint8Array)
        const { messages: joined } = join(fragments.with(hit, faulty).flat())
        const others = hex(list.filter((_, i) => i !== hit))
        const rest = hex(joined).filter((message) => others.includes(message))
        t.deepEqual(rest, others, `message ${hit}, fragment ${at}, lost: ${isLost}`)
      }
    }
  }
})

test('no payloads, however foul, throw or make a message beyond the limit', (t) => {
  const foul = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(7), fc.nat(1171)).map(([marks, length]) => part(marks, 'z'.repeat(length)))
    ),
    { maxLength: 60 }
  )
  holds(t, fc.tuple(foul, fc.integer({ min: 0, max: 20_000 })), ([payloads, limit]) => {
    const longest = Math.max(limit, ...payloads.map(({ length }) => length))
    return join(payloads, limit).messages.every(({ length }) => length <= longest)
  })
})

test('a peer that never ends its message makes nobody hold more than the limit', (t) => {
  const reassembly = new Reassembly(LIMIT)
  const sizes: number[] = []
  reassembly.add(part(1, ''), () => {})
  for (let n = 0; n < 1000; n++) {
    reassembly.add(part(0, 'z'.repeat(1000)), ({ length }) => sizes.push(length))
  }
  t.is(reassembly.dropped, 1000 - LIMIT / 1000, 'from the limit on every fragment belongs nowhere')
  reassembly.add(part(2, 'end'), ({ length }) => sizes.push(length))
  t.deepEqual(sizes, [])
})

test('an outbox knows how many bytes wait in it', (t) => {
  const outbox = new ByteQueue()
  t.true(outbox.isEmpty)
  t.is(outbox.shift(), undefined)
  outbox.push(bytes(3))
  outbox.push(bytes(0))
  outbox.push(bytes(4))
  t.is(outbox.bytes, 7)
  t.is(outbox.first?.length, 3)
  t.is(outbox.shift()?.length, 3)
  t.is(outbox.shift()?.length, 0)
  t.is(outbox.bytes, 4)
  t.false(outbox.isEmpty)
  outbox.shift()
  t.is(outbox.bytes, 0)
  t.true(outbox.isEmpty)
})
