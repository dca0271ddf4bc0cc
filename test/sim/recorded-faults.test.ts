/** What the dice did, written down as fates: the fates do the same without dice. */
import test from 'ava'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { SimConfig } from '../../src/sim/config.js'
import { fatesOf } from '../../src/sim/faults.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { type CalmRun, calmRun, timedRun } from '../../src/sim/recorded-faults.js'
import { formatFatesOfRun, replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { fates, protocolOf, quietRun } from './quiet-run.js'
import { tracedRun } from './traced-run.js'

const one = (probability: number) => ({ probability, correlation: 0 })

/** Both directions, but for the delay that there is anyway. */
const both = (impairment: Partial<Weather>, delay = ms(50)): Partial<SimConfig> => {
  const weather = { ...PERFECT, delay, ...impairment }
  return { up: weather, down: weather }
}

/** The run of `config`, and the one in which its faults are fates and nothing is left to dice. */
function twice(
  config: SimConfig,
  calm: (events: readonly TraceEvent[], config: SimConfig) => CalmRun | undefined = calmRun
) {
  const { events, outcome } = tracedRun(config)
  const run = calm(events, config)
  if (run === undefined) throw new Error(`nothing is told of ${replayCommand(config)}`)
  const recorded = fatesOf(run.faults)
  const fated = runSimulation({ ...run.config, fates: recorded }, { checks: true })
  return { rolled: outcome, fated, text: formatFatesOfRun(recorded) }
}

/** What is told of the run, but for the number of its events: copies and timers count there, too. */
const told = ({ segments, delivered, finish_ms, verdict }: Outcome) => ({
  ...{ segments, delivered, finish_ms, verdict }
})

const IMPAIRMENTS: Readonly<Record<string, Partial<SimConfig>>> = {
  loss: both({ loss: { kind: 'random', ...one(0.2) } }),
  'bursts of loss': both({
    loss: { kind: 'gemodel', toBad: 0.1, toGood: 0.4, lossWhenBad: 0.8, lossWhenGood: 0.01 }
  }),
  'corruption of one bit': both({ corrupt: { ...one(0.2), bits: 1 } }),
  'corruption of five bits': both({ corrupt: { ...one(0.2), bits: 5 } }),
  'swapped words': both({ corrupt: { ...one(0.2), bits: 0 } }),
  duplication: both({ duplicate: one(0.2) }),
  truncation: both({ truncate: one(0.2) }),
  'reordering without a delay': { ...both({ reorder: { ...one(0.2), gap: 1 } }, 0) },
  'loss by segment': { ...both({ loss: { kind: 'random', ...one(0.2) } }), fateBy: 'segment' },
  'loss of an opening, too': {
    ...both({ loss: { kind: 'random', ...one(0.2) } }),
    handshake: true
  },
  'fates of every kind': { fates: fates('data: .x2c(+60ms)w.t>.2x  ack: x.>2c.t(+1s)w') },
  'fates, and dice behind them': {
    ...both({ loss: { kind: 'random', ...one(0.2) } }),
    fates: fates('data: ..x  ack: 2')
  },
  'a short queue before a slow link': {
    ...both({ rate: 100_000, limit: 3, loss: { kind: 'random', ...one(0.1) } })
  }
}

for (const [what, changes] of Object.entries(IMPAIRMENTS)) {
  test(`${what}: the run by its recorded faults has the same counts`, (t) => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      const config = quietRun(gbn, { messages: 30, seed, ...changes })
      const { rolled, fated, text } = twice(config)
      t.deepEqual(told(fated), told(rolled), `${replayCommand(config)} is not ${text}`)
      const { dropped, corrupted, duplicated } = rolled.segments
      const isCalm = dropped + corrupted + duplicated === 0 && !what.includes('reordering')
      t.false(isCalm, `nothing happens with seed ${seed}`)
    }
  })
}

const OVERTAKING: Readonly<Record<string, Partial<SimConfig>>> = {
  jitter: both({ jitter: { spread: ms(40), correlation: 0 } }),
  'jitter and loss': both({
    jitter: { spread: ms(9), correlation: 0.3 },
    loss: { kind: 'random', ...one(0.2) }
  }),
  'reordering that skips the delay': both({ reorder: { ...one(0.2), gap: 2 } }),
  'jitter of the ACKs': { down: both({ jitter: { spread: ms(30), correlation: 0 } }).down! }
}

for (const [what, changes] of Object.entries(OVERTAKING)) {
  test(`${what}: the run by its recorded times has the same counts`, (t) => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      const config = quietRun(gbn, { messages: 30, seed, ...changes })
      const { rolled, fated, text } = twice(config, timedRun)
      t.deepEqual(told(fated), told(rolled), `${replayCommand(config)} is not ${text}`)
    }
  })
}

test('where nobody can overtake there are no times to tell', (t) => {
  t.is(timedRun([], quietRun(gbn, both({ loss: { kind: 'random', ...one(0.2) } }))), undefined)
  t.is(timedRun([], quietRun(gbn, both({ reorder: { ...one(0.2), gap: 1 } }, 0))), undefined)
})

