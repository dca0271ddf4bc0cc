/** The trace of simulated runs: every line by the schema, every transmission with its story. */
import test from 'ava'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { gbn } from '../../src/rdt/gbn.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { GBN_SCENARIOS, scenarioConfig } from '../sim/scenario-file.js'
import { tracedRun } from '../sim/traced-run.js'
import { randomConfig } from '../swarm/random-run.js'
import { thorough } from '../thorough.js'
import { schemaProblem, storyProblems } from './trace-check.js'

test('in random weather every event keeps both schemas, and every transmission has one end', (t) => {
  const seen = new Set<string>()
  for (let i = 0; i < thorough(40, 150); i++) {
    const config = randomConfig(`trace-${i}`)
    // Numbers that wrap around begin to count their attempts again.
    const { events } = tracedRun({ ...config, seqBits: 32 })
    t.is(schemaProblem(events), undefined, replayCommand(config))
    t.deepEqual(storyProblems(events), [], replayCommand(config))
    for (const { event } of events) seen.add(event)
  }
  const expected = [
    'submit',
    'send',
    'drop',
    'corrupt',
    'duplicate',
    'delay',
    'receive',
    'deliver',
    'timer-start',
    'timer-stop',
    'timeout',
    'state',
    'open',
    'close'
  ]
  for (const event of expected) t.true(seen.has(event), event)
})

test('in every scenario, too', (t) => {
  for (const scenario of GBN_SCENARIOS) {
    for (const handshake of [false, true]) {
      const { events } = tracedRun(scenarioConfig(scenario, gbn, { handshake, seqBits: 32 }))
      t.is(schemaProblem(events), undefined)
      t.deepEqual(storyProblems(events), [])
    }
  }
})

/** The run of two messages whose first transmission has this fate. */
function fated(mark: string): readonly TraceEvent[] {
  const [scenario] = GBN_SCENARIOS
  return tracedRun(
    scenarioConfig(scenario!, gbn, { messages: 2, fates: { up: parseFateString(mark) } })
  ).events
}

/** `event@time` of everything that is told of transmission 1 and its copies. */
const storyOf = (events: readonly TraceEvent[], id = 1): string[] =>
  events
    .filter((event) => event.id === id || event.of === id)
    .map(({ event, t, of }) => `${event}${of === undefined ? '' : ` of ${of}`}@${t / 1000}`)

test('the story of one segment: sent, received, delivered', (t) => {
  const events = fated('.')
  t.deepEqual(storyOf(events), ['send@0', 'receive@50', 'deliver@50'])
  t.deepEqual(events[0], { t: 0, at: 'sender', event: 'submit', link: 'sender>receiver', len: 32 })
  t.deepEqual(events[1], {
    t: 0,
    at: 'sender',
    event: 'send',
    link: 'sender>receiver',
    id: 1,
    kind: 'data',
    seq: 1,
    len: 32,
    attempt: 1
  })
})

test('a lost one ends in the channel, and its retransmission is another transmission', (t) => {
  const events = fated('x')
  t.deepEqual(storyOf(events), ['send@0', 'drop@0'])
  t.like(
    events.find(({ event }) => event === 'drop'),
    { at: 'channel', link: 'sender>receiver', kind: 'data', seq: 1, why: 'fate x' }
  )
  const again = events.find(({ attempt }) => attempt === 2)
  t.like(again, { event: 'send', seq: 1, t: 150_000 })
  t.deepEqual(storyOf(events, again?.id), ['send@150', 'receive@200', 'deliver@200'])
  t.like(
    events.find(({ event }) => event === 'timeout'),
    { at: 'sender', half: 'sender', timer: 0, t: 150_000 }
  )
})

test('a duplicated one has a copy with a number of its own, and both arrive', (t) => {
  const events = fated('2')
  const copy = events.find(({ event }) => event === 'duplicate')
  t.like(copy, { of: 1, why: 'fate 2' })
  t.deepEqual(storyOf(events), ['send@0', 'duplicate of 1@0', 'receive@50', 'deliver@50'])
  t.deepEqual(storyOf(events, copy?.id), ['duplicate of 1@0', 'receive@50'].slice(0))
})

test('a corrupted one arrives as something of which nothing is known', (t) => {
  const events = fated('c')
  t.deepEqual(storyOf(events), ['send@0', 'corrupt@0', 'receive@50'])
  t.deepEqual(
    events.find(({ event, id }) => event === 'receive' && id === 1),
    {
      t: 50_000,
      at: 'receiver',
      event: 'receive',
      link: 'sender>receiver',
      id: 1,
      why: 'the checksum does not hold'
    }
  )
})

test('a late one says by how much, and why', (t) => {
  const events = fated('(+20ms)')
  t.deepEqual(storyOf(events).slice(0, 3), ['send@0', 'delay@0', 'receive@70'])
  t.like(
    events.find(({ event }) => event === 'delay'),
    { delay: 20_000, why: 'fate (+20ms)' }
  )
})

test('a loss by dice has its rule, its roll and its probability', (t) => {
  let losses = 0
  for (let i = 0; i < 30; i++) {
    const config = randomConfig(`why-${i}`)
    const { events } = tracedRun(config)
    for (const { event, why = '' } of events) {
      if (event !== 'drop' || why.includes('queue is full')) continue
      losses++
      t.regex(why, /^(loss|gemodel) .*: .*rolled [\d.]+ < [\d.]+/)
      const [, roll, limit] = /rolled ([\d.]+) < ([\d.]+)/.exec(why) ?? []
      t.true(Number(roll) <= Number(limit), why)
    }
  }
  t.true(losses > 100)
})

test('a state is told when it changes, with the book’s names', (t) => {
  const events = fated('.')
  const states = events.filter(({ event, half }) => event === 'state' && half === 'sender')
  t.deepEqual(
    states.map(({ state }) => state),
    [
      { base: 1, nextseqnum: 2 },
      { base: 1, nextseqnum: 3 },
      { base: 2, nextseqnum: 3 },
      { base: 3, nextseqnum: 3 }
    ].slice(-states.length)
  )
  t.true(states.length >= 3)
})
