/** Where two runs part, and what cannot matter. */
import test from 'ava'
import { diffTraces, totalsOf } from '../../src/trace/diff.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { bookRun } from './book-run.js'

const HEADER: TraceHeader = {
  trace: 'rdt-chat',
  version: 1,
  clock: 'virtual',
  seed: 'book',
  config: { command: 'sim', window: 4, up: { delay: 1, loss: 2 } },
  nodes: []
}

const of = (events: readonly TraceEvent[], header: Partial<TraceHeader> = {}) => ({
  header: { ...HEADER, ...header },
  events
})

const { events } = bookRun('data: .x')

test('a run is equal to itself, whatever the numbers of its transmissions and connections', (t) => {
  const renumbered = events.map((event) => ({
    ...event,
    conn: 'b',
    ...(event.id !== undefined && { id: 1000 - event.id }),
    ...(event.of !== undefined && { of: 1000 - event.of })
  }))
  const named = events.map((event) => ({ ...event, conn: 'a' }))
  t.is(diffTraces(of(events), of(events)).index, undefined)
  t.is(diffTraces(of(named), of(renumbered)).index, undefined)
})

test('a number that is another one in only one place is a difference', (t) => {
  const place = events.findIndex(({ event }) => event === 'receive')
  const changed = events.map((event, i) => (i === place ? { ...event, id: 2 } : event))
  const { index, fields } = diffTraces(of(events), of(changed))
  t.is(index, place)
  t.deepEqual(fields, ['id'])
})

test('the first difference counts: another fate, or an earlier end', (t) => {
  const { events: other } = bookRun('data: ..x')
  const { index = -1, a, b } = diffTraces(of(events), of(other))
  t.deepEqual(events.slice(0, index), other.slice(0, index))
  t.is(a?.event, 'drop')
  t.is(b?.event, 'state')
  const short = diffTraces(of(events), of(events.slice(0, 10)))
  t.is(short.index, 10)
  t.is(short.b, undefined)
  t.true(short.fields.length > 0)
})

test('times count in virtual time, and not where a clock on the wall was at work', (t) => {
  const later = events.map((event) => ({ ...event, t: event.t + 1 }))
  t.deepEqual(diffTraces(of(events), of(later)).fields, ['t'])
  t.is(diffTraces(of(events), of(later, { clock: 'wall' })).index, undefined)
  t.true(diffTraces(of(events), of(later, { clock: 'wall' })).ignoresTime)
})

test('options that are not the same are told, whatever the order of their keys', (t) => {
  const config = { up: { loss: 2, delay: 1 }, window: 5, command: 'sim' }
  const { options, index } = diffTraces(of(events), of(events, { config, seed: 'other' }))
  t.deepEqual(options, ['window', 'seed'])
  t.is(index, undefined)
})

test('totals tell retransmissions from first transmissions', (t) => {
  const totals = totalsOf(events)
  t.is(totals.get('events'), events.length)
  t.is(totals.get('data'), 3)
  t.is(totals.get('data again'), 2)
  t.is(totals.get('drop'), 1)
  t.is(totals.get('deliver'), 3)
})
