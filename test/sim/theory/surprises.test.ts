/** What one would not guess of pipelining, each worth a lab. */
import test from 'ava'
import { parseFateString } from '../../../lossy-channel/weather/fate-string.js'
import { gbn } from '../../../src/rdt/gbn.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { sr } from '../../../src/rdt/sr.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { cleanUtilisation, queueingRto, srUtilisationBound } from '../../../src/sim/theory.js'
import { type Estimate, estimate, percent } from './estimate.js'
import { FRAME, type FrameRun, simConfigOf, TICK } from './frame-run.js'
import { describeIdealRun, runIdealLink } from './ideal-link.js'

const tell = ({ mean, spread }: Estimate): string => `${mean.toFixed(4)} ± ${percent(spread)}`

test('where a third of all ACKs is lost Go-Back-N hardly notices, and Selective Repeat slows down', (t) => {
  const run = { windowSize: 8, a: 2, rto: 5, ackLoss: 0.3, messages: 10_000, seed: 'acks-0' }
  const measure = (protocol: Protocol) =>
    estimate('acks', (seed) => runIdealLink({ ...run, protocol, seed }).utilisation)
  const goBackN = measure(gbn)
  const selectiveRepeat = measure(sr)
  t.log(`Go-Back-N ${tell(goBackN)}, Selective Repeat ${tell(selectiveRepeat)}`)
  const story = (protocol: Protocol) => describeIdealRun({ ...run, protocol })
  t.true(Math.abs(goBackN.mean - 0.987) < 0.003, `${tell(goBackN)}\n${story(gbn)}`)
  t.true(Math.abs(selectiveRepeat.mean - 0.6) < 0.05, `${tell(selectiveRepeat)}\n${story(sr)}`)
  t.true(selectiveRepeat.mean < srUtilisationBound({ ...run, loss: run.ackLoss }))
})

/** Utilisation of Go-Back-N on the ideal link, and all its premature timeouts. */
function withRto(windowSize: number, a: number, rto: number) {
  const run = { protocol: gbn, windowSize, a, rto, dataLoss: 0.03, messages: 4000, seed: '' }
  const name = `rto-${windowSize}-${a}-${rto}`
  let premature = 0
  const measured = estimate(name, (seed) => {
    const outcome = runIdealLink({ ...run, seed })
    premature += outcome.premature
    return outcome.utilisation
  })
  return { ...measured, premature, story: describeIdealRun({ ...run, seed: `${name}-0` }) }
}

test('an RTO of 1 + 2a is one frame too short for Go-Back-N where the window is wide', (t) => {
  // So wide that the link is still busy with the window when the timer of a lost frame rings.
  for (const [windowSize, a] of [
    [16, 2],
    [32, 5]
  ] as const) {
    const short = withRto(windowSize, a, 1 + 2 * a)
    const long = withRto(windowSize, a, 2 + 2 * a)
    t.log(
      `N ${windowSize}, a ${a}: T = 1 + 2a gives U ${tell(short)} with ${short.premature} needless ` +
        `timeouts, T = 2 + 2a ${tell(long)} with ${long.premature}`
    )
    t.true(short.premature > 100, short.story)
    t.is(long.premature, 0, long.story)
    // Though it finds each loss one frame sooner.
    const gap = long.mean * (1 - long.spread) - short.mean * (1 + short.spread)
    t.true(gap > 0, `${tell(short)}, ${tell(long)}\n${short.story}\n${long.story}`)
  }
})

test('an RTO of 1 + 2a is long enough where the link is idle when the timer rings, and for Selective Repeat', (t) => {
  const [windowSize, a] = [5, 2]
  const short = withRto(windowSize, a, 1 + 2 * a)
  t.is(short.premature, 0, short.story)
  t.true(short.mean > withRto(windowSize, a, 2 + 2 * a).mean, short.story)
  const dataLoss = 0.03
  const run = { protocol: sr, windowSize: 16, a, rto: 5, dataLoss, messages: 20_000, seed: 'rto' }
  const { transmissions } = runIdealLink(run)
  t.true(Math.abs(transmissions * (1 - dataLoss) - 1) < 0.01, describeIdealRun(run))
})

