/** Is `explain` right? A second witness, who never reads a trace, says what really happened. */
import test from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { RandomStream } from '../../src/kernel/random.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { rdt20 } from '../../src/rdt/rdt2.0.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import { sr } from '../../src/rdt/sr.js'
import { tcp } from '../../src/rdt/tcp.js'
import type { SimConfig } from '../../src/sim/config.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { explain } from '../../src/trace/explain.js'
import { type Deal, Dealer, Oracle } from './explain-oracle.js'

const RUNS = 1000
const PROTOCOLS: readonly Protocol[] = [rdt20, rdt21, rdt22, rdt30, gbn, sr, tcp]
const ALL_MARKS = ['x', 'c', '2', 't', '>', 'late'] as const
/** Without a timer, what is lost stays lost: then there is little to explain. */
const MARKS_WITHOUT_LOSS = ['c', 't', '2', 'late'] as const

/** The runs are many enough to meet all of these. */
const SEEN = [
  ...['lost', 'corrupted', 'late', 'arrived, discarded', 'unanswered'],
  ...['ack lost', 'ack corrupted', 'ack late'],
  ...['timeout', 'window', 'nak', 'garbled answer', 'wrong ack', 'duplicate acks'],
  ...['probe', 'overtaken']
]

interface RandomRun {
  readonly config: SimConfig
  readonly up: Deal
  readonly down: Deal
}

function randomRun(protocol: Protocol, dice: RandomStream): RandomRun {
  const marks = ['rdt2.0', 'rdt2.1', 'rdt2.2'].includes(protocol.name)
    ? MARKS_WITHOUT_LOSS
    : ALL_MARKS
  const deal = (): Deal => {
    const share = dice.below(2) === 0 ? 0.1 + dice.below(40) / 100 : dice.below(10) / 100
    return { marks: marks.filter(() => dice.below(3) > 0), share, count: 20 + dice.below(80) }
  }
  const weather = () => ({
    ...PERFECT,
    delay: ms(5 + dice.below(60)),
    jitter: { spread: dice.below(3) === 0 ? ms(dice.below(40)) : 0, correlation: 0 }
  })
  const windowSize = protocol.seqBits === undefined ? 1 + dice.below(12) : 1
  const config: SimConfig = {
    protocol,
    windowSize,
    seqBits: protocol.seqBits ?? 32,
    // Shorter than the round trip now and then.
    rto: dice.below(3) === 0 ? ADAPTIVE : { fixed: ms(20 + dice.below(200)) },
    congestion: 'newreno',
    checksum: 'crc32',
    mss: 1172,
    messages: 5 + dice.below(20),
    size: 8,
    interval: dice.below(3) === 0 ? ms(dice.below(60)) : 0,
    seed: `explain ${dice.below(1e6)}`,
    up: weather(),
    down: weather(),
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
  return { config, up: deal(), down: deal() }
}

test(`on ${RUNS} random runs the cause of every retransmission is what really happened`, (t) => {
  const seen = new Map<string, number>()
  for (let i = 0; i < RUNS; i++) {
    const protocol = PROTOCOLS[i % PROTOCOLS.length] as Protocol
    const dice = new RandomStream('explain', i)
    const { config, up, down } = randomRun(protocol, dice)
    const fates = { up: new Dealer(dice, up), down: new Dealer(dice, down) }
    const oracle = new Oracle(protocol, config.windowSize, fates.up, fates.down)
    const events: TraceEvent[] = []
    runSimulation(
      { ...config, protocol: oracle.protocol },
      { checks: false, sink: (event) => events.push(event), fates, mostEvents: 4000 }
    )
    const { retransmissions } = explain(
      { config: { protocol: protocol.name, window: config.windowSize } },
      events
    )
    const said = retransmissions.map(({ seq, belief, truth, isSpurious }) => ({
      seq,
      belief,
      truth,
      spurious: isSpurious
    }))
    const written = (dealer: Dealer) =>
      dealer.dealt.map((mark) => ({ mark, by: mark === 'late' ? ms(1) : 0, count: 1 }))
    const how = () =>
      `run ${i}, late ones by other times: ${replayCommand({ ...config, fates: { up: written(fates.up), down: written(fates.down) } })}`
    const truth = oracle.verdicts()
    if (JSON.stringify(said) !== JSON.stringify(truth)) {
      const first = truth.findIndex((one, k) => JSON.stringify(one) !== JSON.stringify(said[k]))
      t.deepEqual(
        said[first],
        truth[first],
        `${how()}; retransmission ${first} at ${retransmissions[first]?.text}`
      )
      t.is(said.length, truth.length, how())
      return
    }
    for (const { truth: cause, belief, text } of retransmissions) {
      t.notRegex(text, /undefined|NaN|nobody knows|data \?/, how())
      seen.set(cause, (seen.get(cause) ?? 0) + 1)
      seen.set(belief, (seen.get(belief) ?? 0) + 1)
    }
  }
  for (const one of SEEN) t.true((seen.get(one) ?? 0) > 0, one)
})

/** What a run tells, whatever its numbers are. */
function told(config: SimConfig) {
  const events: TraceEvent[] = []
  runSimulation(config, { checks: false, sink: (event) => events.push(event), mostEvents: 4000 })
  const { protocol, windowSize, seqBits } = config
  const header = { config: { protocol: protocol.name, window: windowSize, seq_bits: seqBits } }
  const { retransmissions } = explain(header, events)
  return retransmissions.map(({ t: at, seq = 0, belief, truth, isSpurious }) => ({
    ...{ at, seq: seq % 2 ** seqBits, belief, truth, isSpurious }
  }))
}

test('numbers that wrap change nothing: the causes are those of the same run with 32 bits', (t) => {
  let count = 0
  for (let i = 0; i < 60; i++) {
    const dice = new RandomStream('explain wrap', i)
    const protocol = i % 2 === 0 ? gbn : sr
    const { config } = randomRun(protocol, dice)
    const weather = {
      ...PERFECT,
      delay: ms(20),
      loss: { kind: 'random', probability: 0.2, correlation: 0 }
    } as const
    const windowSize = 1 + dice.below(4)
    const wide = { ...config, windowSize, messages: 40, up: weather, down: weather }
    const narrow = { ...wide, seqBits: 3 }
    const expected = told(wide).map((one) => ({ ...one, seq: one.seq % 8 }))
    t.deepEqual(told(narrow), expected, replayCommand(narrow))
    count += expected.length
  }
  t.true(count > 500)
})
