/** `rdt chat`: server, channel and people over real UDP, and the account of who heard what. */
import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { BUILT_IN_CONVERSATION } from '../../src/cli/chat-script.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { readEvent, readHeader } from '../../src/trace/ndjson.js'
import { schemaProblem, storyProblems } from '../trace/trace-check.js'
import { folder, type RdtProcess, rdt } from './rdt-process.js'

const FIELDS = [
  'type',
  'protocol',
  'seed',
  'people',
  'messages',
  'segments',
  'elapsed',
  'latency',
  'trace'
]
const MESSAGES = ['sent', 'expected', 'delivered', 'lost', 'duplicated', 'reordered', 'damaged']
const SEGMENTS = [
  'sent',
  'retransmitted',
  'acks',
  'dropped',
  'corrupted',
  'duplicated',
  'reordered',
  'discarded'
]
const BAD = ['--loss', '0.2', '--corrupt', '0.05', '--duplicate', '0.05', '--reorder', '0.1']

/** What `person` saw of `author`, in its order. */
const saw = ({ records }: RdtProcess, person: string, author: string): string[] =>
  records
    .filter(
      (record) => record.type === 'message' && record.person === person && record.from === author
    )
    .map(({ text }) => text)

const clean = (counts: object) => ({
  ...counts,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  damaged: 0
})

/** The events of a trace file; every line of it must be right. */
function traceOf(t: ExecutionContext, file: string): TraceEvent[] {
  const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n')
  t.is(lines.pop(), '', 'the last line is whole')
  t.true('value' in readHeader(first), first)
  return lines.map((line) => {
    const event = readEvent(line)
    if ('value' in event) return event.value
    throw new Error(`${event.problem}: ${line}`)
  })
}

const SCRIPT = `# what everybody says
alice: hello
bob: /msg alice psst
@ 150ms

carol: @alice,bob you two
alice: /msg nobody hi
bob:
carol: # no comment, but text
alice: // a slash
bob:   two  spaces: kept, Größe 日本語 🛰️
`

test('a script over bad weather is accounted for to the last line', async (t) => {
  const at = folder(t)
  writeFileSync(at('talk.txt'), SCRIPT)
  const file = at('talk.ndjson')
  const run = await rdt(t, [
    ...['chat', '--script', at('talk.txt'), '--people', 'alice,bob,carol', '--seed', '5'],
    ...['--json', '--trace', file, ...BAD]
  ])
  t.is(run.status, 0, run.err)
  t.is(run.err, '')
  const summary = run.records.at(-1)
  t.deepEqual(Object.keys(summary), FIELDS)
  t.deepEqual(Object.keys(summary.messages), MESSAGES)
  t.deepEqual(Object.keys(summary.segments), SEGMENTS)
  t.deepEqual(Object.keys(summary.latency), ['p50', 'p90', 'p99'])
  t.like(summary, { type: 'summary', protocol: 'gbn', seed: '5', trace: file })
  t.deepEqual(summary.people, ['alice', 'bob', 'carol'])
  // To everybody five times, to two once, to one once, and one to nobody who is there.
  t.deepEqual(summary.messages, clean({ sent: 8, expected: 13, delivered: 13 }))
  t.true(summary.segments.sent > summary.segments.retransmitted)
  t.true(summary.segments.dropped > 0)

  const spaces = '  two  spaces: kept, Größe 日本語 🛰️'
  t.deepEqual(saw(run, 'carol', 'alice'), ['hello', '/ a slash'])
  t.deepEqual(saw(run, 'bob', 'alice'), ['hello', '/ a slash'])
  t.deepEqual(saw(run, 'alice', 'bob'), ['psst', '', spaces])
  t.deepEqual(saw(run, 'carol', 'bob'), ['', spaces])
  t.deepEqual(saw(run, 'alice', 'carol'), ['you two', '# no comment, but text'])
  const refusals = run.of('error')
  t.is(refusals.length, 1)
  t.like(refusals[0], { person: 'alice', code: 'unknown-name', name: 'nobody' })

  const events = traceOf(t, file)
  t.is(schemaProblem(events), undefined)
  t.deepEqual(storyProblems(events, { openAfter: (events.at(-1)?.t ?? 0) - 2_000_000 }), [])
  const said = events.filter(({ event }) => event === 'say')
  t.is(said.length, 8)
  t.like(said[0], { at: 'alice', from: 'alice', text: 'hello', to: ['bob', 'carol'] })
  t.deepEqual(said[1]?.to, ['alice'])
  const drops = events.filter(({ event }) => event === 'drop')
  t.is(drops.length, summary.segments.dropped)
  for (const { why } of drops) t.regex(why ?? '', /^loss 20%: rolled 0\.\d+ < 0\.2$/)
  const sent = events.filter(({ event, kind }) => event === 'send' && kind === 'data')
  t.is(sent.length, summary.segments.sent)
})

