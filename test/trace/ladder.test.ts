/** What every ladder must be: whole, as wide as asked, and of one mind with the run's own count. */
import test, { type ExecutionContext } from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { drawLadder } from '../../src/trace/ladder.js'
import { GBN_SCENARIOS, scenarioConfig } from '../sim/scenario-file.js'
import { type TracedRun, tracedRun } from '../sim/traced-run.js'
import { randomConfig } from '../swarm/random-run.js'
import { thorough } from '../thorough.js'
import { bookRun } from './book-run.js'
import { columnsOf, readLadder } from './ladder-reader.js'

const WIDTHS = [80, 100, 200]
const SEEDS = 30
/** Longer ones are drawn no differently, but for seconds: one of the seeds has 208 275 events. */
const MOST_EVENTS = thorough(20_000, Number.POSITIVE_INFINITY)

const only = (events: readonly TraceEvent[], name: TraceEvent['event']): TraceEvent[] =>
  events.filter(({ event }) => event === name)

/** `data 3`, without what the ladder adds. */
const nameOf = ({ kind, seq, ack }: TraceEvent): string =>
  [kind, kind === 'data' ? seq : ack].filter((word) => word !== undefined).join(' ')

/** The runs are made once, for whoever looks at them. */
const runs = Array.from({ length: SEEDS }, (_, seed) => {
  const config = randomConfig(`ladder-${seed}`)
  return { config, ...tracedRun(config) }
}).filter(({ events }) => events.length <= MOST_EVENTS)

/** Runs `check` on random runs; the first that it finds wrong is told with its replay. */
function eachRun(t: ExecutionContext, check: (run: TracedRun) => string | undefined): void {
  t.true(runs.length > SEEDS - 3)
  for (const { config, ...run } of runs) {
    const wrong = check(run)
    if (wrong === undefined) continue
    t.fail(`seed ${config.seed}: ${wrong}\nreplay: ${replayCommand(config)} --ladder`)
    return
  }
}

test('no line of any random run is wider than asked', (t) => {
  eachRun(t, ({ events }) => {
    for (const width of [...WIDTHS, 40, 500]) {
      const lines = drawLadder(events, { width, isAscii: width === 100 })
      const most = Math.min(width, 200)
      const wide = lines.find((line) => columnsOf(line) > most)
      if (wide !== undefined) return `width ${width}: ${wide}`
    }
    return undefined
  })
})

test('every event of a random run that deserves a row has one, at every width', (t) => {
  eachRun(t, ({ events, outcome }) => {
    const lost = only(events, 'drop').map(nameOf).sort()
    for (const width of WIDTHS) {
      const lines = drawLadder(events, { width })
      const seen = readLadder(lines)
      const shown = { ...seen, lost: seen.lost.map(bare).sort() }
      const right = {
        sent: only(events, 'send').length,
        data: outcome.segments.data,
        retransmitted: outcome.segments.retransmitted,
        lost,
        arrived: only(events, 'receive').length,
        copies: only(events, 'duplicate').length,
        timeouts: outcome.segments.timeouts,
        delivered: new Set(only(events, 'deliver').map(({ id }) => id)).size
      }
      if (JSON.stringify(shown) !== JSON.stringify(right)) {
        return `width ${width}: seen ${JSON.stringify(shown)}, not ${JSON.stringify(right)}`
      }
    }
    return undefined
  })
})

const bare = (label: string): string => label.replace(/ again$|, try \d+$| ×\d+$/, '')

test('a ladder has a row for each event that is one, a header, and the meaning of its signs', (t) => {
  eachRun(t, ({ events }) => {
    const rows = events.filter(({ event }) =>
      ['send', 'receive', 'duplicate', 'timeout', 'open', 'close'].includes(event)
    )
    const lines = drawLadder(events, { width: 120 })
    const legend = lines.at(-1)?.endsWith('a timer runs') ? 1 : 0
    if (rows.length === 0 && lines.length === 0) return undefined
    const count = lines.length - 1 - legend
    return count === rows.length ? undefined : `${count} rows for ${rows.length} events`
  })
})

for (const protocol of PROTOCOLS) {
  test(`${protocol.name}: what the ladder shows is what the run has counted`, (t) => {
    const weather = 'data: .x.c2.(+60ms).x  ack: ..x.c.2'
    const { events, outcome } = bookRun(weather, { protocol, messages: 8 })
    const { otherTimers = [] } = protocol
    for (const width of WIDTHS) {
      const lines = drawLadder(events, { width, otherTimers })
      const seen = readLadder(lines)
      const { segments } = outcome
      t.like(seen, {
        data: segments.data,
        retransmitted: segments.retransmitted,
        timeouts: segments.timeouts,
        sent: segments.data + segments.acks
      })
      t.is(seen.lost.length, segments.dropped)
      t.is(seen.copies, segments.duplicated)
      t.true(lines.every((line) => columnsOf(line) <= width))
    }
  })
}

for (const scenario of GBN_SCENARIOS) {
  test(`${scenario.id}: the ladder agrees with the golden counts`, (t) => {
    const gbn = PROTOCOLS.find(({ name }) => name === 'gbn')
    if (gbn === undefined) return t.fail('no gbn')
    const { events } = tracedRun(scenarioConfig(scenario, gbn))
    const { data, retransmitted, acks, timeouts } = scenario.expect
    const seen = readLadder(drawLadder(events, { width: 200 }))
    t.like(seen, { data, retransmitted, timeouts, sent: data + acks })
    t.is(seen.delivered, scenario.messages)
  })
}

test('the same events give the same ladder', (t) => {
  const { events } = bookRun('data: .x2c', { messages: 10 })
  const first = drawLadder(events, { width: 90 })
  t.deepEqual(drawLadder(events, { width: 90 }), first)
})

test('nothing sent is nothing drawn', (t) => {
  t.deepEqual(drawLadder([], { width: 80 }), [])
  t.deepEqual(drawLadder(bookRun('', { messages: 0 }).events, { width: 80 }), [])
})

test('reasons are told in full where there is room', (t) => {
  const loss = { kind: 'random', probability: 0.4, correlation: 0 } as const
  const up = { ...PERFECT, delay: ms(50), loss }
  const { events } = bookRun('', { up, messages: 20, seed: 'reasons' })
  const whys = only(events, 'drop').map(({ why = '' }) => why)
  t.true(whys.length > 3)
  const wide = drawLadder(events, { width: 160 }).join('\n')
  for (const why of whys) t.true(wide.includes(`lost: ${why}`), why)
  const narrow = drawLadder(events, { width: 80 })
  t.true(narrow.filter((line) => line.includes('lost: loss 40%')).length === whys.length)
})
