import test from 'ava'
import { rdtHere } from './rdt-here.js'

const S02 = ['sim', '--messages', '6', '--window', '4', '--rto', '150ms', '--fates', 'data: ..x']

test('--ladder draws the run before its summary, in 80 columns where there is no terminal', async (t) => {
  const { status, out } = await rdtHere(t, [...S02, '--ladder'])
  t.is(status, 0)
  const lines = out.split('\n')
  const end = lines.indexOf('')
  const ladder = lines.slice(0, end)
  t.regex(ladder[0] ?? '', /^ ms base\.\.next sender +receiver$/)
  t.is(ladder.filter((line) => line.includes('✗')).length, 1)
  t.is(ladder.filter((line) => /data \d again/.test(line)).length, 4)
  t.true(ladder.every((line) => [...line].length <= 80))
  t.regex(lines[end + 1] ?? '', /^Go-Back-N, window 4/)
})

test('--ladder and --json exclude each other', async (t) => {
  const { status, out, err } = await rdtHere(t, [...S02, '--ladder', '--json'])
  t.is(status, 2)
  t.is(out, '')
  t.regex(err, /^rdt: --ladder: .*leave one of the two out\n$/)
})

test('of a long run the quiet parts are left out, and --trace is named', async (t) => {
  const { status, out } = await rdtHere(t, [
    'sim',
    '--messages',
    '2000',
    '--fates',
    'data: .*900x',
    '--ladder'
  ])
  t.is(status, 0)
  const lines = out.split('\n')
  const ladder = lines.slice(0, lines.indexOf(''))
  t.true(ladder.length <= 2_002)
  t.regex(ladder.join('\n'), /… \d \d{3} rows left out \(rdt sim … --trace FILE has all\)/)
  t.regex(ladder.join('\n'), /data 901 .*✗/)
})
