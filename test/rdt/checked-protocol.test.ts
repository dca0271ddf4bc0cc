/** Somebody else's machines: a wrong order is told where it is given. */
import test from 'ava'
import { checkedProtocol } from '../../src/rdt/checked-protocol.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { MachineState, Protocol, RdtHost } from '../../src/rdt/protocol.js'
import { RecordingHost } from '../../src/rdt/recording-host.js'
import { makeAck, makeData } from '../../src/rdt/segment.js'
import { sr } from '../../src/rdt/sr.js'
import { conformanceRun } from '../../src/sim/conformance.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'

const OPTIONS = { windowSize: 4, seqBits: 32, rto: 1_000 }
const DATA = new Uint8Array(3)

/** A protocol whose sender does `what` when it has data to send, and its receiver when it gets any. */
function doing(what: (host: RdtHost) => void, state?: MachineState): Protocol {
  return checkedProtocol({
    name: 'theirs',
    title: 'Theirs',
    survives: [],
    createSender: (host) => ({
      isReady: true,
      ...(state && { state }),
      rdtSend: () => what(host),
      rdtRcv: () => {},
      timeout: () => what(host)
    }),
    createReceiver: (host) => ({ rdtRcv: () => what(host) })
  })
}

/** Anything at all, as JavaScript would let pass. */
const any = (value: unknown): never => value as never

const WRONG: readonly (readonly [order: string, what: (host: RdtHost) => void, message: RegExp])[] =
  [
    [
      'udtSend(undefined)',
      (host) => host.udtSend(any(undefined)),
      /^udtSend: that is no segment; makeData/
    ],
    ['udtSend(null)', (host) => host.udtSend(any(null)), /no segment/],
    ['udtSend of bare bytes', (host) => host.udtSend(any(DATA)), /no segment/],
    [
      'udtSend of an unknown kind',
      (host) => host.udtSend(any({ ...makeAck(1), kind: 'fin' })),
      /no segment/
    ],
    [
      'udtSend with half a number',
      (host) => host.udtSend({ ...makeAck(1), acknum: 0.5 }),
      /no segment/
    ],
    [
      'udtSend with a negative number',
      (host) => host.udtSend({ ...makeAck(1), seqnum: -1 }),
      /no segment/
    ],
    [
      'udtSend without data',
      (host) => host.udtSend(any({ ...makeData(1, DATA), data: 'abc' })),
      /no segment/
    ],
    [
      'deliverData of a segment',
      (host) => host.deliverData(any(makeData(1, DATA))),
      /^deliverData: that is no data; .*segment\.data/
    ],
    [
      'startTimer(NaN)',
      (host) => host.startTimer(Number.NaN),
      /^startTimer: NaN is not a time in microseconds; options\.rto/
    ],
    ['startTimer(-1)', (host) => host.startTimer(-1), /startTimer: -1 is not/],
    ['startTimer for ever', (host) => host.startTimer(Number.POSITIVE_INFINITY), /Infinity is not/],
    ['startTimer(undefined)', (host) => host.startTimer(any(undefined)), /undefined is not/],
    [
      'startTimer of no number',
      (host) => host.startTimer(5, any('a')),
      /^startTimer: a is not the number/
    ],
    ['stopTimer(-1)', (host) => host.stopTimer(-1), /^stopTimer: -1 is not the number of a timer/],
    ['stopTimer(0.5)', (host) => host.stopTimer(0.5), /0\.5 is not the number/]
  ]

for (const [order, what, message] of WRONG) {
  test(`${order} is refused with a sentence, and reaches nobody`, (t) => {
    const host = new RecordingHost()
    const sender = doing(what).createSender(host, OPTIONS)
    t.throws(() => sender.rdtSend(DATA, 0), { instanceOf: Error, message })
    t.throws(() => sender.timeout(0, 0), { message })
    const receiver = doing(what).createReceiver(host, OPTIONS)
    t.throws(() => receiver.rdtRcv(makeAck(1), 0), { message })
    t.deepEqual(host.calls, [])
  })
}

test('orders without end are broken off, event by event', (t) => {
  const endless = doing((host) => {
    for (;;) host.udtSend(makeAck(1))
  })
  const host = new RecordingHost()
  t.throws(() => endless.createReceiver(host, OPTIONS).rdtRcv(makeAck(1), 0), {
    message: /^udtSend: 100000 orders for one event; is there a loop without end\?$/
  })
  t.is(host.calls.length, 100_000)
  const busy = doing((host) => {
    for (let i = 0; i < 70_000; i++) host.stopTimer()
  })
  const sender = busy.createSender(
    { ...new RecordingHost(), stopTimer: () => {} } as never,
    OPTIONS
  )
  t.notThrows(() => {
    sender.rdtSend(DATA, 0)
    sender.timeout(0, 0)
  }, 'each event may give as many')
})

test('right orders pass as they are; a delay becomes whole', (t) => {
  const host = new RecordingHost()
  const sender = doing((theirs) => {
    theirs.udtSend(makeData(7, DATA))
    theirs.startTimer(1.5)
    theirs.startTimer(0, 3)
    theirs.stopTimer()
    theirs.stopTimer(2)
    theirs.deliverData(DATA)
    theirs.measured?.(5)
  }).createSender(host, OPTIONS)
  sender.rdtSend(DATA, 0)
  t.deepEqual(host.calls, [
    { call: 'udtSend', segment: makeData(7, DATA) },
    { call: 'startTimer', delay: 2, timer: 0 },
    { call: 'startTimer', delay: 0, timer: 3 },
    { call: 'stopTimer', timer: 0 },
    { call: 'stopTimer', timer: 2 },
    { call: 'deliverData', data: DATA }
  ])
})

test('of the state a trace gets what it can hold', (t) => {
  const state = { base: 1, word: 'wait', list: [1, 2], on: true, hole: Number.NaN, map: new Map() }
  const shown = doing(() => {}, any(state)).createSender(new RecordingHost(), OPTIONS)
  t.deepEqual(shown.state, { base: 1, word: 'wait', list: [1, 2], on: 'true' })
  const hidden = doing(() => {}).createSender(new RecordingHost(), OPTIONS)
  t.is(hidden.state, undefined)
})

test('what a protocol says of itself stays, methods of a class included', (t) => {
  class Theirs {
    readonly name = 'theirs'
    readonly title = 'Theirs'
    readonly survives = []
    createSender = gbn.createSender
    createReceiver = gbn.createReceiver
    maxWindow() {
      return this.title.length
    }
  }
  const checked = checkedProtocol(Object.freeze(new Theirs()))
  t.is(checked.name, 'theirs')
  t.is(checked.maxWindow?.(3), 6)
})

test('a run is the same with checked orders', (t) => {
  for (let seed = 1; seed <= 30; seed++) {
    for (const protocol of [gbn, sr]) {
      const config = conformanceRun(protocol, `${seed}`, { faults: protocol.survives })
      const checked = { ...config, protocol: checkedProtocol(protocol) }
      t.deepEqual(
        runSimulation(checked, { checks: true }),
        runSimulation(config, { checks: true }),
        replayCommand(config)
      )
    }
  }
})
