/** Selective Repeat beside its closed forms: in the simulator, and on the link of the formulas. */
import test from 'ava'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { sr } from '../../../src/rdt/sr.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import {
  queueingRto,
  srUtilisationBound,
  stopAndWaitUtilisation,
  transmissionsPerMessage
} from '../../../src/sim/theory.js'
import { thorough } from '../../thorough.js'
import { Curve, estimate, messagesFor, percent } from './estimate.js'
import { type FrameRun, modelOf, simConfigOf, TICK } from './frame-run.js'
import { describeIdealRun, runIdealLink } from './ideal-link.js'

/** N and a. */
const WINDOWS: readonly (readonly [windowSize: number, a: number])[] = thorough(
  [
    [4, 4],
    [16, 1]
  ],
  [
    [4, 1],
    [4, 4],
    [16, 1],
    [16, 4]
  ]
)

const PLACES = [
  { place: 'data', split: (p: number) => ({ dataLoss: p, ackLoss: 0 }) },
  { place: 'ACKs', split: (p: number) => ({ dataLoss: 0, ackLoss: p }) },
  { place: 'data and ACKs', split: (p: number) => ({ dataLoss: p / 2, ackLoss: p / 2 }) }
]

for (const { place, split } of PLACES) {
  test(`in the simulator Selective Repeat sends each message 1/(1−P) times where ${place} are lost, and is never faster than its bound`, (t) => {
    const curve = new Curve(t, 0.02)
    for (const [windowSize, a] of WINDOWS) {
      for (const p of thorough([0.05, 0.4], [0.05, 0.2, 0.4])) {
        const rto = queueingRto({ a, windowSize }) + TICK
        const messages = messagesFor(Math.sqrt(p), 0.006)
        const run = { protocol: sr, windowSize, a, rto, ...split(p), messages, seed: '' }
        const name = `selective-repeat-${place}-${windowSize}-${a}-${p}`
        const story = `N ${windowSize}, a ${a}, P ${p}, T ${rto}: ${replayCommand(simConfigOf({ ...run, seed: `${name}-0` }))}`
        const faster: number[] = []
        const bound = srUtilisationBound(modelOf(run))
        const sent = estimate(name, (seed) => {
          const outcome = runSimulation(simConfigOf({ ...run, seed }), { checks: false })
          faster.push((outcome.utilisation ?? Number.NaN) / bound - 1)
          return outcome.verdict === 'pass' ? outcome.segments.data / messages : Number.NaN
        })
        curve.point(sent, transmissionsPerMessage(modelOf(run).loss), story)
        const mean = faster.reduce((sum, one) => sum + one, 0) / faster.length
        t.true(mean < sent.spread, `${percent(mean)} faster than the bound\n${story}`)
      }
    }
    curve.tell()
  })
}

/** On the link of the formulas, with N = k·T + (1 + 2a). */
function onIdealLink(a: number, p: number, k: number): { run: FrameRun; share: number } {
  const rto = 2 + 2 * a
  const windowSize = Math.ceil(k * rto + 1 + 2 * a)
  const run = { protocol: sr, windowSize, a, rto, dataLoss: p, messages: 3000, seed: '' }
  const name = `selective-repeat-ideal-${a}-${p}-${k}`
  const { mean } = estimate(name, (seed) => runIdealLink({ ...run, seed }).utilisation)
  return { run: { ...run, seed: `${name}-0` }, share: mean / srUtilisationBound(modelOf(run)) }
}

test('the bound of Selective Repeat is tight where the window is at least T + (1 + 2a) and losses are few', (t) => {
  for (const a of [0, 1, 2, 5]) {
    for (const p of [0.01, 0.02, 0.05]) {
      const { run, share } = onIdealLink(a, p, 1)
      t.true(share > 0.97 && share < 1.01, `${share}: ${describeIdealRun(run)}`)
    }
  }
})

test('with more losses the bound is tight where the window sails past three losses of a segment', (t) => {
  for (const a of [0, 1, 2, 5]) {
    for (const p of [0.1, 0.2]) {
      const { run, share } = onIdealLink(a, p, 3)
      t.true(share > 0.98 && share < 1.01, `${share}: ${describeIdealRun(run)}`)
    }
  }
  const { run, share } = onIdealLink(5, 0.2, 1)
  t.true(share < 0.9, `one loss is not enough: ${share}: ${describeIdealRun(run)}`)
})

test('the ideal link and the simulator are the same link to a protocol that has one frame under way', (t) => {
  const curve = new Curve(t, 0.02)
  for (const a of [0, 2]) {
    const p = 0.2
    const run = { protocol: rdt30, a, rto: 2 + 2 * a, dataLoss: p, messages: 3000, seed: '' }
    const name = `stop-and-wait-ideal-${a}`
    const measured = estimate(name, (seed) => runIdealLink({ ...run, seed }).utilisation)
    const story = describeIdealRun({ ...run, seed: `${name}-0` })
    curve.point(measured, stopAndWaitUtilisation(modelOf(run)), story)
  }
  curve.tell()
})
