/** rdt3.0 in the simulator, beside its closed form. */
import test from 'ava'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { lossOfEither, stopAndWaitUtilisation } from '../../../src/sim/theory.js'
import { thorough } from '../../thorough.js'
import { Curve, estimate, messagesFor } from './estimate.js'
import { type FrameRun, modelOf, simConfigOf, TICK } from './frame-run.js'

const PROPAGATION = thorough([0, 1, 10], [0, 0.5, 1, 2, 5, 10])
const LOSSES = thorough([0.1, 0.4], [0.1, 0.2, 0.3, 0.4])

const utilisationOf = (run: FrameRun): number => {
  const outcome = runSimulation(simConfigOf(run), { checks: false })
  return outcome.verdict === 'pass' ? (outcome.utilisation ?? Number.NaN) : Number.NaN
}

/** Where P comes from, and T as a multiple of 1 + 2a. */
const PLACES = [
  { place: 'data', patience: 1, split: (p: number) => ({ dataLoss: p, ackLoss: 0 }) },
  { place: 'ACKs', patience: 2, split: (p: number) => ({ dataLoss: 0, ackLoss: p }) },
  {
    place: 'data and ACKs',
    patience: 1.5,
    split: (p: number) => ({ dataLoss: p / 3, ackLoss: 1 - (1 - p) / (1 - p / 3) })
  }
]

for (const { place, patience, split } of PLACES) {
  test(`rdt3.0 is as fast as theory says where ${place} are lost`, (t) => {
    const curve = new Curve(t, 0.02)
    for (const a of PROPAGATION) {
      for (const p of LOSSES) {
        const rto = patience * (1 + 2 * a) + TICK
        const cost = 1 + 2 * a + (rto * p) / (1 - p)
        const messages = messagesFor((rto * Math.sqrt(p)) / (1 - p) / cost, 0.007)
        const run = { protocol: rdt30, a, rto, ...split(p), messages }
        const seed = `stop-and-wait-${place}-${a}-${p}`
        const measured = estimate(seed, (seed) => utilisationOf({ ...run, seed }))
        const story = `a ${a}, P ${p}, T ${rto}: ${replayCommand(simConfigOf({ ...run, seed: `${seed}-0` }))}`
        curve.point(measured, stopAndWaitUtilisation(modelOf({ ...run, seed })), story)
      }
    }
    curve.tell()
  })
}

test('rdt3.0 without losses is as fast as theory says, to the microsecond', (t) => {
  for (const a of PROPAGATION) {
    const run = { protocol: rdt30, a, rto: 1 + 2 * a + TICK, messages: 50, seed: 'clean' }
    const outcome = runSimulation(simConfigOf(run), { checks: true })
    t.is(outcome.finish_ms, 50 * (1 + 2 * a), `a ${a}: ${replayCommand(simConfigOf(run))}`)
    t.is(outcome.segments.retransmitted, 0)
  }
})

test('an RTO that is the round trip to the microsecond sends everything twice', (t) => {
  // The timer was set before the ACK set out, and of one instant what was there first happens first.
  const run = { protocol: rdt30, a: 2, rto: 5, messages: 50, seed: 'clean' }
  const config = simConfigOf(run)
  t.is(runSimulation(config, { checks: true }).segments.retransmitted, 50, replayCommand(config))
})

test('losses of data and of ACKs add up to the P of the formulas', (t) => {
  const { dataLoss, ackLoss } = PLACES[2]?.split(0.3) ?? { dataLoss: 0, ackLoss: 0 }
  t.true(dataLoss > 0 && ackLoss > 0)
  t.true(Math.abs(lossOfEither(dataLoss, ackLoss) - 0.3) < 1e-12)
})
