/** `rdt trace diff`: status 0 for equal runs, 1 and the place for others. */
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { rdtHere } from './rdt-here.js'
import { folder } from './rdt-process.js'

const RUN = ['sim', '--messages', '6', '--window', '4', '--rto', '150ms', '--seed', '1']

test('two recordings of one run are equal; another fate is found, with what came before', async (t) => {
  const at = folder(t)
  for (const [name, fates] of [
    ['a', 'data: ..x'],
    ['again', 'data: ..x'],
    ['b', 'data: ...x']
  ] as const) {
    t.is((await rdtHere(t, [...RUN, '--fates', fates, '--trace', at(name)])).status, 0)
  }
  const equal = await rdtHere(t, ['trace', 'diff', at('a'), at('again')])
  t.is(equal.status, 0)
  t.is(equal.out, 'equal: all 77 events are the same\n')

  const other = await rdtHere(t, ['trace', 'diff', at('a'), at('b')])
  t.is(other.status, 1)
  t.is(other.err, '')
  t.regex(other.out, /^other options: fates\nthe runs part at event 10, at 0 ms: other /)
  t.regex(other.out, /^A .*✗ drop .*data 3, fate x\nB .*= state /m)
  t.regex(other.out, /^ {4}.*→ send .*data 3, 32 B\nA /m)
  t.regex(other.out, /^data again +4 +3 {2}-1$/m)

  const json = await rdtHere(t, ['trace', 'diff', at('a'), at('b'), '--json'])
  t.is(json.status, 1)
  const [record] = json.records
  t.like(record, { type: 'summary', equal: false, event: 10, ignored: [], options: ['fates'] })
  t.is(record.a.event, 'drop')
  t.is(record.before.length, 5)
  t.is(record.totals.a['data again'], 4)
  const same = await rdtHere(t, ['trace', 'diff', at('a'), at('again'), '--json'])
  t.like(same.records[0], { equal: true })
})

test('a trace that is cut off differs where it ends', async (t) => {
  const at = folder(t)
  await rdtHere(t, [...RUN, '--trace', at('whole')])
  const text = readFileSync(at('whole'), 'utf8')
  writeFileSync(at('cut'), text.slice(0, text.length - 30))
  const { status, out, err } = await rdtHere(t, ['trace', 'diff', at('whole'), at('cut')])
  t.is(status, 1)
  t.regex(err, /cut: line \d+ cannot be read/)
  t.regex(out, /: one run is over\n/)
  t.regex(out, /^B {2}\(the run is over\)$/m)
})

test('what is no trace is refused', async (t) => {
  const at = folder(t)
  await rdtHere(t, [...RUN, '--trace', at('a')])
  for (const args of [
    [at('a'), at('nothing')],
    ['-', '-']
  ]) {
    const { status, err } = await rdtHere(t, ['trace', 'diff', ...args])
    t.is(status, 2)
    t.regex(err, /^rdt: [^\n]+; [^\n]+\n$/)
  }
})
