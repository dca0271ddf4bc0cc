/** Nothing that comes from the network is trusted, and nothing of it ends a transfer. */
import test from 'ava'
import fc from 'fast-check'
import { RandomStream } from '../../src/kernel/random.js'
import { ms, seconds } from '../../src/kernel/time.js'
import { CONGESTION, type ProtocolOptions } from '../../src/rdt/protocol.js'
import { RecordingHost } from '../../src/rdt/recording-host.js'
import { makeData, type Segment } from '../../src/rdt/segment.js'
import { SequenceSpace } from '../../src/rdt/sequence.js'
import { tcp } from '../../src/rdt/tcp.js'
import { encodeRanges } from '../../src/rdt/tcp-sack.js'
import { holds } from '../kernel/property.js'
import { EndpointPair } from './endpoint-pair.js'

type Input =
  | { readonly does: 'send' }
  | { readonly does: 'ack'; readonly segment: Segment }
  | { readonly does: 'ring'; readonly timer: number }

const number = fc.oneof(fc.nat(20), fc.nat(0xffffffff))
const ranges = fc
  .array(fc.tuple(number, number), { maxLength: 9 })
  .map((all) => Uint8Array.from(all.flat().flatMap((n) => [n >>> 24, n >>> 16, n >>> 8, n])))
const ack = fc
  .record({
    seqnum: number,
    acknum: number,
    window: fc.option(fc.nat(65_535), { nil: undefined }),
    data: fc.oneof(ranges, fc.uint8Array({ maxLength: 80 }))
  })
  .map(({ window, ...rest }): Segment => {
    const segment = { kind: 'ack', corrupt: false, ...rest } as const
    return window === undefined ? segment : { ...segment, window }
  })
const inputs = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('send' as const) }),
    fc.record({ does: fc.constant('ack' as const), segment: ack }),
    fc.record({ does: fc.constant('ring' as const), timer: fc.nat(5) })
  ),
  { maxLength: 120 }
)
const options = fc.record({
  windowSize: fc.integer({ min: 1, max: 20 }),
  seqBits: fc.integer({ min: 6, max: 32 }),
  rto: fc.constantFrom(1, 10, 1000, 100_000),
  congestion: fc.constantFrom(...CONGESTION)
})

test('whatever ACKs come and timers ring, a sender keeps to its window and to what it may', (t) => {
  holds(t, fc.tuple(options, inputs), ([given, all]) => survives(given, all))
})

function survives(given: ProtocolOptions, all: readonly Input[]): boolean {
  const host = new RecordingHost()
  const sender = tcp.createSender(host, given)
  const numbers = new SequenceSpace(given.seqBits)
  let at = 0
  for (const input of all) {
    at += 7
    if (input.does === 'ack') sender.rdtRcv(input.segment, at)
    else if (input.does === 'ring') sender.timeout(input.timer, at)
    else if (sender.isReady) sender.rdtSend(Uint8Array.of(1), at)
    const { base = 0, nextseqnum = 0, sacked = [] } = sender.state ?? {}
    const inFlight = numbers.distance(Number(base), Number(nextseqnum))
    if (inFlight > given.windowSize) return false
    // Base itself cannot have arrived, and nothing beyond what was sent.
    for (const n of sacked as readonly number[]) {
      const ahead = numbers.distance(Number(base), n)
      if (ahead === 0 || ahead >= inFlight) return false
    }
  }
  return host.calls.every(
    (call) => call.call !== 'startTimer' || (Number.isSafeInteger(call.delay) && call.delay >= 0)
  )
}

test('whatever data comes, a receiver delivers each number once, in order, and keeps at most N', (t) => {
  const data = fc.array(fc.tuple(number, fc.nat(0xffffffff)), { maxLength: 100 })
  holds(t, fc.tuple(options, data), ([given, all]) => {
    const host = new RecordingHost()
    const receiver = tcp.createReceiver(host, given)
    const numbers = new SequenceSpace(given.seqBits)
    for (const [seqnum, acknum] of all) {
      const wrapped = numbers.wrap(seqnum)
      receiver.rdtRcv({ ...makeData(wrapped, Uint8Array.of(wrapped & 63)), acknum }, 0)
      const { buffered = [] } = receiver.state ?? {}
      if ((buffered as readonly number[]).length >= given.windowSize) return false
    }
    const delivered = host.calls.flatMap((call) => (call.call === 'deliverData' ? [call.data] : []))
    // Data says its number modulo 64, and with 6 bits or more the numbers count on across the wrap.
    return delivered.every((bytes, i) => bytes[0] === ((i + 1) & 63))
  })
})

test('ACKs whose ranges lie do not keep anything from arriving in the end', (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const dice = new RandomStream(`liar-${seed}`)
    const numbers = new SequenceSpace(32)
    const forge = (segment: Segment): Segment => {
      const from = segment.acknum + 1 + dice.below(8)
      const data = encodeRanges([{ from, to: from + 1 + dice.below(4) }], numbers)
      return { ...segment, data, seqnum: dice.below(100) }
    }
    const pair = new EndpointPair({
      protocol: tcp,
      windowSize: 16,
      framing: 'marked',
      weather: (segment) => {
        if (dice.below(10) === 0) return []
        const isForged = segment.kind === 'ack' && dice.below(3) === 0
        return [{ segment: isForged ? forge(segment) : segment, late: dice.below(ms(2)) }]
      }
    })
    const messages = Array.from({ length: 100 }, (_, n) => Uint8Array.of(n))
    for (const message of messages) pair.a.send(message, 0)
    pair.run(seconds(600))
    t.deepEqual(pair.received.b, messages, `seed liar-${seed}`)
    t.true(pair.a.isDrained, `seed liar-${seed}`)
  }
})
