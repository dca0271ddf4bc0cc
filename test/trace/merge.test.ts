/** Traces of several machines become one: clocks, numbers, names. */
import test from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { sr } from '../../src/rdt/sr.js'
import type { SimConfig } from '../../src/sim/config.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { mergeTraces } from '../../src/trace/merge.js'
import type { MergeInput } from '../../src/trace/merge-sightings.js'
import { bookRun } from './book-run.js'

const HEADER: TraceHeader = {
  trace: 'rdt-chat',
  version: 1,
  clock: 'wall',
  seed: '',
  config: { command: 'client', protocol: 'gbn' },
  nodes: []
}

/** What one node saw, by a clock of its own, with numbers of its own. */
function viewOf(
  events: readonly TraceEvent[],
  nodes: readonly string[],
  shift: number
): MergeInput {
  const ids = new Map<number, number>()
  const rename = (id: number): number => {
    const known = ids.get(id) ?? 500 - ids.size
    ids.set(id, known)
    return known
  }
  const own = events.filter(({ at }) => nodes.includes(at))
  return {
    name: nodes.join('+'),
    header: { ...HEADER, nodes: [...nodes] },
    events: own.map(({ id, of, ...event }) => ({
      ...event,
      t: event.t + shift,
      ...(of !== undefined && { of: rename(of) }),
      // A node cannot know the number of what it receives.
      ...(id !== undefined &&
        (event.at === 'channel' || event.event === 'send') && { id: rename(id) })
    }))
  }
}

/** What a channel that is alone with its trace saw: all that passed, by its own clock. */
function channelView(events: readonly TraceEvent[], shift: number): MergeInput {
  const kinds = new Map<number | undefined, Partial<TraceEvent>>()
  for (const { id, kind, seq, ack, len } of events) {
    if (kind !== undefined && !kinds.has(id)) kinds.set(id, { kind, seq, ack, len } as object)
  }
  const shown = events
    .filter(({ at, event }) => at === 'channel' || event === 'send' || event === 'receive')
    .map((event) => {
      const { attempt: _, id, ...rest } = event
      const isNode = event.at !== 'channel'
      const said = kinds.get(id)
      return {
        ...rest,
        ...(isNode && { ...said, why: undefined }),
        ...(id !== undefined && { id: id + 7 }),
        ...(event.of !== undefined && { of: event.of + 7 }),
        t: event.t + shift
      }
    })
  const defined = shown.map((event) => JSON.parse(JSON.stringify(event)) as TraceEvent)
  return {
    name: 'channel',
    header: { ...HEADER, seed: 'book', config: { command: 'channel' }, nodes: ['channel'] },
    events: defined
  }
}

const RUNS: readonly (readonly [what: string, fates: string, more: Partial<SimConfig>])[] = [
  ['a run without faults', '', { messages: 20 }],
  ['losses both ways', 'data: .x..x.xx.x ack: x.x..x', { messages: 20 }],
  ['copies', 'data: 2.2x2 ack: .22', { messages: 12 }],
  ['damage', 'data: .c.cx ack: ..c', { messages: 12 }],
  ['lateness', 'data: .(+70ms).(+200ms)x ack: (+60ms)', { messages: 12 }],
  ['Selective Repeat', 'data: x2.c(+90ms)x ack: .x2', { messages: 15, protocol: sr }],
  ['one bit for a number', 'data: ..x.2 ack: ...x', { messages: 9, protocol: rdt30 }]
]

for (const [what, fates, more] of RUNS) {
  for (const shift of [0, 3_000_000, 7_654_321]) {
    test(`${what}: views with clocks ${shift} µs apart become the run again`, (t) => {
      const { events } = bookRun(fates, more)
      const sender = viewOf(events, ['sender'], 8_000_000)
      const channel = channelView(events, 9_000_000)
      const receiver = viewOf(events, ['receiver'], 8_000_000 - shift)
      const merged = mergeTraces([sender, channel, receiver])
      const last = merged.alignments[2]
      t.is(merged.alignments[1]?.offset, 1_000_000)
      t.true(
        Math.abs((last?.offset ?? Number.NaN) + shift) <= (last?.within ?? 0),
        JSON.stringify(last)
      )
      t.deepEqual(linesOf(merged.events), linesOf(events))
      t.deepEqual(pairsOf(merged.events), pairsOf(events))
    })
  }
}

