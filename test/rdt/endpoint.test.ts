import test from 'ava'
import fc from 'fast-check'
import { RandomStream } from '../../src/kernel/random.js'
import { ms, seconds } from '../../src/kernel/time.js'
import { Endpoint } from '../../src/rdt/endpoint.js'
import type { EndpointOptions } from '../../src/rdt/endpoint-host.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { Protocol, ProtocolOptions } from '../../src/rdt/protocol.js'
import { rdt10 } from '../../src/rdt/rdt1.0.js'
import { rdt20 } from '../../src/rdt/rdt2.0.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import { makeAck, makeCorrupt, makeData, makeNak, type Segment } from '../../src/rdt/segment.js'
import { MAX_MESSAGE } from '../../src/rdt/sending-half.js'
import type { EndpointWitness } from '../../src/rdt/witness.js'
import { holds } from '../kernel/property.js'
import { EndpointPair, type PairOptions } from './endpoint-pair.js'

const bytes = (length: number, first = 0) => new Uint8Array(length).map((_, i) => first + i)
const hex = (list: readonly Uint8Array[]) => list.map((one) => Buffer.from(one).toString('hex'))

/** Loss, corruption, duplication and reordering by dice of this name. */
function badWeather(seed: number, loss: number): NonNullable<PairOptions['weather']> {
  const dice = new RandomStream('endpoint', seed)
  return (segment) => {
    if (dice.fraction() < loss) return []
    const arriving = dice.fraction() < 0.1 ? { ...segment, corrupt: true } : segment
    const late = dice.fraction() < 0.2 ? dice.below(ms(5)) : 0
    const one = { segment: arriving, late }
    return dice.fraction() < 0.1 ? [one, { segment, late: dice.below(ms(8)) }] : [one]
  }
}

const lossy = fc.record({
  seed: fc.nat(),
  loss: fc.constantFrom(0, 0.1, 0.3, 0.5),
  windowSize: fc.integer({ min: 1, max: 7 }),
  seqBits: fc.constantFrom(8, 16, 32),
  mss: fc.integer({ min: 2, max: 60 }),
  sizes: fc.array(fc.nat(150), { maxLength: 12 })
})

test('messages of any length pass both ways through the worst weather, whole and in order', (t) => {
  holds(
    t,
    lossy,
    ({ seed, loss, sizes, ...options }) => {
      const pair = new EndpointPair({ ...options, weather: badWeather(seed, loss) })
      const up = sizes.map((size, i) => bytes(size, i))
      const down = sizes.map((size, i) => bytes(size, 100 + i)).reverse()
      for (const message of up) pair.a.send(message, 0)
      for (const message of down) pair.b.send(message, 0)
      pair.run()
      if (String(hex(pair.received.b)) !== String(hex(up))) throw new Error('a to b')
      if (String(hex(pair.received.a)) !== String(hex(down))) throw new Error('b to a')
      return pair.a.isDrained && pair.b.isDrained && pair.a.backlog === 0
    },
    150
  )
})

/** One endpoint, and all that it orders. */
function single(options: Partial<EndpointOptions> = {}, witness?: EndpointWitness) {
  const sent: string[] = []
  const timers: string[] = []
  let news = 0
  const endpoint = new Endpoint(
    {
      transmit: ({ kind, seqnum, acknum }, attempt) =>
        sent.push(`${kind} ${kind === 'data' ? seqnum : acknum} (${attempt})`),
      timers: {
        start: (delay, key) => timers.push(`start ${key} ${delay}`),
        stop: (key) => timers.push(`stop ${key}`)
      },
      messageReady: () => {
        news++
      }
    },
    {
      protocol: gbn,
      windowSize: 2,
      seqBits: 32,
      rto: ADAPTIVE,
      congestion: 'newreno',
      mss: 100,
      framing: 'shared',
      halves: 'both',
      outboxLimit: 1000,
      inboxLimit: 10,
      ...options
    },
    witness
  )
  return { endpoint, take: () => sent.splice(0), timers, news: () => news }
}

