import test from 'ava'
import fc from 'fast-check'
import { SteppedClock } from '../../../lossy-channel/stepped-clock.js'
import type { Fate } from '../../../lossy-channel/weather/fate.js'
import { Lane } from '../../../lossy-channel/weather/lane.js'
import { Tray } from '../../../lossy-channel/weather/tray.js'
import type { Direction } from '../../../lossy-channel/weather/weather.js'
import { PERFECT } from '../../../lossy-channel/weather/weather.js'
import { namedKey, typedKey } from '../../../src/dashboard/model/key.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { TRAY_KEYS, TrayChooser } from '../../../src/dashboard/model/tray-chooser.js'
import { type TrayLine, trayLine } from '../../../src/dashboard/model/tray-lines.js'
import { drawTray } from '../../../src/dashboard/model/tray-pane.js'
import { type Datagram, NO_CONNECTION } from '../../../src/rdt/datagram.js'
import { makeAck, makeData, makeNak } from '../../../src/rdt/segment.js'
import { encode } from '../../../src/wire/codec.js'
import { anyText } from '../any-text.js'
import { type Drawing, golden } from './golden-frame.js'

const conn = NO_CONNECTION
const data = (seqnum: number) => encode({ ...makeData(seqnum, new Uint8Array(32)), conn }, 'crc32')
const ack = (acknum: number) => encode({ ...makeAck(acknum), conn }, 'crc32')
const told = (datagram: Datagram) => encode(datagram, 'crc32')

/** A lane whose datagrams all wait, and a person who presses keys. */
class Bench {
  readonly clock = new SteppedClock()
  readonly tray = new Tray<Uint8Array>()
  readonly attempts = new Map<Uint8Array, number>()
  readonly fates: string[] = []
  readonly chooser = new TrayChooser({
    decide: (id, fate) => this.decide(id, fate),
    deliverAll: () => this.tray.decideAll({ mark: '.', by: 0 })
  })
  readonly #lanes = new Map<string, Lane<Uint8Array>>()

  send(flow: string, direction: Direction, bytes: Uint8Array, attempt = 1): void {
    this.attempts.set(bytes, attempt)
    this.#lane(flow, direction).submit(bytes, bytes.length, this.clock.now())
    this.chooser.show(this.tray.items)
  }

  decide(id: number, { mark, by }: Fate): void {
    this.fates.push(`${id} ${mark}${by || ''}`)
    this.tray.decide(id, { mark, by })
    this.chooser.show(this.tray.items)
  }

  press(...chords: readonly string[]): boolean[] {
    return chords.map((chord) =>
      this.chooser.key(chord.length > 1 ? namedKey(chord) : typedKey(chord))
    )
  }

  get shown(): readonly TrayLine[] {
    return this.tray.items.map((one) => trayLine(one, this.attempts.get(one.item) ?? 1))
  }

  draw(width: number, height: number): Surface {
    const paper = Surface.empty(width, height)
    drawTray(paper, this.shown, { chosen: this.chooser.chosen, now: this.clock.now() })
    return paper
  }

  #lane(flow: string, direction: Direction): Lane<Uint8Array> {
    const key = `${flow} ${direction}`
    const known = this.#lanes.get(key)
    if (known !== undefined) return known
    const options = { weather: PERFECT, seed: 's', flow, direction, world: this.clock }
    const lane = new Lane<Uint8Array>(options, { drop: () => {}, carry: () => {} })
    lane.openTray(this.tray)
    this.#lanes.set(key, lane)
    return lane
  }
}

function lecture(): Bench {
  const bench = new Bench()
  const { clock } = bench
  bench.send('alice>server', 'up', data(3))
  clock.advance(2_300_000)
  bench.send('alice>server', 'down', ack(2))
  bench.send('bartholomew>server', 'up', data(7))
  clock.advance(900_000)
  bench.send('alice>server', 'up', data(3), 2)
  clock.advance(40_000)
  return bench
}

test('what it is, is read from its bytes', (t) => {
  const says = (item: Uint8Array) =>
    trayLine({ id: 1, flow: 'a', direction: 'up', item, since: 0 }, 1).what
  t.is(says(data(5)), 'data 5')
  t.is(says(told({ ...makeNak(), conn })), 'nak')
  t.is(says(told({ kind: 'closed', conn })), 'closed')
  t.is(says(new Uint8Array(9)), 'datagram')
})

