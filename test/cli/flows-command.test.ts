/** `rdt sim --flows`: several senders, one bottleneck. */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { readHeader } from '../../src/trace/ndjson.js'
import { rdtHere } from './rdt-here.js'
import { folder } from './rdt-process.js'

const SHARED = ['sim', '--protocol', 'tcp', '--delay', '10ms', '--rate', '1mbit', '--seed', '7']

test('--json has a record for each flow, and how fair it was', async (t) => {
  const { status, records } = await rdtHere(t, [...SHARED, '--flows', '2', '--json'])
  t.is(status, 0)
  const [summary] = records
  t.is(summary.delivered, 200)
  t.true(summary.fairness > 0.9 && summary.fairness <= 1)
  t.is(summary.flows.length, 2)
  for (const [index, flow] of summary.flows.entries()) {
    t.deepEqual(Object.keys(flow), ['flow', 'delivered', 'finish_ms', 'goodput_mbit', 'share'])
    t.like(flow, { flow: index + 1, delivered: 100 })
  }
})

test('for people each flow is a line', async (t) => {
  const { out } = await rdtHere(t, [...SHARED, '--flows', '3', '--plain'])
  t.regex(out, /^delivered +300 of 300, in order$/m)
  t.regex(out, /^flow 3: 100 delivered, done at [\d.]+ ms, [\d.]+ Mbit\/s, share 0\.\d+$/m)
  t.regex(out, /^fairness +[\d.]+ \(Jain\), while all had something to send$/m)
})

test('a single flow says nothing of it, and is the same with --flows 1', async (t) => {
  const without = await rdtHere(t, [...SHARED, '--plain'])
  const one = await rdtHere(t, [...SHARED, '--plain', '--flows', '1'])
  t.is(one.out, without.out)
  t.notRegex(one.out, /flow|fair/)
})

test('the trace names the nodes of each flow', async (t) => {
  const file = folder(t)('flows.ndjson')
  await rdtHere(t, [...SHARED, '--flows', '2', '--trace', file])
  const header = readHeader(readFileSync(file, 'utf8').split('\n')[0] ?? '')
  t.true('value' in header)
  if (!('value' in header)) return
  const { nodes, config } = header.value
  t.deepEqual(nodes, ['sender1', 'sender2', 'channel', 'receiver1', 'receiver2'])
  t.is(config['flows'], 2)
})

const REFUSED: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['--flows', '0'], /--flows: '0' will not do; write a whole number from 1 to 100/],
  [['--flows', 'two'], /--flows: 'two' will not do/],
  [['--flows', '2', '--handshake'], /--flows: --handshake opens one connection; leave one/],
  [['--flows', '2', '--ladder'], /--flows: --ladder draws one sender and one receiver; leave one/],
  [['--flows', '2', '--fate-by', 'segment'], /--flows: --fate-by segment knows .* of one flow/]
]

for (const [args, message] of REFUSED) {
  test(`sim ${args.join(' ')} is refused in one line`, async (t) => {
    const { status, out, err } = await rdtHere(t, ['sim', ...args])
    t.is(status, 2)
    t.is(out, '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  })
}
