/** The three laws of src/rdt/protocol.ts, for every protocol that is known by name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import fc from 'fast-check'
import { seconds } from '../../src/kernel/time.js'
import type { Protocol, ProtocolOptions, RdtHost } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { RecordingHost } from '../../src/rdt/recording-host.js'
import { makeAck, makeCorrupt, makeData, makeNak } from '../../src/rdt/segment.js'
import { holds } from '../kernel/property.js'
import { EndpointPair } from './endpoint-pair.js'

type Input =
  | { readonly does: 'rdtSend'; readonly byte: number }
  | { readonly does: 'rdtRcv'; readonly n: number; readonly what: 'data' | 'ack' | 'nak' | 'bad' }
  | { readonly does: 'timeout'; readonly timer: number }

const numbers = fc.oneof(fc.nat(9), fc.nat(0xffffffff))
const inputs = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('rdtSend' as const), byte: fc.nat(255) }),
    fc.record({
      does: fc.constant('rdtRcv' as const),
      n: numbers,
      what: fc.constantFrom('data', 'ack', 'nak', 'bad')
    }),
    // Selective Repeat has a timer for each number, others have 0 alone: some of these never ran.
    fc.record({ does: fc.constant('timeout' as const), timer: fc.nat(9) })
  ),
  { maxLength: 80 }
)

const segmentOf = ({ n, what }: Extract<Input, { does: 'rdtRcv' }>) => {
  if (what === 'data') return makeData(n, Uint8Array.of(n & 255))
  if (what === 'ack') return makeAck(n)
  return what === 'nak' ? makeNak() : makeCorrupt()
}

const OPTIONS: ProtocolOptions = { windowSize: 3, seqBits: 4, rto: 1000 }

/** Gives both machines all inputs, and says what they ordered and how they stand. */
function feed(
  protocol: Protocol,
  given: readonly Input[],
  wrap?: (host: RdtHost) => RdtHost,
  look?: (state: unknown) => void
) {
  const recording = new RecordingHost()
  const host = wrap?.(recording) ?? recording
  const sender = protocol.createSender(host, OPTIONS)
  const receiver = protocol.createReceiver(host, OPTIONS)
  given.forEach((input, at) => {
    if (input.does === 'timeout') {
      sender.timeout(input.timer, at)
      receiver.timeout?.(input.timer, at)
    } else if (input.does === 'rdtRcv') {
      sender.rdtRcv(segmentOf(input), at)
      receiver.rdtRcv(segmentOf(input), at)
    } else if (sender.isReady) sender.rdtSend(Uint8Array.of(input.byte), at)
    look?.(sender.state)
    look?.(receiver.state)
  })
  return JSON.stringify([recording.calls, sender.state, receiver.state, sender.isReady])
}

const JUNK = [undefined, null, 0, 'no', true, new Error('junk'), {}, Number.NaN]

/** Does what it is told, and gives back what no machine may look at. */
function junkHost(host: RdtHost): RdtHost {
  let n = 0
  const junk = (order: () => void): void => {
    order()
    return JUNK[n++ % JUNK.length] as undefined
  }
  return {
    udtSend: (segment) => junk(() => host.udtSend(segment)),
    deliverData: (data) => junk(() => host.deliverData(data)),
    startTimer: (delay, timer) => junk(() => host.startTimer(delay, timer)),
    stopTimer: (timer) => junk(() => host.stopTimer(timer))
  }
}

for (const protocol of PROTOCOLS) {
  test(`${protocol.name}, first law: what a host gives back changes nothing`, (t) => {
    holds(t, inputs, (given) => feed(protocol, given, junkHost) === feed(protocol, given))
  })

  test(`${protocol.name}, third law: the same inputs give the same orders`, (t) => {
    holds(t, inputs, (given) => {
      const once = feed(protocol, given)
      const { random } = Math
      const { now } = Date
      // Whoever asks the machine for the hour or for dice is told something else this time.
      Math.random = () => 0.123
      Date.now = () => 42
      try {
        return feed(protocol, given) === once
      } finally {
        Math.random = random
        Date.now = now
      }
    })
  })

  test(`${protocol.name} shows a state that is a copy, and looking at it changes nothing`, (t) => {
    holds(t, inputs, (given) => {
      const shown: [state: unknown, text: string][] = []
      const look = (state: unknown): void => {
        shown.push([state, JSON.stringify(state)])
      }
      const watching = feed(protocol, given, undefined, look)
      if (watching !== feed(protocol, given)) throw new Error('looking at it has changed it')
      return shown.every(([state, text]) => JSON.stringify(state) === text)
    })
  })

  test(`${protocol.name} sends nothing that somebody changes afterwards`, (t) => {
    holds(t, inputs, (given) => {
      const copies: [segment: unknown, text: string][] = []
      feed(protocol, given, (host) => ({
        udtSend: (segment) => {
          copies.push([segment, JSON.stringify(segment)])
          host.udtSend(segment)
        },
        deliverData: (data) => host.deliverData(data),
        startTimer: (delay, timer) => host.startTimer(delay, timer),
        stopTimer: (timer) => host.stopTimer(timer)
      }))
      return copies.every(([segment, text]) => JSON.stringify(segment) === text)
    })
  })
}

test('every method of a recording host returns nothing', (t) => {
  const host = new RecordingHost()
  t.is(host.udtSend(makeAck(1)), undefined)
  t.is(host.deliverData(Uint8Array.of(1)), undefined)
  t.is(host.startTimer(5), undefined)
  t.is(host.stopTimer(2), undefined)
  t.deepEqual(host.take(), [
    { call: 'udtSend', segment: makeAck(1) },
    { call: 'deliverData', data: Uint8Array.of(1) },
    { call: 'startTimer', delay: 5, timer: 0 },
    { call: 'stopTimer', timer: 2 }
  ])
  t.deepEqual(host.take(), [])
})