/** A witness that only notes why segments were thrown away. */
function discards(): EndpointWitness & { readonly why: string[] } {
  const why: string[] = []
  const nothing = () => {}
  return {
    why,
    discarded: (segment, reason) => why.push(`${segment.kind} ${segment.seqnum}: ${reason}`),
    submitted: nothing,
    delivered: nothing,
    timerStarted: nothing,
    timerStopped: nothing,
    timedOut: nothing,
    stateIs: nothing
  }
}

const whole = (seqnum: number, text: string): Segment =>
  makeData(seqnum, Buffer.from(`\x03${text}`))

test('a full inbox discards data before any machine sees it, with the reason', (t) => {
  const witness = discards()
  const { endpoint, take } = single({}, witness)
  endpoint.receive(whole(1, '0123456789'), 0)
  t.deepEqual(take(), ['ack 1 (1)'])
  endpoint.receive(whole(2, 'x'), 1)
  t.deepEqual(take(), [], 'no ACK, so that the peer sends it again')
  t.deepEqual(witness.why, ['data 2: inbox full'])
  t.is(endpoint.discarded, 1)
  t.is(Buffer.from(endpoint.take() ?? []).toString(), '0123456789')
  endpoint.receive(whole(2, 'x'), 2)
  t.deepEqual(take(), ['ack 2 (1)'])
  t.is(Buffer.from(endpoint.take() ?? []).toString(), 'x')
  t.is(endpoint.take(), undefined)
})

test('an inbox with one byte of room takes one more message, of any length', (t) => {
  const { endpoint } = single()
  endpoint.receive(whole(1, '012345678'), 0)
  endpoint.receive(whole(2, 'long enough'), 0)
  endpoint.receive(whole(3, 'x'), 0)
  t.is(endpoint.discarded, 1)
})

test('ACKs and corrupt segments pass a full inbox', (t) => {
  const { endpoint, take } = single()
  endpoint.send(Buffer.from('a'), 0)
  endpoint.receive(whole(1, '0123456789'), 0)
  take()
  endpoint.receive(makeAck(1), 5)
  t.true(endpoint.isDrained)
  endpoint.receive(makeCorrupt(), 6)
  t.deepEqual(take(), ['ack 1 (1)'])
})

test('what a full inbox discards is sent again later, and nothing is lost', (t) => {
  let isReading = false
  const pair = new EndpointPair({ inboxLimit: 250, windowSize: 4, isReading: () => isReading })
  const messages = Array.from({ length: 30 }, (_, i) => bytes(90, i))
  for (const message of messages) pair.a.send(message, 0)
  pair.run(seconds(3))
  t.true(pair.b.discarded > 0)
  t.true(pair.a.backlog > 0)
  isReading = true
  pair.read('b')
  pair.run()
  t.deepEqual(hex(pair.received.b), hex(messages))
  t.true(pair.a.isDrained)
})

test('the outbox refuses beyond its limit, and takes again when there is room', (t) => {
  const { endpoint } = single({ windowSize: 1, outboxLimit: 20 })
  t.true(endpoint.send(bytes(9), 0), 'the first goes straight into the window')
  t.true(endpoint.send(bytes(9), 0))
  t.true(endpoint.send(bytes(10), 0), 'ten bytes wait, with the mark: ten more are the limit')
  t.false(endpoint.send(bytes(1), 0))
  t.false(endpoint.send(bytes(0), 0))
  t.is(endpoint.backlog, 10 + 10 + 11)
  endpoint.receive(makeAck(1), 1)
  t.true(endpoint.send(bytes(1), 1), 'both that waited have gone, in one segment')
})

test('a sender that is ready takes a message of any length, though it be beyond the limit', (t) => {
  const { endpoint } = single({ windowSize: 1, outboxLimit: 20 })
  t.true(endpoint.send(bytes(50), 0))
  t.false(endpoint.send(bytes(21), 0), 'the window is full now')
  endpoint.receive(makeAck(1), 1)
  t.true(endpoint.send(bytes(5000), 1))
  t.false(endpoint.send(bytes(1), 1))
})