test('the more a loss is like the one before, the kinder it is to Go-Back-N', (t) => {
  const [windowSize, a] = [8, 2]
  const rto = queueingRto({ a, windowSize }) + TICK
  for (const dataLoss of [0.02, 0.1]) {
    const points = [0, 0.25, 0.5, 0.75].map((correlation) => {
      const name = `correlation-${dataLoss}-${correlation}`
      const run = { protocol: gbn, windowSize, a, rto, dataLoss, correlation, messages: 3000 }
      const measured = estimate(name, (seed) => {
        const outcome = runSimulation(simConfigOf({ ...run, seed }), { checks: false })
        return outcome.verdict === 'pass' ? (outcome.utilisation ?? Number.NaN) : Number.NaN
      })
      const story = replayCommand(simConfigOf({ ...run, seed: `${name}-0` }))
      return { ...measured, story }
    })
    t.log(`P ${dataLoss}, correlation 0, ¼, ½, ¾: U ${points.map(tell).join(', ')}`)
    for (const [i, point] of points.entries()) {
      const before = points[i - 1]
      if (before === undefined) continue
      const gap = point.mean * (1 - point.spread) - before.mean * (1 + before.spread)
      t.true(gap > 0, `${tell(before)}, then ${tell(point)}\n${before.story}\n${point.story}`)
    }
  }
})

/** So that nothing is lost to a full queue. */
const withEndlessQueue = (config: SimConfig): SimConfig => ({
  ...config,
  up: { ...config.up, limit: 1_000_000 }
})

test('where the link queues, a short RTO makes Selective Repeat drown in copies without a single loss', (t) => {
  const [windowSize, a] = [16, 2]
  const run = { protocol: sr, windowSize, a, messages: 200, seed: 'queue' }
  const short = withEndlessQueue(simConfigOf({ ...run, rto: queueingRto(run) / 2 }))
  const drowned = runSimulation(short, { checks: true })
  t.is(drowned.segments.dropped, 0)
  t.true(drowned.segments.timeouts > 1000, replayCommand(short))
  t.true((drowned.utilisation ?? 1) < 0.05, replayCommand(short))
  const long = simConfigOf({ ...run, rto: queueingRto(run) + TICK })
  const swimming = runSimulation(long, { checks: true })
  t.is(swimming.segments.timeouts, 0, replayCommand(long))
  t.true((swimming.utilisation ?? 0) > 0.97, replayCommand(long))
})

test('where the link queues, one loss and a short RTO make Go-Back-N drown in copies', (t) => {
  const [windowSize, a] = [16, 2]
  const run = { protocol: gbn, windowSize, a, messages: 200, seed: 'queue' }
  const fates = { up: parseFateString('.*99x') }
  const short = withEndlessQueue({ ...simConfigOf({ ...run, rto: 2 + 2 * a }), fates })
  const drowned = runSimulation(short, { checks: true })
  t.is(drowned.segments.dropped, 1)
  t.true(drowned.segments.timeouts > 100, replayCommand(short))
  t.true((drowned.utilisation ?? 1) < 0.2, replayCommand(short))
  const long = { ...simConfigOf({ ...run, rto: queueingRto(run) + TICK }), fates }
  t.is(runSimulation(long, { checks: true }).segments.timeouts, 1, replayCommand(long))
})

test('on a clean channel U is min(1, N/(1 + 2a)), exactly', (t) => {
  const finish = (run: FrameRun) => {
    const config = simConfigOf(run)
    const outcome = runSimulation(config, { checks: true })
    t.is(outcome.segments.retransmitted, 0, replayCommand(config))
    return (outcome.finish_ms ?? Number.NaN) * 1000
  }
  const pairs = [1, 2, 3, 4, 8, 16, 40].flatMap((windowSize) =>
    [0, 0.5, 1.25, 2, 5, 10].map((a) => ({ windowSize, a }))
  )
  for (const { windowSize, a } of pairs) {
    for (const protocol of windowSize === 1 ? [rdt30, gbn, sr] : [gbn, sr]) {
      const rto = queueingRto({ a, windowSize }) + TICK
      const run = { protocol, windowSize, a, rto, seed: 'clean' }
      // Between two runs the beginning and the end fall out.
      const [few, many] = [10, 30].map((windows) => ({ ...run, messages: windows * windowSize }))
      if (few === undefined || many === undefined) return t.fail()
      const took = Math.round(finish(many) - finish(few))
      const exactly = 20 * Math.max(windowSize, 1 + 2 * a) * FRAME
      t.is(took, exactly, `N ${windowSize}, a ${a}: ${replayCommand(simConfigOf(many))}`)
      const u = cleanUtilisation({ windowSize, a })
      t.true(Math.abs((20 * windowSize * FRAME) / took - u) < 1e-12)
    }
  }
  return undefined
})
