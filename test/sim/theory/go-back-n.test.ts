/** Go-Back-N on the link of the formulas, beside its two curves. */
import test from 'ava'
import { gbn } from '../../../src/rdt/gbn.js'
import {
  cleanUtilisation,
  gbnNakUtilisation,
  gbnUtilisation,
  narrowWindowSaving,
  stopAndWaitUtilisation
} from '../../../src/sim/theory.js'
import { thorough } from '../../thorough.js'
import { Curve, estimate, messagesFor } from './estimate.js'
import { modelOf } from './frame-run.js'
import { describeIdealRun, runIdealLink } from './ideal-link.js'

const LOSSES = thorough([0.01, 0.1], [0.01, 0.03, 0.1])
/** N and a: windows that keep the link busy, and narrower ones. */
const WIDE = [
  [5, 0],
  [8, 0.5],
  [5, 1],
  [8, 1],
  [8, 2],
  [16, 2],
  [16, 5]
] as const
const NARROW = [
  [3, 2],
  [5, 5],
  [8, 5]
] as const
/** Enough for an interval of about ±`spread` where each loss costs `cost` frames. */
const messagesOf = (utilisation: number, loss: number, cost: number, spread: number): number =>
  messagesFor((utilisation * cost * Math.sqrt(loss)) / (1 - loss), spread)

/** Far too narrow for what the link holds. */
const SLITS = [
  [1, 5],
  [3, 5],
  [4, 10],
  [8, 20]
] as const

test('Go-Back-N with its timer alone is as fast as theory says, within 10 %, for T = 2 + 2a', (t) => {
  const curve = new Curve(t, 0.1)
  for (const [windowSize, a] of [...WIDE, ...NARROW]) {
    for (const dataLoss of LOSSES) {
      const rto = 2 + 2 * a
      const theory = gbnUtilisation({ windowSize, a, rto, loss: dataLoss })
      const messages = messagesOf(theory, dataLoss, 2 * a + rto, 0.015)
      const run = { protocol: gbn, windowSize, a, rto, dataLoss, messages, seed: '' }
      const name = `go-back-n-${windowSize}-${a}-${dataLoss}`
      const measured = estimate(name, (seed) => runIdealLink({ ...run, seed }).utilisation)
      const story = describeIdealRun({ ...run, seed: `${name}-0` })
      curve.point(measured, theory, story)
    }
  }
  curve.tell()
})

test('a window that is much too narrow suffers less from a loss, by as much as theory says', (t) => {
  const curve = new Curve(t, 0.04)
  for (const [windowSize, a] of [...NARROW, ...SLITS]) {
    const rto = 2 + 2 * a
    const dataLoss = 0.1
    const run = { protocol: gbn, windowSize, a, rto, dataLoss, messages: 4000, seed: '' }
    const name = `go-back-n-narrow-${windowSize}-${a}`
    const measured = estimate(name, (seed) => runIdealLink({ ...run, seed }).utilisation)
    const saved = dataLoss * narrowWindowSaving({ a, windowSize })
    const story = describeIdealRun({ ...run, seed: `${name}-0` })
    curve.point(measured, 1 / (1 / gbnUtilisation(modelOf(run)) - saved), story)
  }
  curve.tell()
})

for (const [windows, tolerance, losses] of [
  [WIDE, 0.02, [0.03, 0.1, 0.3]],
  // For the same reason as above a narrow window suffers less, which Stallings leaves out.
  [NARROW, 0.1, [0.03, 0.1]]
] as const) {
  const name = windows === WIDE ? 'wide' : 'narrow'
  test(`Go-Back-N with a ${name} window that is told of each loss at once is as fast as Stallings says, within ${100 * tolerance} %`, (t) => {
    const curve = new Curve(t, tolerance)
    const tellsLosses = true
    for (const [windowSize, a] of windows) {
      for (const dataLoss of losses) {
        // A timer that never rings: the NAK alone makes the sender go back.
        const rto = 1_000_000
        const theory = gbnNakUtilisation({ windowSize, a, loss: dataLoss })
        const messages = messagesOf(theory, dataLoss, 1 + 2 * a, 0.007)
        const run = { protocol: gbn, windowSize, a, rto, dataLoss, messages, seed: '' }
        const seeds = `go-back-n-nak-${windowSize}-${a}-${dataLoss}`
        const measured = estimate(
          seeds,
          (seed) => runIdealLink({ ...run, seed }, { tellsLosses }).utilisation
        )
        const story = describeIdealRun({ ...run, seed: `${seeds}-0` }, { tellsLosses })
        curve.point(measured, theory, story)
      }
    }
    curve.tell()
  })
}

test('the two curves of Go-Back-N part by what the timer waits longer than the NAK', (t) => {
  for (const [windowSize, a] of [...WIDE, ...NARROW]) {
    const model = { a, windowSize, rto: 2 + 2 * a, loss: 0.05 }
    const { loss, rto } = model
    const byTimer = 1 / gbnUtilisation(model)
    const byNak = 1 / gbnNakUtilisation(model)
    const first = 2 * a + rto - (1 + 2 * a)
    const further = rto - (1 + 2 * a)
    const parted = loss * first + (loss ** 2 / (1 - loss)) * further
    t.true(Math.abs(byTimer - byNak - parted) < 1e-9, JSON.stringify(model))
    t.is(1 / gbnUtilisation({ ...model, loss: 0 }), 1 / cleanUtilisation(model))
    t.true(Math.abs(gbnNakUtilisation({ ...model, loss: 0 }) - cleanUtilisation(model)) < 1e-12)
  }
})

test('with a window of one the curve of Go-Back-N is that of stop-and-wait', (t) => {
  for (const a of [0, 1, 10]) {
    const model = { a, windowSize: 1, rto: 3 + 2 * a, loss: 0.2 }
    const perMessage = 1 / gbnUtilisation(model) - model.loss * narrowWindowSaving(model)
    t.true(Math.abs(perMessage * stopAndWaitUtilisation(model) - 1) < 1e-12, `a ${a}`)
  }
})