test('short messages share a segment only where they may', (t) => {
  for (const [framing, segments] of [
    ['shared', 2],
    ['marked', 4]
  ] as const) {
    const pair = new EndpointPair({ framing, windowSize: 1 })
    for (let n = 0; n < 4; n++) pair.a.send(bytes(1, n), 0)
    pair.run()
    t.is(pair.a.figures?.sent, segments)
    t.deepEqual(hex(pair.received.b), ['00', '01', '02', '03'])
  }
})

test('an endpoint that only receives cannot send', (t) => {
  t.throws(() => single({ halves: 'receiver' }).endpoint.send(bytes(1), 0), {
    message: 'send: this endpoint only receives'
  })
})

test('the longest message is taken, and one byte more is refused by name', (t) => {
  const { endpoint } = single({ mss: 1172 })
  t.is(MAX_MESSAGE, 1_048_576)
  const error = t.throws(() => endpoint.send(new Uint8Array(MAX_MESSAGE + 1), 0), {
    instanceOf: RangeError
  })
  t.is(error.message, 'a message of 1048577 bytes: at most 1048576 can be sent')
  t.is(endpoint.backlog, 0)
  t.true(endpoint.send(new Uint8Array(MAX_MESSAGE), 0))
})

test('the longest message arrives', (t) => {
  const pair = new EndpointPair({ mss: 1172, windowSize: 64, inboxLimit: 10 })
  pair.a.send(new Uint8Array(MAX_MESSAGE).fill(7), 0)
  pair.a.send(Buffer.from('next'), 0)
  pair.run()
  t.deepEqual(
    pair.received.b.map(({ length }) => length),
    [MAX_MESSAGE, 4]
  )
})

test('without marks a message is a segment, and not longer than one', (t) => {
  const { endpoint, take } = single({ framing: 'bare', mss: 10 })
  t.throws(() => endpoint.send(bytes(11), 0), { instanceOf: RangeError })
  t.true(endpoint.send(bytes(10), 0))
  t.is(endpoint.backlog, 10)
  t.deepEqual(take(), ['data 1 (1)'])
  endpoint.receive(makeData(1, bytes(3, 5)), 1)
  t.deepEqual(hex([endpoint.take() as Uint8Array]), ['050607'])
})

test('a message is copied: what its owner does with it afterwards harms nobody', (t) => {
  const pair = new EndpointPair()
  const message = bytes(5)
  pair.a.send(message, 0)
  message.fill(0xff)
  pair.run()
  t.deepEqual(hex(pair.received.b), ['0001020304'])
})

/** A protocol that only notes what its machines are given. */
function listening() {
  const heard: string[] = []
  const seen: { options: ProtocolOptions | undefined } = { options: undefined }
  const protocol = {
    ...gbn,
    createSender: (...[host, options]: Parameters<typeof gbn.createSender>) => {
      seen.options = options
      const machine = gbn.createSender(host, options)
      return {
        get isReady() {
          return machine.isReady
        },
        rdtSend: (data: Uint8Array) => machine.rdtSend(data, 0),
        timeout: (timer: number) => machine.timeout(timer, 0),
        rdtRcv: (segment: Segment) => {
          heard.push(`sender ${segment.corrupt ? 'corrupt ' : ''}${segment.kind}`)
          machine.rdtRcv(segment, 0)
        }
      }
    },
    createReceiver: () => ({
      rdtRcv: (segment: Segment) => {
        heard.push(`receiver ${segment.corrupt ? 'corrupt ' : ''}${segment.kind}`)
      }
    })
  }
  return { protocol, heard, seen }
}

