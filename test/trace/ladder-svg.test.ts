/** The picture of a ladder: whole XML, text as text, nothing that is not told. */
import test from 'ava'
import type { TraceEvent } from '../../src/trace/event.js'
import { drawLadderSvg, type SvgOptions } from '../../src/trace/ladder-svg.js'
import { bookRun } from './book-run.js'

const OPTIONS: SvgOptions = { most: 400, otherTimers: [], about: ['gbn, seed book', 'rdt sim'] }

const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text)

/** Every element that is opened is closed, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = []
  for (const [, end, name = '', own] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (end === '/') {
      if (open.pop() !== name) return false
    } else if (own !== '/') open.push(name)
  }
  return open.length === 0
}

function draw(fates: string, options: Partial<SvgOptions> = {}): string {
  return drawLadderSvg(bookRun(fates).events, { ...OPTIONS, ...options })
}

test('it is SVG with a title, the names of the nodes, and what the run was', (t) => {
  const svg = draw('data: .x')
  t.true(svg.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns='))
  t.true(isWellFormed(svg))
  t.regex(svg, /<title>gbn, seed book<\/title>/)
  const texts = textsOf(svg)
  for (const text of ['sender', 'receiver', 'rdt sim', 'ms', 'base..next', 'data 1', 'ack 1']) {
    t.true(texts.includes(text), text)
  }
})

test('a lost segment ends in the channel, with a cross and the reason', (t) => {
  const svg = draw('data: .x')
  const texts = textsOf(svg)
  t.is(texts.filter((text) => text === '✗').length, 1)
  t.true(texts.includes('lost: fate x'))
  const lifelines = [...svg.matchAll(/<line x1="([\d.]+)" y1="[\d.]+" x2="\1"/g)].map(([, x]) =>
    Number(x)
  )
  const [left = 0, right = 0] = [Math.min(...lifelines), Math.max(...lifelines)]
  const cross = Number(/<text x="([\d.]+)"[^>]*>✗/.exec(svg)?.[1])
  t.true(cross > left + 50 && cross < right - 50, `${left} ${cross} ${right}`)
})

test('arrows lead downwards, from lifeline to lifeline, with a head for each that arrives', (t) => {
  const { events } = bookRun('data: .x')
  const svg = drawLadderSvg(events, OPTIONS)
  const arrows = [...svg.matchAll(/<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"/g)]
    .map((found) => found.slice(1).map(Number))
    .filter(([x1, , x2]) => x1 !== x2)
  t.is(arrows.length, events.filter(({ event }) => event === 'send').length)
  for (const [, y1 = 0, , y2 = 0] of arrows) t.true(y2 > y1)
  t.is(
    [...svg.matchAll(/<polygon/g)].length,
    events.filter(({ event }) => event === 'receive').length
  )
})

test('damage, copies, lateness, timeouts and running timers are told in words or form', (t) => {
  const svg = draw('data: c2(+60ms)', {})
  const texts = textsOf(svg)
  t.regex(svg, /stroke-dasharray="7 4"/)
  t.true(texts.some((text) => text.includes('copy')))
  t.true(texts.some((text) => /late 60 ms/.test(text)))
  t.true(texts.some((text) => /timeout after 150 ms/.test(text)))
  t.true(texts.some((text) => text.includes('thick lifeline: a timer runs')))
})

test('names and reasons of a hostile trace stay text', (t) => {
  const evil = `</text><script>alert("1")&\u0000\u202e\ud800`
  const events: TraceEvent[] = [
    { t: 0, at: evil, event: 'send', link: `${evil}>bob`, id: 1, kind: evil, attempt: 1 },
    { t: 0, at: 'channel', event: 'drop', link: `${evil}>bob`, id: 1, why: evil },
    { t: 1, at: 'bob', event: 'receive', link: `${evil}>bob`, id: 2, kind: evil }
  ]
  const svg = drawLadderSvg(events, { ...OPTIONS, about: [evil] })
  t.false(svg.includes('<script'))
  t.true(isWellFormed(svg))
  t.notRegex(svg, /[\0-\x08\u202e]/)
  t.true(svg.includes('&lt;script&gt;'))
})

test('the same events give the same picture, and none where nothing is sent', (t) => {
  t.is(draw('data: .x ack: x'), draw('data: .x ack: x'))
  t.is(drawLadderSvg([], OPTIONS), '')
})

test('of many rows, as many are drawn as asked, and the others are told', (t) => {
  const { events } = bookRun('data: .*40x', { messages: 100 })
  const svg = drawLadderSvg(events, { ...OPTIONS, most: 30 })
  t.regex(svg, /… \d+ rows left out/)
  t.true(isWellFormed(svg))
  const drawn = textsOf(svg).filter((text) => /^(data|ack) /.test(text))
  t.true(drawn.length <= 30)
  t.true(drawn.includes('data 41'))
})