/** `protocol`, with every call into a machine and out of it written down. */
function watched(protocol: Protocol, log: string[]): Protocol {
  const inside = (name: string, call: () => void) => {
    log.push(`> ${name}`)
    call()
    log.push(`< ${name}`)
  }
  return {
    ...protocol,
    createSender: (host, options) => {
      const machine = protocol.createSender(host, options)
      return {
        get isReady() {
          return machine.isReady
        },
        rdtSend: (data, at) => inside('rdtSend', () => machine.rdtSend(data, at)),
        rdtRcv: (segment, at) => inside('sender.rdtRcv', () => machine.rdtRcv(segment, at)),
        timeout: (timer, at) => inside('sender.timeout', () => machine.timeout(timer, at))
      }
    },
    createReceiver: (host, options) => {
      const machine = protocol.createReceiver(host, options)
      return {
        rdtRcv: (segment, at) => inside('receiver.rdtRcv', () => machine.rdtRcv(segment, at)),
        timeout: (timer, at) => inside('receiver.timeout', () => machine.timeout?.(timer, at))
      }
    }
  }
}

for (const protocol of PROTOCOLS) {
  const seqBits = protocol.seqBits ?? 32
  const windowSize = Math.min(8, protocol.maxWindow?.(seqBits) ?? 8)

  test(`${protocol.name}, second law: nothing is handed up before the machine has returned`, (t) => {
    const log: string[] = []
    let depth = 0
    const pair: EndpointPair = new EndpointPair({
      protocol: watched(protocol, log),
      windowSize,
      seqBits,
      isReading: () => {
        depth = log.reduce((n, line) => n + (line.startsWith('>') ? 1 : -1), 0)
        t.is(depth, 0, `inside a machine: ${log.slice(-3).join(' ')}`)
        return true
      }
    })
    for (let n = 0; n < 30; n++) pair.a.send(Uint8Array.of(n), 0)
    pair.run(seconds(60))
    t.is(pair.received.b.length, 30)
  })

  test(`${protocol.name}, second law: no machine is called while another call into one is under way`, (t) => {
    const log: string[] = []
    const pair: EndpointPair = new EndpointPair({
      protocol: watched(protocol, log),
      windowSize,
      seqBits,
      isReading: () => {
        // An application that answers at once, from within the call that brings it news.
        if (pair.received.a.length + pair.received.b.length < 40) {
          pair.a.send(Uint8Array.of(1), pair.world.now())
          pair.b.send(Uint8Array.of(2), pair.world.now())
        }
        return true
      }
    })
    pair.a.send(Uint8Array.of(0), 0)
    pair.run(seconds(60))
    t.true(pair.received.a.length > 10 && pair.received.b.length > 10)
    let isInside = false
    for (const line of log) {
      t.not(line.startsWith('>'), isInside, `${line} while inside`)
      isInside = line.startsWith('>')
    }
  })
}

test('the ACK of a segment leaves before the reply that its data calls forth', (t) => {
  const pair: EndpointPair = new EndpointPair({
    isReading: () => {
      if (pair.b.take() !== undefined) pair.b.send(Buffer.from('reply'), pair.world.now())
      return false
    }
  })
  pair.a.send(Buffer.from('question'), 0)
  pair.run(seconds(1))
  t.deepEqual(pair.log, ['a data 1', 'b ack 1', 'b data 1', 'a ack 1'])
})

/** Where the sources are: beside the tests, or, for compiled ones, some folders up. */
function sourceFolder(): string {
  let at = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(at, 'src/rdt/protocol.ts')) && at !== dirname(at)) at = dirname(at)
  return join(at, 'src')
}

const FORBIDDEN =
  /\b(Date|Math\.random|performance|process|globalThis|setTimeout|setInterval|setImmediate|queueMicrotask|crypto|require|await|async|console)\b(?!['`])/

test('third law: no pure file of rdt asks for clock, dice, environment or globals', (t) => {
  const folder = sourceFolder()
  for (const room of ['rdt', 'kernel', 'wire']) {
    const files = readdirSync(join(folder, room)).filter((file) => file.endsWith('.ts'))
    t.true(files.length > 2)
    for (const file of files) {
      const source = readFileSync(join(folder, room, file), 'utf8')
      const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      t.is(FORBIDDEN.exec(code)?.[0], undefined, `${room}/${file}`)
      t.notRegex(code, /^(let|var) /m, `${room}/${file} has state of its module`)
      t.notRegex(code, /from 'node:/, `${room}/${file}`)
    }
  }
})

test('what a protocol claims to be is complete', (t) => {
  for (const protocol of PROTOCOLS) {
    const { name, title, survives, seqBits, maxWindow, windowRule } = protocol
    t.regex(name, /^[a-z][a-z0-9.]*$/)
    t.true(title.length > 0)
    t.true(survives.length > 0)
    t.is(new Set(survives).size, survives.length)
    t.is(windowRule === undefined, maxWindow === undefined, `${name}: a rule is told in words`)
    for (const bits of seqBits === undefined ? [1, 2, 3, 8, 31, 32] : [seqBits]) {
      const most = maxWindow?.(bits) ?? 1
      t.true(Number.isInteger(most) && most >= 1, `${name}, ${bits} bits: ${most}`)
    }
  }
  t.is(new Set(PROTOCOLS.map(({ name }) => name)).size, PROTOCOLS.length)
})