test('data goes to the receiver, ACK and NAK to the sender, a corrupt one to both', (t) => {
  const { protocol, heard } = listening()
  const { endpoint } = single({ protocol })
  endpoint.receive(makeData(1, bytes(1)), 0)
  endpoint.receive(makeAck(1), 0)
  endpoint.receive(makeNak(), 0)
  endpoint.receive({ ...makeAck(1), corrupt: true }, 0)
  t.deepEqual(heard, [
    'receiver data',
    'sender ack',
    'sender nak',
    'sender corrupt ack',
    'receiver corrupt ack'
  ])
})

test('an endpoint of one half discards what is for the other, with the reason', (t) => {
  const witness = discards()
  const sender = single({ halves: 'sender' }, witness)
  sender.endpoint.receive(whole(1, 'x'), 0)
  sender.endpoint.receive(makeCorrupt(), 0)
  t.deepEqual(sender.take(), [])
  const receiver = single({ halves: 'receiver' }, witness)
  receiver.endpoint.receive(makeAck(1), 0)
  receiver.endpoint.receive(makeCorrupt(), 0)
  t.deepEqual(receiver.take(), ['ack 0 (1)'])
  t.deepEqual(witness.why, ['data 1: no receiver here', 'ack 0: no sender here'])
})

test('the rto that a machine reads is alive: measured, backed off, and measured again', (t) => {
  const { protocol, seen } = listening()
  const { endpoint } = single({ protocol })
  const { options } = seen
  t.is(options?.rto, ms(500))
  endpoint.send(bytes(1), 0)
  endpoint.receive(makeAck(1), ms(200))
  t.is(options?.rto, ms(600))
  t.is(endpoint.figures?.rto, ms(600))
  t.is(endpoint.figures?.srtt, ms(200))
  endpoint.send(bytes(1), ms(1000))
  endpoint.timeout(0, ms(1600))
  t.is(options?.rto, ms(1200))
  t.is(endpoint.figures?.timeouts, 1)
  t.is(endpoint.figures?.retransmitted, 1)
  t.is(endpoint.figures?.sent, 3)
})

test('a retransmitted segment is not measured', (t) => {
  const { endpoint } = single()
  endpoint.send(bytes(1), 0)
  endpoint.timeout(0, ms(500))
  endpoint.receive(makeAck(1), ms(501))
  t.is(endpoint.figures?.srtt, undefined)
  endpoint.send(bytes(1), ms(600))
  endpoint.receive(makeAck(2), ms(700))
  t.is(endpoint.figures?.srtt, ms(100))
})

test('a transmission is told its number, and a retransmission is none of the first', (t) => {
  const { endpoint, take, timers } = single()
  endpoint.send(bytes(1), 0)
  endpoint.send(bytes(1), 0)
  endpoint.timeout(0, ms(500))
  endpoint.timeout(0, ms(1500))
  t.deepEqual(take(), [
    'data 1 (1)',
    'data 2 (1)',
    'data 1 (2)',
    'data 2 (2)',
    'data 1 (3)',
    'data 2 (3)'
  ])
  t.deepEqual(timers, ['start 0 500000', 'start 0 1000000', 'start 0 2000000'])
})

test('timers of the sender have even numbers, those of the receiver odd ones', (t) => {
  const rang: string[] = []
  const protocol = {
    ...gbn,
    createSender: (host: Parameters<typeof gbn.createSender>[0]) => {
      host.startTimer(10)
      host.startTimer(20, 3)
      return {
        isReady: true,
        rdtSend: () => {},
        rdtRcv: () => {},
        timeout: (timer: number) => rang.push(`sender ${timer}`)
      }
    },
    createReceiver: (host: Parameters<typeof gbn.createReceiver>[0]) => {
      host.startTimer(30)
      host.startTimer(40, 3)
      host.stopTimer(3)
      return { rdtRcv: () => {}, timeout: (timer: number) => rang.push(`receiver ${timer}`) }
    }
  }
  const { endpoint, timers } = single({ protocol } as never)
  t.deepEqual(timers, ['start 0 10', 'start 6 20', 'start 1 30', 'start 7 40', 'stop 7'])
  for (const key of [0, 6, 1, 7]) endpoint.timeout(key, 50)
  t.deepEqual(rang, ['sender 0', 'sender 3', 'receiver 0', 'receiver 3'])
  t.is(endpoint.figures?.timeouts, 2, 'of the sender only')
})

