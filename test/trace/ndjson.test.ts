import test from 'ava'
import * as fc from 'fast-check'
import { EVENTS, type TraceEvent, type TraceHeader } from '../../src/trace/event.js'
import { formatEvent, formatHeader, readEvent, readHeader } from '../../src/trace/ndjson.js'
import { problemBy } from './json-schema.js'
import { EVENT_SCHEMA, HEADER_SCHEMA } from './trace-check.js'

const HEADER: Omit<TraceHeader, 'trace' | 'version'> = {
  clock: 'virtual',
  seed: '42',
  config: { window: 8, up: { delay: 50_000 } },
  nodes: ['sender', 'channel', 'receiver']
}

const EVENT: TraceEvent = {
  t: 1_500,
  at: 'channel',
  event: 'drop',
  link: 'alice>server',
  conn: '0123456789abcdef',
  id: 7,
  kind: 'data',
  seq: 3,
  len: 32,
  why: 'loss 20%: rolled 0.1 < 0.2'
}

test('a header is read back as it was written, on a line of its own', (t) => {
  const line = formatHeader(HEADER)
  t.regex(line, /^\{"trace":"rdt-chat","version":1,[^\n]*\}\n$/)
  t.deepEqual(readHeader(line), { value: { trace: 'rdt-chat', version: 1, ...HEADER } })
})

test('an event is read back as it was written', (t) => {
  t.regex(formatEvent(EVENT), /^[^\n]+\n$/)
  t.deepEqual(readEvent(formatEvent(EVENT)), { value: EVENT })
  const said: TraceEvent = {
    ...EVENT,
    event: 'say',
    from: 'a',
    to: ['b'],
    text: 'two\nlines\u2028'
  }
  t.is(formatEvent(said).indexOf('\n'), formatEvent(said).length - 1)
  t.deepEqual(readEvent(formatEvent(said)), { value: said })
})

test('what is wrong is told with its place', (t) => {
  const problem = (change: object): string => {
    const result = readEvent(JSON.stringify({ ...EVENT, ...change }))
    return 'problem' in result ? result.problem : 'nothing'
  }
  t.regex(problem({ t: -1 }), /^t: /)
  t.regex(problem({ t: 1.5 }), /^t: /)
  t.regex(problem({ t: undefined }), /^t: /)
  t.regex(problem({ event: 'explode' }), /^event: /)
  t.regex(problem({ colour: 'red' }), /^colour: /)
  t.regex(problem({ why: 'x'.repeat(1_001) }), /^why: /)
  t.regex(problem({ state: { base: {} } }), /^state\.base: /)
  t.is(problem({ state: { base: 1, buffered: [2, 3], phase: 'wait for ACK' } }), 'nothing')
  t.deepEqual(readEvent('{"t":0'), { problem: 'not JSON' })
  t.true('problem' in readHeader(JSON.stringify({ trace: 'rdt-chat', version: 2, ...HEADER })))
  t.true('problem' in readHeader(formatEvent(EVENT)))
  t.true('problem' in readEvent(formatHeader(HEADER)))
})

/** Text, JSON of any shape, and events with something odd in them. */
const anyLine = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc
    .dictionary(
      fc.constantFrom('t', 'at', 'event', 'id', 'state', 'to', 'half', '__proto__', 'constructor'),
      fc.oneof(fc.anything(), fc.nat(), fc.constantFrom(...EVENTS, 'sender'))
    )
    .map((value) => {
      try {
        return JSON.stringify(value) ?? ''
      } catch {
        return ''
      }
    })
)

test('any line at all is read or refused, and never throws', (t) => {
  fc.assert(
    fc.property(anyLine, (line) => {
      for (const result of [readEvent(line), readHeader(line)]) {
        if (!('value' in result) && result.problem === '') t.fail(line)
      }
    }),
    { numRuns: 3_000 }
  )
  t.pass()
})

/** One that is right, more often than not. */
const mostly = <T>(right: fc.Arbitrary<T>, ...wrong: readonly fc.Arbitrary<unknown>[]) =>
  fc.oneof({ arbitrary: right, weight: 12 }, ...wrong)

const anyEvent = fc.record(
  {
    t: mostly(fc.nat(), fc.integer(), fc.double()),
    at: mostly(fc.string(), fc.nat()),
    event: mostly(fc.constantFrom(...EVENTS), fc.constant('other')),
    link: mostly(fc.string(), fc.constant('x'.repeat(1_001))),
    id: mostly(fc.nat(), fc.double(), fc.constant(Number.MAX_SAFE_INTEGER + 1)),
    half: mostly(fc.constantFrom('sender', 'receiver'), fc.constant('both')),
    delay: fc.integer(),
    to: mostly(fc.array(fc.string()), fc.array(fc.nat(), { minLength: 1 })),
    state: fc.dictionary(
      fc.string(),
      mostly(fc.oneof(fc.nat(), fc.string(), fc.array(fc.nat())), fc.constant(null))
    ),
    extra: fc.option(fc.nat(), { freq: 1, nil: undefined })
  },
  { requiredKeys: ['t', 'at', 'event'] }
)

test('the published schema and the reader agree on any event', (t) => {
  let good = 0
  fc.assert(
    fc.property(anyEvent, (event) => {
      const line = JSON.stringify(event)
      const isRead = 'value' in readEvent(line)
      if (isRead) good++
      const isGood = problemBy(EVENT_SCHEMA, JSON.parse(line)) === undefined
      if (isGood !== isRead) t.fail(line)
    }),
    { numRuns: 1_000, seed: 1 }
  )
  t.true(good > 200 && good < 800, `${good} of them are good`)
})

test('the published schema takes the header, and no other thing', (t) => {
  const header = JSON.parse(formatHeader(HEADER))
  t.is(problemBy(HEADER_SCHEMA, header), undefined)
  for (const wrong of [
    { ...header, version: 2 },
    { ...header, clock: 'sun' },
    { ...header, nodes: [1] },
    { ...header, more: 1 },
    EVENT,
    []
  ]) {
    t.not(problemBy(HEADER_SCHEMA, wrong), undefined)
  }
})
