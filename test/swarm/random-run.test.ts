/** What a seed picks is legal, and gives the same run every time. */
import test from 'ava'
import { checkFateBy, type Weather } from '../../lossy-channel/weather/weather.js'
import { RandomStream } from '../../src/kernel/random.js'
import type { Fault } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { tracedRun } from '../sim/traced-run.js'
import { randomConfig, randomRun } from './random-run.js'

const SEEDS = 1_000
const runs = Array.from({ length: SEEDS }, (_, i) => randomRun(`legal-${i}`))

/** The marks of a direction's fates. */
const marksOf = (config: SimConfig, way: 'up' | 'down'): Set<string> =>
  new Set((config.fates[way] ?? []).map(({ mark }) => mark))

const doesReorder = ({ reorder, jitter }: Weather): boolean =>
  reorder.probability > 0 || jitter.spread > 0

/** The faults that a run may meet. */
function faultsOf(config: SimConfig): Fault[] {
  const faults: Fault[] = []
  for (const way of ['up', 'down'] as const) {
    const weather = config[way]
    const marks = marksOf(config, way)
    const { loss, corrupt, duplicate, truncate, limit } = weather
    const loses = loss.kind === 'gemodel' || loss.probability > 0 || limit > 0
    if (loses || marks.has('x')) faults.push('loss')
    const corrupts = corrupt.probability > 0 || truncate.probability > 0
    if (corrupts || marks.has('c') || marks.has('t')) {
      faults.push(way === 'up' ? 'corrupt-data' : 'corrupt-ack')
    }
    if (duplicate.probability > 0 || marks.has('2')) faults.push('duplicate')
    if (doesReorder(weather) || marks.has('>') || marks.has('late')) faults.push('reorder')
  }
  return faults
}

test('a run meets nothing but what its protocol declares to survive', (t) => {
  const illegal = runs.filter((config) => {
    return faultsOf(config).some((fault) => !config.protocol.survives.includes(fault))
  })
  t.deepEqual(
    illegal.map((config) => replayCommand(config)),
    []
  )
})

test('its window is one that its numbers carry', (t) => {
  for (const { protocol, windowSize, seqBits, seed } of runs) {
    const most = protocol.maxWindow?.(seqBits) ?? Number.POSITIVE_INFINITY
    t.true(windowSize >= 1 && windowSize <= most, seed)
    t.true(protocol.seqBits === undefined || protocol.seqBits === seqBits, seed)
  }
})

test('where numbers come round soon, nothing comes late', (t) => {
  const few = runs.filter(({ protocol, seqBits }) => seqBits < 32 && protocol.seqBits === undefined)
  t.true(few.length > 150)
  const late = few.filter((config) => faultsOf(config).includes('reorder'))
  t.deepEqual(
    late.map((config) => replayCommand(config)),
    []
  )
})

test('fates that hang on segments have weather that can', (t) => {
  for (const { up, down, fateBy, seed } of runs) {
    t.notThrows(() => checkFateBy(up, fateBy), seed)
    t.notThrows(() => checkFateBy(down, fateBy), seed)
  }
})

test('a random run repeats to the byte, with and without encoding on every hop', (t) => {
  const dice = new RandomStream('which')
  for (let i = 0; i < 60; i++) {
    const config = { ...randomRun(`again-${dice.uint32()}`), encodeAll: false }
    const first = tracedRun(config)
    t.is(tracedRun(config).text, first.text, replayCommand(config))
    const encoded = tracedRun({ ...config, encodeAll: true })
    t.is(encoded.text, first.text, replayCommand({ ...config, encodeAll: true }))
    t.deepEqual(encoded.outcome, first.outcome)
  }
})

test('the other choices stay as they are when the protocol is another', (t) => {
  const others = ({ mss, messages, size, interval, checksum, congestion }: SimConfig): unknown => {
    return { mss, messages, size, interval, checksum, congestion }
  }
  for (let i = 0; i < 50; i++) {
    t.deepEqual(others(randomRun(`same-${i}`)), others(randomConfig(`same-${i}`)))
  }
})