test('several messages of one segment are news once', (t) => {
  const { endpoint, news } = single({ inboxLimit: 1000 })
  endpoint.receive(makeData(1, Buffer.from('\x07\0\x01a\0\x01b')), 0)
  t.is(news(), 1)
  t.is(Buffer.from(endpoint.take() ?? []).toString(), 'a')
  t.is(Buffer.from(endpoint.take() ?? []).toString(), 'b')
  endpoint.receive(makeAck(9), 0)
  t.is(news(), 1)
})

test('garbage in place of segments never throws, and grows the inbox by one window at most', (t) => {
  const segment = fc
    .tuple(
      fc.constantFrom('data', 'ack', 'nak'),
      fc.nat(6),
      fc.nat(6),
      fc.uint8Array({ maxLength: 60 }),
      fc.boolean()
    )
    .map(
      ([kind, seqnum, acknum, data, corrupt]): Segment => ({ kind, seqnum, acknum, data, corrupt })
    )
  holds(t, fc.array(segment, { maxLength: 80 }), (segments) => {
    const { endpoint } = single({ inboxLimit: 100 })
    endpoint.send(bytes(30), 0)
    segments.forEach((one, at) => {
      endpoint.receive(one, at)
    })
    let held = 0
    for (let next = endpoint.take(); next !== undefined; next = endpoint.take()) {
      held += next.length
    }
    return held < 100 + 6 * 60 && endpoint.backlog >= 0
  })
})

test('a number that is used again for new data is a first transmission again', (t) => {
  // A sender that alternates 0 and 1 as rdt3.0 does, though numbers have 32 bits.
  let number = 1
  const alternating = {
    ...gbn,
    createSender: (host: Parameters<typeof gbn.createSender>[0]) => ({
      isReady: true,
      rdtSend: (data: Uint8Array) => {
        number = 1 - number
        host.udtSend(makeData(number, data))
      },
      rdtRcv: () => {},
      timeout: () => host.udtSend(makeData(number, bytes(1)))
    })
  }
  const { endpoint, take } = single({ protocol: alternating, framing: 'bare' })
  for (const at of [0, 1, 2, 3]) {
    endpoint.send(bytes(1), ms(1000 * at))
    endpoint.receive(makeAck(at % 2), ms(1000 * at + 100 + at))
    t.is(endpoint.figures?.retransmitted, 0)
    t.true(endpoint.isDrained)
  }
  t.deepEqual(take(), ['data 0 (1)', 'data 1 (1)', 'data 0 (1)', 'data 1 (1)'])
  t.not(endpoint.figures?.srtt, ms(100), 'each of them was measured')
  endpoint.send(bytes(1), ms(9000))
  endpoint.timeout(0, ms(9500))
  t.deepEqual(take(), ['data 0 (1)', 'data 0 (2)'])
})

/** The sending end of a protocol that has one segment under way, and a message for each. */
const oneByOne = (protocol: Protocol) =>
  single({ protocol, windowSize: 1, seqBits: 1, framing: 'bare', halves: 'sender' })

test('where nothing is acknowledged, what was sent is done with', (t) => {
  const { endpoint, take, timers } = oneByOne(rdt10)
  for (const at of [0, 1, 2]) {
    t.true(endpoint.send(bytes(10), at))
    t.true(endpoint.isDrained)
    t.is(endpoint.backlog, 0)
  }
  t.deepEqual(take(), ['data 0 (1)', 'data 0 (1)', 'data 0 (1)'])
  endpoint.receive(makeAck(0), 5)
  endpoint.receive(makeCorrupt(), 6)
  t.deepEqual(take(), [])
  t.deepEqual(timers, [])
  t.like(endpoint.figures, { sent: 3, retransmitted: 0, timeouts: 0, srtt: undefined })
})