const BUILT_IN_LINES = BUILT_IN_CONVERSATION.split('\n').filter((line) => /^\w+:/.test(line))

for (const stdin of ['none', 'open'] as const) {
  test(`with standard input ${stdin === 'none' ? 'closed' : 'open and idle'} it plays its own conversation`, async (t) => {
    const run = await rdt(t, ['chat', '--json', '--loss', '10%', '--seed', '3'], { stdin })
    t.is(run.status, 0, run.err)
    const { people, messages } = run.records.at(-1)
    t.deepEqual(people, ['alice', 'bob', 'carol'])
    const pairs = 2 * (BUILT_IN_LINES.length - 1) + 1
    t.deepEqual(messages, clean({ sent: BUILT_IN_LINES.length, expected: pairs, delivered: pairs }))
  })
}

test('lines of standard input: long, empty and foreign ones survive', async (t) => {
  const long = 'ä€x'.repeat(6_667).slice(0, 20_000)
  const texts = [
    long,
    '',
    '   ',
    'Größe 日本語 🛰️',
    '\t tab',
    ...Array.from({ length: 40 }, (_, i) => `line ${i}`)
  ]
  const input = texts.map((text) => `alice: ${text}\n`).join('')
  const run = await rdt(t, ['chat', '--json', '--seed', '9', '--people', 'alice,bob', ...BAD], {
    input
  })
  t.is(run.status, 0, run.err)
  t.deepEqual(saw(run, 'bob', 'alice'), texts)
  const { length } = texts
  t.deepEqual(
    run.records.at(-1).messages,
    clean({ sent: length, expected: length, delivered: length })
  )
})

test('lines for people: what each of them saw, and a report', async (t) => {
  const input = 'alice: hello\nbob: /msg alice secret\u001b[31m\nbob: hi\r\n'
  const run = await rdt(t, ['chat', '--people', 'alice,bob,carol', '--seed', '1'], { input })
  t.is(run.status, 0, run.err)
  t.is(run.err, '')
  t.regex(run.out, /^Go-Back-N, window 8, seed 1\n/)
  t.regex(run.out, /── carol saw\n {3}alice: hello\n {3}bob: hi\n/)
  t.regex(run.out, /── alice saw\n {3}alice \(you\): hello\n {3}\[private\] bob: secret/)
  t.regex(run.out, /messages +3 said, 5 of 5 deliveries: nothing lost/)
  t.notRegex(run.out, /[\u0000-\u0009\u000b-\u001f]/)
})

test('nothing gets through: the time limit ends it, and the status is 1', async (t) => {
  const begin = performance.now()
  const run = await rdt(
    t,
    ['chat', '--json', '--loss', '100%', '--time-limit', '2s', '--people', 'alice,bob'],
    { input: 'alice: hello\n' }
  )
  t.true(performance.now() - begin < 20_000)
  t.is(run.records.at(-1).messages.delivered, 0)
  t.is(run.status, 1)
  t.regex(run.err, /^rdt: the time limit came before all was said; [^\n]+\n$/)
})

test('people who were named and say nothing hear what is said', async (t) => {
  const input = 'alice: hello\n'
  const run = await rdt(t, ['chat', '--json', '--people', 'alice,bob,carol,dave', '--seed', '2'], {
    input
  })
  t.is(run.status, 0)
  t.deepEqual(run.records.at(-1).messages, clean({ sent: 1, expected: 3, delivered: 3 }))
})