test('what was late or held back by its fate is so again', (t) => {
  const late = twice(quietRun(gbn, { fates: fates('data: ..(+60ms)  ack: .(+70us)') }))
  t.is(late.text, 'data: ..(+60ms)  ack: .(+70us)')
  const held = twice(quietRun(protocolOf('sr'), { fates: fates('data: >>.  ack: >') }))
  t.is(held.text, 'data: >>  ack: >')
})

/** Events of the data direction, as a trace has them. */
const event = (event: TraceEvent['event'], id: number, t: number, more: Partial<TraceEvent> = {}) =>
  ({
    ...{ t, at: 'channel', event, link: 'sender>receiver', id },
    ...(event === 'send' && { at: 'sender' }),
    ...(event === 'receive' && { at: 'receiver' }),
    ...more
  }) as TraceEvent

/** The marks that such events leave, with a weather that may change the order. */
function marksOf(events: readonly TraceEvent[], up: Partial<Weather> = {}): string {
  const config = quietRun(gbn, { up: { ...PERFECT, delay: 100, ...up } })
  return formatFatesOfRun(fatesOf(calmRun(events, config).faults))
}

const sent = [1, 2, 3].map((id) => event('send', id, 10 * id))

test('what a full queue refuses has no mark: it will refuse again', (t) => {
  const drop = (why: string) => marksOf([...sent, event('drop', 2, 20, { why })])
  t.is(drop('rate 1mbit limit 3: the queue is full'), '')
  t.is(drop('loss 20%: 5 < 9'), 'data: .x')
  t.is(drop('fate x'), 'data: .x')
})

test('damage has the mark of its kind', (t) => {
  const corrupt = (why: string, bits = 1) =>
    marksOf([...sent, event('corrupt', 2, 20, { why })], { corrupt: { ...one(0.5), bits } })
  t.is(corrupt('corrupt 50%: 5 < 9'), 'data: .c')
  t.is(corrupt('corrupt 50% bits 3: 5 < 9', 3), 'data: .c')
  t.is(corrupt('corrupt 50% swap: 5 < 9', 0), 'data: .w')
  t.is(corrupt('fate w'), 'data: .w')
  t.is(corrupt('fate c', 0), 'data: .c')
  t.is(corrupt('truncate 50%: 5 < 9'), 'data: .t')
  t.is(corrupt('fate t', 0), 'data: .t')
})

test('of several faults of one transmission the gravest counts, whichever is told first', (t) => {
  const all = [
    event('duplicate', 9, 20, { of: 2, why: 'duplicate 50%: 5 < 9' }),
    event('corrupt', 2, 20, { why: 'corrupt 50%: 5 < 9' }),
    event('delay', 2, 20, { why: 'reorder 50%: 5 < 9', delay: 7 })
  ]
  t.is(marksOf([...sent, ...all]), 'data: .c')
  t.is(marksOf([...sent, ...all.reverse()]), 'data: .c')
  t.is(marksOf([...sent, all[0]!, all[2]!]), 'data: .2')
  t.is(marksOf([...sent, all[2]!, all[0]!]), 'data: .2')
  t.is(marksOf([...sent, ...all, event('drop', 2, 20, { why: 'fate x' })]), 'data: .x')
})

test('a copy has no mark of its own, nor what befalls it', (t) => {
  const copied = [
    event('duplicate', 9, 20, { of: 2, why: 'fate 2' }),
    event('corrupt', 9, 20, { why: 'fate c' }),
    event('receive', 9, 120)
  ]
  t.is(marksOf([...sent, ...copied]), 'data: .2')
})

test('whoever overtook others came in time, and they came late', (t) => {
  const arrivals = [
    ...[event('receive', 2, 115), event('receive', 3, 125), event('receive', 1, 140)]
  ]
  const jitter = { jitter: { spread: 50, correlation: 0 } }
  // 1 is to come right behind 3, which was sent 20 µs after it.
  t.is(marksOf([...sent, ...arrivals], jitter), 'data: (+21us)')
  t.is(marksOf([...sent, ...arrivals]), '', 'where nothing can change the order')
  const early = [
    event('delay', 3, 30, { why: 'reorder 50%: 5 < 9', delay: -100 }),
    ...[event('receive', 3, 31), event('receive', 1, 110), event('receive', 2, 120)]
  ]
  t.is(marksOf([...sent, ...early], { reorder: { ...one(0.5), gap: 1 } }), 'data: (+21us)(+11us)')
})

test('one that was held back in vain has waited no longer than dice have patience', (t) => {
  const held = (why: string, delay: number) =>
    marksOf([...sent, event('delay', 2, 20, { why, delay })])
  t.is(held('reorder 50%: 5 < 9', 7), 'data: .>')
  t.is(held('reorder 50%: 5 < 9', 10_000), 'data: .(+10ms)')
  t.is(held('fate >', 10_000), 'data: .>')
  t.is(held('fate >', 5_000_000), 'data: .>')
})

test('what is no datagram under way is none of the channel’s', (t) => {
  const others = [
    event('timeout', 1, 150, { at: 'sender' }),
    event('drop', 99, 150, { why: 'fate x' }),
    { t: 1, at: 'sender', event: 'state', half: 'sender', state: { base: 1 } } as TraceEvent
  ]
  t.is(marksOf([...sent, ...others]), '')
})