for (const protocol of [rdt20, rdt21]) {
  const second = protocol === rdt20 ? 0 : 1

  test(`${protocol.name}: ACKs that name nothing acknowledge what is under way, and measure it`, (t) => {
    const { endpoint, take } = oneByOne(protocol)
    endpoint.send(bytes(10), 0)
    endpoint.send(bytes(20), 0)
    t.deepEqual(take(), ['data 0 (1)'])
    t.is(endpoint.backlog, 30)
    endpoint.receive(makeAck(0), ms(80))
    t.is(endpoint.figures?.srtt, ms(80))
    t.deepEqual(take(), [`data ${second} (1)`])
    t.is(endpoint.backlog, 20)
    t.false(endpoint.isDrained)
    endpoint.receive(makeAck(0), ms(80 + 160))
    t.is(endpoint.figures?.srtt, ms(90), 'an eighth of the way from 80 to 160')
    t.true(endpoint.isDrained)
    t.is(endpoint.backlog, 0)
    endpoint.receive(makeAck(0), ms(900))
    t.is(endpoint.figures?.srtt, ms(90), 'nothing was under way')
  })

  test(`${protocol.name}: what a NAK or a corrupt answer has sent again is not measured`, (t) => {
    const { endpoint, take } = oneByOne(protocol)
    for (const [seqnum, begin] of [
      [0, 0],
      [second, ms(1000)]
    ] as const) {
      endpoint.send(bytes(10), begin)
      endpoint.receive(makeNak(), begin + ms(80))
      endpoint.receive(makeCorrupt(), begin + ms(160))
      t.deepEqual(take(), [`data ${seqnum} (1)`, `data ${seqnum} (2)`, `data ${seqnum} (3)`])
      t.is(endpoint.backlog, 10, 'sent three times, it weighs as much as once')
      t.false(endpoint.isDrained)
      endpoint.receive(makeAck(0), begin + ms(240))
      t.true(endpoint.isDrained)
    }
    t.like(endpoint.figures, { sent: 6, retransmitted: 4, timeouts: 0, srtt: undefined })
    endpoint.send(bytes(10), ms(2000))
    t.deepEqual(take(), ['data 0 (1)'])
    endpoint.receive(makeAck(0), ms(2080))
    t.is(endpoint.figures?.srtt, ms(80))
  })
}

test('rdt2.2: the ACK of the number before acknowledges nothing', (t) => {
  const { endpoint, take } = oneByOne(rdt22)
  endpoint.send(bytes(10), 0)
  endpoint.receive(makeAck(1), ms(80))
  t.deepEqual(take(), ['data 0 (1)', 'data 0 (2)'])
  t.false(endpoint.isDrained)
  t.is(endpoint.backlog, 10)
  endpoint.receive(makeAck(0), ms(160))
  t.true(endpoint.isDrained)
  t.is(endpoint.figures?.srtt, undefined, 'it was sent twice')
})

test('rdt3.0 backs off until something is acknowledged, and measures what was sent once', (t) => {
  const { endpoint, take, timers } = oneByOne(rdt30)
  endpoint.send(bytes(10), 0)
  endpoint.timeout(0, ms(500))
  endpoint.timeout(0, ms(1500))
  t.deepEqual(timers.splice(0), ['start 0 500000', 'start 0 1000000', 'start 0 2000000'])
  t.deepEqual(take(), ['data 0 (1)', 'data 0 (2)', 'data 0 (3)'])
  endpoint.receive(makeAck(0), ms(1600))
  t.true(endpoint.isDrained)
  endpoint.send(bytes(10), ms(2000))
  endpoint.receive(makeAck(1), ms(2100))
  t.deepEqual(timers, ['stop 0', 'start 0 500000', 'stop 0'])
  t.like(endpoint.figures, { sent: 4, retransmitted: 2, timeouts: 2, srtt: ms(100) })
})

