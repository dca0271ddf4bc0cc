/** The receive window of `tcp` between two endpoints: a reader that is slow loses nothing. */
import test from 'ava'
import { ms, seconds } from '../../src/kernel/time.js'
import type { Segment } from '../../src/rdt/segment.js'
import { tcp } from '../../src/rdt/tcp.js'
import { EndpointPair, type PairOptions, type Side } from './endpoint-pair.js'

const MSS = 100
const COUNT = 40

const messages = Array.from({ length: COUNT }, (_, n) => new Uint8Array(MSS - 1).fill(n))

/** Side `a` sends everything at once, the inbox of `b` holds ten segments. */
function slowReader(more: Partial<PairOptions> = {}) {
  const acks: Segment[] = []
  let isReading = false
  const { weather, ...rest } = more
  const pair: EndpointPair = new EndpointPair({
    protocol: tcp,
    windowSize: 16,
    mss: MSS,
    framing: 'marked',
    inboxLimit: 10 * (MSS - 1),
    isReading: () => isReading,
    weather: (segment: Segment, from: Side) => {
      if (segment.kind === 'ack') acks.push(segment)
      return weather?.(segment, from) ?? [{ segment, late: 0 }]
    },
    ...rest
  })
  for (const message of messages) pair.a.send(message, 0)
  const startReading = (): void => {
    isReading = true
    pair.read('b')
  }
  const dataSent = () => pair.log.filter((line) => line.startsWith('a data')).length
  return { pair, acks, startReading, dataSent }
}

test('nobody reads: the window closes, and only now and then a segment asks', (t) => {
  const { pair, acks, dataSent } = slowReader()
  pair.run(seconds(1))
  t.is(acks.at(-1)?.window, 0)
  const sent = dataSent()
  t.true(sent <= 30, `${sent} segments for an inbox of ten`)
  pair.run(seconds(61))
  // The RTO has backed off to 10 s.
  t.true(dataSent() - sent <= 15, `${dataSent() - sent} in a minute`)
  t.true(dataSent() - sent >= 5)
  t.deepEqual(pair.received.b, [])
})

test('as soon as somebody reads again it goes on, without a timeout', (t) => {
  const { pair, startReading } = slowReader()
  pair.run(ms(200))
  startReading()
  // The receiver looks at least once in an RTO, and tells of its window then.
  pair.run(ms(200) + ms(600))
  t.deepEqual(pair.received.b, messages)
  t.true(pair.a.isDrained)
})

test('where the news of the opening is lost, the sender asks and learns of it', (t) => {
  let isDeaf = false
  const { pair, startReading } = slowReader({
    weather: (segment, from) => (isDeaf && from === 'b' ? [] : [{ segment, late: 0 }])
  })
  pair.run(ms(200))
  isDeaf = true
  startReading()
  pair.run(seconds(2))
  isDeaf = false
  t.true(pair.received.b.length < COUNT)
  pair.run(seconds(30))
  t.deepEqual(pair.received.b, messages)
  t.true(pair.a.isDrained)
})

test('where the news of the closing is lost, nothing but time is', (t) => {
  let count = 0
  const { pair, startReading } = slowReader({
    weather: (segment, from) => {
      const isLost = from === 'b' && segment.window === 0 && count++ < 3
      return isLost ? [] : [{ segment, late: 0 }]
    }
  })
  pair.run(seconds(5))
  startReading()
  pair.run(seconds(60))
  t.deepEqual(pair.received.b, messages)
  t.true(pair.a.isDrained)
})

test('when all has been read and acknowledged, nothing goes on ringing', (t) => {
  const { pair, startReading } = slowReader()
  pair.run(ms(500))
  startReading()
  pair.run()
  const lines = pair.log.length
  pair.run(seconds(7200))
  t.is(pair.log.length, lines)
  t.deepEqual(pair.received.b, messages)
})
