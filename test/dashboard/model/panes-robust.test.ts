/** Panes of any size, with names and reasons that a stranger chose, break nothing; lines stay put. */
import test from 'ava'
import { drawBeliefs, latestBeliefs } from '../../../src/dashboard/model/beliefs-pane.js'
import { connectionRows, drawConnections } from '../../../src/dashboard/model/connections-pane.js'
import { drawEventLine } from '../../../src/dashboard/model/event-line.js'
import {
  drawLadder,
  ladderLength,
  scrollTo,
  stepInLadder
} from '../../../src/dashboard/model/ladder-pane.js'
import { RunModel } from '../../../src/dashboard/model/run.js'
import { drawSegment } from '../../../src/dashboard/model/segment-view.js'
import { drawSparkline } from '../../../src/dashboard/model/sparkline.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { drawWindow } from '../../../src/dashboard/model/window-strip.js'
import { ms, seconds } from '../../../src/kernel/time.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import { makeData } from '../../../src/rdt/segment.js'
import { encode } from '../../../src/wire/codec.js'
import { classRun, LINK, modelOf, scriptedRun } from './scripted-run.js'

type Draw = (paper: Surface, run: RunModel, link: string) => void

const PANES: Readonly<Record<string, Draw>> = {
  ladder: (paper, run, link) => drawLadder(paper, run, { link, scroll: 3, chosen: 7 }),
  connections: (paper, run, link) => drawConnections(paper, run, { chosen: link, scroll: 1 }),
  window: (paper, run, link) => drawWindow(paper, run, { link, now: run.now }),
  sparkline: (paper, run) => drawSparkline(paper, run, { now: run.now }),
  beliefs: (paper, run, link) => drawBeliefs(paper, run, { link, chosen: 7 }),
  sentence: (paper, run) => drawEventLine(paper, run.sentence(run.now)),
  segment: (paper, run, link) => drawSegment(paper, run, { link, id: 7, scroll: 2 })
}

/** What stands around and on a pane that is drawn into the middle of a sheet. */
function framed(draw: Draw, run: RunModel, link: string, width: number, height: number): string[] {
  const sheet = Surface.empty(width + 2, height + 2)
  for (let y = 0; y < height + 2; y++) sheet.put(0, y, '#'.repeat(width + 2))
  sheet.part(1, 1, width, height).clear()
  draw(sheet.part(1, 1, width, height), run, link)
  const cells = (y: number) =>
    Array.from({ length: width + 2 }, (_, x) => sheet.cellAt(x, y)?.text ?? '?')
  const border = [...cells(0), ...cells(height + 1)]
  for (let y = 1; y <= height; y++) border.push(cells(y)[0] ?? '', cells(y).at(-1) ?? '')
  return [border.join(''), ...sheet.lines.slice(1, -1)]
}

const FATES = 'data: ..x.c2(+70ms)x  ack: .x.c'