/** A protocol that does nothing, and shows what its machines are told. */
function asking(more: Partial<Protocol> = {}) {
  const told: { sender?: ProtocolOptions; receiver?: ProtocolOptions } = {}
  const protocol: Protocol = {
    ...gbn,
    ...more,
    createSender: (host, options) => {
      told.sender = options
      return gbn.createSender(host, options)
    },
    createReceiver: (host, options) => {
      told.receiver = options
      return gbn.createReceiver(host, options)
    }
  }
  return { protocol, told }
}

test('a receiver is told for how many segments there is room, now', (t) => {
  const { protocol, told } = asking()
  const { endpoint } = single({ protocol, framing: 'bare', inboxLimit: 250, mss: 100 })
  const room = () => told.receiver?.room
  t.is(room(), 3)
  for (const [seqnum, length, left] of [
    [1, 50, 2],
    [2, 100, 1],
    [3, 99, 1],
    [4, 1, 0]
  ] as const) {
    endpoint.receive(makeData(seqnum, bytes(length)), seqnum)
    t.is(room(), left, `with ${seqnum} messages`)
  }
  t.is(endpoint.discarded, 0)
  endpoint.take()
  t.is(room(), 1)
  endpoint.take()
  t.is(room(), 2)
})

test('a receiver that is handed more than the limit has no room, and not less than none', (t) => {
  const { protocol, told } = asking()
  const { endpoint } = single({ protocol, framing: 'bare', inboxLimit: 10, mss: 100 })
  endpoint.receive(makeData(1, bytes(9)), 0)
  t.is(told.receiver?.room, 1)
  endpoint.receive(makeData(2, bytes(100)), 0)
  t.is(told.receiver?.room, 0)
})

test('room without a limit is any number of segments, and a sender has no inbox', (t) => {
  const { protocol, told } = asking()
  single({ protocol, inboxLimit: Number.POSITIVE_INFINITY })
  t.is(told.receiver?.room, Number.POSITIVE_INFINITY)
  t.is(told.sender?.room, Number.POSITIVE_INFINITY)
})

test('machines are told the window, the numbers and the sort of congestion control', (t) => {
  const { protocol, told } = asking()
  single({ protocol, windowSize: 5, seqBits: 7, congestion: 'cubic' })
  for (const options of [told.sender, told.receiver]) {
    t.like(options, { windowSize: 5, seqBits: 7, congestion: 'cubic' })
  }
})

test('a sender is told the smoothed round trip, once there is one', (t) => {
  const { protocol, told } = asking()
  const { endpoint } = single({ protocol })
  t.is(told.sender?.srtt, undefined)
  endpoint.send(bytes(1), 0)
  endpoint.receive(makeAck(1), ms(200))
  t.is(told.sender?.srtt, ms(200))
  endpoint.measured(ms(280))
  t.is(told.sender?.srtt, ms(210), 'an eighth of the way from 200 to 280')
})

test('a receiver is told the RTO of its endpoint, or the first one where it only receives', (t) => {
  const both = asking()
  const { endpoint } = single({ protocol: both.protocol })
  t.is(both.told.receiver?.rto, ms(500))
  endpoint.send(bytes(1), 0)
  endpoint.receive(makeAck(1), ms(200))
  t.is(both.told.receiver?.rto, ms(600))
  const one = asking()
  single({ protocol: one.protocol, halves: 'receiver' })
  t.is(one.told.receiver?.rto, ms(500))
})

test('a timer that is not for retransmission is no timeout, and nothing backs off', (t) => {
  const { endpoint, take } = single({ protocol: { ...gbn, otherTimers: [1] } })
  endpoint.send(bytes(1), 0)
  endpoint.timeout(2 * 1, ms(100))
  t.like(endpoint.figures, { timeouts: 0, rto: ms(500), retransmitted: 1 })
  t.deepEqual(take(), ['data 1 (1)', 'data 1 (2)'], 'but the machine hears of it')
  endpoint.timeout(2 * 0, ms(500))
  t.like(endpoint.figures, { timeouts: 1, rto: ms(1000), retransmitted: 2 })
})