test('each line says who, which way, what, and which attempt', (t) => {
  const { shown } = lecture()
  t.deepEqual(
    shown.map(({ id, flow, direction, what, attempt }) => [id, flow, direction, what, attempt]),
    [
      [1, 'alice>server', 'up', 'data 3', 1],
      [2, 'alice>server', 'down', 'ack 2', 1],
      [3, 'bartholomew>server', 'up', 'data 7', 1],
      [4, 'alice>server', 'up', 'data 3', 2]
    ]
  )
})

test('a key decides the chosen one, and the next one is chosen', (t) => {
  const bench = lecture()
  t.is(bench.chooser.chosen, 1)
  t.deepEqual(bench.press('down', 'x', 'd', 'l'), [true, true, true, true])
  t.deepEqual(bench.fates, ['2 x', '3 .', '4 late200000'])
  t.is(bench.chooser.chosen, 1, 'behind the last there is none, so the last that is left')
  bench.press('c')
  t.is(bench.chooser.chosen, undefined)
  t.deepEqual(bench.press('2', 'd', 'x'), [true, true, true])
  t.is(bench.fates.length, 4, 'nothing waits, so nothing is decided')
})

test('a delivers all; arrows stop at the ends; other keys are not taken', (t) => {
  const bench = lecture()
  bench.press('up', 'up')
  t.is(bench.chooser.chosen, 1)
  bench.press('end', 'down')
  t.is(bench.chooser.chosen, 4)
  bench.press('home')
  t.is(bench.chooser.chosen, 1)
  t.deepEqual(bench.press('q', 'enter', 'D', ':'), [false, false, false, false])
  bench.press('a')
  t.is(bench.tray.size, 0)
  t.is(bench.chooser.chosen, 1)
  bench.chooser.show(bench.tray.items)
  t.is(bench.chooser.chosen, undefined)
})

test('how late l makes one can be told', (t) => {
  const bench = lecture()
  bench.chooser.lateBy = 1_000_000
  bench.press('l')
  t.deepEqual(bench.fates, ['1 late1000000'])
})

test('every key that is shown does something', (t) => {
  for (const { key } of TRAY_KEYS) t.deepEqual(lecture().press(key), [true], key)
})

test('the tray, at every size', (t) => {
  const drawings: Drawing[] = []
  const bench = lecture()
  bench.press('down')
  for (const [width, height] of [
    [100, 8],
    [80, 8],
    [50, 7],
    [40, 6],
    [28, 6],
    [16, 5],
    [80, 3],
    [80, 1],
    [1, 1]
  ] as const) {
    drawings.push(['four wait', bench.draw(width, height)])
  }
  const empty = new Bench()
  drawings.push(['nobody waits', empty.draw(80, 4)], ['nobody waits', empty.draw(20, 4)])
  const many = new Bench()
  for (let n = 0; n < 40; n++)
    many.send('alice>server', n % 3 === 2 ? 'down' : 'up', n % 3 === 2 ? ack(n) : data(n))
  many.clock.advance(150_000_000)
  many.press(...Array.from({ length: 20 }, () => 'down'))
  drawings.push(['forty wait', many.draw(60, 9)])
  golden(t, 'tray', drawings)
})

test('the word retransmission, or its sign, is there at every size that has a row for it', (t) => {
  const bench = lecture()
  bench.press('end')
  for (let width = 14; width < 120; width++) {
    const text = bench.draw(width, 7).lines.join('\n')
    t.true(text.includes('↻2'), `${width}: ${text}`)
    t.is(text.includes('retransmission'), width >= 60)
  }
})

test('hostile names break no border, and the chosen one is always shown', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(anyText, fc.nat(70), fc.nat(12), (name, width, height) => {
        const lines = Array.from(
          { length: 20 },
          (_, i): TrayLine => ({
            id: i + 1,
            flow: `${name}>${name}`,
            direction: i % 2 === 0 ? 'up' : 'down',
            what: 'data 3',
            style: 'data',
            attempt: 1 + (i % 2),
            bytes: 60,
            since: 0
          })
        )
        const paper = Surface.empty(width + 2, height + 2)
        drawTray(paper.part(1, 1, width, height), lines, { chosen: 13, now: 5_000_000 })
        const drawn = paper.lines
        const isFramed = drawn[0] === '' && drawn.at(-1) === ''
        const edges = Array.from({ length: height + 2 }, (_, y) =>
          [paper.cellAt(0, y)?.text, paper.cellAt(width + 1, y)?.text].join('')
        )
        const hasChosen = width < 1 || height < 1 || drawn.some((line) => line.includes('▸'))
        return isFramed && edges.every((edge) => edge === '  ') && hasChosen
      }),
      { numRuns: 500 }
    )
  )
})
