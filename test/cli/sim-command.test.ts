import { readFileSync } from 'node:fs'
import test from 'ava'
import { replayArguments } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { readEvent, readHeader } from '../../src/trace/ndjson.js'
import { GBN_SCENARIOS } from '../sim/scenario-file.js'
import { randomConfig } from '../swarm/random-run.js'
import { schemaProblem, storyProblems } from '../trace/trace-check.js'
import { rdtHere } from './rdt-here.js'
import { folder, type RdtProcess, rdt } from './rdt-process.js'

const summaryOf = ({ records }: Pick<RdtProcess, 'records'>) => records.at(-1)

const FIELDS = [
  'type',
  'protocol',
  'seed',
  'delivered',
  'in_order',
  'segments',
  'finish_ms',
  'goodput_mbit',
  'throughput_mbit',
  'utilisation',
  'efficiency',
  'events',
  'wall_ms',
  'verdict',
  'violations'
]

const SEGMENTS = [
  'data',
  'acks',
  'retransmitted',
  'timeouts',
  'dropped',
  'corrupted',
  'duplicated',
  'discarded'
]

test('--json prints one summary with the fields that scripts rely on', async (t) => {
  const run = await rdt(t, ['sim', '--json', '--loss', '10%', '--rate', '1mbit', '--seed', '7'])
  t.is(run.status, 0)
  t.is(run.err, '')
  t.is(run.records.length, 1)
  const summary = summaryOf(run)
  t.deepEqual(Object.keys(summary), FIELDS)
  t.deepEqual(Object.keys(summary.segments), SEGMENTS)
  t.like(summary, {
    type: 'summary',
    protocol: 'gbn',
    seed: '7',
    delivered: 100,
    in_order: true,
    verdict: 'pass'
  })
  t.true(summary.utilisation > 0 && summary.utilisation < 1)
})

test('the defaults are 100 messages of 32 bytes, 50 ms each way, window 8, no rate', async (t) => {
  const plain = summaryOf(await rdtHere(t, ['sim', '--json', '--seed', 's']))
  const [messages, size] = ['100', '32']
  const spelled = summaryOf(
    await rdtHere(t, [
      ...['sim', '--json', '--seed', 's', '--messages', messages, '--size', size],
      ...['--delay', '50ms', '--window', '8', '--seq-bits', '32', '--rto', 'adaptive'],
      ...['--protocol', 'gbn', '--checksum', 'crc32']
    ])
  )
  t.deepEqual({ ...plain, wall_ms: 0 }, { ...spelled, wall_ms: 0 })
  // 100 messages in windows of 8: thirteen round trips.
  t.is(plain.finish_ms, 1_300)
  t.is(plain.utilisation, null)
})

test('the same command gives the same bytes, wall_ms apart, and the same trace', async (t) => {
  const at = folder(t)
  const args = (file: string): string[] => [
    ...['sim', '--json', '--seed', 'again', '--messages', '300', '--handshake', '--trace', file],
    ...['--netem', 'loss 10% corrupt 5% duplicate 5% reorder 10% delay 30ms 10ms']
  ]
  const [a, b] = [at('a.ndjson'), at('b.ndjson')]
  const [first, second] = await Promise.all([rdt(t, args(a)), rdt(t, args(b))])
  const bytes = ({ out }: Pick<RdtProcess, 'out'>): string => out.replace(/"wall_ms":[\d.]+/, '')
  t.is(bytes(first), bytes(second))
  t.not(first.out, bytes(first))
  const trace = readFileSync(a, 'utf8')
  t.is(readFileSync(b, 'utf8'), trace)
  t.false(trace.includes(at('.')), 'no path is in the trace')
  const encoded = await rdtHere(t, [...args(b), '--encode-all'])
  t.is(bytes(encoded), bytes(first))
  t.is(readFileSync(b, 'utf8'), trace)
})