/** All events, without the numbers of transmissions: several of one time may change places. */
const linesOf = (events: readonly TraceEvent[]): string[] =>
  events.map(({ id: _, of: __, ...event }) => JSON.stringify(event)).sort()

/** For each transmission, what happened to it, in order. */
function pairsOf(events: readonly TraceEvent[]): string[] {
  const stories = new Map<number, string>()
  for (const { id, event, t, kind, seq, ack } of events) {
    if (id === undefined) continue
    const told = `${t} ${event} ${kind ?? ''} ${seq ?? ack ?? ''}`
    stories.set(id, `${stories.get(id) ?? ''}${told}; `)
  }
  return [...stories.values()].sort()
}

test('two nodes without the channel between them share its delay: the offset is within it', (t) => {
  const { events } = bookRun('data: .x..x', { messages: 20 })
  const { alignments } = mergeTraces([
    viewOf(events, ['sender'], 0),
    viewOf(events, ['receiver'], 5_000_000)
  ])
  t.deepEqual(alignments[1], {
    offset: 5_000_000,
    within: ms(50),
    shared: alignments[1]!.shared,
    through: 0,
    contradiction: 0
  })
  t.true(alignments[1]!.shared >= 20)
})

test('unequal ways there and back shift the middle, never beyond what is told', (t) => {
  const up = { ...PERFECT, delay: ms(10) }
  const down = { ...PERFECT, delay: ms(90) }
  const { events } = bookRun('', { messages: 20, up, down })
  const { alignments } = mergeTraces([
    viewOf(events, ['sender'], 0),
    viewOf(events, ['receiver'], 0)
  ])
  t.is(alignments[1]?.offset, -ms(40))
  t.is(alignments[1]?.within, ms(50))
})

test('nodes that know each other by addresses get their names', (t) => {
  const readdress = (input: MergeInput, names: Readonly<Record<string, string>>): MergeInput => ({
    ...input,
    events: input.events.map((event) => ({
      ...event,
      conn: event.link?.startsWith('sender') ? 'a' : 'b',
      ...(event.link !== undefined && {
        link: event.link.replace(/sender|receiver/g, (name) => names[name] ?? name)
      })
    }))
  })
  const { events } = bookRun('data: .x', { messages: 6 })
  const only = events.filter(({ event }) => ['send', 'receive', 'drop'].includes(event))
  const merged = mergeTraces([
    readdress(viewOf(only, ['sender'], 0), { receiver: '10.0.0.2:40452' }),
    readdress(viewOf(only, ['receiver'], 0), { sender: '10.0.0.1:50000' })
  ])
  const links = new Set(merged.events.map(({ link }) => link))
  t.deepEqual([...links].sort(), ['receiver>sender', 'sender>receiver'])
})

test('traces that share nothing, tell the same, or contradict each other are refused', (t) => {
  const { events } = bookRun('', { messages: 6 })
  const sender = viewOf(events, ['sender'], 0)
  const receiver = viewOf(events, ['receiver'], 0)
  const stranger: MergeInput = {
    ...receiver,
    name: 'stranger',
    events: receiver.events.map((event) => ({ ...event, conn: 'another' }))
  }
  t.throws(() => mergeTraces([sender, stranger]), { message: /^stranger shares no datagram.*; / })
  t.throws(() => mergeTraces([sender, sender]), { message: /both tell what sender sent; / })
  // Its answers would be under way before they are sent.
  const early: MergeInput = {
    ...receiver,
    events: receiver.events.map((event) =>
      event.event === 'send' ? { ...event, t: event.t + ms(400) } : event
    )
  }
  t.throws(() => mergeTraces([sender, early]), { message: /contradict each other by 300 ms.*; / })
})
