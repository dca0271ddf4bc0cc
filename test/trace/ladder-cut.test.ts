/** Long ladders: what is left out, that it is told, and that faults stay. */
import test from 'ava'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { drawLadder } from '../../src/trace/ladder.js'
import { bookRun } from './book-run.js'
import { readLadder } from './ladder-reader.js'

const LEFT_OUT = /… ([\d ]+) rows left out/

/** The rows that `lines` say are left out, and those that they show. */
function rowsOf(lines: readonly string[]): { readonly shown: number; readonly leftOut: number } {
  let leftOut = 0
  let shown = -2 // the header, and what a timer looks like
  for (const line of lines) {
    const told = LEFT_OUT.exec(line)?.[1]
    if (told === undefined) shown++
    else leftOut += Number(told.replaceAll(' ', ''))
  }
  return { shown, leftOut }
}

test('a ladder within its limit is whole', (t) => {
  const { events } = bookRun('data: .x', { messages: 20 })
  const whole = drawLadder(events, { width: 80 })
  const rows = rowsOf(whole).shown
  t.deepEqual(drawLadder(events, { width: 80, most: rows }), whole)
  t.true(rowsOf(drawLadder(events, { width: 80, most: rows - 1 })).leftOut > 0)
})

test('a long ladder keeps its limit, and rows shown and left out are all rows', (t) => {
  const { events } = bookRun('data: .*40x.*90x ack: .*60x', { messages: 200 })
  const all = rowsOf(drawLadder(events, { width: 80 })).shown
  for (const most of [3, 4, 10, 11, 50, 51, 100, 333]) {
    const lines = drawLadder(events, { width: 80, most })
    t.true(lines.length <= most + 2, `${most}: ${lines.length} lines`)
    const { shown, leftOut } = rowsOf(lines)
    t.is(shown + leftOut, all, `${most}`)
  }
})

test('what is quiet goes first: faults stay, with what surrounds them', (t) => {
  const { events, outcome } = bookRun('data: .*40x.*90x ack: .*60x', { messages: 200 })
  const seen = readLadder(drawLadder(events, { width: 100, most: 100 }))
  t.deepEqual([...seen.lost], ['data 41', 'ack 58', 'data 128'])
  t.is(outcome.segments.dropped, 3)
  t.is(seen.timeouts, outcome.segments.timeouts)
  t.is(seen.retransmitted, outcome.segments.retransmitted)
  t.true(seen.sent > 20)
})

test('where everything goes wrong, the two ends are shown', (t) => {
  const loss = { kind: 'random', probability: 0.5, correlation: 0 } as const
  const weather = { ...PERFECT, delay: ms(50), loss }
  const { events } = bookRun('', { up: weather, down: weather, messages: 200 })
  const whole = drawLadder(events, { width: 80 })
  const lines = drawLadder(events, { width: 80, most: 41 })
  t.is(lines.filter((line) => LEFT_OUT.test(line)).length, 1)
  t.is(lines.length, 43)
  t.regex(lines[1] ?? '', /data 1/)
  t.is(rowsOf(lines).shown + rowsOf(lines).leftOut, rowsOf(whole).shown)
})

test('the first gap tells where everything is, and thousands are told apart', (t) => {
  const { events } = bookRun('data: .*2000x', { messages: 4000 })
  const lines = drawLadder(events, { width: 80, most: 60, whereAll: 'FILE has all' })
  const told = lines.filter((line) => LEFT_OUT.test(line))
  t.is(told.length, 2)
  t.regex(told[0] ?? '', /… 7 \d{3} rows left out \(FILE has all\)/)
  t.regex(told[1] ?? '', /… 7 \d{3} rows left out *┊/)
})

test('a segment whose other end is left out is drawn without a track', (t) => {
  const { events } = bookRun('', { messages: 100 })
  const [, first = ''] = drawLadder(events, { width: 80, most: 8 })
  t.regex(first, /┠── data 1 ─*┄ +│$/)
})