test('a trace file is a header, then events that keep the schema', async (t) => {
  const at = folder(t)
  const file = at('t.ndjson')
  await rdtHere(t, ['sim', '--seed', 's', '--loss', '20%', '--corrupt', '5%', '--trace', file])
  const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n')
  t.is(lines.pop(), '')
  const header = readHeader(first)
  t.true('value' in header, JSON.stringify(header))
  if (!('value' in header)) return
  t.like(header.value, { clock: 'virtual', seed: 's', nodes: ['sender', 'channel', 'receiver'] })
  t.like(header.value.config, { protocol: 'gbn', window: 8, messages: 100, size: 32 })
  const events: TraceEvent[] = []
  for (const line of lines) {
    const event = readEvent(line)
    if ('value' in event) events.push(event.value)
    else t.fail(`${event.problem}: ${line}`)
  }
  t.true(events.length > 500)
  t.is(schemaProblem(events), undefined)
  t.deepEqual(storyProblems(events), [])
})

for (const id of ['S02', 'S07', 'S12', 'S15', 'S16']) {
  test(`${id} from the command line, exactly`, async (t) => {
    const scenario = GBN_SCENARIOS.find((one) => one.id === id)!
    const { expect, fates, interval_ms, seq_bits } = scenario
    const run = await rdtHere(t, [
      ...['sim', '--json', '--messages', `${scenario.messages}`, '--window', `${scenario.window}`],
      ...['--delay', `${scenario.delay_ms}ms`, '--rto', `${scenario.rto_ms}ms`],
      ...['--fates', `data: ${fates.data}  ack: ${fates.ack}`],
      ...(interval_ms === undefined ? [] : ['--interval', `${interval_ms}ms`]),
      ...(seq_bits === undefined ? [] : ['--seq-bits', `${seq_bits}`])
    ])
    const { segments, finish_ms, in_order, verdict } = summaryOf(run)
    const { data, retransmitted, acks, timeouts } = segments
    t.deepEqual({ data, retransmitted, acks, timeouts, finish_ms, in_order }, { ...expect })
    t.is(verdict, 'pass')
    t.is(run.status, 0)
  })
}

test('the command that replays a random run gives its very outcome', async (t) => {
  for (const seed of ['replay-1', 'replay-2', 'replay-3', 'replay-4']) {
    const config = randomConfig(seed)
    const {
      type: _,
      wall_ms: __,
      ...told
    } = summaryOf(await rdtHere(t, [...replayArguments(config), '--json']))
    t.deepEqual(told, JSON.parse(JSON.stringify(runSimulation(config, { checks: true }))))
  }
})

test('a run that fails says so, and its status is 1', async (t) => {
  const json = await rdtHere(t, ['sim', '--loss', '100%', '--json'])
  t.is(json.status, 1)
  t.like(summaryOf(json), { finish_ms: null, verdict: 'fail', delivered: 0 })
  t.is(summaryOf(json).violations[0].rule, 'progress')
  const plain = await rdtHere(t, ['sim', '--loss', '100%'])
  t.is(plain.status, 1)
  t.regex(plain.out, /verdict +fail\n +progress: no end after/)
})

test('a window that the numbers cannot carry fails where it is let', async (t) => {
  const args = ['sim', '--seq-bits', '2', '--window', '4', '--unsafe-window', '--json']
  const run = await rdtHere(t, [...args, '--fates', 'ack: xxxx', '--messages', '8'])
  t.is(run.status, 1)
  t.is(summaryOf(run).verdict, 'fail')
})

test('without --json it prints lines, without colour', async (t) => {
  const { out, err, status } = await rdt(t, ['sim', '--loss', '20%', '--seed', 'x'])
  t.is(status, 0)
  t.is(err, '')
  t.regex(out, /^Go-Back-N, window 8, RTO adaptive, seed x\n/)
  t.regex(out, /\ndelivered +100 of 100, in order\n/)
  t.notRegex(out, /\u001b/)
})

test('a seed that was chosen at random is printed, and gives the same run again', async (t) => {
  const first = summaryOf(await rdtHere(t, ['sim', '--loss', '20%', '--json']))
  t.regex(first.seed, /^[a-z2-9]{6}$/)
  const again = summaryOf(
    await rdtHere(t, ['sim', '--loss', '20%', '--json', '--seed', first.seed])
  )
  t.deepEqual({ ...again, wall_ms: 0 }, { ...first, wall_ms: 0 })
})
