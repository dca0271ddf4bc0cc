/** The dashboard of a lone server: frames (golden/server-*.txt), and keys pressed by a robot. */
import test from 'ava'
import fc from 'fast-check'
import { RunModel } from '../../../src/dashboard/model/run.js'
import { ServerStage } from '../../../src/dashboard/model/server-stage.js'
import type { PersonFacts } from '../../../src/dashboard/model/server-stage-people.js'
import { type Micros, ms, seconds } from '../../../src/kernel/time.js'
import { bookRun } from '../../trace/book-run.js'
import { anyText } from '../any-text.js'
import { type Drawing, golden, inStyles } from './golden-frame.js'
import { drawn, keysOf } from './lone-channel.js'

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 50],
  [40, 12]
] as const

/** What a server sees of itself while it sends to so many, each with losses of its own. */
function ownRun(people: number, until: Micros): RunModel {
  const run = new RunModel({ config: { protocol: 'gbn', window: 4, seq_bits: 32 } })
  const told = Array.from({ length: people }, (_, i) => {
    const name = `127.0.0.1:${40_001 + i}`
    const rename = (text: string) => text.replace('receiver', name).replace('sender', 'server')
    const { events } = bookRun(`data: ${'.'.repeat(i + 1)}x  ack: ..x`, { messages: 9 })
    return events
      .filter(({ at }) => at === 'sender')
      .map(({ at, link = '', id = 0, ...rest }) => ({
        ...rest,
        at: rename(at),
        link: link.split('>').map(rename).join('>'),
        id: id + 10_000 * i
      }))
  })
  for (const event of told.flat().sort((a, b) => a.t - b.t)) if (event.t <= until) run.take(event)
  return run
}

const person = (number: number, name: string): PersonFacts => ({
  name,
  address: `127.0.0.1:${40_000 + number}`,
  since: 0,
  srtt: ms(60 + number),
  sent: 40,
  retransmitted: number,
  backlog: 100 * (number - 1)
})

const PEOPLE = [person(1, 'alice'), person(2, 'bob'), person(3, '漢字先生')]

interface Rig {
  readonly stage: ServerStage
  readonly orders: string[]
  people: readonly PersonFacts[]
}

function rig(people = PEOPLE, isBig = false): Rig {
  const orders: string[] = []
  const rigged = { people, orders }
  const stage = new ServerStage(
    ownRun(people.length, ms(390)),
    {
      now: () => seconds(125),
      people: () => rigged.people,
      turnTheme: () => orders.push('theme'),
      quit: () => orders.push('quit'),
      interrupt: () => orders.push('interrupt')
    },
    { address: '127.0.0.1:40452', protocol: 'Go-Back-N, window 4', isBig }
  )
  for (const { name, address } of people) {
    stage.add({ text: `${name} joined from ${address}`, tone: 'news' })
  }
  stage.add({ who: 'alice', text: 'hello, everybody', tone: 'plain' })
  stage.add({ text: 'Refused 127.0.0.1:9: protocol mismatch', tone: 'warning' })
  return Object.assign(rigged, { stage })
}

const press = (stage: ServerStage, ...keys: readonly string[]): void => {
  for (const key of keysOf(...keys)) stage.key(key)
}

test('the server at every size', (t) => {
  golden(
    t,
    'server-class',
    SIZES.map(([width, height]): Drawing => ['three people', drawn(rig().stage, width, height)])
  )
})

test('what leaves for people nobody watches is not said to be still under way', (t) => {
  for (const [width, height] of SIZES) {
    const text = drawn(rig().stage, width, height).lines.join('\n')
    t.notRegex(text, /still under/, `${width}×${height}`)
  }
})

test('the server: nobody yet, large print, the people, help', (t) => {
  const people = rig()
  press(people.stage, 'p')
  const help = rig()
  press(help.stage, '?')
  golden(t, 'server-moments', [
    ['nobody yet', drawn(rig([]).stage, 80, 16)],
    ['large print', drawn(rig(PEOPLE, true).stage, 100, 34)],
    ['the people', drawn(people.stage, 100, 18)],
    ['help', drawn(help.stage, 100, 44)]
  ])
})

test('the server: what is drawn in which style, and how that looks, dark and light', (t) => {
  golden(t, 'server-styles', inStyles(drawn(rig().stage, 120, 40)))
})

test('the word retransmitted is on the screen at every size', (t) => {
  for (const keys of [[], ['f4'], ['p'], ['?'], ['up', 'enter']]) {
    for (const [width, height] of SIZES) {
      const { stage } = rig()
      drawn(stage, width, height)
      press(stage, ...keys)
      const text = drawn(stage, width, height).lines.join('\n')
      t.regex(text, /retransmitted/, `${width}×${height} after ${keys.join(' ')}`)
    }
  }
})

test('who quits while people are there is asked; Ctrl-C is obeyed at once, whatever is open', (t) => {
  const { stage, orders } = rig()
  press(stage, 'q', 'n')
  t.deepEqual(orders, [])
  press(stage, 'q', 'y', 'q', 'ctrl+c', '?', 'ctrl+c')
  t.deepEqual(orders, ['quit', 'interrupt', 'interrupt'])
  const empty = rig([])
  press(empty.stage, 'q')
  t.deepEqual(empty.orders, ['quit'])
})

test('the table of many people scrolls', (t) => {
  const many = Array.from({ length: 40 }, (_, i) => person(i + 1, `pupil-${i + 1}`))
  const { stage } = rig(many)
  press(stage, 'p')
  t.regex(drawn(stage, 80, 24).lines.join('\n'), /pupil-1 /)
  press(stage, 'end')
  const text = drawn(stage, 80, 24).lines.join('\n')
  t.regex(text, /pupil-40/)
  t.notRegex(text, /pupil-1 /)
  press(stage, 'escape')
  t.regex(drawn(stage, 80, 24).lines.join('\n'), /ladder/)
})

test('what people call themselves, and say, breaks no border and is nowhere raw', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { stage } = rig([{ ...person(1, text), address: text }])
      stage.add({ who: text, text, tone: 'plain' })
      for (const keys of [[], ['p']]) {
        press(stage, ...keys)
        for (const [width, height] of [...SIZES, [1, 1], [0, 0], [13, 30]] as const) {
          const raw = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/
          if (raw.test(drawn(stage, width, height).lines.join(''))) return false
        }
      }
      return true
    }),
    { numRuns: 25 }
  )
  t.pass()
})
