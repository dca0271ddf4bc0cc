/** A run in steps: nothing of it is lost, and each step is the same from wherever one comes. */
import test from 'ava'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { RunState } from '../../../src/sim/stepper/run-state.js'
import { stepAt } from '../../../src/sim/stepper/step.js'
import { readStep, readSteps } from '../../../src/sim/stepper/step-reading.js'
import { recordSteps, stateAfter } from '../../../src/sim/stepper/stepped-run.js'
import { formatEvent } from '../../../src/trace/ndjson.js'
import { randomRun } from '../../swarm/random-run.js'
import { bookConfig } from '../../trace/book-run.js'
import { tracedRun } from '../traced-run.js'

const RUNS = 40
const MOST = 4_000

test('the steps of a run are its whole trace, each event in one of them', (t) => {
  for (let i = 0; i < RUNS; i++) {
    const config = randomRun(`steps-${i}`)
    const run = recordSteps(config, 1_000_000)
    t.is(run.events.map(formatEvent).join(''), tracedRun(config).text, replayCommand(config))
    let end = 0
    for (const [place, step] of run.steps.entries()) {
      t.is(step.number, place + 1)
      t.is(step.first, end)
      t.true(step.end > step.first)
      t.true(run.events.slice(step.first, step.end).every(({ t: time }) => time === step.t))
      end = step.end
    }
    t.is(end, run.events.length, replayCommand(config))
  }
})

test('the state at a step is the same from the nearest checkpoint and from the start', (t) => {
  for (let i = 0; i < RUNS; i++) {
    const config = randomRun(`checkpoints-${i}`)
    const run = recordSteps(config, MOST)
    const state = run.states.after(0)
    t.deepEqual(stateAfter(run, 0), state)
    for (const { number, first, end } of run.steps) {
      for (const event of run.events.slice(first, end)) state.take(event)
      if (number % 17 !== 0 && number !== run.steps.length) continue
      t.deepEqual(stateAfter(run, number), state, `step ${number}: ${replayCommand(config)}`)
    }
  }
})

test('steps that are read one after the other are those that are read alone', (t) => {
  const run = recordSteps(bookConfig('data: ..xc2  ack: .x', { messages: 12 }))
  for (const reading of readSteps(run)) t.deepEqual(reading, readStep(run, reading.step.number))
  t.throws(() => readStep(run, run.steps.length + 1), { instanceOf: RangeError })
})

test('S02 has one step for each thing that a machine is told', (t) => {
  const { steps } = recordSteps(bookConfig('data: ..x', { messages: 6 }))
  const told = steps.map(({ t: time, input: { event, at, seq, ack } }) =>
    [time / 1000, at, event, seq ?? ack ?? ''].join(' ').trim()
  )
  t.deepEqual(told.slice(0, 9), [
    ...Array.from({ length: 4 }, () => '0 sender submit'),
    '50 receiver receive 1',
    '50 receiver receive 2',
    '50 receiver receive 4',
    '100 sender receive 1',
    '100 sender submit'
  ])
  t.is(told[16], '250 sender timeout')
  t.is(steps.length, 25)
})

test('of a run that is too long its beginning is kept, in whole steps', (t) => {
  const config = bookConfig('', { messages: 1_000_000, windowSize: 4 })
  const run = recordSteps(config, 10_000)
  t.false(run.isWhole)
  t.true(run.events.length >= 10_000 && run.events.length < 20_000)
  t.is(run.steps.at(-1)?.end, run.events.length)
  const whole = recordSteps(bookConfig('', { messages: 3_000, windowSize: 4 }), 1_000_000)
  t.deepEqual(run.events, whole.events.slice(0, run.events.length))
})

test('what a machine throws ends the run at the step in which it threw', (t) => {
  const { protocol } = bookConfig('')
  const thrown = new Error('I give up')
  const config = bookConfig('', {
    protocol: {
      ...protocol,
      createReceiver: (host, options) => {
        const receiver = protocol.createReceiver(host, options)
        let count = 0
        return {
          rdtRcv: (segment, at) => {
            if (++count === 2) throw thrown
            receiver.rdtRcv(segment, at)
          }
        }
      }
    }
  })
  const run = recordSteps(config)
  t.is(run.crash, thrown)
  t.is(run.outcome.verdict, 'fail')
  t.like(run.steps.at(-1)?.input, { event: 'receive', at: 'receiver', seq: 2 })
})

test('machines that cannot even be made give a run without steps', (t) => {
  const { protocol } = bookConfig('')
  const createSender = () => {
    throw new Error('no sender')
  }
  const run = recordSteps(bookConfig('', { protocol: { ...protocol, createSender } }))
  t.deepEqual(run.steps, [])
  t.is((run.crash as Error).message, 'no sender')
  t.deepEqual(stateAfter(run, 0).sender, undefined)
})

test('the step at a time is the last one that has happened by then', (t) => {
  const { steps } = recordSteps(bookConfig('data: ..x', { messages: 6 }))
  for (const time of [0, 1, 49_999, 50_000, 99_999, 250_000, 1e9]) {
    t.is(stepAt(steps, time), steps.filter((step) => step.t <= time).length, `${time}`)
  }
  t.is(stepAt([], 5), 0)
})

test('a copied state goes its own way', (t) => {
  const state = new RunState()
  const copy = new RunState(state)
  copy.take({ t: 1, at: 'sender', event: 'send', id: 1, kind: 'data', seq: 1, attempt: 1 })
  copy.take({ t: 1, at: 'sender', event: 'timer-start', half: 'sender', timer: 0, delay: 9 })
  t.deepEqual(
    [state.flights.size, state.timers.size, state.counts.data, state.sent.up],
    [0, 0, 0, 0]
  )
  t.deepEqual([copy.flights.size, copy.timers.size, copy.counts.data, copy.sent.up], [1, 1, 1, 1])
})