test('a pane of any size keeps to itself', (t) => {
  for (const protocol of PROTOCOLS) {
    const windowSize = protocol.seqBits === undefined ? 6 : 1
    const { run } = scriptedRun(FATES, { protocol, messages: 12, windowSize }, ms(310))
    for (const [name, draw] of Object.entries(PANES)) {
      for (let width = 0; width <= 140; width += width < 8 ? 1 : 19) {
        for (const height of [0, 1, 2, 4, 9, 30]) {
          const [border = ''] = framed(draw, run, LINK, width, height)
          t.regex(border, /^#+$/, `${name} ${width}×${height}, ${protocol.name}`)
        }
      }
    }
  }
})

const HOSTILE = [
  '\x1b[2J\x1b]0;owned\x07alice',
  '日本語の名前です、とても長い',
  '👩‍👩‍👧‍👦👍🏽\u202eecila',
  `z${'\u0301'.repeat(40)}`,
  'a\nb\tc\r\0',
  '\ud800',
  ''
]

test('hostile names and reasons break no border and reach nobody raw', (t) => {
  for (const name of HOSTILE) {
    const { events } = scriptedRun(FATES, { messages: 12 })
    const rename = (text: string) => text.replaceAll('sender', name).replaceAll('receiver', 'b>c')
    const hostile = events.map((event) => ({
      ...event,
      at: rename(event.at),
      ...(event.link !== undefined && { link: rename(event.link) }),
      ...(event.why !== undefined && { why: name.repeat(9) }),
      ...(event.kind === 'ack' && { conn: name })
    }))
    const { run } = modelOf({ config: { protocol: 'gbn', window: 4 } }, hostile)
    for (const [pane, draw] of Object.entries(PANES)) {
      for (const width of [1, 2, 13, 30, 61, 100, 130]) {
        const [border = '', ...lines] = framed(draw, run, rename(LINK), width, 12)
        t.regex(border, /^#+$/, `${pane}, ${width} columns, ${JSON.stringify(name)}`)
        t.notRegex(lines.join(''), /[\x00-\x1f\x7f-\x9f\u202a-\u202e]/, pane)
      }
    }
  }
})

test('nothing happened yet: every pane says so', (t) => {
  const run = new RunModel({ config: {} })
  for (const draw of Object.values(PANES)) {
    t.notThrows(() => framed(draw, run, LINK, 60, 6))
  }
})

test('lines of the ladder stay as they are while the run goes on', (t) => {
  const { events } = scriptedRun(FATES, { messages: 60 })
  const run = new RunModel({ config: { protocol: 'gbn', window: 4 } })
  const known = new Map<number, string>()
  for (const event of events) {
    run.take(event)
    const count = ladderLength(run, LINK)
    const paper = Surface.empty(90, 40)
    drawLadder(paper, run, { link: LINK })
    const shown = Math.min(count, 39)
    const entries = run.ladder(LINK)?.entries ?? []
    paper.lines.slice(1, 1 + shown).forEach((line, index) => {
      const place = count - shown + index
      const crossing = entries[place]?.row.crossing
      const isOver = crossing?.lost !== undefined || crossing?.end !== undefined
      // The time is told in the first line of the pane, too.
      const text = line.slice(8).replace(/[┃│]/g, ' ')
      // What its receiver makes of it comes with the events that follow.
      if (!isOver || place >= count - 2) return
      t.is(text, known.get(place) ?? text, `row ${place} at ${event.t} µs`)
      known.set(place, text)
    })
  }
  t.true(known.size > 100)
})

test('the ladder of a long run numbers what is delivered from its beginning', (t) => {
  const marks = '.......x'.repeat(400)
  const { run } = scriptedRun(`data: ${marks}`, { messages: 1500 })
  t.true((run.recent(LINK)?.forgotten ?? 0) > 1000)
  const paper = Surface.empty(120, 400)
  drawLadder(paper, run, { link: LINK })
  const numbers = paper.lines.flatMap((line) => {
    const [, told] = /delivered (\d+)/.exec(line) ?? []
    return told === undefined ? [] : [Number(told)]
  })
  t.true(numbers.length > 50)
  t.is(numbers.at(-1), 1500)
  t.deepEqual(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index)
  )
  t.notRegex(paper.lines.join(''), /NOT|AGAIN|TOO LATE/)
})

test('through the ladder one goes step by step, and what is chosen is in sight', (t) => {
  const { run, events } = scriptedRun('data: ..x.2', { messages: 30 })
  const ids = events.flatMap(({ event, id }) =>
    (event === 'send' || event === 'duplicate') && id !== undefined ? [id] : []
  )
  t.is(stepInLadder(run, LINK, undefined, 0), ids.at(-1))
  t.is(stepInLadder(run, LINK, ids[10], -1), ids[9])
  t.is(stepInLadder(run, LINK, ids[10], 1), ids[11])
  t.is(stepInLadder(run, LINK, ids[10], -1000), ids[0])
  t.is(stepInLadder(run, 'nobody>else', undefined, 1), undefined)
  for (const chosen of ids) {
    const scroll = scrollTo(run, { link: LINK, chosen }, 12)
    const paper = Surface.empty(80, 12)
    drawLadder(paper, run, { link: LINK, chosen, scroll })
    t.true(
      paper.lines.some((line) => line.startsWith('▸')),
      `#${chosen}`
    )
  }
})

test('the table has the worst on top, or goes by names', (t) => {
  const { run } = classRun(4)
  const silent = { at: 'z', link: 'z>server', conn: 'z' } as const
  run.take({ t: 0, event: 'send', id: 1, kind: 'data', seq: 1, attempt: 1, ...silent })
  run.take({ t: run.now + seconds(9), event: 'send', id: 2, kind: 'ping', ...silent })
  const links = (sorting: 'trouble' | 'name') =>
    connectionRows(run, sorting).map(({ from }) => from)
  t.deepEqual(links('trouble'), ['z', 'pupil-4', 'pupil-3', 'pupil-2', 'pupil-1'])
  t.deepEqual(links('name'), ['pupil-1', 'pupil-2', 'pupil-3', 'pupil-4', 'z'])
})

test('of whoever retransmits the newest are shown, where no link is chosen', (t) => {
  const { run } = classRun(8)
  const latest = latestBeliefs(run, undefined, 10)
  t.is(latest.length, 10)
  t.deepEqual(
    latest.map(({ t: at }) => at),
    latest.map(({ t: at }) => at).sort((a, b) => b - a)
  )
  t.true(new Set(latest.map(({ from }) => from)).size > 1)
})

test('where the bytes of a segment are given, they are shown with its payload', (t) => {
  const data = new TextEncoder().encode('hello, \x1b[31mred')
  const bytes = encode({ ...makeData(7, data), conn: '0123456789abcdef' }, 'crc32')
  const run = new RunModel({ config: { protocol: 'tcp', checksum: 'crc32' } })
  const link = 'alice>server'
  const event = { t: 0, at: 'alice', event: 'send', link, id: 1, kind: 'data', seq: 7 } as const
  run.take({ ...event, attempt: 1, len: data.length }, bytes)
  const paper = Surface.empty(72, 30)
  drawSegment(paper, run, { link, id: 1 })
  const text = paper.lines.join('\n')
  t.regex(text, /00 00 00 07 +Sequence number: 7/)
  t.regex(text, /28 {2}68 65 6c 6c 6f 2c 20 1b +hello, \./)
  t.notRegex(text, /not in the trace/)
})

test('a checksum is shown where all that it covers is known', (t) => {
  const { run, events } = scriptedRun('', { messages: 1 })
  const id = events.find(({ event, kind }) => event === 'send' && kind === 'ack')?.id ?? 0
  const bytes = encode(
    {
      kind: 'ack',
      seqnum: 0,
      acknum: 1,
      data: new Uint8Array(0),
      corrupt: false,
      conn: '0'.repeat(16)
    },
    'crc32'
  )
  const paper = Surface.empty(72, 30)
  drawSegment(paper, run, { link: LINK, id })
  const sum = Buffer.from(bytes.subarray(24, 28)).toString('hex')
  t.true(paper.lines.some((line) => line.includes(`Checksum: ${sum}`)))
})

test('a sparkline forgets what is older than it is wide', (t) => {
  const { run } = scriptedRun('data: x', { messages: 1 })
  const at = (now: number) => {
    const paper = Surface.empty(40, 1)
    drawSparkline(paper, run, { now, span: seconds(4) })
    return paper.lines[0]
  }
  t.regex(at(run.now) ?? '', /^retransmissions 1 .*█/)
  t.is(at(run.now + seconds(60)), 'retransmissions 0')
})
