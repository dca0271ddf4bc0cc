/** Where a run stops: by name, or by a filter. */
import test from 'ava'
import { BadInput } from '../../../src/kernel/quantity.js'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { parseBreakpoint, StepMarks } from '../../../src/sim/stepper/breakpoints.js'
import { recordSteps } from '../../../src/sim/stepper/stepped-run.js'
import { bookConfig } from '../../trace/book-run.js'

/** The steps of S02 (the third data segment is lost) that `text` stops at. */
function stops(text: string, more: Partial<SimConfig> = { messages: 6 }): number[] {
  const marks = new StepMarks(recordSteps(bookConfig('data: ..x', more)))
  const { takes } = parseBreakpoint(text)
  const found: number[] = []
  let place: number | undefined = 0
  for (;;) {
    place = marks.next(place, 1, (step) => takes(marks, step))
    if (place === undefined) return found
    found.push(place)
  }
}

test('breakpoints with a name', (t) => {
  t.deepEqual(stops('loss'), [3])
  t.deepEqual(stops('timeout'), [17])
  t.deepEqual(stops('duplicate ACK'), [12, 15, 16])
  t.deepEqual(stops(' Base Changes '), [8, 10, 22, 23, 24, 25])
})

test('a machine without base stops where its bubble changes', (t) => {
  t.deepEqual(stops('base changes', { protocol: rdt30, messages: 1 }), [1, 3])
})

test('a filter takes a step for any of its events', (t) => {
  t.deepEqual(stops('kind == data && attempt > 1 && event == send'), [17])
  t.deepEqual(stops('state.base > 5'), [24, 25])
  t.deepEqual(stops('event == receive && seq == 4'), [7, 19])
})

test('backwards as well, and no further than there are steps', (t) => {
  const marks = new StepMarks(recordSteps(bookConfig('data: ..x', { messages: 6 })))
  const isLoss = (step: number) => marks.has(step, 'loss')
  t.is(marks.next(25, -1, isLoss), 3)
  t.is(marks.next(3, -1, isLoss), undefined)
  t.is(marks.next(3, 1, isLoss), undefined)
  t.is(
    marks.next(0, 1, (step) => marks.has(step, 'retransmission', 'timeout')),
    17
  )
})

test('what is no breakpoint is refused with the mend', (t) => {
  for (const text of ['', 'bsae', 'state.base >', 'loss || x']) {
    t.throws(() => parseBreakpoint(text), { instanceOf: BadInput, message: /^breakpoint/ }, text)
  }
})
